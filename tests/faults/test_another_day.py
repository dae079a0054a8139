"""A build on another day makes again what says the day, and nothing else; one of the same day makes nothing."""

from dataclasses import replace
from pathlib import Path

from project import hashes

from faults.place import COMMUNITIES, EPOCH, Place
from pipelines.conductor import build

NEXT_DAY = str(int(EPOCH) + 86_400)
# A citation says when its page was read; so does what is said of the build as a whole.
SAY_THE_DAY = {
    "cite.bib", "cite.ris", "cite.csl.json", "citations.en.json", "citations.fr.json", "build.json", "datapackage.json",
    "provenance.json", "changes.json", "changes.atom", "portrait-site.zip", "SHA256SUMS",
}  # fmt: skip


def made(place: Place) -> set[str]:
    return {each.name for each in (place.cache / "made").iterdir()}


def test_the_next_day_makes_again_only_what_says_the_day(place: Place, good: Place):
    before = made(place)
    build(replace(place.order(), epoch=NEXT_DAY))
    new = {name.rpartition("-")[0] for name in made(place) - before}
    assert new == {*(f"cited-{name}" for name in COMMUNITIES), "offline"}
    old, now = hashes(good.site), hashes(place.site)
    assert old.keys() == now.keys()
    changed = {Path(file).name for file in old if old[file] != now[file]}
    assert {"cite.bib", "cite.ris", "cite.csl.json"} <= changed <= SAY_THE_DAY, changed


def test_the_same_day_makes_nothing_again_and_the_same_site(place: Place, good: Place):
    before = made(place)
    build(place.order())
    assert made(place) == before
    assert hashes(place.site) == hashes(good.site)
