"""CSV files with everything that goes wrong in them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from connectors.errors import BadFile
from connectors.files.table import Layout, Line, Table
from connectors.records import Notice, Rejected

LAYOUT = Layout("things.csv", required=("id", "title"), optional=("level",))


def table(folder: Path, content: str | bytes) -> Table:
    """Write the file and return its table."""
    data = content if isinstance(content, bytes) else content.encode()
    (folder / "things.csv").write_bytes(data)
    return Table(folder, LAYOUT)


def read(folder: Path, content: str | bytes) -> list[Line]:
    """Return all lines of a file with this content."""
    return list(table(folder, content).lines())


def row(id_: str, title: str, level: str = "") -> dict[str, str]:
    """Return a row."""
    return {"id": id_, "title": title, "level": level}


def test_rows_come_with_their_lines_and_every_known_column(tmp_path: Path) -> None:
    assert read(tmp_path, "title,id\r\nSQL, 1 \r\n\r\nR,2\r\n") == [
        (2, row("1", "SQL")),
        (4, row("2", "R")),
    ]


def test_a_byte_order_mark_and_capitals_in_the_header_do_not_matter(tmp_path: Path) -> None:
    content = b"\xef\xbb\xbfID,Title,LEVEL\n1,SQL,A\n"
    assert read(tmp_path, content) == [(2, row("1", "SQL", "A"))]


def test_a_cell_may_hold_commas_quotes_and_lines(tmp_path: Path) -> None:
    found = read(tmp_path, 'id,title\n1,"a, ""b""\nc"\n2,d\n')
    assert found == [(2, row("1", 'a, "b"\nc')), (4, row("2", "d"))]


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "=cmd|' /C calc'!A0"])
def test_a_formula_is_text(tmp_path: Path, cell: str) -> None:
    assert read(tmp_path, f"id,title\n1,{cell}\n") == [(2, row("1", cell))]


def test_an_unknown_column_is_ignored_with_a_notice(tmp_path: Path) -> None:
    notice, found = read(tmp_path, "id,colour,title,\n1,red,SQL,\n")
    assert isinstance(notice[1], Notice)
    assert "'colour'" in notice[1].reason
    assert found == (2, row("1", "SQL"))


@pytest.mark.parametrize("cells", ["1", "1,SQL,A,more"])
def test_a_row_of_another_width_is_reported_with_its_line(tmp_path: Path, cells: str) -> None:
    (line, report), after = read(tmp_path, f"id,title,level\n{cells}\n2,R,B\n")
    assert line == 2
    assert isinstance(report, Rejected)
    assert report.where == "things.csv line 2"
    assert after == (3, row("2", "R", "B"))


@pytest.mark.parametrize("quote", ["", '"'])
def test_a_cell_of_a_million_characters_costs_only_its_row(tmp_path: Path, quote: str) -> None:
    long = quote + "x" * 1_000_000 + quote
    (_, report), after = read(tmp_path, f"id,title\n1,{long}\n2,R\n")
    assert isinstance(report, Rejected)
    assert "longer than 100,000" in report.reason
    assert after == (3, row("2", "R"))


def test_a_cell_beyond_the_parsers_own_limit_costs_only_its_row(tmp_path: Path) -> None:
    (_, report), after = read(tmp_path, f"id,title\n1,{'x' * 9_000_000}\n2,R\n")
    assert isinstance(report, Rejected)
    assert report.reason == "A cell is longer than 100,000 characters."
    assert after == (3, row("2", "R"))


def test_quotes_that_do_not_match_cost_only_their_row(tmp_path: Path) -> None:
    (_, report), after = read(tmp_path, 'id,title\n1,"a" b\n2,R\n')
    assert isinstance(report, Rejected)
    assert "quotation marks" in report.reason
    assert after == (3, row("2", "R"))


def test_a_quote_left_open_ends_the_reading_instead_of_swallowing_rows(tmp_path: Path) -> None:
    lines = table(tmp_path, 'id,title\n1,SQL\n2,"R\n3,C\n4,D\n').lines()
    assert next(lines) == (2, row("1", "SQL"))
    with pytest.raises(BadFile, match="line 3"):
        next(lines)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "no header"),
        ("\n\n", "no header"),
        ('"id\n', "no header"),
        ("id,level\n1,A\n", "lacks the column title"),
        ("level\nA\n", "column id and the column title"),
        ("id;title\n1;SQL\n", "with commas"),
        ("id\ttitle\n1\tSQL\n", "with commas"),
        ("id,title,ID\n1,SQL,2\n", "id more than once"),
        ("id,title\n1,SQL\n2,Gr\xfc\xdfe\n".encode("latin-1"), r"UTF-8 \(line 3\)"),
        ("id,title\n1,SQL\n".encode("utf-16"), "UTF-8"),
        ("id,t\xefte\n".encode("latin-1"), "UTF-8"),
    ],
)
def test_a_file_that_cannot_be_used_is_refused_in_one_sentence(
    tmp_path: Path, content: str | bytes, words: str
) -> None:
    with pytest.raises(BadFile, match=words) as refused:
        read(tmp_path, content)
    assert str(refused.value).startswith("things.csv ")
    assert str(refused.value).count(".") == 2


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match=r"things\.csv is missing"):
        list(Table(tmp_path, LAYOUT).lines())


def test_a_folder_in_place_of_the_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "things.csv").mkdir()
    with pytest.raises(BadFile, match="cannot be read"):
        list(Table(tmp_path, LAYOUT).lines())


def test_a_file_that_is_not_needed_may_be_missing(tmp_path: Path) -> None:
    spare = Table(tmp_path, Layout("spare.csv", required=("id",), needed=False))
    spare.check()
    assert list(spare.lines()) == []


def test_a_check_reads_the_header_alone(tmp_path: Path) -> None:
    table(tmp_path, b"id,title\n" + b"1,SQL\n" * 20_000 + b"\xff\n").check()
    with pytest.raises(BadFile):
        table(tmp_path, "id\n").check()


def test_rows_are_streamed(tmp_path: Path) -> None:
    lines = table(tmp_path, b"id,title\n1,SQL\n" + b"2,R\n" * 50_000 + b"\xff\n").lines()
    assert next(lines) == (2, row("1", "SQL"))
    lines.close()


def test_three_hundred_thousand_rows_are_read_in_seconds(tmp_path: Path) -> None:
    big = table(tmp_path, b"id,title\n" + b"1,SQL\n" * 300_000)
    start = time.process_time()
    assert sum(1 for _ in big.lines()) == 300_000
    assert time.process_time() - start < 5
