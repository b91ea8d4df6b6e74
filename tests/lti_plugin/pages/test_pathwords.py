"""What the path builder refuses, in the reader's language."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, time

import pytest
from flask import Flask

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.pages import pathwords
from lti_plugin.services import plans
from recommender.skills.pathway.errors import BadValue
from recommender.skills.pathway.schedule import Calendar, Slot, schedule

NINE, HALF_PAST = Slot(0, time(9), 60), Slot(0, time(9, 30), 60)


def refused(slots: Sequence[Slot]) -> BadInput:
    """Return the application's error for a week that cannot be."""
    with pytest.raises(BadValue) as caught:
        schedule((), Calendar(tuple(slots), "UTC", date(2026, 11, 30)))
    return plans.refused(caught.value)


def told(app: Flask, language: str, *slots: Slot) -> str | None:
    with app.test_request_context(headers={"Accept-Language": language}):
        return pathwords.told(refused(slots))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "The times on Monday at 9:00\u202fAM and on Monday at 9:30\u202fAM overlap."),
        ("de", "Die Zeiten am Montag um 09:00 Uhr und am Montag um 09:30 Uhr überschneiden sich."),
        ("es", "Los horarios del lunes, 9:00 y del lunes, 9:30 se solapan."),
    ],
)
def test_times_that_overlap_are_named_as_the_reader_writes_them(
    app: Flask, language: str, said: str
) -> None:
    assert told(app, language, NINE, HALF_PAST) == said


@pytest.mark.parametrize("slot", [Slot(9, time(9), 60), Slot(0, time(9), 0)])
def test_every_mistake_with_a_key_has_a_sentence(app: Flask, slot: Slot) -> None:
    error = refused([slot])
    assert error.key in pathwords.SENTENCES
    said = told(app, "de", slot)
    assert said
    assert said != error.message


def test_other_errors_have_no_sentence_here(app: Flask) -> None:
    assert pathwords.told(NotFound("There is no such role here.")) is None
    assert pathwords.told(refused([])) is None
