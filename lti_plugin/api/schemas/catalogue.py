"""Schemas of the catalogue as an L&D admin keeps it: what is tied to nothing or out of date."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import OneOf

from lti_plugin.api.schemas.common import ID, Answer, a_flag, told
from lti_plugin.services.upkeep import CHANGED, NO_SKILL, NOT_ASKED_FOR, REVIEW, SETTINGS


class WantedCourses(Schema):
    """Which courses are wanted."""

    untied = a_flag("Only courses that serve no role and no objective.")
    stale = a_flag("Only courses that are out of date.")


class CatalogueCourse(Answer):
    """A course that may be recommended."""

    id = told(fields.UUID, "Our own id.", ID)
    title = told(fields.String, "Its title.", "SQL: Foundations")
    url = told(fields.String, "Where it is opened.", allow_none=True)
    reviewed_at = told(fields.DateTime, "Its last review.", allow_none=True)
    modified_at = told(fields.DateTime, "When its settings last changed.", allow_none=True)
    skills_changed_at = told(fields.DateTime, "When what it teaches last changed.", allow_none=True)
    untied = told(
        fields.String,
        "Why it serves no role and no objective; null where it does.",
        NO_SKILL,
        allow_none=True,
        validate=OneOf([NO_SKILL, NOT_ASKED_FOR]),
    )
    stale = fields.List(
        fields.String(validate=OneOf([REVIEW, CHANGED, SETTINGS])),
        metadata={
            "description": "Why it is out of date: its review is older than a year, or what it "
            "teaches changed since. The date of its settings is a weak sign.",
            "examples": [[REVIEW]],
        },
    )
    weak = told(fields.Boolean, "Whether a weak sign is all that says so.", False)


class Catalogue(Answer):
    """Courses of the site."""

    items = fields.List(fields.Nested(CatalogueCourse), metadata={"description": "By title."})
