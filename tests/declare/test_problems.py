"""Each kind of mistake in a declaration, alone: the message names file, line, what was found, what was expected.

`{line}` in a message stands for the line of `mark`, which the test looks up in the file by itself.
"""

from pathlib import Path

import pytest
from project import DRAWN, change, line_of, put

from pipelines.declare import declare
from pipelines.errors import DeclarationError

SOURCES, SECTIONS, CATEGORIES = "sources.yml", "profiles/sections.yml", "profiles/categories.yml"
CANADA, PROVINCES = "profiles/regions/canada.yml", "profiles/regions/provinces.yml"
WORK, NORTH = "profiles/indicators/work.yml", "profiles/communities/north.yml"
RULES, PHRASES = "profiles/rules.yml", "profiles/phrases.yml"
ENGLISH, FRENCH = "profiles/texts.en.yml", "profiles/texts.fr.yml"


def messages(drawn: Path) -> list[str]:
    """Return the problems of a project as a person sees them; one that has none fails the test."""
    with pytest.raises(DeclarationError) as caught:
        declare(drawn)
    assert caught.value.exit_status == 2
    assert [str(problem) for problem in caught.value.problems] == str(caught.value).splitlines()[:-1]
    return [str(problem) for problem in caught.value.problems]


UNKNOWN = [
    (NORTH, "order: 10\n", "order: 10\ncolour: red\n", "colour"),
    (NORTH, "      total: {total: 1}\n", "      total: {total: 1}\n      colour: red\n", "populations.main.0.colour"),
    (PROVINCES, "  tables: [Ontario]\n", "  tables: [Ontario]\n  colour: red\n", "pr35.colour"),
    (WORK, "  unit: percent\n", "  unit: percent\n  colour: red\n", "job-rate.colour"),
    (SOURCES, "    basis: sample\n", "    basis: sample\n    colour: red\n", "sources.jobs.colour"),
    (SOURCES, "licences:\n", "colour: red\nlicences:\n", "colour"),
    (SECTIONS, "    lead: [job-rate]\n", "    lead: [job-rate]\n    colour: red\n", "sections.0.colour"),
    (CATEGORIES, "breakdowns:\n", "colour: red\nbreakdowns:\n", "colour"),
]


@pytest.mark.parametrize(("file", "old", "new", "place"), UNKNOWN, ids=[f"{case[0]} {case[3]}" for case in UNKNOWN])
def test_an_unknown_key_is_named_where_it_stands(drawn: Path, file: str, old: str, new: str, place: str):
    change(drawn, file, old, new)
    line = line_of(drawn, file, "colour: red")
    assert messages(drawn) == [f'{file}:{line}: unknown key: {place}; found "colour"; expected a declared key']


