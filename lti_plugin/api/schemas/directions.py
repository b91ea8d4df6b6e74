"""Schemas of which way is suggested to somebody, why, and what they say to it."""

from __future__ import annotations

from typing import Any, ClassVar

from marshmallow import Schema, ValidationError, fields, validates_schema
from marshmallow.validate import OneOf

from lti_plugin.api.schemas.common import (
    ID,
    Answer,
    a_text,
    told,
)
from lti_plugin.services.directions import CONFIRMED, DISAGREED, LONGEST_REASON
from recommender.skills.direction import KINDS

VALUE: dict[str, Any] = {"type": ["number", "string"]}


def an_input(text: str, example: object) -> fields.Raw:
    """Return a field for a share, a day, a role's name, or nothing."""
    return told(fields.Raw, text, example, more=VALUE, allow_none=True)


class Because(Answer):
    """An input that the rule went by."""

    name = told(fields.String, "Which input.", "coverage")
    value = an_input("A share (0 to 1), a day, a role, or null where nothing is known.", 0.7)
    on = told(fields.Date, "The day that it speaks of.", allow_none=True)


class Flip(Answer):
    """The change of one input that would turn the suggestion."""

    name = told(fields.String, "Which input.", "coverage")
    now = an_input("What it is.", 0.7)
    then = an_input("What it would have to be.", 0.85)
    becomes = told(
        fields.String,
        "What would then be suggested.",
        "none",
        validate=OneOf(sorted(set(KINDS.values()))),
    )
    rule = told(fields.String, "By which rule.", "R6", validate=OneOf(sorted(KINDS)))


class Suggestion(Answer):
    """Which way is suggested today."""

    id = told(fields.UUID, "By which it can be answered.", ID)
    rule = told(fields.String, "The first rule that holds.", "R4", validate=OneOf(sorted(KINDS)))
    kind = told(
        fields.String,
        "`unknown` where there is not enough to go by; `missing` tells what.",
        "upskill",
        validate=OneOf(sorted(set(KINDS.values()))),
    )
    urgent = told(fields.Boolean, "Whether the present role will not last.", False)
    towards = told(fields.String, "The role that it leads to.", "Data analyst", allow_none=True)
    because = fields.List(
        fields.Nested(Because), metadata={"description": "What the rule went by."}
    )
    flips = fields.List(
        fields.Nested(Flip),
        metadata={"description": "What would turn it, the smallest change first."},
    )
    missing = fields.List(
        fields.String(), metadata={"description": "Inputs to fill in, where the kind is unknown."}
    )
    otherwise = told(
        fields.String, "What would be suggested without the own aim.", "upskill", allow_none=True
    )


class Decision(Answer):
    """Something that was suggested, and what the person said to it."""

    id = told(fields.UUID, "By which it can be answered.", ID)
    rule = told(fields.String, "The rule that held.", "R4")
    kind = told(fields.String, "What was suggested.", "upskill")
    role = told(fields.String, "The person's role then.", "Analyst", allow_none=True)
    towards = told(fields.String, "The role that it led to.", "Data analyst", allow_none=True)
    grounds = fields.List(
        fields.Nested(Because), metadata={"description": "What the rule went by."}
    )
    suggested_at = told(fields.DateTime, "When.", "2026-11-26T09:00:00+00:00")
    answer = told(
        fields.String,
        "What the person said; null: nothing yet.",
        CONFIRMED,
        validate=OneOf((CONFIRMED, DISAGREED)),
        allow_none=True,
    )
    reason = told(fields.String, "In their own words; may be empty.", "")
    answered_at = told(fields.DateTime, "When they said so.", allow_none=True)


class Directions(Answer):
    """The suggestion of today and those before."""

    suggestion = fields.Nested(Suggestion, metadata={"description": "Which way, today."})
    history = fields.List(
        fields.Nested(Decision), metadata={"description": "The newest first, today's among them."}
    )


class DirectionWord(Schema):
    """What a person says to a suggestion; they may change their mind.

    ``RULE`` tells in the description what ``has_reason`` checks.
    """

    RULE: ClassVar[dict[str, Any]] = {
        "if": {"properties": {"answer": {"const": DISAGREED}}},
        "then": {"required": ["reason"], "properties": {"reason": {"pattern": r"\S"}}},
    }

    answer = told(
        fields.String,
        "`disagreed` needs a reason.",
        CONFIRMED,
        required=True,
        validate=OneOf((CONFIRMED, DISAGREED)),
    )
    reason = a_text(
        "In their own words.",
        LONGEST_REASON,
        example="I would rather stay with print.",
        load_default="",
    )

    @validates_schema
    def has_reason(self, data: dict[str, Any], **_rest: Any) -> None:
        """Refuse to disagree without a word."""
        if data["answer"] == DISAGREED and not data["reason"].strip():
            raise ValidationError("Say in a few words why you disagree.", "reason")
