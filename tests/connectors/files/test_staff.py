"""A file of people from an HR system: its columns found or mapped, its bad rows told."""

from __future__ import annotations

from datetime import UTC, date
from io import BytesIO
from typing import BinaryIO
from zoneinfo import ZoneInfo

import pytest

from connectors.errors import BadFile
from connectors.files.staff import Line, StaffFile, guessed
from connectors.records import Learner, Notice, Rejected


class Held:
    """A file in memory."""

    name = "hr.csv"

    def __init__(self, text: str | bytes) -> None:
        self._bytes = text if isinstance(text, bytes) else text.encode()

    def exists(self) -> bool:
        return True

    def open(self) -> BinaryIO:
        return BytesIO(self._bytes)


def read(text: str | bytes, columns: dict[str, str] | None = None) -> list[Line]:
    file = StaffFile(Held(text))
    return list(file.people(columns or guessed(file.heads()), ZoneInfo("Europe/Madrid")))


def person(line: Line) -> Learner:
    assert isinstance(line.told, Learner), line.told
    return line.told


@pytest.mark.parametrize("mark", [",", ";", "\t"])
def test_usual_heads_are_understood_whatever_separates_them(mark: str) -> None:
    heads = [
        "Employee ID",
        "First name",
        "Surname",
        "E-mail",
        "Job Title",
        "Reports_to",
        "Hired on",
    ]
    row = ["E1", "Ada", "Byron", "ada@example.org", "Analyst", "E2", "2020-02-29"]
    (line,) = read(f"\ufeff{mark.join(heads)}\r\n{mark.join(row)}\r\n")
    ada = person(line)
    told = (ada.id, ada.name, ada.email, ada.role, ada.manager_id, ada.hired_on)
    assert told == ("E1", "Ada Byron", row[3], "Analyst", "E2", date(2020, 2, 29))
    assert {"department", "language", "target_role", "active", "extra"} <= ada.silent
    assert not {"name", "email", "role", "manager_id", "hired_on"} & ada.silent


def test_heads_that_say_nothing_are_mapped_by_hand() -> None:
    text = "A,B,C\nx,Ada,Sales\n"
    assert guessed(["A", "B", "C"]) == {}
    with pytest.raises(BadFile, match="chosen for the id"):
        read(text)
    (line,) = read(text, {"id": "A", "department": "C"})
    assert (person(line).id, person(line).department) == ("x", "Sales")
    assert "name" in person(line).silent


def test_a_column_stands_for_one_thing_alone() -> None:
    assert guessed(["Title", "title", "id", "Manager", "supervisor"]) == {
        "id": "id",
        "role": "Title",
        "manager_id": "Manager",
    }


@pytest.mark.parametrize(
    ("row", "why"),
    [
        (",Ada,", "The column id is empty."),
        ("E2,Ada", "2 cells and the header 3"),
        ("E1,Again,", "already used in line 2"),
        (f"{'x' * 300},Ada,", "The column id is longer"),
        ("E\x00,Ada,", "null character"),
        ('"E"2,Ada,', "quotation marks"),
    ],
)
def test_a_bad_row_is_told_with_its_line_and_the_others_stay(row: str, why: str) -> None:
    good, bad, last = read(f"id,name,hire_date\nE1,Ada,\n{row}\nE9,Zoe,\n")
    assert isinstance(bad.told, Rejected)
    assert why in bad.told.reason
    assert bad.told.where == "hr.csv line 3"
    assert (bad.number, person(good).id, person(last).id) == (3, "E1", "E9")


def test_a_person_stays_without_a_cell_that_cannot_be_used() -> None:
    (line,) = read(f"id,name,role,hire_date\nE1,Ada,{'x' * 256},31.12.2020\n")
    ada = person(line)
    assert (ada.name, ada.role, ada.hired_on) == ("Ada", None, None)
    assert {"role", "hired_on"} <= ada.silent
    (notice,) = line.notices
    assert notice == Notice("hr.csv line 2", "Not usable, so left out: role, hire_date.")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no header row"),
        (b"id\n\xe4\n", "not in UTF-8"),
        (",".join("x" * 300), "more than 200"),
    ],
)
def test_what_is_no_table_is_refused(text: str | bytes, why: str) -> None:
    with pytest.raises(BadFile, match=why):
        read(text, {"id": "id"})


def test_a_time_is_meant_where_the_site_is() -> None:
    (line,) = StaffFile(Held("id,joined\nE1,2020-01-31T23:30:00+00:00\n")).people(
        {"id": "id", "hire_date": "joined"}, UTC
    )
    assert person(line).hired_on == date(2020, 1, 31)