CASES = {
    "a label without French": (
        PROVINCES,
        "{en: Ontario, fr: Ontario}",
        "{en: Ontario}",
        "{en: Ontario}",
        "a key is missing: pr35.name.fr; expected pr35.name.fr",
    ),
    "a label whose French is empty": (
        PROVINCES,
        "{en: Ontario, fr: Ontario}",
        "{en: Ontario, fr: ''}",
        "fr: ''",
        'the text is empty: pr35.name.fr; found ""; expected a text in this language',
    ),
    "a label whose French is nothing": (
        PROVINCES,
        "{en: Ontario, fr: Ontario}",
        "{en: Ontario, fr: }",
        "fr: }",
        "not what is declared here: pr35.name.fr; found null; expected string",
    ),
    "a text of spaces": (
        FRENCH,
        "group_total: 'Total'",
        "group_total: ' '",
        "group_total",
        "the text is empty: group_total; found nothing; expected text in fr",
    ),
    "a required key left out": (
        SOURCES,
        "    basis: sample\n",
        "",
        "  jobs:",
        "a key is missing: sources.jobs.basis; expected sources.jobs.basis",
    ),
    "a key twice": (
        NORTH,
        "order: 10\n",
        "order: 10\norder: 20\n",
        "order: 20",
        "the same key stands twice; found order; expected each key once",
    ),
    "an id twice in one file": (
        PROVINCES,
        "pr35:",
        "pr24:  # again",
        "# again",
        "the same key stands twice; found pr24; expected each key once",
    ),
    "a parent that nobody declared": (
        PROVINCES,
        "parent: ca  # the widest",
        "parent: pr99",
        "pr99",
        "no such region; found pr99; expected a declared region",
    ),
    "a region that is its own parent": (
        PROVINCES,
        "parent: ca  # the widest",
        "parent: pr35",
        "parent: pr35",
        "the region lies inside itself; found pr35; expected a chain of parents that ends",
    ),
    "a category that a community needs and nobody declared": (
        NORTH,
        "minority: {north: 1}",
        "minority: {east: 1}",
        "east",
        "no such category; found east; expected a declared category",
    ),
    "a category that a source has and nobody declared": (
        SOURCES,
        "[total, north, south]",
        "[total, north, east]",
        "east",
        "no such category; found east; expected a declared category",
    ),
    "a source that an indicator needs and nobody declared": (
        WORK,
        "source: jobs",
        "source: work",
        "source: work",
        "no such source; found work; expected a declared source",
    ),
    "a measure that the source has not": (
        WORK,
        "measure: job-rate",
        "measure: wages",
        "wages",
        "no such measure of jobs; found wages; expected a declared measure of jobs",
    ),
    "a publisher that nobody declared": (
        SOURCES,
        "publisher: office",
        "publisher: bureau",
        "bureau",
        "no such publisher; found bureau; expected a declared publisher",
    ),
    "a licence that nobody declared": (
        SOURCES,
        "licence: open}",
        "licence: shut}",
        "shut",
        "no such licence; found shut; expected a declared licence",
    ),
    "a break in a period that the source lacks": (
        SOURCES,
        "{period: '2021'",
        "{period: '2011'",
        "2011",
        "no such period; found 2011; expected a declared period",
    ),
    "a breakdown that nobody declared": (
        SOURCES,
        "breakdowns: [sex]",
        "breakdowns: [age]",
        "[age]",
        "no such breakdown; found age; expected a declared breakdown",
    ),
    "a member of a breakdown that nobody declared": (
        NORTH,
        "    - id: declared\n",
        "    - id: declared\n      breakdown: sex=child\n",
        "sex=child",
        "no such member; found child; expected a declared member",
    ),
    "a section that nobody declared": (
        WORK,
        "theme: work",
        "theme: play",
        "theme: play",
        "no such section; found play; expected a declared section",
    ),
    "a featured indicator that nobody declared": (
        NORTH,
        "featured: [job-rate]",
        "featured: [rate]",
        "featured",
        "no such indicator; found rate; expected a declared indicator",
    ),
    "an indicator of a section that nobody declared": (
        SECTIONS,
        "lead: [job-rate]",
        "lead: [rate]",
        "lead",
        "no such indicator; found rate; expected a declared indicator",
    ),
    "a place to be a minority that nobody declared": (
        NORTH,
        "within: [ca]",
        "within: [pr99]",
        "pr99",
        "no such region; found pr99; expected a declared region",
    ),
    "a level that is none": (
        PROVINCES,
        "level: province\n  name: {en: O",
        "level: planet\n  name: {en: O",
        "planet",
        'not what is declared here: pr35.level; found "planet"; expected '
        "'country', 'geographic-region', 'province', 'cma', 'administrative-region', 'economic-region', "
        "'health-region', 'census-division' or 'municipality'",
    ),
    "a unit that the kind of indicator has not": (
        WORK,
        "unit: percent",
        "unit: persons",
        "unit: persons",
        "a rate is not in this unit; found persons; expected percent",
    ),
    "a community without a population of its own": (
        NORTH,
        "  main:",
        "  other:",
        "populations:",
        "the community's own population is missing; expected main: …",
    ),
    "a decimal comma": (
        NORTH,
        "order: 10",
        "order: 1,5",
        "1,5",
        'a number in French notation: order; found "1,5"; expected digits and a point',
    ),
    "two rules of one id": (
        RULES,
        "{id: weak,",
        "{id: few,",
        "reliability: poor",
        "the id is taken; found few; expected an id that no other rule has",
    ),
    "a decision table without a line": (
        RULES,
        "  - {id: f, basis: sample, made: printed, bounds: false, interval: none, why: {en: Some, fr: Certains}}\n",
        "",
        "intervals:",
        "the decision table does not decide; found 0 lines for basis sample, made printed, bounds false; "
        "expected one line",
    ),
    "a rung that no ladder has": (
        PHRASES,
        "  across-break:",
        "  higher-still:",
        "higher-still",
        'not what is declared here: change.higher-still; found "higher-still"; expected '
        "'higher', 'lower', 'within-rounding', 'within-sampling', 'side-by-side' or 'across-break'",
    ),
    "a wording with a place that the other lacks": (
        PHRASES,
        "fr: >-\n      C'est environ {count} personnes de plus que si les deux valeurs étaient égales.",
        "fr: C'est environ tant de personnes de plus que si les deux valeurs étaient égales.",
        "tant de personnes",
        "not the places of en; found none; expected count",
    ),
    "a decimal comma in quotes": (
        RULES,
        "below: 40",
        'below: "12,3"',
        "12,3",
        'a number in French notation: withholding.0.below; found "12,3"; expected digits and a point',
    ),
    "a space between thousands": (
        NORTH,
        "order: 10",
        "order: 1 000",
        "1 000",
        'a number in French notation: order; found "1 000"; expected digits and a point',
    ),
    "a number in quotes": (
        NORTH,
        "order: 10",
        'order: "10"',
        '"10"',
        'not what is declared here: order; found "10"; expected integer',
    ),
    "yes for a number": (
        NORTH,
        "order: 10",
        "order: true",
        "true",
        "not what is declared here: order; found true; expected integer",
    ),
    "a year that is a number": (
        SOURCES,
        "['2016', '2021']",
        "[2016, '2021']",
        "[2016",
        "not what is declared here: sources.jobs.periods.0; found 2016; expected string",
    ),
    "a key that is no text": (NORTH, "order: 10", "5: 10", "5: 10", "a key must be text; found 5; expected text"),
    "a list for a mapping": (
        WORK,
        DRAWN[WORK],
        "- job-rate\n",
        "job-rate",
        'not what is declared here: the file; found ["job-rate"]; expected an object',
    ),
    "an open bracket": (
        NORTH,
        "order: 10\nname: {en",
        "order: {10\nname: [en",
        "name: [en",
        "not readable as YAML: expected ',' or '}', but got ':'",
    ),
    "a quote that nobody closes": (
        NORTH,
        "order: 10\n",
        "order: 10\n  x: 'a\n",
        "  x: 'a",
        "not readable as YAML: mapping values are not allowed here",
    ),
    "a tab for an indent": (
        NORTH,
        "  label: {en: Northern,",
        "\tlabel: {en: Northern,",
        "\tlabel",
        "not readable as YAML: found character '\\t' that cannot start any token",
    ),
    "two documents in a file": (
        NORTH,
        "order: 10\n",
        "order: 10\n---\na: b\n",
        "---",
        "not readable as YAML: but found another document",
    ),
    "an anchor": (
        NORTH,
        "order: 10",
        "order: &ten 10",
        "&ten",
        "anchors and aliases are not allowed; found &ten; expected the value itself",
    ),
    "an alias of nothing": (
        NORTH,
        "order: 10",
        "order: *ten",
        "*ten",
        "anchors and aliases are not allowed; found *ten; expected the value itself",
    ),
    "a tag that would run a program": (
        NORTH,
        "order: 10",
        "order: !!python/object/apply:os.system [echo]",
        "!!python",
        "tags are not allowed; found tag:yaml.org,2002:python/object/apply:os.system; expected a plain value",
    ),
    "a tag that only names a type": (
        NORTH,
        "order: 10",
        "order: !!int '10'",
        "!!int",
        "tags are not allowed; found tag:yaml.org,2002:int; expected a plain value",
    ),
}


