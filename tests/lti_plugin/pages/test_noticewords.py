"""What a job tells of its run is worded in the reader's language, whatever made it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask_babel import force_locale

from lti_plugin.pages.admin import noticewords
from lti_plugin.services.training_notes import BELOW_FLOOR, NONE_STAYS, STAYS, TOO_LITTLE
from lti_plugin.store import notices
from lti_plugin.store.jobs import Job
from lti_plugin.store.notices import AS_TOLD, ROW_LEFT_OUT, TEXTS, TRAINING, Notice, read
from tests.support.installation import Installation

VALUES = {
    "text": "The date lies in the future.", "ids": "a, b", "number": 1234, "name": "Knots",
    "before": "4.5", "now": "5.0", "word": "Able", "scale": "2", "level": "3",
    "lost": 30, "total": 1200,
}  # fmt: skip


@pytest.fixture(autouse=True)
def german(installation: Installation) -> Iterator[None]:
    with installation.app.test_request_context(), force_locale("de"):
        yield


@pytest.mark.parametrize("code", TEXTS)
def test_every_notice_has_words_of_its_own(code: str) -> None:
    values = {name: value for name, value in VALUES.items() if f"%({name})s" in TEXTS[code]}
    told = Notice(code, values, "report row 7")
    said = noticewords.told(told)
    assert not set(said.split(". ")) & set(told.text.split(". "))
    assert "row" not in said
    for name, value in values.items():
        if name != "text":
            assert (f"{value:,}".replace(",", ".") if isinstance(value, int) else value) in said


def test_a_line_from_before_notices_had_keys_is_worded_too() -> None:
    old = [
        "Nothing has changed since the last time.",
        "courses.csv line 3: The column title is empty.",
        "Something that nobody knows any more.",
    ]
    job = Job(notices=old)
    first, second, third = noticewords.of_job(job)
    assert first != old[0]
    assert "courses.csv" in second
    assert "is empty" not in second
    assert third == old[2]


def test_a_training_is_told_as_on_the_page_about_the_model() -> None:
    little = {"completions": 40, "people": 9, "needed": 1000, "by": 20}
    worse = {"floor": "popular", "own": 0.1, "other": 0.2, "people": 50, STAYS: NONE_STAYS}
    for key, values, number in ((TOO_LITTLE, little, "1.000"), (BELOW_FLOOR, worse, "50")):
        told = Notice(TRAINING.format(key), values, given="In English.")
        said = noticewords.told(read(told.kept()))
        assert number in said
        assert "In English" not in said


def test_a_notice_of_a_later_version_is_told_in_english() -> None:
    kept = {"code": "of_tomorrow", "values": {}, "place": "", "text": "It rains."}
    assert noticewords.told(notices.read(kept)) == "It rains."


def test_no_more_are_shown_than_can_be_looked_at() -> None:
    rows = [Notice(ROW_LEFT_OUT, {"text": "x"}, str(n)).kept() for n in range(80)]
    assert len(noticewords.of_job(Job(notices=rows))) == noticewords.SHOWN
    assert noticewords.told(Notice(AS_TOLD, {"text": "x"})) == "x"
