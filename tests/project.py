"""Projects for tests: a copy of the real one, a thinned copy that builds in a second, and one drawn from nothing."""

from __future__ import annotations

import os
import re
import shutil
from hashlib import sha256
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# What a build reads; the rest of the repository is not copied.
PARTS = ("sources.yml", "profiles", "site", "mkdocs*.yml", "requirements.txt", "pyproject.toml")
FIGURE_TOKEN = re.compile(r"<!-- portrait:figure [^ ]+ -->")
# Links of hand-written pages to what a thinned project leaves out: entries of registers, and profiles.
NOT_HERE = re.compile(
    r"""<a href="[^"]*(?:cases/[a-z]|plans/[a-z]|registers/[a-z-]+/#|profiles/[a-z-]+/[a-z])[^"]*">(.*?)</a>""",
    re.DOTALL,
)


def small_project(folder: Path) -> Path:
    """Copy into `folder` what a build of the real project reads (6 MB); return `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    for part in PARTS:
        for place in ROOT.glob(part):
            if place.is_dir():
                shutil.copytree(place, folder / place.name)
            else:
                shutil.copy(place, folder / place.name)
    return folder


def thinned(root: Path, communities: tuple[str, ...], regions: tuple[str, ...]) -> Path:
    """Leave a few communities of the project, and of its snapshots the rows of a few regions; return `root`."""
    for file in (root / "profiles" / "communities").glob("*.yml"):
        if file.stem not in communities:
            file.unlink()
    for file in (root / "profiles" / "snapshots").glob("*.csv"):
        lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if line.startswith(("#", "period,")) or line.split(",")[1] in regions]
        file.write_text("".join(kept), encoding="utf-8")
    # Published figures are held against those of the whole project, and entries of registers name its communities.
    for file in (root / "profiles").glob("published.*"):
        file.unlink()
    shutil.rmtree(root / "profiles" / "registers", ignore_errors=True)
    for file in (root / "site").glob("*/knowledge/**/*.md"):
        text = NOT_HERE.sub(r"\1", file.read_text(encoding="utf-8"))
        file.write_text(FIGURE_TOKEN.sub("…", text), encoding="utf-8")
    return root


def linked(folder: Path, target: Path) -> Path:
    """Copy a folder in no time: the copy's files are the same files. Change one with `put` alone, never in place."""
    shutil.copytree(folder, target, copy_function=os.link)
    return target


def put(root: Path, name: str, content: str | bytes) -> Path:
    """Put a new file at `name`; another copy that shares the old one keeps it."""
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def change(root: Path, name: str, old: str, new: str) -> None:
    """Put `new` in the place of the first `old` of a text file; a test whose `old` is gone fails here, loudly."""
    text = (root / name).read_bytes().decode()
    assert old in text, f"{name} holds no {old!r}"
    put(root, name, text.replace(old, new, 1))


def line_of(root: Path, name: str, mark: str) -> int:
    """Return the 1-based number of the only line of a file that holds `mark`."""
    found = [number for number, line in enumerate((root / name).read_bytes().split(b"\n"), 1) if mark.encode() in line]
    assert len(found) == 1, f"{mark!r} stands on lines {found} of {name}"
    return found[0]


def hashes(folder: Path) -> dict[str, str]:
    """Return the sha256 of every file under `folder`, by its path: two folders are the same when these are equal."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): sha256(file.read_bytes()).hexdigest() for file in files}


def drawn_project(folder: Path) -> Path:
    """Write the smallest project there is: a source, three regions, an indicator, a community; return `folder`."""
    for name, text in DRAWN.items():
        put(folder, name, text)
    return folder


SNAPSHOT = "profiles/snapshots/jobs.csv"
DRAWN = {
    "sources.yml": """\