@pytest.mark.parametrize(("file", "old", "new", "mark", "message"), CASES.values(), ids=CASES.keys())
def test_a_mistake_is_named_where_it_stands(drawn: Path, file: str, old: str, new: str, mark: str, message: str):
    change(drawn, file, old, new)
    assert messages(drawn) == [f"{file}:{line_of(drawn, file, mark)}: {message}"]


@pytest.mark.parametrize("declared", ["many", "0", "2", "-1", "1/0", "'1,5'", "1.01", ".nan", ".inf", "''", "1/3/5"])
def test_a_weight_is_above_0_and_at_most_1(drawn: Path, declared: str):
    change(drawn, NORTH, "minority: {north: 1}", f"minority: {{north: {declared}}}")
    (message,) = messages(drawn)
    line = line_of(drawn, NORTH, "minority: {north")
    assert message.startswith(f"{NORTH}:{line}: not a weight")
    assert message.endswith("expected a number above 0 and at most 1, or a fraction like 1/3")
    assert declared.strip("'.") in message


@pytest.mark.parametrize("declared", ["true", "null", "[1]", "{a: 1}"])
def test_what_is_neither_number_nor_text_is_no_weight(drawn: Path, declared: str):
    change(drawn, NORTH, "minority: {north: 1}", f"minority: {{north: {declared}}}")
    (message,) = messages(drawn)
    assert message.startswith(f"{NORTH}:17: not what is declared here: populations.main.0.minority.north; found ")


