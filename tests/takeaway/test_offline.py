"""The archive of the whole site: whole, reproducible, and readable by double click without a network."""

from __future__ import annotations

import hashlib
import re
import zipfile
from pathlib import Path, PurePosixPath

import pytest
from playwright.sync_api import Browser

from pipelines.publish.offline import README, SITE_ZIP, SUMS, offline, write_offline
from takeaway.drawn import COMMUNITY


@pytest.fixture(scope="module")
def unpacked(hostile: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("unpacked folder")
    with zipfile.ZipFile(hostile / "data" / SITE_ZIP) as archive:
        assert archive.testzip() is None
        archive.extractall(folder)
    return folder


def listed(sums: Path) -> dict[str, str]:
    """Return name → sha256 as `sha256sum -c` reads a list: the hash, two spaces, the name."""
    lines = sums.read_text(encoding="utf-8").splitlines()
    found = dict(re.fullmatch(r"([0-9a-f]{64})  (.+)", line).groups()[::-1] for line in lines)
    assert len(found) == len(lines)
    return found


def test_the_archive_holds_the_whole_site_and_not_itself(hostile: Path, unpacked: Path):
    there = {file.relative_to(unpacked).as_posix() for file in unpacked.rglob("*") if file.is_file()}
    site = {file.relative_to(hostile).as_posix() for file in hostile.rglob("*") if file.is_file()}
    assert there == site - {f"data/{SITE_ZIP}", f"data/{SUMS}", "data/build.json"} | {README, SUMS}


def test_every_file_is_what_its_checksum_says(hostile: Path, unpacked: Path):
    inside, beside = listed(unpacked / SUMS), listed(hostile / "data" / SUMS)
    for folder, sums in ((unpacked, inside), (hostile / "data", beside)):
        assert {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in sums} == sums
    assert set(inside) == {f.relative_to(unpacked).as_posix() for f in unpacked.rglob("*") if f.is_file()} - {
        README,
        SUMS,
    }
    assert {SITE_ZIP, "figures.csv", "figures.parquet", "datapackage.json"} <= set(beside)


def test_no_name_in_the_archive_leads_out_of_its_folder(hostile: Path):
    with zipfile.ZipFile(hostile / "data" / SITE_ZIP) as archive:
        for info in archive.infolist():
            path = PurePosixPath(info.filename)
            assert not path.is_absolute()
            assert not {"..", ""} & set(path.parts)
            assert "\\" not in info.filename
            assert info.date_time == (1980, 1, 1, 0, 0, 0)


def test_the_same_site_is_the_same_archive_packed_anew_or_taken_from_the_last(hostile: Path, tmp_path: Path):
    site = hostile / "en" / "profiles" / COMMUNITY
    for name, earlier in (("first", None), ("second", None), ("third", tmp_path / "first")):
        (tmp_path / name).mkdir()
        write_offline(site, tmp_path / name, "read me", earlier)
    first, second, third = ((tmp_path / name / SITE_ZIP).read_bytes() for name in ("first", "second", "third"))
    assert first == second == third


def test_what_changed_since_the_last_archive_is_packed_anew(tmp_path: Path):
    site, first, second = (tmp_path / name for name in ("site", "first", "second"))
    for folder in (site, first, second):
        folder.mkdir()
    (site / "a.txt").write_text("a" * 1000)
    (site / "b.txt").write_text("b" * 1000)
    write_offline(site, first, "read me", None)
    (site / "a.txt").write_text("c" * 1000)
    (site / "b.txt").unlink()
    write_offline(site, second, "read me", first)
    with zipfile.ZipFile(second / SITE_ZIP) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == ["a.txt", README, SUMS]
        assert archive.read("a.txt") == b"c" * 1000


@pytest.mark.parametrize(
    ("link", "found"),
    [
        ("../", "../index.html"),
        ("..", "../index.html"),
        (".", "./index.html"),
        ("../../..", "../../../index.html"),
        ("../esq/pr24/#work", "../esq/pr24/index.html#work"),
        ("figures.csv", "figures.csv"),
        ("#work", "#work"),
        ("https://a.ca/", "https://a.ca/"),
        ("/en/", "/en/"),
        ("mailto:a@a.ca", "mailto:a@a.ca"),
    ],
)
def test_links_to_folders_lead_to_the_pages_in_them(link: str, found: str):
    assert offline(f'<a class="x" href="{link}">') == f'<a class="x" href="{found}">'


@pytest.mark.browser
def test_pages_open_from_a_folder_and_lead_to_each_other(browser: Browser, unpacked: Path):
    page = browser.new_page()
    ran: list[str] = []
    page.on("requestfailed", lambda request: ran.append(f"{request.url} {request.failure}"))
    page.goto((unpacked / "index.html").as_uri())
    page.get_by_role("link", name="English").click()
    assert page.locator("h1").count() == 1
    # The styles of the site are on the page: a folder's files are its own.
    assert page.evaluate("getComputedStyle(document.body).getPropertyValue('--pt-minority')") != ""
    assert page.locator("body").get_attribute("data-md-color-scheme") == "default"
    page.goto((unpacked / "en" / "profiles" / "esq" / "pr24" / "index.html").as_uri())
    assert page.locator("table.pt-table").count() > 3
    assert page.locator("article svg").first.is_visible()
    links = page.evaluate("[...document.querySelectorAll('a[href]')].map((a) => a.href.split('#')[0])")
    local = {link for link in links if link.startswith("file:")}
    assert len(local) > 20
    for link in local:
        name = (
            Path.from_uri(link)
            if hasattr(Path, "from_uri")
            else Path(page.evaluate("decodeURI", link.removeprefix("file://")))
        )
        assert name.is_file(), link
    page.get_by_role("link", name="Français", exact=True).click()
    assert page.locator("html").get_attribute("lang") == "fr"
    assert [each for each in ran if "module" not in each and not each.split(" ")[0].endswith(".js")] == []
    page.close()
