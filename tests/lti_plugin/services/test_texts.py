"""Texts that people type are kept as every database can hold them."""

from __future__ import annotations

import pytest

from lti_plugin.services.texts import fitted


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  as it is ", "as it is"),
        ("\x00", ""),
        (" \x00 ", ""),
        ("a\x00b", "ab"),
        ("0123456789", "01234567"),
        ("two\nlines", "two\nline"),
    ],
)
def test_a_text_is_kept_without_what_no_table_holds(typed: str, kept: str) -> None:
    assert fitted(typed, 8) == kept