@pytest.mark.parametrize(("having", "lacking", "lang"), [(ENGLISH, FRENCH, "fr"), (FRENCH, ENGLISH, "en")])
def test_a_text_that_only_one_language_has_is_missing_in_the_other(drawn: Path, having: str, lacking: str, lang: str):
    put(drawn, having, DRAWN[having] + "only: 'Here'\n")
    assert messages(drawn) == [f"{lacking}:1: a translation is missing; found only; expected the text in {lang}"]


def test_an_id_in_two_files_names_both(drawn: Path):
    put(drawn, "profiles/regions/more.yml", "# again\n" + DRAWN[CANADA])
    expected = (
        "profiles/regions/more.yml:2: the id is taken; found ca; expected an id that profiles/regions/canada.yml lacks"
    )
    assert messages(drawn) == [expected]


def test_a_circle_of_parents_is_named_at_each_region_of_it(drawn: Path):
    change(drawn, PROVINCES, "parent: ca  # the widest", "parent: pr24")
    change(drawn, PROVINCES, "parent: ca\n", "parent: pr35\n")
    tail = "expected a chain of parents that ends"
    assert messages(drawn) == [
        f"{PROVINCES}:6: the region lies inside itself; found pr35; {tail}",
        f"{PROVINCES}:15: the region lies inside itself; found pr24; {tail}",
    ]


def test_a_section_twice_is_named(drawn: Path):
    put(drawn, SECTIONS, DRAWN[SECTIONS] + "  - {id: work, title: {en: Again, fr: Encore}}\n")
    assert messages(drawn) == [f"{SECTIONS}:9: the id is taken; found work; expected each section once"]


def test_a_community_that_nobody_declared_is_named_with_those_there_are(drawn: Path):
    with pytest.raises(DeclarationError, match="no such community; found nosuch; expected one of north") as caught:
        declare(drawn, ("nosuch", "north"))
    assert caught.value.exit_status == 2


