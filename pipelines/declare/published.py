"""profiles/published.csv and profiles/published.yml → Published: every row led by exactly one rule, or problems."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from decimal import Decimal, InvalidOperation
from pathlib import Path

from pipelines.declare.crossed import Finding
from pipelines.declare.crossed_addresses import EXPECTED_ADDRESS, is_of_the_web
from pipelines.declare.ids import EXPECTED_ID, ID
from pipelines.errors import Problem, relative
from pipelines.model import Group, Plan, Text
from pipelines.model.published import (
    ADDED_COLUMNS,
    PUBLISHED_COLUMNS,
    Match,
    Pick,
    Published,
    PublishedRow,
    PublishedRule,
    PublishedRules,
)

CSV_FILE, RULES_FILE = "profiles/published.csv", "profiles/published.yml"
# Words of a row by which a publication says that it rounded further than it printed.
ROUNDED = re.compile(r"approx|rounded|about", re.IGNORECASE)
# Columns of which the site shows the words, in both languages.
WORDED = ("geography", "geo_level", "indicator", "group", "universe", "definition")
# What a row says even when its publication says little.
NEEDED = ("publication", "url", "geography", "indicator", "value", "unit")
RULES = (RULES_FILE,)
Numbered = tuple[int, PublishedRow]


def read_published(path: Path, root: Path) -> tuple[list[Numbered], list[Problem]]:
    """Return the rows of a file of published figures, each with its line, and what is wrong with the file.

    The file has the ten columns of a published figure, and may have the universe and the definition besides.
    """
    name = relative(path, root)
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError:
        return [], [Problem(name, 1, "the file does not exist", "nothing", "published figures")]
    except UnicodeDecodeError as error:
        return [], [Problem(name, 1, "the file is not UTF-8", f"byte at {error.start}", "UTF-8 text")]
    reader = csv.DictReader(io.StringIO(text, newline=""), strict=True)
    header = tuple(reader.fieldnames or ())
    if header not in (PUBLISHED_COLUMNS, PUBLISHED_COLUMNS + ADDED_COLUMNS):
        return [], [Problem(name, 1, "not the columns", ", ".join(header), ", ".join(PUBLISHED_COLUMNS))]
    rows: list[Numbered] = []
    problems: list[Problem] = []
    try:
        for cells in reader:
            if None in cells or None in cells.values():
                problems.append(Problem(name, reader.line_num, "not as many cells as columns", str(len(cells))))
            else:
                rows.append((reader.line_num, PublishedRow(**cells)))
    except csv.Error as error:
        problems.append(Problem(name, reader.line_num, f"not readable as CSV: {error}"))
    return rows, [*problems, *_wrong_rows(rows, name)]


def _wrong_rows(rows: Sequence[Numbered], name: str) -> Iterator[Problem]:
    """Yield rows that say nothing of what they count, no number, or what another row says already."""
    first: dict[str, int] = {}
    for line, row in rows:
        missing = [
            column for column in ("publication", "url", "indicator", "value", "unit") if not getattr(row, column)
        ]
        if missing:
            yield Problem(name, line, "a cell is empty", ", ".join(missing), "a text")
        elif not is_of_the_web(row.url):
            yield Problem(name, line, "not an address of the Web", row.url, EXPECTED_ADDRESS)
        elif _number(row.value) is None:
            yield Problem(name, line, "the value is no number", row.value, "digits and a point, as printed")
        if row.key in first:
            yield Problem(name, line, f"the figure stands on line {first[row.key]} already", row.said, "each once")
        first.setdefault(row.key, line)


def published(root: Path, rules: PublishedRules) -> tuple[Published, list[Problem]]:
    """Return the project's published figures with the rule that leads from each, and every problem with them."""
    rows, problems = read_published(root / CSV_FILE, root)
    found, more = led(rows, rules, CSV_FILE)
    problems += [*more, *_untranslated(rows, rules.french, CSV_FILE)]
    words = {text: Text(en=text, fr=french) for text, french in rules.french.items()}
    titles = {row.publication: Text(en=row.publication, fr=row.publication) for _, row in rows}
    made = Published(rows=tuple(row for _, row in rows), rules=rules, led=found, words={**titles, **words})
    return made, problems


def led(rows: Iterable[Numbered], rules: PublishedRules, name: str) -> tuple[dict[str, PublishedRule], list[Problem]]:
    """Return each row's one rule, and a problem for each row that no rule leads from, or more than one."""
    found: dict[str, PublishedRule] = {}
    problems = []
    for line, row in rows:
        fitting = [rule for rule in rules.rules if holds(rule, row)]
        if not fitting:
            problems.append(Problem(name, line, "no rule leads to it", row.said, f"one rule of {RULES_FILE}"))
            continue
        if len(fitting) > 1:
            names = ", ".join(rule.id for rule in fitting)
            problems.append(Problem(name, line, f"{len(fitting)} rules lead to it: {row.said}", names, "one rule"))
        problems += _unusable(line, row, fitting[0], rules, name)
        found[row.key] = fitting[0]
    return found, problems


def holds(rule: PublishedRule, row: PublishedRow) -> bool:
    """Return whether a rule is meant for a row."""
    return _fits(rule.rows, row) and not any(_fits(match, row) for match in rule.but)


