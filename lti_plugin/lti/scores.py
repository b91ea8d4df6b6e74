"""What people scored in a column of the gradebook: Assignment and Grade Services 2.0."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from typing import Any, Literal, get_args

from lti_plugin.lti.failures import Unreadable
from lti_plugin.lti.grades import PART, number
from lti_plugin.lti.service import ServiceCaller
from lti_plugin.store.base import now

SCORE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
RESULT = "https://purl.imsglobal.org/spec/lti-ags/scope/result.readonly"
SCORE_TYPE = "application/vnd.ims.lis.v1.score+json"
RESULTS_TYPE = "application/vnd.ims.lis.v2.resultcontainer+json"

ActivityProgress = Literal["Initialized", "Started", "InProgress", "Submitted", "Completed"]
GradingProgress = Literal["FullyGraded", "Pending", "PendingManual", "Failed", "NotReady"]

# Moodle compares times by the second.
STEP = timedelta(seconds=1)
CONFLICT = 409
_NOT_GRADED = frozenset({400, 422})


class Outcome(StrEnum):
    """What became of a score that a platform did not simply fail to take."""

    RECORDED = "recorded"
    ALREADY_THERE = "already-there"
    NOT_GRADED = "not-graded"


@dataclass(frozen=True, slots=True)
class Score:
    """What one person reached, and when.

    ``given`` is out of ``maximum``, whatever the column's own maximum is; both are None where only
    the progress is told. Moodle drops ``given`` unless the grading is FullyGraded.

    Raises ValueError where it is not in the form of the specification.
    """

    user_id: str
    given: float | None
    maximum: float | None
    activity_progress: ActivityProgress = "Completed"
    grading_progress: GradingProgress = "FullyGraded"
    timestamp: datetime = field(default_factory=now)
    comment: str = ""

    def __post_init__(self) -> None:
        """Check it here, so that a platform's refusal can only be about the person."""
        if not self.user_id:
            raise ValueError("a score needs a person")
        if self.given is not None and (number(self.given) is None or self.given < 0):
            raise ValueError("a score is a number from 0 on")
        if self.given is not None and self.maximum is None:
            raise ValueError("a score needs its maximum")
        if self.maximum is not None and (number(self.maximum) is None or self.maximum <= 0):
            raise ValueError("a maximum is a number above 0")
        if self.activity_progress not in get_args(ActivityProgress):
            raise ValueError("the activity's progress is not one of the words for it")
        if self.grading_progress not in get_args(GradingProgress):
            raise ValueError("the grading's progress is not one of the words for it")
        if self.timestamp.tzinfo is None:
            raise ValueError("a time needs a zone")

    def as_json(self) -> dict[str, Any]:
        """Return it in the form of the specification."""
        body: dict[str, Any] = {
            "userId": self.user_id,
            "activityProgress": self.activity_progress,
            "gradingProgress": self.grading_progress,
            "timestamp": self.timestamp.astimezone(UTC).isoformat(timespec="milliseconds"),
        }
        if self.maximum is not None:
            body |= {"scoreMaximum": self.maximum}
        if self.given is not None:
            body |= {"scoreGiven": self.given}
        return body | ({"comment": self.comment} if self.comment else {})


@dataclass(frozen=True, slots=True)
class Result:
    """What the gradebook shows for one person; ``score`` is None where there is no grade.

    Moodle sends no score for a grade of 0 either.
    """

    user_id: str
    score: float | None
    maximum: float | None
    comment: str = ""


def post_score(
    caller: ServiceCaller, line_item_url: str, score: Score, *, newest: bool = False
) -> Outcome:
    """Send a score to a column and tell what became of it.

    A score of the same or a later second that is already there stays, and ALREADY_THERE is the
    outcome; it may be this very one, sent again after a broken connection. With ``newest`` this
    score is meant to count whatever is there: it is sent once more, dated a second later, which
    wins over one of the same second and never over a later one.

    NOT_GRADED is the outcome for somebody who has no grades in this course, such as a teacher.

    Raises
    ------
    Gone
        When the column was deleted.
    ServiceFailed
        As :meth:`ServiceCaller.call` does.
    """
    url = caller.address(line_item_url, "/scores", part=PART)
    status = _post(caller, url, score)
    if status == CONFLICT and newest:
        status = _post(caller, url, replace(score, timestamp=score.timestamp + STEP))
    if status == CONFLICT:
        return Outcome.ALREADY_THERE
    return Outcome.NOT_GRADED if status in _NOT_GRADED else Outcome.RECORDED


def _post(caller: ServiceCaller, url: str, score: Score) -> int:
    return caller.call(
        "POST",
        url,
        [SCORE],
        accept=SCORE_TYPE,
        content_type=SCORE_TYPE,
        body=score.as_json(),
        # Its time makes a score the same one however often it is sent.
        retry=True,
        expected={CONFLICT, *_NOT_GRADED},
        part=PART,
    ).status


def results(
    caller: ServiceCaller, line_item_url: str, *, user_id: str | None = None
) -> list[Result]:
    """Return what the gradebook shows in a column, of everybody or of one person.

    Raises
    ------
    Unreadable
        When an answer is not a list of results.
    ServiceFailed
        As :meth:`ServiceCaller.pages` does.
    """
    url = caller.address(line_item_url, "/results", part=PART, query={"user_id": user_id})
    found: list[Result] = []
    for page in caller.pages(url, [RESULT], accept=RESULTS_TYPE, part=PART):
        if not isinstance(page, list):
            raise Unreadable(PART, "results")
        found += map(_result, page)
    return [result for result in found if user_id in {None, result.user_id}]


def _result(given: object) -> Result:
    user_id = given.get("userId") if isinstance(given, dict) else None
    if isinstance(user_id, int) and not isinstance(user_id, bool):
        user_id = str(user_id)
    if not isinstance(given, dict) or not isinstance(user_id, str) or not user_id:
        raise Unreadable(PART, "results")
    comment = given.get("comment")
    return Result(
        user_id=user_id,
        score=number(given.get("resultScore")),
        maximum=number(given.get("resultMaximum")),
        comment=comment if isinstance(comment, str) else "",
    )
