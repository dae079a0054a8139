"""Portrait: public census figures → evidence profiles of minority communities, as a static bilingual site.

The way of the data, one folder a stage; each is a function from values to values, and siblings do not know each other:

    declare    YAML → Plan, every problem at once                                (yaml only here)
    fetch      declared ways → bytes, proven to be the pinned ones               (requests only here)
    readers    a published or embedded format → OBSERVATIONS
    compute    OBSERVATIONS + Plan → FIGURES
    assemble   FIGURES → Profiles, Catalogue
    render     Profiles → Pages: numbers, words, charts, HTML in each language   (jinja2 only here)
    check      the rendered folder against the figures; a figure back to its cells
    publish    pages and downloads → build/site/, swapped in whole               (writes the site, alone)

`conductor.build` calls them in order and is the place to begin reading; `live` brings in what a live build is made
from, `upstream` compares it with what publishers serve now, `community` makes one community's share, `takeaway` what is
taken along of the whole. Below all stages: `errors`, `model` (the nouns), `tables` (the two contracts), `methods`
(arithmetic), `kept` (what is expensive, kept by content), `cores` (work done on all cores).
"""

from importlib.metadata import version

__version__ = version("portrait")
