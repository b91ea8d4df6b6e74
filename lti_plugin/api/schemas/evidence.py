"""Schemas of what speaks for somebody's skills."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, ValidationError, fields, validates
from marshmallow.validate import Length, OneOf, Range

from lti_plugin.api.schemas.common import ID, Answer, Number, Ref, a_level, a_share, told
from recommender.skills.evidence import ERRORS
from recommender.skills.levels import HIGHEST, LOWEST

MOST_RATINGS = 100


class Row(Answer):
    """One thing that speaks for a skill."""

    id = told(fields.UUID, "Null for what is derived and kept nowhere.", ID, allow_none=True)
    skill = fields.Nested(Ref, metadata={"description": "The skill."})
    source = told(
        fields.String,
        "Who or what says it. `completion` and `role` are derived: from a finished course, and "
        "from the present role, which is only assumed.",
        "self",
        validate=OneOf(ERRORS),
    )
    level = a_level("What it says.")
    on = told(fields.Date, "The day it is from; null where not known.", allow_none=True)
    first_seen = told(
        fields.Boolean,
        "Whether the day is when it was first met, since its source gives none.",
        False,
    )
    expires = told(fields.Date, "From when it no longer counts.", allow_none=True)
    weight = a_share("How much it counts beside others of its source.")
    share = a_share("Its part in the present level; 0 where it no longer counts.")
    url = told(fields.String, "Where it can be looked at.", allow_none=True)
    note = told(fields.String, "In words; may be empty.", "")
    course = fields.Nested(
        Ref, allow_none=True, metadata={"description": "The finished course, where it is one."}
    )
    yours = told(fields.Boolean, "Whether whoever asks may delete it.", True)


class Rows(Answer):
    """Everything that speaks for somebody's skills."""

    items = fields.List(fields.Nested(Row), metadata={"description": "By skill."})


class Rating(Schema):
    """How somebody rates themselves in one skill."""

    skill_id = told(fields.UUID, "A skill of the site.", ID, required=True)
    level = told(
        Number,
        "On the scale of levels: 0 none, 1 aware, 2 basic, 3 independent, 4 advanced, 5 expert.",
        3,
        required=True,
        validate=Range(LOWEST, HIGHEST),
    )


class Ratings(Schema):
    """How somebody rates themselves; a newer rating stands for older ones of the same skill."""

    ratings = fields.List(
        fields.Nested(Rating),
        required=True,
        validate=Length(1, MOST_RATINGS),
        metadata={
            "description": "Each skill once; all of them are kept, or none.",
            "uniqueItems": True,
        },
    )

    @validates("ratings")
    def each_once(self, value: list[dict[str, object]], **_rest: Any) -> None:
        """Refuse two ratings of one skill: which of them would count?"""
        rated = [each["skill_id"] for each in value if "skill_id" in each]  # others are told apart
        if len(set(rated)) < len(rated):
            raise ValidationError("A skill is rated twice.")


class KeptRow(Answer):
    """A rating that was kept."""

    id = told(fields.UUID, "The row of evidence.", ID)
    skill_id = told(fields.UUID, "The skill.", ID)
    level = a_level("What it says.")
    on = told(fields.Date, "The day it is from.", "2026-11-26")


class Kept(Answer):
    """What was kept."""

    items = fields.List(
        fields.Nested(KeptRow), metadata={"description": "In the order of the ratings."}
    )
