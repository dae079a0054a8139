"""A project with entries in every register that needs no publication: invented, for tests alone."""

from __future__ import annotations

import re
from pathlib import Path

from project import put, small_project, thinned

# 2026-11-21, the day of the builds with these entries.
EPOCH = "1795219200"
SHARE = "esq:pr24:community-share:minority:2021"
RATE = "esq:pr24:unemployment-rate:minority:2016"
COMMON = """\
title: {{en: Invented {kind} number one, fr: Fiche inventée numéro un ({kind})}}
summary: {{en: Invented for a test., fr: Inventée pour un essai.}}
communities: [esq]
regions: [pr24]
strategies: [outreach]
steps: [partner-locally]
origin:
  text: {{en: Invented for a test, fr: Inventé pour un essai}}
added: {{by: A. Writer, on: '{added}'}}
checked: {{by: B. Reader, on: '{added}'}}
"""
BODIES = {
    "organizations": """\
does: {en: Invents services., fr: Invente des services.}
territory: {en: Everywhere, fr: Partout}
languages: [en, fr]
since: 1987
""",
    "institutions": """\
mandate: {en: Decides invented things., fr: Décide de choses inventées.}
territory: {en: Everywhere, fr: Partout}
turn_to: {en: The invented desk, fr: Le bureau inventé}
""",
    "tables": f"""\
decides: {{en: The invented plan., fr: Le plan inventé.}}
named: {{en: By the board., fr: Par le conseil.}}
seats: 8
held_by_minority: 1
since: '2024-05'
population: {SHARE}
""",
    "partnerships": f"""\
parties:
  - {{en: The invented clinic, fr: La clinique inventée}}
  - {{en: The invented centre, fr: Le centre inventé}}
aim: {{en: Longer hours., fr: Des heures plus longues.}}
stage: running
started: '2025-01'
baseline: {RATE}
results:
  - what: {{en: Visits in the pilot, fr: Visites dans le projet pilote}}
    unit: persons
    value: 43
    on: '2026-02'
""",
    "outreach": """\
whom: {en: Invented seniors, fr: Personnes âgées inventées}
how: {en: A door after a door., fr: Une porte après l'autre.}
started: '2026-03-02'
ended: '2026-03-20'
reached: 210
of: esq:pr24:community-size:minority:2021
""",
    "voices": """\
form: quotation
said: {en: We drive an hour., fr: Nous roulons une heure.}
spoken_in: en
method: discussion-group
on: '2025-03-04'
people: 7
consent:
  to: {en: To be quoted without a name., fr: Être citées et cités sans être nommés.}
  form: written
  on: '2025-03-04'
""",
    "gaps": """\
question: {en: Who reads invented files?, fr: Qui lit les fichiers inventés?}
looked_for: {en: An invented table., fr: Un tableau inventé.}
holder: {en: The invented office., fr: Le bureau inventé.}
ask: {en: Write to it., fr: Lui écrire.}
themes: [size]
""",
    "cases": """\
place: {en: An invented place, fr: Un lieu inventé}
years: {en: 2019 to 2021, fr: de 2019 à 2021}
topics: [health-services]
approach: hybrid
evidence: before-and-after
done: {en: Invented things were done., fr: On a fait des choses inventées.}
came_of_it: {en: More visits., fr: Plus de visites.}
outcomes:
  - what: {en: Births in the clinic, fr: Naissances à la clinique}
    unit: percent
    before: 7.1
    after: 14.2
  - what: {en: People who came, fr: Personnes venues}
    unit: persons
    after: 1240
""",
    "plans": f"""\
goal: {{en: A nurse who speaks the language., fr: Une infirmière qui parle la langue.}}
approach: hybrid
partners:
  - {{en: The invented clinic, fr: La clinique inventée}}
mobilizers: {{en: Four volunteers., fr: Quatre bénévoles.}}
materials: {{en: A leaflet., fr: Un dépliant.}}
start: '2026-01'
end: '2027-06'
activities:
  - what: {{en: Meet the clinic., fr: Rencontrer la clinique.}}
    step: partner-locally
    who: {{en: The coordinator, fr: La coordination}}
    start: '2026-02'
    end: '2026-03'
    done: '2026-03-12'
  - what: {{en: Print the leaflet., fr: Imprimer le dépliant.}}
    step: produce-materials
    who: {{en: Two volunteers, fr: Deux bénévoles}}
    start: '2026-04'
    end: '2026-06'
  - what: {{en: Visit every home of the invented street., fr: Visiter chaque logis de la rue inventée.}}
    step: implement-and-evaluate
    who: {{en: Four volunteers, fr: Quatre bénévoles}}
    start: '2027-01'
    end: '2027-05'
indicators:
  - id: visits
    what: {{en: Visits in the language, fr: Visites dans la langue}}
    unit: persons
    target: 200
    due: '2027-06-30'
    baseline: 20
    baseline_on: '2026-01-31'
  - id: late
    what: {{en: Forms filled in, fr: Formulaires remplis}}
    unit: persons
    target: 50
    due: '2026-06-30'
    baseline: 0
    baseline_on: '2026-01-31'
  - id: rate
    what: {{en: Unemployment rate, fr: Taux de chômage}}
    unit: percent
    target: 8
    due: '2027-06-30'
    baseline_figure: {RATE}
""",
    "resources": """\
author: An invented author
languages: [en]
form: guide
address: https://example.org/guide
""",
}
OBSERVED = """\
indicator,on,value,note
visits,2026-03-31,40,
visits,2026-06-30,65,=1+1
late,2026-06-15,10,
"""
# Nobody has looked at this one for more than two years.
STALE = "organizations"


def registered_project(folder: Path) -> Path:
    """Write into `folder` a project of one community in one region, with an entry of every kind; return `folder`."""
    root = thinned(small_project(folder), ("esq",), ("pr24", "er2440"))
    for page in (root / "site").rglob("*.md"):
        text = page.read_text(encoding="utf-8")
        # So thin a project lacks the figures of hand-written pages, and what publications are held against.
        text = re.sub(r"<!-- portrait:figure [^>]*-->", "", text).replace("verification.csv", "figures.csv")
        # Nor are there the entries and profiles that these lead to: the page that lists them is.
        text = re.sub(r"(/registers/\w+/)#[\w-]+", r"\1", text)
        text = re.sub(r"(/cases/)[\w-]+/", r"\1", text)
        text = re.sub(r"(/profiles/)esq/cma\d+/[\w#-]*", r"\1", text)
        put(root, str(page.relative_to(root)), text)
    for kind, body in BODIES.items():
        added = "2024-01-15" if kind == STALE else "2026-09-01"
        put(root, f"profiles/registers/{kind}/one.yml", COMMON.format(kind=kind, added=added) + body)
    put(root, "profiles/registers/plans/one.csv", OBSERVED)
    return root
