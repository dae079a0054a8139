"""The built program and its site → one table of times, memory and sizes, each beside its budget where it has one.

Run it as `python tests/bench/bench.py`, or with --quick to leave out the comparison with plain mkdocs-material and the
streaming of large tables; with --live it builds from the emulator at Quebec size instead, which takes a quarter of an
hour and some gigabytes. Every build is a process of its own on a copy of the project, with a cache of its own; nothing
fails because of a figure.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import mean

from lxml import html
from streaming import streaming

ROOT = Path(__file__).resolve().parents[2]
# The stages are timed with time.perf_counter; here it counts the CPU's seconds, which a busy machine does not stretch.
PORTRAIT = "import time; time.perf_counter = time.process_time; from pipelines.cli import main; main()"
COMMUNITY = "profiles/communities/black.yml"
# Makes an index alone, from the texts that the pages of communities keep beside them and from the hand-written pages.
INDEX = """
import sys, time
from pathlib import Path
from pipelines.community import read_entries
from pipelines.model import LANGS
from pipelines.publish.search import handwritten_entries, make_index
target, site, *places = map(Path, sys.argv[1:])
entries = {}
for lang in LANGS:
    found = {path: (path, title, body) for place in places for path, title, body in read_entries(place, lang)}
    entries[lang] = [*({entry[0]: entry for entry in handwritten_entries(site / lang)} | found).values()]
target.mkdir()
began = time.perf_counter()
make_index(target, entries)
print(sum(map(len, entries.values())), time.perf_counter() - began)
"""
COMPARED = 200
# The theme as it comes: a name, and nothing said about it. Search is on, since a list of plugins is what turns it off.
DEFAULT = "site_name: Profiles\ntheme:\n  name: material\n"
PACKED = (".png", ".jpg", ".svg", ".ico", ".woff", ".woff2")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """A line of the table; `budget` is None where the project set none."""

    what: str
    measured: float
    unit: str
    budget: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cost:
    """What a command took: seconds on the clock, seconds of CPU with all its children, MB of its largest process."""

    wall_s: float
    cpu_s: float
    peak_mb: float
    said: str


def cost_of(command: list[str], place: Path, **environment: str) -> Cost:
    """Run a command in `place`; return its cost. A command that fails ends the benchmark with what it printed."""
    start = time.perf_counter()
    with tempfile.TemporaryFile("w+", encoding="utf-8") as out:
        process = subprocess.Popen(
            command, cwd=place, env=os.environ | environment, stdin=subprocess.DEVNULL, stdout=out, stderr=out
        )
        _, status, usage = os.wait4(process.pid, 0)
        wall_s = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        said = out.read()
    if process.returncode:
        sys.exit(f"{' '.join(command)} ended with status {process.returncode}:\n{said}")
    # Linux counts ru_maxrss in KiB.
    return Cost(wall_s=wall_s, cpu_s=usage.ru_utime + usage.ru_stime, peak_mb=usage.ru_maxrss * 1024 / 1e6, said=said)


def build(project: Path, work: Path, **environment: str) -> Cost:
    """Build the site of `project` into `work`, with the cache that is there."""
    command = [sys.executable, "-c", PORTRAIT, "build", "--timings", "--out", str(work / "site")]
    ours = {"PORTRAIT_CACHE": str(work / "cache"), "PYTHONPATH": str(project), "PORTRAIT_SITE_URL": ""}
    return cost_of(command, project, **ours, **environment)


def copied(folder: Path) -> Path:
    """Return a copy of the program and of what a build reads, in `folder`: nobody changes it meanwhile."""
    sys.path.insert(0, str(ROOT / "tests"))
    from project import small_project

    shutil.copytree(ROOT / "pipelines", folder / "pipelines", ignore=shutil.ignore_patterns("__pycache__"))
    return small_project(folder)


def building(project: Path, work: Path) -> Iterator[Row]:
    """Yield the rows of three builds: from nothing, with nothing changed, with one community changed."""
    cold = build(project, work)
    yield Row(what="build from nothing", measured=cold.wall_s, unit="s", budget=60)
    yield Row(what="  its CPU, children included", measured=cold.cpu_s, unit="s")
    yield Row(what="  its largest process", measured=cold.peak_mb, unit="MB", budget=1000)
    # The stages count the CPU of their own process, so that all of it must be done in one.
    alone = build(project, work / "one process", PORTRAIT_JOBS="1")
    each_ms = 1000 * render_s(alone.said) / pages(work)
    yield Row(what="render stage in one process, CPU a page", measured=each_ms, unit="ms", budget=5)
    shutil.rmtree(work / "one process")
    yield Row(what="build, nothing changed", measured=build(project, work).wall_s, unit="s", budget=2)
    with (project / COMMUNITY).open("a", encoding="utf-8") as file:
        file.write("# changed for the benchmark\n")
    changed = build(project, work)
    yield Row(what=f"build, {Path(COMMUNITY).name} changed", measured=changed.wall_s, unit="s", budget=10)
    yield Row(what="  its CPU, children included", measured=changed.cpu_s, unit="s")
    yield Row(what="  its largest process", measured=changed.peak_mb, unit="MB", budget=1000)


def render_s(said: str) -> float:
    """Return the seconds of the render stage from what `portrait build --timings` printed."""
    return next(float(line.split()[1]) for line in said.splitlines() if line.startswith("render "))


# Draws each kind of chart from figures made up in memory, with the file of each; prints the milliseconds of one.
DRAWING = """
import sys, time
sys.path.insert(0, "tests")
from pathlib import Path
from drawings import figure
from pipelines.declare import declare
from pipelines.model import Block, Group, Row
from pipelines.render import Renderer
plan = declare(Path("."))
renderer = Renderer(plan, "fr", Path("."), "https://portrait.example")
names = {"minority": "Minorité", "majority": "Majorité", "place": "Québec"}
section = next(each for each in plan.sections.sections if each.id == "work")
source = next(iter(plan.sources))
def of(name, period, value, group):
    return figure(value, group, indicator=name, period=period, bounds=(value - 1, value + 1), source=source)