licences:
  open: {name: {en: Open, fr: Ouverte}, address: {en: https://a.ca, fr: https://a.ca}, notice: {en: From, fr: De}}
publishers:
  office: {name: {en: Office, fr: Office}, address: {en: https://a.ca, fr: https://a.ca}, licence: open}
sources:
  jobs:
    publisher: office
    table: T-1
    title: {en: Jobs, fr: Emplois}
    address: {en: https://a.ca, fr: https://a.ca}
    release: '2022-11-30'
    periods: ['2016', '2021']
    basis: sample
    universe: {en: Adults, fr: Adultes}
    rounding: {en: To one decimal, fr: À une décimale}
    obtained: {en: Drawn for a test, fr: Dessiné pour un essai}
    statuses_lost: false
    held: statcan-43-10-reshaped
    measures: {job-rate: Job rate, pay: Pay}
    populations: [total, north, south]
    breakdowns: [sex]
    breaks:
      - {period: '2021', id: new-form, label: {en: New form, fr: Nouveau formulaire}, note: {en: 'New', fr: Nouveau}}
""",
    "profiles/categories.yml": """\
populations:
  total: {label: {en: Total, fr: Total}, tables: [Total]}
  north: {label: {en: North, fr: Nord}, tables: [North]}
  south: {label: {en: South, fr: Sud}, tables: [South]}
breakdowns:
  sex:
    label: {en: Sex, fr: Sexe}
    members:
      female: {label: {en: Women, fr: Femmes}, tables: [Female]}
      male: {label: {en: Men, fr: Hommes}, tables: [Male]}
""",
    "profiles/sections.yml": """\
at_a_glance: [job-rate]
minimum_reported_figures: 1
sections:
  - id: work
    title: {en: Work, fr: Travail}
    lead: [job-rate]
    missing:
      - {text: {en: No hours, fr: Aucune heure}, unless: job-rate}
""",
    "profiles/rules.yml": """\
intervals:
  - {id: a, basis: full-count, made: counts, bounds: false, interval: rounding, why: {en: All, fr: Tous}}
  - {id: b, basis: full-count, made: printed, bounds: false, interval: none, why: {en: All, fr: Tous}}
  - {id: c, basis: sample, made: counts, bounds: true, interval: sampling95, why: {en: Some, fr: Certains}}
  - {id: d, basis: sample, made: printed, bounds: true, interval: sampling95, why: {en: Some, fr: Certains}}
  - {id: e, basis: sample, made: counts, bounds: false, interval: none, why: {en: Some, fr: Certains}}
  - {id: f, basis: sample, made: printed, bounds: false, interval: none, why: {en: Some, fr: Certains}}
rounding: {error: 4, errors: {}, exact: {}, why: {en: To five, fr: À cinq}}
withholding:
  - {id: few, against: denominator, units: [percent], below: 40, why: {en: Few people, fr: Peu de personnes}}
reliability:
  - {id: weak, reliability: poor, against: denominator, units: [percent], below: 100, why: {en: Few, fr: Peu}}
precision:
  - {base: 0, decimals: 1}
comparing: {breakdowns: [''], ranked_at_most: 100, ranked_at_least: 3, people_base: 5}
named:
  - {id: impossible, why: {en: Wrong, fr: Erroné}}
disclosure:
  narrowest: 10
  narrowest_told: 4
  told: {}
  spared: []
  largest: 1000
  why: {en: Secret, fr: Secret}
anomalies:
  rules: []
  peers: {at_least: 5, persons: 100, spread: 4, why: {en: Peers, fr: Pairs}}
""",
    "profiles/phrases.yml": (ROOT / "profiles/phrases.yml").read_text(encoding="utf-8"),
    "profiles/texts.en.yml": """\
said: 'In {period}'
group_total: 'Total'
""",
    "profiles/texts.fr.yml": """\
said: 'En {period}'
group_total: 'Total'
""",
    "profiles/regions/canada.yml": """\
ca:
  level: country
  name: {en: Canada, fr: Canada}
  place: {en: in Canada, fr: au Canada}
  of: {en: of Canada, fr: du Canada}
  tables: [Canada]
  former: []
""",
    "profiles/regions/provinces.yml": """\
pr24:
  level: province
  name: {en: Quebec, fr: Québec}
  place: {en: in Quebec, fr: au Québec}
  of: {en: of Quebec, fr: du Québec}
  parent: ca
  tables: [Quebec]
  former: []

pr35:
  level: province
  name: {en: Ontario, fr: Ontario}
  place: {en: in Ontario, fr: en Ontario}
  of: {en: of Ontario, fr: de l'Ontario}
  parent: ca  # the widest
  tables: [Ontario]
  former: []
""",
    "profiles/indicators/work.yml": """\
job-rate:
  theme: work
  kind: rate
  unit: percent
  polarity: higher-is-better
  label: {en: Job rate, fr: Taux d'emploi}
  phrase: {en: the job rate, fr: le taux d'emploi}
  universe: {en: Adults, fr: Adultes}
  definition: {en: Adults with a job, fr: Adultes en emploi}
  reading: {en: More is better, fr: Plus vaut mieux}
  caveat: {en: None, fr: Aucune}
  from:
    - {source: jobs, measure: job-rate}
""",
    "profiles/communities/north.yml": """\
kind: visible-minority
order: 10
name: {en: Northern communities, fr: Communautés du Nord}
about: {en: People of the north, fr: Gens du Nord}
definition: {en: Counted as north, fr: Comptés au nord}
size: {en: Not counted, fr: Non dénombrés}
minority:
  label: {en: Northern, fr: Du Nord}
  among: {en: northerners, fr: les gens du Nord}
majority:
  label: {en: Southern, fr: Du Sud}
  among: {en: southerners, fr: les gens du Sud}
populations:
  main:
    - id: declared
      label: {en: North, fr: Nord}
      minority: {north: 1}
      majority: {south: 1}
      total: {total: 1}
where:
  within: [ca]
  levels: [country, province]
featured: [job-rate]
""",
    SNAPSHOT: """\
# source: jobs
# table: T-1
# release: 2022-11-30
# title: Jobs
# licence: office, see licences in sources.yml
# obtained: Drawn for a test
period,region,measure,population,breakdown,value,status
2016,ca,job-rate,north,,61.5,reported
2016,ca,job-rate,south,,60,reported
2016,ca,job-rate,total,,,suppressed
2016,pr24,job-rate,north,,58.1,reported
2016,pr24,job-rate,north,sex=female,,unreliable
2021,pr24,job-rate,north,,,not_available
2021,pr24,pay,north,,41000,reported
""",
}
