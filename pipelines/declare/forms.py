"""The form of a new declaration: a commented YAML file that says what belongs where."""

from __future__ import annotations

from pathlib import Path

from pipelines.declare.ids import EXPECTED_ID, ID
from pipelines.errors import UsageError

COMMUNITY = """\
# A community: who is counted, compared with whom, and where. Fill in every empty text in both languages,
# then run `portrait lint`; nothing else is needed.
kind: visible-minority           # or official-language
order: 50                        # place in lists; lower comes first
name: {en: , fr: }               # e.g. Black communities / Communautés noires
about: {en: , fr: }              # one sentence: who they are
definition: {en: , fr: }         # the definition, as the source words it
size: {en: , fr: }               # who publishes counts of the community
minority:
  label: {en: , fr: }            # head of a column, e.g. Black population / Population noire
  among: {en: , fr: }            # after "among" / after « dans », e.g. Black people / la population noire
majority:
  label: {en: , fr: }
  among: {en: , fr: }
populations:
  main:
    # Weights over categories of profiles/categories.yml: persons counted for each person in the category,
    # 1, 0.5 or a fraction such as 1/3. The first entry whose every category a source has is used for that source.
    # A source of percentages without counts needs single categories of weight 1; give such an entry a name of its
    # own instead of `declared` when it stands in for the community's definition, and say so in `note`.
    - id: declared
      label: {en: , fr: }
      minority: {CATEGORY: 1}
      majority: {not-visible-minority: 1}
      total: {total: 1}
where:
  within: [ca]                   # regions it lies in, itself included
  levels: [country, geographic-region, province, cma]
  # outside: [pr24]              # but not in these, nor inside them
  # without: [cma505]            # nor these alone
  # always: [health-region]      # levels that have a page even without figures
featured: [unemployment-rate, employment-rate, bachelor-or-above, average-employment-income, overqualification]
"""


def new_community(root: Path, name: str) -> Path:
    """Write the form of community `name`; raises UsageError where the id is none or taken."""
    if not ID.fullmatch(name):
        raise UsageError(f"not an id: {name!r}; expected {EXPECTED_ID}")
    path = root / "profiles" / "communities" / f"{name}.yml"
    if path.exists():
        raise UsageError(f"{path.relative_to(root)} exists; nothing was written; take another id, or edit that file")
    path.write_text(COMMUNITY, encoding="utf-8")
    return path
