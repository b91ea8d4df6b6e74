"""Schemas of what badges are for, as L&D admins design it."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf, Range

from lti_plugin.api.schemas.badges import Achievement
from lti_plugin.api.schemas.common import (
    ID,
    Answer,
    Number,
    Ref,
    Whole,
    a_text,
    above_nothing,
    told,
)
from lti_plugin.services.achievements import HIGHEST_LEVEL
from lti_plugin.services.alignments import MOST as MOST_SKILLS
from lti_plugin.services.designs import (
    LONGEST_CRITERIA,
    LONGEST_DESCRIPTION,
    LONGEST_EXPIRY,
    LONGEST_NAME,
    LONGEST_TAG,
    MOST_TAGS,
)
from lti_plugin.store.achievements import COURSE, KEEP, PATH, REVOKE, SKILL

LONGEST_LANGUAGE = 20
EXPIRY = "After how many days badges of it expire; null is never."
UNDONE = "What becomes of a badge whose completion disappears."
LEVEL = "Of a skill: which level it has to reach, above 0 to 5. Of all else it is null."
THING = "The course, the role at the end of the path, or the skill."
LANGUAGE = "The language of its texts."


class Changed(Schema):
    """What a badge says, as it is to be from now on; its picture is set on the page."""

    name = a_text("What it is called.", LONGEST_NAME, 1, "SQL: Foundations", required=True)
    description = a_text("What somebody who has it can do.", LONGEST_DESCRIPTION, 1, required=True)
    criteria = a_text(
        "What somebody has to do for it, in Markdown.", LONGEST_CRITERIA, 1, required=True
    )
    caption = a_text("What its picture shows.", LONGEST_NAME, load_default="")
    tags = fields.List(
        a_text("A tag.", LONGEST_TAG, 1),
        load_default=list,
        validate=Length(max=MOST_TAGS),
        metadata={"description": "Words to find it by.", "examples": [["data"]]},
    )
    language = a_text(LANGUAGE, LONGEST_LANGUAGE, 2, "pt-BR", load_default="en")
    skills = fields.List(
        a_text("Any of the skill's names.", LONGEST_NAME, 1),
        load_default=list,
        validate=Length(max=MOST_SKILLS),
        metadata={
            "description": "Which skills of ESCO or O*NET it shows.",
            "examples": [["SQL"]],
        },
    )
    expires_after_days = told(
        Whole,
        EXPIRY,
        365,
        load_default=None,
        allow_none=True,
        validate=Range(1, LONGEST_EXPIRY),
    )
    when_undone = told(
        fields.String, UNDONE, KEEP, load_default=KEEP, validate=OneOf((KEEP, REVOKE))
    )


class Designed(Changed):
    """A new badge; its picture is drawn from the name until another is set on the page."""

    kind = told(
        fields.String,
        "What it recognises.",
        COURSE,
        required=True,
        validate=OneOf((COURSE, PATH, SKILL)),
    )
    thing_id = told(fields.UUID, THING, ID, required=True)
    level = above_nothing(
        told(
            Number,
            LEVEL,
            3,
            load_default=None,
            allow_none=True,
            validate=Range(0, HIGHEST_LEVEL, min_inclusive=False),
        )
    )


class Alignment(Answer):
    """A skill of a framework that a badge shows."""

    name = told(fields.String, "Its name.", "SQL")
    url = told(fields.String, "Its address.", "http://data.europa.eu/esco/skill/…")
    framework = told(fields.String, "Where it stands.", "ESCO")


class Design(Achievement):
    """What a badge is for, wholly, with how many there are; its picture is to be seen there."""

    thing = fields.Nested(Ref, metadata={"description": f"{THING} Gone, it has no name."})
    level = told(Number, LEVEL, 3, allow_none=True)
    description = told(fields.String, "What somebody who has it can do.", "Joins tables.")
    criteria = told(fields.String, "What one has to do for it, in Markdown.", "Finish it.")
    caption = told(fields.String, "What its picture shows; may be empty.", "")
    tags = fields.List(fields.String(), metadata={"description": "Words to find it by."})
    language = told(fields.String, LANGUAGE, "en")
    skills = fields.List(fields.Nested(Alignment), metadata={"description": "What it shows."})
    expires_after_days = told(fields.Integer, EXPIRY, 365, allow_none=True)
    when_undone = told(fields.String, UNDONE, KEEP, validate=OneOf((KEEP, REVOKE)))
    active_from = told(
        fields.AwareDateTime, "Since when it is awarded; null of a draft.", allow_none=True
    )
    retired_at = told(fields.AwareDateTime, "Since when it is no more.", allow_none=True)
    backfilling = told(fields.Boolean, "Whether it is being awarded for the past.", False)
    address = told(fields.String, "Where everybody may read it.", "https://tool.test/achieve…")


class Earned(Answer):
    """Who has earned a badge and has none: what awarding it for the past comes to."""

    people = told(fields.Integer, "How many would get it.", 12)
    lapsed = told(fields.Integer, "How many more whose badge would have expired by now.", 0)