def _fits(match: Match, row: PublishedRow) -> bool:
    return all(
        any(_like(text, getattr(row, column, "")) for text in ([wanted] if isinstance(wanted, str) else wanted))
        for column, wanted in match.items()
    )


def _like(wanted: str, text: str) -> bool:
    return re.fullmatch(".*".join(re.escape(part) for part in wanted.split("*")), text, re.DOTALL) is not None


def _unusable(line: int, row: PublishedRow, rule: PublishedRule, rules: PublishedRules, name: str) -> Iterator[Problem]:
    """Yield what keeps a row from being read as its rule asks."""
    if row.unit not in rules.units:
        yield Problem(name, line, f"an unknown unit: {row.said}", row.unit, f"one of {', '.join(rules.units)}")
    by_place = rule.ours is not None and any(not (pick.region or pick.over) for pick in _picks(rule))
    if by_place and row.geography not in rules.places:
        yield Problem(name, line, f"the rule {rule.id} needs its place", row.geography, "a place that is declared")
    if rule.rounded_to is not None:
        said = f"{row.indicator} {row.unit} {row.population_definition}"
        if not ROUNDED.search(said):
            yield Problem(name, line, f"the rule {rule.id} rounds further than is printed", said, "a row that says so")
        elif Decimal(row.value) % rule.rounded_to:
            yield Problem(name, line, f"not rounded as the rule {rule.id} says", row.value, f"n x {rule.rounded_to}")


def _picks(rule: PublishedRule) -> list[Pick]:
    return [*rule.ours.figures, *rule.ours.per] if rule.ours else []


def _number(text: str) -> Decimal | None:
    try:
        number = Decimal(text)
    except InvalidOperation:
        return None
    return number if number.is_finite() else None


def crossed_published(rules: PublishedRules, plan: Plan) -> Iterator[Finding]:
    """Yield what the rules name and nobody declared, and rules that ask for what cannot be."""
    named = [(("places", place), region) for place, region in rules.places.items()]
    named += [(("regions", name), region) for name, regions in rules.regions.items() for region in regions]
    for place, region in named:
        if region not in plan.regions:
            yield RULES, place, "no such region", region, "a declared region"
    names = [rule.id for rule in rules.rules]
    for index, rule in enumerate(rules.rules):
        here = ("rules", index)
        if not ID.fullmatch(rule.id):
            yield RULES, (*here, "id"), "not an id", repr(rule.id), EXPECTED_ID
        if names.index(rule.id) != index:
            yield RULES, (*here, "id"), "the id is taken", rule.id, "an id of its own"
        for match in (rule.rows, *rule.but):
            for column in match:
                if column not in PUBLISHED_COLUMNS or column == "value":
                    yield RULES, (*here, "rows"), "no such column", column, ", ".join(PUBLISHED_COLUMNS)
        for key, message, wrong, expected in _impossible(rule):
            yield RULES, (*here, key), message, wrong, expected
        for pick in _picks(rule):
            for message, wrong, expected in _unknown(pick, rules, plan):
                yield RULES, (*here, "ours"), message, wrong, expected


def _impossible(rule: PublishedRule) -> Iterator[tuple[str, str, str, str]]:
    """Yield (key, message, found, expected) for what a rule leaves out, or says without use."""
    if rule.ours is None and rule.reason is None:
        yield "id", "neither a figure nor a reason", rule.id, "`ours`, `reason`, or both"
    if rule.ours is None and rule.reason not in (None, "not-computable"):
        yield "reason", "nothing is computed, and the reason is another", str(rule.reason), "not-computable"
    if rule.ours is not None and rule.reason == "not-computable":
        yield "reason", "what is computed is computable", rule.reason, "the reason of the difference"
    if (rule.ours is not None and rule.reason is not None) != (rule.difference is not None):
        yield "id", "an explained difference has its size, and nothing else has one", str(rule.difference), "difference"
    if rule.difference is not None and not _number(rule.difference):
        yield "difference", "no difference", rule.difference, "a number other than 0, in quotes"
    if (rule.reason is None) != (rule.text is None):
        yield "id", "a reason and its text belong together", rule.id, "both, or neither"
    if rule.ours is not None:
        kinds = [bool(rule.ours.figures), bool(rule.ours.cells)]
        if kinds.count(True) != 1 or (rule.ours.per and rule.ours.per_cells):
            yield "ours", "either figures of ours or cells of the publication", rule.id, "one of the two"


def _unknown(pick: Pick, rules: PublishedRules, plan: Plan) -> Iterator[tuple[str, str, str]]:
    known: tuple[tuple[str, str, Iterable[str]], ...] = (
        ("community", pick.community, plan.communities),
        ("indicator", pick.indicator, plan.indicators),
        ("group", pick.group, [group.value for group in Group]),
        ("region", pick.region, plan.regions),
        ("list of regions", pick.over, rules.regions),
    )
    for what, found, declared in known:
        if found and found not in declared:
            yield f"no such {what}", found, f"a declared {what}"
    if pick.over and pick.region:
        yield "a region and a list of regions", f"{pick.region}, {pick.over}", "one of them"


def _untranslated(rows: Iterable[Numbered], french: Mapping[str, str], name: str) -> Iterator[Problem]:
    """Yield the words of rows that have no French beside them."""
    for line, row in rows:
        for column in WORDED:
            text = getattr(row, column)
            if text and text not in french:
                yield Problem(name, line, f"the {column} has no French", text, f"a line under french in {RULES_FILE}")
