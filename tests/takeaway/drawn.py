"""A project whose names and texts are what somebody might send to do harm: markup, formulas, very long words."""

from __future__ import annotations

from pathlib import Path

from project import change, put, small_project, thinned

RUNS = "<script>window.ran=true</script>"
# In an attribute, in a picture, at the end of another script, as a link, as a way out of a folder.
ATTRIBUTE = '"onload="window.ran=true" onmouseover="window.ran=true'
PICTURE = "<img src=x onerror=window.ran=true>"
ENDS = "</script></title><svg onload=window.ran=true>"
FORMULA = '=HYPERLINK("javascript:window.ran=true";"../../etc/passwd")'
LONG = "L" + "o" * 118 + "g"
RIGHT_TO_LEFT = "מונטריאול"
EMOJI = "Montréal 🏳️‍🌈 {0.__class__}"
COMMUNITY, REGION, LONG_REGION = "japanese", "pr24", "cma462"
INDICATOR = "unemployment-rate"


def hostile_project(folder: Path) -> Path:
    """Write a small project in which names of every kind, and texts, are hostile; return `folder`."""
    root = thinned(small_project(folder), ("esq", COMMUNITY), ("pr24", "cma462", "er2440"))
    regions = "profiles/regions"
    _rename(root, f"{regions}/provinces.yml", REGION, ("Quebec", "Québec"), f"{FORMULA} {RUNS}", f"{EMOJI} {PICTURE}")
    _rename(
        root,
        f"{regions}/metropolitan-areas.yml",
        LONG_REGION,
        ("Montréal", "Montréal"),
        f"{RIGHT_TO_LEFT} {ENDS}",
        LONG,
    )
    community = f"profiles/communities/{COMMUNITY}.yml"
    change(
        root,
        community,
        "name: {en: Japanese communities, fr: Communautés japonaises}",
        f"name: {{en: {quoted(f'-1 {ATTRIBUTE}')}, fr: {quoted(f'@{RUNS} {ENDS}')}}}",
    )
    change(
        root,
        community,
        "label: {en: Japanese population, fr: Population japonaise}",
        f"label: {{en: {quoted(f'{PICTURE} {ATTRIBUTE}')}, fr: {quoted(f'{ENDS} {RUNS}')}}}",
    )
    change(
        root,
        "profiles/indicators/work.yml",
        "label: {en: Unemployment rate, fr: Taux de chômage}",
        f"label: {{en: {quoted(f'+cmd {RUNS}')}, fr: {quoted(f'{LONG} {ATTRIBUTE}')}}}",
    )
    for lang, said in (("en", "not available"), ("fr", "non disponible")):
        change(root, f"profiles/texts.{lang}.yml", f"'{said}'", quoted(f"{said} {RUNS} {PICTURE}"))
    return root


def _rename(root: Path, name: str, region: str, old: tuple[str, str], en: str, fr: str) -> None:
    """Give a region other names; its file stays as it is but for that line."""
    text = (root / name).read_text(encoding="utf-8")
    place = text.index(f"\n{region}:\n")
    before, after = text[:place], text[place:]
    wanted = f"name: {{en: {old[0]}, fr: {old[1]}}}"
    assert wanted in after.split("\n\n")[0], f"{region} of {name} is not called {old}"
    put(root, name, before + after.replace(wanted, f"name: {{en: {quoted(en)}, fr: {quoted(fr)}}}", 1))


def quoted(text: str) -> str:
    """Return a text as YAML in single quotes."""
    return "'" + text.replace("'", "''") + "'"