def test_problems_of_several_files_are_reported_at_once(drawn: Path):
    change(drawn, NORTH, "order: 10\n", "colour: red\n")
    change(drawn, PROVINCES, "pr35:", "pr24:")
    change(drawn, WORK, "unit: percent", "unit: per cent")
    change(drawn, SOURCES, "    basis: sample\n", "")
    change(drawn, SECTIONS, "minimum_reported_figures: 1", "minimum_reported_figures: 1,5")
    put(drawn, FRENCH, "")
    found = messages(drawn)
    assert [message.split(":")[0] for message in found] == [NORTH, WORK, PROVINCES, SECTIONS, FRENCH, SOURCES]


def test_several_problems_of_one_file_are_reported_at_once(drawn: Path):
    change(drawn, NORTH, "minority: {north: 1}", "minority: {north: 0}")
    change(drawn, NORTH, "within: [ca]", "within: [pr99]")
    change(drawn, NORTH, "featured: [job-rate]", "featured: [rate]")
    assert [message.split(":")[1] for message in messages(drawn)] == ["17", "21", "23"]


def test_a_problem_is_told_once_and_counted(drawn: Path):
    change(drawn, NORTH, "minority: {north: 1}", "minority: {north: 0}")
    with pytest.raises(
        DeclarationError, match=r"(?s)not a weight.*\n1 problem in the declarations; nothing was built$"
    ):
        declare(drawn)


def test_a_label_of_spaces_is_no_text(drawn: Path):
    change(drawn, PROVINCES, "{en: Ontario, fr: Ontario}", "{en: Ontario, fr: '  '}")
    assert messages(drawn)[0].startswith(f"{PROVINCES}:12: the text is empty: pr35.name.fr")


@pytest.mark.parametrize("name", ["../../../outside", "a/b", "'a:b'", "'a b'"])
def test_an_id_that_would_leave_the_site_or_split_a_figures_id_is_refused(drawn: Path, name: str):
    change(drawn, PROVINCES, "pr35:", f"{name}:")
    assert messages(drawn)[0].startswith(f"{PROVINCES}:10: ")


def test_a_file_name_that_is_no_id_is_refused(drawn: Path):
    (drawn / NORTH).rename(drawn / "profiles/communities/My Community.yml")
    assert messages(drawn)[0].startswith("profiles/communities/My Community.yml:1: ")


def test_a_reader_that_does_not_exist_is_named(drawn: Path):
    change(drawn, SOURCES, "held: statcan-43-10-reshaped", "held: magic")
    assert "magic" in messages(drawn)[0]


def test_a_text_whose_places_differ_between_the_languages_is_named(drawn: Path):
    change(drawn, FRENCH, "{period}", "{periode}")
    assert messages(drawn)[0].startswith(f"{FRENCH}:1: ")


@pytest.mark.parametrize("declared", ["'1e-3000'", "'2e-1'"])
def test_a_weight_has_no_exponent(drawn: Path, declared: str):
    change(drawn, NORTH, "minority: {north: 1}", f"minority: {{north: {declared}}}")
    assert messages(drawn)[0].startswith(f"{NORTH}:17: not a weight")


def test_an_id_with_a_line_end_in_it_is_refused(drawn: Path):
    change(drawn, PROVINCES, "pr35:", '"pr35\\n":')
    assert messages(drawn)[0].startswith(f"{PROVINCES}:10: not an id")


@pytest.mark.parametrize("member", ['"fe:male"', '"fe male"', '"fe=male"'])
def test_a_member_that_would_split_a_figures_id_is_refused(drawn: Path, member: str):
    change(drawn, CATEGORIES, "female:", f"{member}:")
    assert messages(drawn)[0].startswith(f"{CATEGORIES}:9: ")


@pytest.mark.parametrize("text", ["'En {period} {Total}'", "'En {period} {'", "'En {period} {0}'"])
def test_a_text_that_cannot_be_filled_is_named(drawn: Path, text: str):
    change(drawn, FRENCH, "'En {period}'", text)
    assert messages(drawn)[0].startswith(f"{FRENCH}:1: ")
