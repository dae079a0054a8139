"""A Plan → the declared addresses that are none of the Web, and names that are no single line of text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlsplit

from pipelines.declare.crossed import SOURCES, Finding
from pipelines.model import LANGS, Plan, Text

EXPECTED_ADDRESS = "an address that begins with https:// or http://"
EXPECTED_NAME = "one line, without control characters"
# What no address has, and what would end an attribute or a line.
ODD = re.compile(r"[\s\x00-\x1f\x7f\"<>\\^`{|}]")
CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")


def crossed_addresses(plan: Plan) -> Iterator[Finding]:
    """Yield every address that a link may not lead to, and every name that a line of a table could not hold."""
    addresses: list[tuple[str, str, Text]] = [
        *(("licences", name, each.address) for name, each in plan.licences.items()),
        *(("publishers", name, each.address) for name, each in plan.publishers.items()),
        *(("sources", name, each.address) for name, each in plan.sources.items()),
        *(("boundaries", name, each.address) for name, each in plan.boundaries.items()),
    ]
    for kind, name, address in addresses:
        yield from _address(SOURCES, (kind, name, "address"), address)
    if plan.screens is not None:
        yield from _address(("profiles/screens.yml",), ("address",), plan.screens.address)
    for name, standard in plan.standards.items():
        if not is_of_the_web(standard.address):
            found = repr(standard.address)
            yield ("profiles/standards.yml",), (name, "address"), "not an address of the Web", found, EXPECTED_ADDRESS
    for name, region in plan.regions.items():
        yield from _name(("profiles/regions", name), ("name",), region.name)
    for name, community in plan.communities.items():
        yield from _name(("profiles/communities", name), ("name",), community.name)
    for name, indicator in plan.indicators.items():
        yield from _name(("profiles/indicators", name), ("label",), indicator.label)


def _address(where: tuple[str, ...], inside: tuple[Any, ...], address: Text) -> Iterator[Finding]:
    for lang in LANGS:
        if not is_of_the_web(address[lang]):
            yield where, (*inside, lang), "not an address of the Web", repr(address[lang]), EXPECTED_ADDRESS


def _name(where: tuple[str, ...], inside: tuple[Any, ...], name: Text) -> Iterator[Finding]:
    for lang in LANGS:
        if CONTROL.search(name[lang]):
            yield where, (*inside, lang), "not a name", repr(name[lang]), EXPECTED_NAME


def is_of_the_web(address: str) -> bool:
    """Return whether a link to `address` leads to a page: over http or https, to a host, in one piece."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(parts.hostname) and not ODD.search(address)
