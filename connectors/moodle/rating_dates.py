"""When somebody was rated in a competency, one question for each rating."""

from __future__ import annotations

from datetime import UTC, datetime

from marshmallow import ValidationError

from connectors.errors import NotAMoodle
from connectors.limits import LATEST
from connectors.moodle.client import MoodleClient
from connectors.moodle.schemas import SummarySchema

SUMMARY = "tool_lp_data_for_user_competency_summary"


def rated_at(client: MoodleClient, learner_id: str, competency_id: str) -> datetime | None:
    """Return when the present rating was given; None where Moodle's history does not tell.

    What is newest in the history of a competency and carries a rating is where the present one
    comes from.
    """
    answer = client.call(SUMMARY, userid=learner_id, competencyid=competency_id)
    try:
        summary = SummarySchema().load(answer)
    except ValidationError:
        raise NotAMoodle(f"The answer to {SUMMARY} is not in the form that Moodle uses.") from None
    times = [row["timecreated"] for row in summary["evidence"] if row["grade"] is not None]
    newest = max(times, default=0)
    return datetime.fromtimestamp(newest, UTC) if 0 < newest < LATEST.timestamp() else None
