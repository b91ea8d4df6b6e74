"""Scores and results of line items: the second half of the grade service."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import Response, request

from lti_plugin.demo import addresses
from lti_plugin.demo.gradebook import GradeItem, Score, plain, points
from lti_plugin.demo.lineitems import LineItems
from lti_plugin.demo.lookalike import LookAlike
from lti_plugin.demo.servicecalls import ServiceError, answer, body_of, check_accepted
from lti_plugin.demo.vocabulary import RESULT_SCOPE, SCORE_SCOPE
from lti_plugin.errors import FingerpostError

SCORE = "application/vnd.ims.lis.v1.score+json"
RESULTS = "application/vnd.ims.lis.v2.resultcontainer+json"
FINAL = "FullyGraded"
NEEDED = ("userId", "timestamp", "activityProgress", "gradingProgress")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scores:
    """Answers calls that write a score or read the results."""

    moodle: LookAlike
    line_items: LineItems

    def taken(self, course_id: str, item_id: str) -> Response:
        """Keep a score; only a final one counts, and none that is not newer than the last."""
        item = self.line_items.item(course_id, item_id, SCORE_SCOPE)
        score = self._read(body_of(SCORE), item)
        if not self.moodle.gradebook.put(score):
            raise ServiceError(409, "A score of this time or a later one is here already")
        return Response(content_type=f"{SCORE}; charset=utf-8")

    def results(self, course_id: str, item_id: str) -> Response:
        """Answer with everybody's results, or one person's."""
        item = self.line_items.item(course_id, item_id, RESULT_SCOPE)
        check_accepted(RESULTS)
        if request.args.get("limit"):
            # Moodle's code breaks on a limit and shows its page for errors.
            raise FingerpostError("Something went wrong.")
        wanted = request.args.get("user_id")
        scores = self.moodle.gradebook.scores(item)
        found = [s for s in scores if wanted in {None, str(s.person_id)}]
        return answer([self._result(item, score) for score in found], RESULTS)

    def _read(self, said: Json, item: GradeItem) -> Score:
        if not all(said.get(name) for name in NEEDED):
            raise ServiceError(400, "The score is incomplete")
        given = _number(said, "scoreGiven")
        maximum = _number(said, "scoreMaximum")
        if given is not None and not maximum:
            raise ServiceError(400, "The score needs a maximum")
        final = said["gradingProgress"] == FINAL
        return Score(
            item_id=item.id,
            person_id=self._student(said["userId"], item),
            at=_moment(said["timestamp"]),
            share=given / maximum if final and given is not None and maximum else None,
            comment=str(said.get("comment") or ""),
        )

    def _student(self, word: object, item: GradeItem) -> int:
        text = str(word)
        place = self.moodle.ledger.find(int(text), item.course_id) if text.isdecimal() else None
        if place is None or place.role != "student":
            raise ServiceError(400, "Nobody of that id can be graded in the course")
        return place.person_id

    def _result(self, item: GradeItem, score: Score) -> Json:
        base = addresses.line_item(self.moodle.site, item.course_id, item.id)
        whose = f"type_id={item.tool_id}"
        result: Json = {
            "id": f"{base}/results?{whose}&user_id={score.person_id}",
            "userId": str(score.person_id),
        }
        reached = points(item, score)
        if reached is None:
            return result
        result |= {
            "resultScore": plain(reached),
            "resultMaximum": plain(item.maximum),
            "scoreOf": f"{base}?{whose}",
            "timestamp": score.at.astimezone(UTC).isoformat(timespec="seconds"),
        }
        return result | ({"comment": score.comment} if score.comment else {})


def _number(said: Json, name: str) -> float | None:
    value = said.get(name)
    if value is None:
        return None
    try:
        number = float(value)
    except (TypeError, ValueError) as error:
        raise ServiceError(400, f"{name} is no number") from error
    if not math.isfinite(number):
        raise ServiceError(400, f"{name} is no number")
    return number


def _moment(text: object) -> datetime:
    try:
        moment = datetime.fromisoformat(str(text))
    except ValueError as error:
        raise ServiceError(400, "The timestamp is not in ISO 8601") from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
