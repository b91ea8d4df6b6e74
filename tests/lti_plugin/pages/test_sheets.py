"""A table to keep as a file: text in it is never a formula, and numbers stay numbers."""

from __future__ import annotations

import pytest

from lti_plugin.pages.sheets import download


def lines(*row: str | int | float | None) -> list[str]:
    """Return the lines of a file with one row."""
    return download("x.csv", ["head"], [row]).get_data().decode("utf-8-sig").splitlines()


@pytest.mark.parametrize("sign", list("=+-@\t＝＋－＠"))
def test_text_that_would_be_a_formula_is_guarded(sign: str) -> None:
    assert lines(f"{sign}cmd")[1] == f"'{sign}cmd"


def test_numbers_and_what_is_missing_stay_as_they_are() -> None:
    assert lines(-1, 0.5, None, "a,b")[1] == '-1,0.5,,"a,b"'


def test_it_is_a_file_that_nobody_keeps_on_the_way() -> None:
    answer = download("audit.csv", ["ä"], [])
    assert answer.headers["Content-Disposition"] == 'attachment; filename="audit.csv"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.get_data().startswith(b"\xef\xbb\xbf")
