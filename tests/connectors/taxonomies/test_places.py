"""Archives that are broken, far too large or point outside of themselves."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

import pytest

from connectors.errors import BadFile
from connectors.files.grids import TextGrid
from connectors.taxonomies import places, sheets
from connectors.taxonomies.places import sources
from connectors.taxonomies.sheets import SheetGrid
from tests.connectors.taxonomies.packages import workbook, write, zipped


def test_a_path_to_nothing_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="neither a folder nor a file"):
        sources(tmp_path / "nowhere")


def test_a_broken_archive_is_named(tmp_path: Path) -> None:
    path = zipped({"a.csv": "id\n"}, tmp_path / "half.zip")
    path.write_bytes(path.read_bytes()[:-10])
    with pytest.raises(BadFile, match=r"half.zip is not a sound zip archive"):
        sources(tmp_path)


def test_a_damaged_member_is_named_with_the_last_sound_line(tmp_path: Path) -> None:
    path = tmp_path / "stored.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.csv", "id\n1\n")
    path.write_bytes(path.read_bytes().replace(b"id\n1\n", b"id\n2\n"))
    (member,) = sources(path)
    with pytest.raises(BadFile, match=r"a.csv is damaged after line \d"):
        list(TextGrid(member).records())


def test_what_would_unpack_to_more_than_the_cap_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "MOST_MEMBERS", 2)
    zipped(dict.fromkeys("abc", ""), tmp_path / "many.zip")
    with pytest.raises(BadFile, match="0 bytes in 3 files"):
        sources(tmp_path)


def test_a_bomb_is_recognised_before_it_goes_off(tmp_path: Path) -> None:
    path = zipped({"skills_en.csv": "x"}, tmp_path / "bomb.zip")
    claimed = bytearray(path.read_bytes())
    at = claimed.index(b"PK\x01\x02") + 24
    claimed[at : at + 4] = struct.pack("<I", 3_000_000_000)
    path.write_bytes(claimed)
    with pytest.raises(BadFile, match="would unpack to 3,000,000,000 bytes"):
        sources(tmp_path)


@pytest.mark.parametrize("name", ["../skills_en.csv", "/etc/skills_en.csv", "a\\..\\..\\b.csv"])
def test_a_member_that_points_outside_is_refused(tmp_path: Path, name: str) -> None:
    zipped({name: "x"}, tmp_path / "out.zip")
    with pytest.raises(BadFile, match=r"out.zip holds a file that points outside"):
        sources(tmp_path)


def test_a_member_with_a_password_is_refused(tmp_path: Path) -> None:
    path = zipped({"a.csv": "id\n"}, tmp_path / "locked.zip")
    content = bytearray(path.read_bytes())
    content[content.index(b"PK\x03\x04") + 6] |= 1
    content[content.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(content)
    (member,) = sources(tmp_path)
    with pytest.raises(BadFile, match=r"a.csv in locked.zip cannot be unpacked"):
        member.open()


def test_a_workbook_that_becomes_too_large_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (source,) = sources(write(tmp_path, {"a.xlsx": workbook([["a"] * 500] * 50)}))
    monkeypatch.setattr(sheets, "MOST_UNPACKED", 10_000)
    with pytest.raises(BadFile, match=r"a.xlsx would unpack to"):
        list(SheetGrid(source).records())
    monkeypatch.setattr(sheets, "MOST_BYTES", 10)
    with pytest.raises(BadFile, match=r"a.xlsx is larger than 10 bytes"):
        list(SheetGrid(source).records())


def test_cells_of_a_workbook_are_text(tmp_path: Path) -> None:
    content = workbook([["a", "b"], [2.0, "<i>x</i>"], ["", ""], [2.5, "=1+1"]])
    (source,) = sources(write(tmp_path, {"a.xlsx": content}))
    assert list(SheetGrid(source).records()) == [
        (1, ["a", "b"]),
        (2, ["2", "<i>x</i>"]),
        (4, ["2.5", "=1+1"]),
    ]
