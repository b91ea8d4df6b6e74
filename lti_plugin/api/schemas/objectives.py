"""Schemas of the organisation's objectives."""

from __future__ import annotations

from marshmallow import fields

from lti_plugin.api.schemas.common import Answer, Ref, told


class Objective(Ref):
    """What the organisation wants to reach."""

    owner = told(fields.String, "Who answers for it; may be empty.", "Head of Sales")
    measure = told(fields.String, "How it is told that it is reached; may be empty.", "")
    due_on = told(fields.Date, "By when.", "2027-03-31", allow_none=True)
    weight = told(fields.Float, "How much its skills count beside all others'; 1 is as usual.", 1.0)
    agreed = told(fields.Boolean, "Whether somebody has agreed to it.", True)
    skills = fields.List(fields.Nested(Ref), metadata={"description": "What it needs, by name."})


class Objectives(Answer):
    """The site's objectives."""

    items = fields.List(
        fields.Nested(Objective), metadata={"description": "The nearest due first."}
    )
