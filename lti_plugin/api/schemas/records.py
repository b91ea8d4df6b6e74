"""Schemas of what is held about a person: given out, and erased."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import OneOf

from lti_plugin.api.schemas.common import Answer, told


class PersonRecord(Answer):
    """What an L&D admin may give out of what is held about a person."""

    exported_at = told(fields.AwareDateTime, "When.", "2026-11-26T20:00:00+00:00")
    held = fields.Dict(
        keys=fields.String(),
        values=fields.List(fields.Dict(keys=fields.String())),
        metadata={
            "description": "Rows by table; times are text.",
            "examples": [{"people": [{"name": "Ada Byron", "role": "Analyst"}]}],
        },
    )


class Sure(Schema):
    """That it is meant."""

    sure = told(
        fields.Boolean,
        "Always true: nothing brings an erased person back.",
        True,
        required=True,
        truthy={"true"},
        falsy={"false"},
        validate=OneOf([True], error="Say that you are sure; nothing was erased."),
    )
