"""Table F, scores: each is recorded once, whoever cannot have one is told apart."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from lti_plugin.lti import failures
from lti_plugin.lti.scores import (
    RESULTS_TYPE,
    SCORE_TYPE,
    Outcome,
    Result,
    Score,
    post_score,
    results,
)
from tests.support.services import Sent, Services, Told

ITEM = "/mod/lti/services.php/2/lineitems/2/lineitem"
AT = datetime(2026, 10, 5, 8, 30, 15, 250_000, tzinfo=UTC)


def gradebook(services: Services, stored: datetime | None = None) -> list[datetime]:
    """Let the column take scores as Moodle does; return the times of those it has."""
    held = [stored] if stored else []

    def take(sent: Sent) -> Told:
        at = datetime.fromisoformat(sent.json()["timestamp"]).replace(microsecond=0)
        if held and held[-1] >= at:
            return Told(409)
        held.append(at)
        return Told(200)

    services.tell("POST", f"{ITEM}/scores", take)
    return held


def post(services: Services, score: Score | None = None, **options: Any) -> Outcome:
    """Send a score to the column."""
    url = f"{services.address}{ITEM}?type_id=1"
    return post_score(services.caller(), url, score or Score("102", 1, 1, timestamp=AT), **options)


def test_F7_a_score_is_recorded_where_the_answer_is_empty(services: Services) -> None:
    gradebook(services)
    score = Score("102", 7.5, 10, timestamp=AT, comment="Well done")
    assert post(services, score) is Outcome.RECORDED
    (sent,) = services.sent
    assert (sent.path, sent.query) == (f"{ITEM}/scores", {"type_id": "1"})
    assert sent.headers["Content-Type"] == SCORE_TYPE
    assert sent.json() == {
        "userId": "102",
        "scoreGiven": 7.5,
        "scoreMaximum": 10,
        "activityProgress": "Completed",
        "gradingProgress": "FullyGraded",
        "timestamp": "2026-10-05T08:30:15.250+00:00",
        "comment": "Well done",
    }


@pytest.mark.parametrize("status", [201, 204])
def test_any_success_is_one(services: Services, status: int) -> None:
    services.tell("POST", f"{ITEM}/scores", Told(status))
    assert post(services) is Outcome.RECORDED


def test_progress_goes_without_a_score(services: Services) -> None:
    gradebook(services)
    post(services, Score("102", None, None, "Started", "NotReady", AT))
    assert services.sent[0].json().keys() == {
        "userId",
        "activityProgress",
        "gradingProgress",
        "timestamp",
    }


def test_F7_a_score_of_the_same_second_is_there_already(services: Services) -> None:
    held = gradebook(services)
    assert post(services) is Outcome.RECORDED
    assert post(services, Score("102", 0, 1, timestamp=AT + timedelta(milliseconds=1))) is (
        Outcome.ALREADY_THERE
    )
    assert (len(held), len(services.sent)) == (1, 2)


def test_F7_the_newest_score_replaces_one_of_the_same_second(services: Services) -> None:
    held = gradebook(services, AT)
    assert post(services, newest=True) is Outcome.RECORDED
    assert held[-1] == AT.replace(microsecond=0) + timedelta(seconds=1)


def test_F7_the_newest_score_does_not_replace_a_later_one(services: Services) -> None:
    gradebook(services, AT + timedelta(seconds=5))
    assert post(services, newest=True) is Outcome.ALREADY_THERE
    assert len(services.sent) == 2


@pytest.mark.parametrize("status", [400, 422])
def test_somebody_without_grades_is_told_apart(services: Services, status: int) -> None:
    services.tell("POST", f"{ITEM}/scores", Told(status, {"reason": "Incorrect score received"}))
    assert post(services) is Outcome.NOT_GRADED


def test_F3_a_score_is_sent_again_to_a_busy_platform(services: Services) -> None:
    services.tell("POST", f"{ITEM}/scores", Told(503), Told(409))
    assert post(services) is Outcome.ALREADY_THERE


@pytest.mark.parametrize(
    ("status", "error"),
    [(403, failures.NotPermitted), (404, failures.Gone), (500, failures.ServiceFailed)],
)
def test_other_refusals_are_errors(
    services: Services, status: int, error: type[failures.ServiceFailed]
) -> None:
    services.tell("POST", f"{ITEM}/scores", Told(status))
    with pytest.raises(error):
        post(services)


def test_a_column_elsewhere_gets_no_score(services: Services) -> None:
    with pytest.raises(failures.ForeignAddress):
        post_score(services.caller(), f"https://evil.test{ITEM}", Score("102", 1, 1))
    assert services.asked == []


@pytest.mark.parametrize(
    "wrong",
    [
        {"user_id": ""},
        {"given": -1},
        {"given": float("nan")},
        {"given": True},
        {"maximum": None},
        {"maximum": 0},
        {"maximum": float("inf")},
        {"activity_progress": "Done"},
        {"grading_progress": "Graded"},
        {"timestamp": AT.replace(tzinfo=None)},
    ],
)
def test_a_score_in_another_form_is_never_sent(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="."):
        Score(**{"user_id": "102", "given": 1, "maximum": 1, **wrong})


def test_times_are_sent_in_utc() -> None:
    there = timezone(timedelta(hours=2))
    score = Score("102", 1, 1, timestamp=AT.astimezone(there))
    assert score.as_json()["timestamp"] == "2026-10-05T08:30:15.250+00:00"
    assert Score("102", 1, 1).timestamp.tzinfo is not None


def test_results_are_read_without_pages(services: Services) -> None:
    services.tell(
        "GET",
        f"{ITEM}/results",
        Told(
            200,
            [
                {"userId": 102, "resultScore": 7.5, "resultMaximum": 10, "comment": "Well done"},
                {"userId": "103"},
            ],
        ),
    )
    url = f"{services.address}{ITEM}?type_id=1"
    caller = services.caller()
    assert results(caller, url) == [
        Result("102", 7.5, 10, "Well done"),
        Result("103", None, None),
    ]
    assert results(caller, url, user_id="103") == [Result("103", None, None)]
    assert [sent.query for sent in services.sent] == [
        {"type_id": "1"},
        {"type_id": "1", "user_id": "103"},
    ]
    assert services.sent[0].headers["Accept"] == RESULTS_TYPE


@pytest.mark.parametrize("body", [{}, [1], [{}], [{"userId": True}], b"<html>"])
def test_results_that_cannot_be_read_are_an_error(services: Services, body: object) -> None:
    services.tell("GET", f"{ITEM}/results", Told(200, body))
    with pytest.raises(failures.Unreadable):
        results(services.caller(), services.address + ITEM)
