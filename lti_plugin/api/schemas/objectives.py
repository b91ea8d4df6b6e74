"""Schemas of the organisation's objectives."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import Length, Range

from lti_plugin.api.schemas.common import (
    MOST,
    Answer,
    Number,
    Ref,
    a_flag,
    a_text,
    above_nothing,
    told,
)
from lti_plugin.services.objectives import HEAVIEST, LONGEST_MEASURE, LONGEST_NAME


class Objective(Ref):
    """What the organisation wants to reach."""

    owner = told(fields.String, "Who answers for it; may be empty.", "Head of Sales")
    measure = told(fields.String, "How it is told that it is reached; may be empty.", "")
    due_on = told(fields.Date, "By when.", "2027-03-31", allow_none=True)
    overdue = told(fields.Boolean, "Whether that day has passed.", False)
    weight = told(fields.Float, "How much its skills count beside all others'; 1 is as usual.", 1.0)
    agreed = told(fields.Boolean, "Whether somebody has agreed to it.", True)
    skills = fields.List(fields.Nested(Ref), metadata={"description": "What it needs, by name."})


class Objectives(Answer):
    """The site's objectives."""

    items = fields.List(
        fields.Nested(Objective), metadata={"description": "The nearest due first."}
    )


class WantedObjectives(Schema):
    """Which objectives are wanted."""

    due_by = told(fields.Date, "Only those due on this day or before.", load_default=lambda: None)
    overdue = a_flag("Only those whose day has passed.")


class ObjectiveSaid(Schema):
    """An objective as it is entered."""

    name = a_text(
        "What is to be reached.", LONGEST_NAME, 1, example="An answer within an hour", required=True
    )
    owner = a_text("Who answers for it.", 255, load_default="")
    measure = a_text("How it is told that it is reached.", LONGEST_MEASURE, load_default="")
    due_on = told(fields.Date, "By when; null: no day.", load_default=None, allow_none=True)
    weight = above_nothing(
        told(
            Number,
            "How much its skills count beside all others'; 1 is as usual.",
            1.5,
            load_default=1.0,
            validate=Range(0, HEAVIEST, min_inclusive=False),
        )
    )
    skills = fields.List(
        a_text("One of them.", LONGEST_NAME, 1),
        load_default=list,
        validate=Length(max=MOST),
        metadata={"description": "Names of skills of the site.", "examples": [["SQL"]]},
    )
