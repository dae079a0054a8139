"""A dataset of Données Québec → the newest resource of a name and format, and what the choice was made from."""

from __future__ import annotations

from typing import Any

from pipelines.errors import SourceError
from pipelines.fetch.desk import Desk, Taken, Wants, canonical, hash_of
from pipelines.fetch.faults import NotServed, told
from pipelines.fetch.plain import name_of, take_file
from pipelines.fetch.web import Ask
from pipelines.model.live import Ckan

BASE = "https://www.donneesquebec.ca/recherche/api/3/action"
# What is kept of the dataset's description. The rest (views, tags, other years' resources) changes from day to day.
ABOUT = ("name", "title", "license_id", "license_title", "license_url")
RESOURCE = ("id", "name", "url", "format", "created", "last_modified")
# CKAN says what is wrong in a body of its own with these.
SAYS_WHY = frozenset({200, 404, 409})


def take(way: Ckan, _wants: Wants, desk: Desk) -> list[Taken]:
    """Return `package.json` (the dataset and the chosen resource) and the resource's file under its own name."""
    address = f"{BASE}/package_show?id={way.dataset}"
    package, synthetic = _package(way, address, desk)
    resource = _newest(way, package, address)
    chosen = {key: package.get(key) for key in ABOUT} | {"resource": {key: resource.get(key) for key in RESOURCE}}
    url = str(resource["url"])
    file = take_file(desk, name_of(url), url, resource.get("last_modified") or resource.get("created"))
    asked = hash_of([way.resource, way.format])
    return [desk.keep("package.json", address, canonical(chosen), synthetic=synthetic, asked=asked), file]


def _package(way: Ckan, address: str, desk: Desk) -> tuple[dict[str, Any], bool]:
    try:
        answer, synthetic = desk.web.json(Ask(address=address, lang="fr", allows=SAYS_WHY))
    except NotServed as error:
        raise _refused(way, address, str(error)) from error
    if not isinstance(answer, dict) or answer.get("success") is not True or not isinstance(answer.get("result"), dict):
        said = answer.get("error", answer) if isinstance(answer, dict) else answer
        raise _refused(way, address, f"success:false, {said}" if isinstance(said, dict) else repr(said)[:200])
    return answer["result"], synthetic


def _newest(way: Ckan, package: dict[str, Any], address: str) -> dict[str, Any]:
    resources = package.get("resources")
    if not isinstance(resources, list):
        raise _refused(way, address, "a dataset without a list of resources")
    fitting = [
        each
        for each in resources
        if way.resource.casefold() in str(each.get("name", "")).casefold()
        and str(each.get("format", "")).casefold() == way.format.casefold()
        and each.get("url")
    ]
    if not fitting:
        there = ", ".join(f"{each.get('name')} ({each.get('format')})" for each in resources[:12])
        raise _refused(way, address, f"only {there or 'nothing'}")
    return max(fitting, key=lambda each: (each.get("last_modified") or each.get("created") or "", each.get("name")))


def _refused(way: Ckan, address: str, found: str) -> SourceError:
    return SourceError(
        told(
            f"Données Québec does not give the dataset {way.dataset}",
            where=address,
            found=found[:400],
            expected=f"success:true and a resource whose name contains {way.resource!r}, in {way.format}",
            done="nothing was kept",
            do=f"look at https://www.donneesquebec.ca/recherche/dataset/{way.dataset} and mend sources.yml",
        )
    )
