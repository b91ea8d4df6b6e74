"""What published indices say of roles, read from a file: each bad row is named."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from connectors.errors import BadFile
from connectors.records import Rejected
from connectors.taxonomies.indices import IndexRow, read

HEAD = "role,index,date,source,value,percentile,higher_is"


def written(folder: Path, *rows: str, head: str = HEAD) -> Path:
    file = folder / "indices.csv"
    file.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return file


def test_rows_are_read_with_their_lines(tmp_path: Path) -> None:
    file = written(
        tmp_path,
        "Analyst,Projection,2025-09-04,Bureau of statistics,16.7,88,good",
        "Analyst,Exposure,2023-08-21,A study,,40,bad",
        "Buyer,Openings,2025-09-04,Bureau of statistics,1200,,",
    )
    first, second, third = read(file)
    assert first == IndexRow(
        where="indices.csv line 2",
        role="Analyst",
        index="Projection",
        on=date(2025, 9, 4),
        source="Bureau of statistics",
        value=16.7,
        percentile=88.0,
        higher_is_better=True,
    )
    assert isinstance(second, IndexRow)
    assert (second.value, second.higher_is_better) == (None, False)
    assert isinstance(third, IndexRow)
    assert third.percentile is None


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",Projection,2025-09-04,B,1,,", "column role is empty"),
        ("A,Projection,2025-09-04,,1,,", "column source is empty"),
        ("A,Projection,,B,1,,", "column date is empty"),
        ("A,Projection,04.09.2025,B,1,,", "is not a date"),
        ("A,Projection,2025-09-04,B,,,", "value and percentile are empty"),
        ("A,Projection,2025-09-04,B,,101,good", "0 to 100 is meant"),
        ("A,Projection,2025-09-04,B,nan,,", "is not a number"),
        ("A,Projection,2025-09-04,B,,50,", "good or bad"),
        (f"A,{'x' * 256},2025-09-04,B,1,,", "longer than 255"),
    ],
)
def test_a_bad_row_says_what_is_wrong_with_it(tmp_path: Path, row: str, reason: str) -> None:
    (found,) = read(written(tmp_path, row))
    assert isinstance(found, Rejected)
    assert found.where == "indices.csv line 2"
    assert reason in found.reason


def test_an_index_stands_once_for_a_role(tmp_path: Path) -> None:
    row = "Analyst,Projection,2025-09-04,B,1,,"
    _, found = read(written(tmp_path, row, row.replace("Analyst", "ANALYST")))
    assert isinstance(found, Rejected)
    assert "in line 2 already" in found.reason


def test_a_file_without_the_columns_is_none(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="lacks the column date"):
        list(read(written(tmp_path, "A,B", head="role,index")))
