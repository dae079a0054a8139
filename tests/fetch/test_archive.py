"""Zips that are not what they should be: each is refused before anything is made of it."""

import stat
import struct
import zipfile
import zlib
from pathlib import Path

import pytest

from fetch.conftest import Place
from fetch.served import Reply, Server, zipped
from pipelines.errors import SourceError
from pipelines.fetch import Desk
from pipelines.fetch.archive import Limits, prove
from pipelines.fetch.plain import take_file

GOOD = zipped({"a.csv": b"1,2\n" * 1000, "b.csv": b"3"}, b"SYNTHETIC figures")
GIGABYTE = 2**30


def refused(tmp_path: Path, data: bytes, why: str, **limits: int) -> None:
    file = tmp_path / "t.zip"
    file.write_bytes(data)
    with pytest.raises(SourceError, match=f"the zip is not usable; at the publisher; found {why}"):
        prove(file, "the publisher", limits=Limits(**limits))


def test_a_good_zip_is_read_to_its_end(tmp_path: Path):
    (tmp_path / "t.zip").write_bytes(GOOD)
    found = prove(tmp_path / "t.zip", "")
    assert (found.members, found.unpacked, found.synthetic) == (("a.csv", "b.csv"), 4001, True)


def test_a_zip_that_was_cut_off(tmp_path: Path):
    refused(tmp_path, GOOD[:-30], r".*\(\d+ bytes\); expected a whole zip")


def test_a_zip_with_a_byte_changed(tmp_path: Path):
    data = bytearray(zipped({"a.csv": bytes(range(256))}))
    data[60] ^= 1
    refused(tmp_path, bytes(data), ".*(Bad CRC-32|Error -3)")


def test_a_zip_whose_checksum_is_wrong(tmp_path: Path):
    right = struct.pack("<I", zlib.crc32(b"3"))
    refused(tmp_path, GOOD.replace(right, b"\0\1\2\3"), "Bad CRC-32 for file 'b.csv'")


@pytest.mark.parametrize("name", ["../evil", "a/../../evil", "/etc/passwd", "..\\evil", "C:\\evil", "a/.."])
def test_a_member_that_would_leave_its_folder(tmp_path: Path, name: str):
    refused(tmp_path, zipped({"a.csv": b"1", name: b"evil"}), "a member named .*; expected names inside")


def test_a_member_that_is_a_link(tmp_path: Path):
    link = zipfile.ZipInfo("a.csv")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "t.zip", "w") as archive:
        archive.writestr(link, "/etc/passwd")
    refused(tmp_path, (tmp_path / "t.zip").read_bytes(), "the member 'a.csv', which is a link")


def test_a_name_that_is_there_twice(tmp_path: Path):
    data = zipped({"a.csv": b"1", "b.csv": b"2"})
    refused(tmp_path, data.replace(b"b.csv", b"a.csv"), "a.csv more than once")


def test_a_zip_of_nothing(tmp_path: Path):
    refused(tmp_path, zipped({}), "no member")


def test_more_bytes_than_a_disk_is_asked_to_take(tmp_path: Path):
    refused(tmp_path, GOOD, "more than 4000 bytes when unpacked", largest=4000)


def bomb(file: Path, gigabytes: int) -> None:
    """Write a small zip that unpacks to so many gigabytes of zeros, and says that it is one kilobyte."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    block = bytes(2**20)
    once = packer.compress(block * 64) + packer.flush(zlib.Z_FULL_FLUSH)
    # After a full flush the same zeros pack to the same bytes: one gigabyte is packed from 16 copies of 64 MB.
    body = once * (16 * gigabytes) + zlib.compressobj(9, zlib.DEFLATED, -15).flush()
    name, size = b"a.csv", gigabytes * GIGABYTE
    extra = struct.pack("<HHQ", 1, 8, size)
    local = struct.pack("<IHHHHHIIIHH", 0x04034B50, 45, 0, 8, 0, 33, 0, len(body), 0xFFFFFFFF, len(name), 0)
    central = struct.pack(
        "<IHHHHHHIIIHHHHHII", 0x02014B50, 45, 45, 0, 8, 0, 33, 0, len(body), 0xFFFFFFFF, len(name), len(extra),
        0, 0, 0, 0, 0,
    )  # fmt: skip
    start = len(local) + len(name) + len(body)
    end = struct.pack("<IHHHHIIH", 0x06054B50, 0, 0, 1, 1, len(central) + len(name) + len(extra), start, 0)
    file.write_bytes(local + name + body + central + name + extra + end)


def test_ten_gigabytes_of_zeros_are_stopped_long_before_they_are_unpacked(tmp_path: Path):
    bomb(tmp_path / "bomb.zip", 10)
    packed = (tmp_path / "bomb.zip").read_bytes()
    assert len(packed) < 20 * 2**20
    with zipfile.ZipFile(tmp_path / "bomb.zip") as archive:
        assert archive.infolist()[0].file_size == 10 * GIGABYTE
    refused(tmp_path, packed, r"\d{7} bytes that unpack to \d{9}, with more .*; expected at most 250 times")


def test_a_bomb_that_declares_to_be_small_unpacks_to_no_more_than_it_declares(tmp_path: Path):
    data = zipped({"a.csv": bytes(10**6)})
    refused(tmp_path, data.replace(struct.pack("<I", 10**6), struct.pack("<I", 10)), "Bad CRC-32 for file 'a.csv'")


@pytest.mark.parametrize("spoilt", [GOOD[:-30], zipped({"../evil": b"1"})], ids=["cut off", "leaves its folder"])
def test_a_zip_that_is_refused_leaves_nothing_and_what_was_good_stays(
    desk: Desk, server: Server, place: Place, spoilt: bytes
):
    address = "https://www12.statcan.gc.ca/t.zip"
    server.on("/t.zip", Reply(200, GOOD, {"ETag": "1"}), Reply(200, spoilt, {"ETag": "2"}))
    good = take_file(desk, "t.zip", address)
    before = place.kept()
    with pytest.raises(SourceError, match=r"the zip is not usable; .*it was deleted; what was fetched before stays"):
        take_file(desk, "t.zip", address)
    assert place.kept() == before
    assert desk.library.path(good.record).read_bytes() == GOOD
