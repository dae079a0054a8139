"""What a page weighs when it is read for the first time, over a slow line."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from playwright.sync_api import Response

from browser.walks import LANGS, Lang, Walk

pytestmark = pytest.mark.browser

# The project's budgets, in bytes: a profile's HTML, and a profile with all that it loads, compressed as servers do.
PROFILE_HTML = 60_000
PROFILE_WHOLE = 150_000


@pytest.mark.parametrize("lang", LANGS)
def test_the_largest_profile_with_all_it_loads_is_light(walk: Walk, site: Path, lang: Lang) -> None:
    # All profiles load the same files beside their own.
    largest = max(site.glob(f"{lang}/profiles/*/*/index.html"), key=lambda file: file.stat().st_size)
    path = f"{largest.parent.relative_to(site).as_posix()}/"
    walk.to(path)
    weights = {answer.url.removeprefix(walk.address): _weight(answer) for answer in walk.answers}

    assert path in weights
    assert "assets/portrait.css" in weights
    assert sum(weights.values()) <= PROFILE_WHOLE, weights


def _weight(answer: Response) -> int:
    """Return the bytes of an answer as they travel: text compressed, pictures and fonts as they are."""
    body = answer.body()
    packed = answer.headers.get("content-type", "").startswith(("image/", "font/"))
    return len(body) if packed else len(gzip.compress(body, 6))


def test_no_profile_is_a_heavy_file(site: Path) -> None:
    sizes = {file: file.stat().st_size for file in site.glob("*/profiles/*/*/index.html")}
    heavy = {file.parent.relative_to(site).as_posix(): size for file, size in sizes.items() if size > PROFILE_HTML}

    assert len(sizes) > 1000
    assert heavy == {}, f"the largest has {max(sizes.values())} bytes"
