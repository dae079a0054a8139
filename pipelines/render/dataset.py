"""A profile, or the whole store → what search engines are told of its data: a schema.org Dataset as JSON-LD."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from markupsafe import Markup

from pipelines.model import Profile
from pipelines.render.words import Words

# Within a script none of these may stand as they are, whatever a name holds; in JSON each has another spelling.
RISKY = {each: f"\\u{ord(each):04x}" for each in "<>&\u2028\u2029"}
FORMATS = {
    "figures.csv": "text/csv",
    "figures.parquet": "application/vnd.apache.parquet",
    "datapackage.json": "application/json",
}


def of_profile(profile: Profile, title: str, words: Words) -> Markup:
    """Return the Dataset of a profile in few bytes; the metadata of its CSV tells the rest."""
    licences = [licence.address[words.lang] for licence in words.licences(profile.sources)]
    return _script(
        {
            "name": title,
            "description": words.texts["dataset_said"],
            "inLanguage": words.lang,
            **({"license": licences[0]} if licences else {}),
            "subjectOf": "figures.csv-metadata.json",
        }
    )


def of_store(words: Words, root: str) -> Markup:
    """Return the Dataset of the whole store, for the page of data; `root` leads from there to the language's home."""
    plan, lang = words.plan, words.lang
    used = {name: source for name, source in plan.sources.items() if plan.has(name)}
    data = f"{root}../data/"
    return _script(
        {
            "@id": f"{data}figures.csv",
            "name": words.texts["take_title"],
            "description": words.texts["dataset_said"],
            "inLanguage": ["en", "fr"],
            "license": [licence.address[lang] for licence in words.licences(used)],
            "creator": {"@type": "Organization", "name": "Portrait"},
            "spatialCoverage": "Canada",
            "temporalCoverage": _span(used),
            "isBasedOn": [
                {"@type": "Dataset", "name": f"{source.table}, {source.title[lang]}", "url": source.address[lang]}
                for source in used.values()
            ],
            "variableMeasured": [indicator.label[lang] for indicator in plan.indicators.values()],
            "distribution": [
                {"@type": "DataDownload", "contentUrl": f"{data}{name}", "encodingFormat": kind}
                for name, kind in FORMATS.items()
            ],
        }
    )


def _span(sources: Mapping[str, Any]) -> str:
    periods = sorted({period for source in sources.values() for period in source.periods})
    return "/".join(dict.fromkeys((periods[0], periods[-1]))) if periods else ""


def _script(said: Mapping[str, Any]) -> Markup:
    content = {"@context": "https://schema.org", "@type": "Dataset", **said}
    text = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return Markup('<script type="application/ld+json">' + "".join(RISKY.get(each, each) for each in text) + "</script>")