def pair(name, period, label):
    return Row(label=label, figures=(of(name, period, 12.5, Group.MINORITY), of(name, period, 9, Group.MAJORITY)))
theme = type("Theme", (), {"section": section, "bars": [pair(name, "2016", name) for name in section.lead]})
years = ("2006", "2011", "2016")
line = Block(indicator="unemployment-rate", rows=tuple(pair("unemployment-rate", year, year) for year in years))
text = '{% from "charts.html.j2" import bars, line with context %}{{ bars(theme, names) }}{{ line(block, names) }}'
template = renderer.environment.from_string(text)
def draw():
    renderer.easel.begin()
    template.render(theme=theme, block=line, names=names)
    return len(renderer.easel.files("profiles/esq/pr24/"))
draw()
start = time.process_time()
charts = sum(draw() for _ in range(200))
print(1000 * (time.process_time() - start) / charts)
"""


def drawing(project: Path) -> Iterator[Row]:
    """Yield the row of a chart and its picture file."""
    said = cost_of([sys.executable, "-c", DRAWING], ROOT, PYTHONPATH=f"{project}").said
    yield Row(what="a chart and its picture file, CPU", measured=float(said), unit="ms", budget=2)


def pages(work: Path) -> int:
    """Return how many pages the render stage makes: profiles and their details, in both languages."""
    return sum(1 for _ in (work / "site").glob("*/profiles/*/*/**/index.html"))


def profiles(work: Path, lang: str = "*") -> list[Path]:
    """Return the HTML files of the profiles."""
    return sorted((work / "site").glob(f"{lang}/profiles/*/*/index.html"))


def sizes(work: Path) -> Iterator[Row]:
    """Yield the rows of what is served: a profile, a profile with all that it loads, the site."""
    raw = {file: file.stat().st_size for file in profiles(work)}
    packed = [weight(file) for file in raw]
    largest = max(raw, key=lambda file: raw[file])
    shown = largest.parent.relative_to(work / "site").as_posix()
    yield Row(what=f"largest profile, HTML ({shown})", measured=raw[largest] / 1000, unit="KB", budget=60)
    yield Row(what="  compressed", measured=weight(largest) / 1000, unit="KB")
    yield Row(what=f"mean profile, HTML ({len(raw)} files)", measured=mean(raw.values()) / 1000, unit="KB")
    yield Row(what="  compressed", measured=mean(packed) / 1000, unit="KB")
    loaded = set(loads(largest))
    yield Row(what="largest profile with all it loads", measured=total_kb({largest, *loaded}), unit="KB", budget=150)
    found = [file.stat() for file in (work / "site").rglob("*") if file.is_file()]
    yield Row(what="site, as it is served", measured=sum(each.st_size for each in found) / 1e6, unit="MB")
    once = {each.st_ino: each.st_size for each in found}
    yield Row(what="  on disk, files under two names counted once", measured=sum(once.values()) / 1e6, unit="MB")
    yield Row(what="  files", measured=len(found), unit="")


def searching(project: Path, work: Path) -> Iterator[Row]:
    """Yield the rows of the full-text index, made anew from the texts of the site that was built."""
    places = [
        str(folder) for folder in sorted((work / "cache" / "made").iterdir()) if (folder / "search.json").is_file()
    ]
    command = [sys.executable, "-c", INDEX, str(work / "index"), str(work / "site"), *places]
    made = cost_of(command, project, PYTHONPATH=str(project))
    number, seconds = made.said.split()
    each = 1000 * float(seconds) / int(number)
    yield Row(what=f"full-text index of {number} texts, for a thousand", measured=each, unit="s", budget=10)
    yield Row(what="  its largest process", measured=made.peak_mb, unit="MB")
    found = [file.stat().st_size for file in (work / "index").rglob("*") if file.is_file()]
    yield Row(what=f"  its size ({len(found)} files)", measured=sum(found) / 1e6, unit="MB")
    names = max((work / "site").glob("*/search/places.json"), key=lambda file: file.stat().st_size)
    yield Row(what="names of places and communities, compressed", measured=weight(names) / 1000, unit="KB", budget=15)


def loads(page: Path) -> Iterator[Path]:
    """Yield the files that a page's tags load."""
    tree = html.parse(page)
    links = tree.xpath("//link[@rel='stylesheet' or @rel='icon']/@href | //script/@src | //img/@src")
    for link in links:
        yield (page.parent / link).resolve()


