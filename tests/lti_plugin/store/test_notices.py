"""What a job tells: keys with values, beside their English; older lines stay readable."""

from __future__ import annotations

import json

import pytest

from connectors.records import Notice as Noted
from connectors.records import Rejected
from lti_plugin.store import notices
from lti_plugin.store.notices import (
    AS_TOLD,
    GOES_ON,
    ROW_LEFT_OUT,
    ROW_NOTED,
    UNMATCHED,
    Notice,
    read,
    reported,
)


@pytest.mark.parametrize(
    "told",
    [
        Notice(GOES_ON),
        Notice(UNMATCHED, {"number": 3}),
        Notice(ROW_LEFT_OUT, {"text": "It is 100 %."}, "row 7"),
    ],
)
def test_a_notice_is_read_as_it_was_kept(told: Notice) -> None:
    back = read(json.loads(json.dumps(told.kept())))
    assert (back.code, back.values, back.place) == (told.code, told.values, told.place)
    assert back.line == told.line


def test_one_of_a_later_version_is_told_by_its_english() -> None:
    kept = {"code": "of_tomorrow", "values": {}, "place": "", "text": "It rains."}
    assert read(kept).line == "It rains."


def test_a_line_from_before_notices_had_keys_stays_as_it_is() -> None:
    old = read("report row 7: The person “x: y” is not known.")
    assert (old.code, old.place) == (AS_TOLD, "report row 7")
    assert old.line == "report row 7: The person “x: y” is not known."
    assert read("Nothing else.").line == "Nothing else."


def test_rows_tell_where_they_stand_and_whether_they_are_lost() -> None:
    rows = [Rejected("a.csv line 2", "It is empty."), Noted("people", "They are cut.")]
    found = reported(rows)
    assert [each.code for each in found] == [ROW_LEFT_OUT, ROW_NOTED]
    assert [each.line for each in found] == ["a.csv line 2: It is empty.", "people: They are cut."]


def test_every_text_can_be_made_of_its_values() -> None:
    assert all("%(" in text or "%" not in text for text in notices.TEXTS.values())
