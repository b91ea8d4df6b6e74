"""Schemas of what the words of Moodle's scales mean."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import Length, Range

from lti_plugin.api.schemas.common import NO_NUL, Answer, Number, a_level, storable, told
from recommender.skills.levels import HIGHEST, LOWEST

LONGEST = 255


def a_text(text: str, example: str, least: int = 0) -> fields.String:
    """Return a field for the name of a scale, or a word of it."""
    found: fields.String = told(
        fields.String,
        text,
        example,
        required=True,
        validate=[Length(least, LONGEST), NO_NUL, storable],
    )
    return found


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

    scale = a_text("The scale's name.", "Default competence scale")
    word = a_text("One of its words.", "Competent", 1)
    level = told(
        Number,
        "What it is to count as, on the scale of levels from 0 to 5.",
        3,
        required=True,
        validate=Range(LOWEST, HIGHEST),
    )
