"""An emulator of Statistics Canada's and Quebec's services: true formats, names and sizes, invented numbers.

Nothing that it serves is data. Every answer has the header `X-Portrait-Synthetic: yes`, every zip an archive comment,
every title and free text a word that says so.

By hand::

    python -m tests.emulator --size quebec --port 8099        # prints the PORTRAIT_MIRRORS to use
    PORTRAIT_MIRRORS=… portrait build --live

In a test::

    with Emulator(size="small", data=tmp_path) as emulator:
        monkeypatch.setenv("PORTRAIT_MIRRORS", emulator.mirrors)
        emulator.faults.add("98100170-eng.zip", Fault.RESET, times=1, after=100_000)
        …
        assert [r.status for r in emulator.requests if "98100170" in r.address] == [200, 206]

What a person would download by hand is written by `emulator.drop_held(project / "held")`, or `--held DIR`.

A fault strikes the answers whose address (service and path, such as `www150/n1/tbl/csv/98100170-eng.zip`) has `where`
in it, or matches it as a regular expression; for ever, or `times` times:

=====================================================  ==============================================================
`faults.statuses("getCubeMetadata", [503])`            503 once, then as usual; `[409]`, `[500, 503]` likewise
`faults.statuses("geo/", [500], every=2)`              every second request
`faults.add(where, Fault.LOCKED)`                      409, the lock window
`faults.add(where, Fault.RESET, times=1, after=n)`     the connection is reset after n bytes of the body
`faults.add(where, Fault.STALL, seconds=5)`            the body stops for a while
`faults.add(where, Fault.NO_RANGE)`                    Range and conditions are ignored
`faults.add(where, Fault.TRUNCATED, after=n)`          a shorter file, its length true
`Fault.CLOUDFLARE_403`, `Fault.CLOUDFLARE_200`         "Just a moment..." instead of the answer
`Fault.FAILED`, `Fault.CODE_4` (element=n)             getFullTableDownloadCSV, getCubeMetadata, getData…: an envelope,
                                                       in a batch one element
`Fault.LINK_404`, `Fault.SHUFFLED`                     the link of getFullTableDownloadCSV; the order of a batch
`Fault.NOT_SUCCESS`                                    package_show
`Fault.NO_RECORDS`, `Fault.LONG_ADDRESS`               SDMX 404, 414 (500 comes where no language is asked for)
`Fault.WRONG_CRC`, `EVIL_MEMBER`, `BOMB` (size=n)      the zip; where = "98100170-eng.zip"
`Fault.RENAMED_COLUMN`, `MISSING_COLUMN`,              the data file in the zip ([column=n]; symbol="Q", dguid="…")
`ADDED_COLUMN`, `REORDERED_COLUMNS`,
`UNKNOWN_SYMBOL`, `FRENCH`, `NO_BOM`
`Fault.RENAMED_MEMBER`, `RESHUFFLED_MEMBER`            zip and metadata; where = "98100170-eng.zip" for both
`Fault.NEW_RELEASE`                                    other bytes, newer releaseTime, ETag and Last-Modified; likewise
=====================================================  ==============================================================

Over HTTP: `POST /_faults` with `{"where": "98100170-eng.zip", "fault": "reset", "after": 1000, "times": 1}`, a list of
such, or `{"clear": true}`; `GET /_faults` says what is on.
"""

from .faults import Fault, Faults
from .server import Emulator

__all__ = ["Emulator", "Fault", "Faults"]
