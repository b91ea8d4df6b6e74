"""Schemas of what the words of Moodle's scales mean."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import Range

from lti_plugin.api.schemas.common import (
    Answer,
    Number,
    a_level,
    a_text,
    told,
)
from recommender.skills.levels import HIGHEST, LOWEST

LONGEST = 255


class Meaning(Answer):
    """A word of a scale and what it counts as."""

    word = told(fields.String, "As Moodle has it.", "Competent")
    level = a_level("What it counts as.")


class Scale(Answer):
    """One of Moodle's scales."""

    scale = told(fields.String, "Its name in Moodle; may be empty.", "Default competence scale")
    words = fields.List(fields.Nested(Meaning), metadata={"description": "By level."})


class Scales(Answer):
    """The scales that ratings were read in."""

    items = fields.List(fields.Nested(Scale), metadata={"description": "By name."})


class MeaningSaid(Schema):
    """What a word is to count as."""

    scale = a_text("The scale's name.", LONGEST, example="Default competence scale", required=True)
    word = a_text("One of its words.", LONGEST, 1, "Competent", required=True)
    level = told(
        Number,
        "What it is to count as, on the scale of levels from 0 to 5.",
        3,
        required=True,
        validate=Range(LOWEST, HIGHEST),
    )
