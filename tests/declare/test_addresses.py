"""Addresses that a link may not lead to, and names that are no line of text: refused with file and line."""

from pathlib import Path

import pytest
from project import change, line_of

from pipelines.declare import declare
from pipelines.declare.crossed_addresses import is_of_the_web
from pipelines.errors import DeclarationError

ADDRESS = "    address: {en: https://a.ca, fr: https://a.ca}\n    release"


@pytest.mark.parametrize(
    "address",
    [
        "javascript:alert(1)",
        "JavaScript:alert(1)",
        "data:text/html,x",
        "file:///etc/passwd",
        "//a.ca",
        "../a",
        "https:///a",
        'https://a.ca/"onload="x',
        "https://a.ca/ b",
        "https://[a",
    ],
)
def test_an_address_that_is_none_of_the_web_is_named_where_it_stands(drawn: Path, address: str):
    assert not is_of_the_web(address)
    quoted = "'" + address.replace("'", "''") + "'"
    change(drawn, "sources.yml", ADDRESS, f"    address:\n      en: https://a.ca\n      fr: {quoted}\n    release")
    with pytest.raises(DeclarationError) as caught:
        declare(drawn)
    line = line_of(drawn, "sources.yml", f"      fr: {quoted}")
    assert [str(problem) for problem in caught.value.problems] == [
        f"sources.yml:{line}: not an address of the Web; found {address!r}; "
        "expected an address that begins with https:// or http://"
    ]


def test_a_name_of_two_lines_is_named_where_it_stands(drawn: Path):
    change(drawn, "profiles/regions/provinces.yml", "{en: Ontario, fr: Ontario}", '{en: "Onta\\nrio", fr: Ontario}')
    line = line_of(drawn, "profiles/regions/provinces.yml", "Onta\\nrio")
    with pytest.raises(DeclarationError, match=f"provinces.yml:{line}: not a name; found 'Onta.*nrio'"):
        declare(drawn)


@pytest.mark.parametrize("id_", ["../north", "a/b", "..", "a..b", "<b>", '"onload'])
def test_an_id_holds_nothing_that_leads_elsewhere(drawn: Path, id_: str):
    quoted = "'" + id_ + "'"
    change(drawn, "profiles/regions/provinces.yml", "pr35:", f"{quoted}:")
    with pytest.raises(DeclarationError, match=r"provinces\.yml:.*not an id"):
        declare(drawn)
