"""Schemas of what filling a role takes: from within, or by hiring."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import OneOf, Range

from lti_plugin.api.schemas.common import (
    Answer,
    Number,
    a_text,
    told,
)
from lti_plugin.services.build_or_buy import LONGEST_NAME, LONGEST_SOURCE, MOST
from recommender.skills.build_or_buy import (
    COST_PER_HIRE,
    DAYS_TO_HIRE,
    HOUR_COST,
    LEAST_PEOPLE,
    READY,
    VOLUNTEERS,
)

HIRE, DAYS, HOUR = (
    "What one hire costs, in the site's own currency.",
    "Days from the opening of the role to the first day at work.",
    "What an hour of learning costs beside the fees.",
)


def an_amount(text: str, example: float) -> fields.Field[float]:
    """Return a field for an entered figure; null is not known."""
    return told(Number, text, example, allow_none=True, required=True, validate=Range(0, MOST))


class EnteredFigures(Schema):
    """What hiring for a role takes; null where it is not known (any more)."""

    cost_per_hire = an_amount(HIRE, 9000)
    days_to_hire = an_amount(DAYS, 75)
    hour_cost = an_amount(HOUR, 48)
    source = a_text(
        "Where the figures come from.",
        LONGEST_SOURCE,
        1,
        "HR report 2026",
        required=True,
    )
    by = a_text(
        "Who stands for them.",
        LONGEST_NAME,
        1,
        "Head of HR",
        required=True,
    )


class KeptFigures(Answer):
    """The figures as they are kept."""

    cost_per_hire = told(fields.Float, HIRE, 9000, allow_none=True)
    days_to_hire = told(fields.Float, DAYS, 75, allow_none=True)
    hour_cost = told(fields.Float, HOUR, 48, allow_none=True)
    source = told(fields.String, "Where they come from.", "HR report 2026")
    entered_by = told(fields.String, "Who stands for them.", "Head of HR")
    entered_at = told(fields.DateTime, "When.", "2026-11-26T09:00:00+00:00")


class Building(Answer):
    """What the nearest volunteers take until they are ready, on average."""

    people = told(fields.Integer, "How many the averages are over.", LEAST_PEOPLE)
    hours = told(fields.Float, "Hours of learning.", 62.5)
    days = told(fields.Float, "Days, at the times that they keep free.", 180)
    cost = told(
        fields.Float, "Fees and hours; null while an hour's cost is unknown.", 3400, allow_none=True
    )


class Comparison(Answer):
    """What sets both sides apart; negative where it is dearer, or later, to build."""

    cheaper_by = told(fields.Float, "How much less it costs to build.", 5600)
    sooner_by_days = told(fields.Float, "How many days sooner it is to build.", -105)


class BuildOrBuy(Answer):
    """What filling a role takes, either way."""

    volunteers = told(
        fields.Integer,
        f"How many people chose to aim at the role; null for fewer than {LEAST_PEOPLE}.",
        7,
        allow_none=True,
    )
    building = fields.Nested(
        Building, allow_none=True, metadata={"description": "From within; null for too few."}
    )
    hiring = fields.Nested(
        KeptFigures, allow_none=True, metadata={"description": "By hiring; null: not entered."}
    )
    comparison = fields.Nested(
        Comparison, allow_none=True, metadata={"description": "Null while anything is missing."}
    )
    missing = fields.List(
        fields.String(
            validate=OneOf((COST_PER_HIRE, DAYS_TO_HIRE, HOUR_COST, VOLUNTEERS, READY)),
        ),
        metadata={
            "description": "What a comparison needs: a figure, more `volunteers`, or more of them "
            "whom the courses here make `ready`."
        },
    )
