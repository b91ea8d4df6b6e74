"""Schemas of a site's skills."""

from __future__ import annotations

from marshmallow import fields

from lti_plugin.api.schemas.common import Answer, Ref, told


class Skill(Ref):
    """A skill of the site."""

    kind = told(fields.String, "Such as skill, knowledge or attitude.", "skill")
    durable = told(fields.Boolean, "Keeps its worth whatever becomes of a job.", False)
    description = told(fields.String, "What it is; may be empty.", "Asks databases for data.")
    alternatives = fields.List(
        fields.String(),
        metadata={"description": "Further names.", "examples": [["Structured Query Language"]]},
    )
    broader = fields.List(
        fields.String(), metadata={"description": "Names of skills above it.", "examples": [[]]}
    )
    uri = told(
        fields.String,
        "Its identifier in ESCO or O*NET.",
        "http://data.europa.eu/esco/skill/598de5b0-5b58-4ea7-8058-a4bc4d18c742",
        allow_none=True,
    )


class Skills(Answer):
    """Some of the site's skills."""

    items = fields.List(fields.Nested(Skill), metadata={"description": "By name."})
    total = told(fields.Integer, "How many there are in all.", 158)