def weight(file: Path) -> int:
    """Return the bytes of a file as they travel: text compressed, pictures and fonts as they are."""
    return file.stat().st_size if file.suffix in PACKED else len(gzip.compress(file.read_bytes(), 6))


def total_kb(files: Iterable[Path]) -> float:
    """Return the weight of several files in KB."""
    return sum(weight(file) for file in files) / 1000


def comparison(work: Path, ours_ms: float) -> Iterator[Row]:
    """Yield the rows of the same profiles as Markdown through mkdocs-material as it comes."""
    all_english = profiles(work, "en")
    chosen = all_english[:: max(len(all_english) // COMPARED, 1)][:COMPARED]
    # What mkdocs needs for a single page is what it takes to start.
    start, whole = (default_build(work / f"default-{len(some)}", some).cpu_s for some in (chosen[:1], chosen))
    theirs_ms = 1000 * (whole - start) / (len(chosen) - 1)
    yield Row(what=f"mkdocs-material as it comes, CPU a page of {len(chosen)}", measured=theirs_ms, unit="ms")
    yield Row(what="  ours to theirs", measured=ours_ms / theirs_ms, unit=": 1")


def default_build(folder: Path, pages: list[Path]) -> Cost:
    """Build `pages` as a mkdocs-material site in `folder`."""
    for page in pages:
        community, region = page.parent.parts[-2:]
        target = folder / "docs" / community / f"{region}.md"
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(as_markdown(page), encoding="utf-8")
    (folder / "mkdocs.yml").write_text(DEFAULT, encoding="utf-8")
    return cost_of([sys.executable, "-m", "mkdocs", "build", "--quiet"], folder, NO_MKDOCS_2_WARNING="1")


def as_markdown(page: Path) -> str:
    """Return a profile as Markdown: its headings and texts, and the tables of its figures."""
    marks = {"h1": "# {}", "h2": "## {}", "h3": "### {}", "p": "{}", "li": "- {}", "dt": "**{}**", "dd": "{}"}
    elements = html.parse(page).find(".//article").iter(*marks)
    texts = [marks[element.tag].format(" ".join(element.text_content().split())) for element in elements]
    return "\n\n".join([*texts, *tables(page.with_name("figures.csv"))]) + "\n"


def tables(file: Path) -> Iterator[str]:
    """Yield a Markdown table an indicator, of what the profile page shows: everyone in each group, by period."""
    found: dict[str, dict[str, dict[str, str]]] = {}
    if not file.is_file():
        return
    with file.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines):
            if not row["breakdown"]:
                periods = found.setdefault(row["indicator"], {})
                periods.setdefault(row["period"], {})[row["group"]] = row["value"] or row["status"]
    for indicator, periods in found.items():
        head = [f"| {indicator} | minority | majority | total |", "|---|--:|--:|--:|"]
        yield "\n".join(head + [line(period, values) for period, values in periods.items()])


def line(period: str, values: dict[str, str]) -> str:
    """Return a row of a Markdown table."""
    return f"| {period} | {' | '.join(values.get(group, '–') for group in ('minority', 'majority', 'total'))} |"


def printed(rows: list[Row]) -> None:
    """Print the table, and how busy the machine was: a clock's seconds grow where others compute too."""
    print(f"{'what':58} {'measured':>10} {'budget':>8}  unit")
    for row in rows:
        budget = "" if row.budget is None else f"{row.budget:g}"
        over = "  over" if row.budget is not None and row.measured > row.budget else ""
        number = f"{row.measured:,.0f}" if row.measured >= 1000 else f"{row.measured:.3g}"
        print(f"{row.what:58} {number:>10} {budget:>8}  {row.unit}{over}")
    print(f"{os.cpu_count()} CPUs; on average {os.getloadavg()[1]:.1f} processes wanted one in the last five minutes")


def live(work: Path) -> Iterator[Row]:
    """Yield the rows of a live build at Quebec size: fetched first, then read, computed and rendered, then again."""
    sys.path.insert(0, str(ROOT / "tests"))
    from emulator import Emulator

    project = copied(work / "project")
    with Emulator(size="quebec", data=work / "emulator") as emulator:
        emulator.drop_held(project / "held")
        shared = {"PORTRAIT_MIRRORS": emulator.mirrors, "PORTRAIT_CACHE": str(work / "cache")}
        environment = {**shared, "PYTHONPATH": str(project), "PORTRAIT_SITE_URL": ""}
        sources = [name for name in fetched(project, environment) if "outlines" not in name and "msss" not in name]
        fetching = cost_of([sys.executable, "-c", PORTRAIT, "fetch", *sources], project, **environment)
        yield Row(what="Quebec: everything fetched, tables made meanwhile", measured=fetching.wall_s, unit="s")
        command = [sys.executable, "-c", PORTRAIT, "build", "--live", "--out", str(work / "synthetic")]
        first = cost_of(command, project, **environment)
        yield Row(what="Quebec: read, figures and pages", measured=first.wall_s, unit="s", budget=120)
        yield Row(what="  its CPU, children included", measured=first.cpu_s, unit="s")
        yield Row(what="  its largest process", measured=first.peak_mb, unit="MB")
        yield Row(what="Quebec: nothing changed", measured=cost_of(command, project, **environment).wall_s, unit="s")
        found = sum(1 for _ in (work / "synthetic" / "en" / "profiles").glob("*/*/index.html"))
        yield Row(what="  profiles in each language", measured=found, unit="")


def fetched(project: Path, environment: dict[str, str]) -> list[str]:
    """Return the ids of the sources that can be fetched; those that ask for a human are dropped in or left out."""
    done = cost_of([sys.executable, "-c", PORTRAIT, "sources"], project, **environment)
    rows = [line.split() for line in done.said.splitlines()[1:]]
    return [row[0] for row in rows if row[0] not in ("statcan-98-401-x2021008", "statcan-geographic-attributes-2021")]


def main() -> None:
    """Measure, then print."""
    options = argparse.ArgumentParser(description="Print one table of measured times, memory and sizes.")
    options.add_argument("--quick", action="store_true", help="leave out the comparison with plain mkdocs-material")
    options.add_argument("--live", action="store_true", help="build live, at the true size of Quebec")
    asked = options.parse_args()
    quick = asked.quick
    if asked.live:
        with tempfile.TemporaryDirectory(prefix="portrait-bench-") as name:
            printed(list(live(Path(name))))
        return
    with tempfile.TemporaryDirectory(prefix="portrait-bench-") as name:
        work = Path(name)
        project = copied(work / "project")
        rows = [*building(project, work), *sizes(work), *drawing(project), *searching(project, work)]
        if not quick:
            ours_ms = next(row.measured for row in rows if row.unit == "ms")
            rows += comparison(work, ours_ms)
            rows += streaming(work)
    printed(rows)


if __name__ == "__main__":
    main()
