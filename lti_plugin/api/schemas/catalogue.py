"""Schemas of the catalogue as L&D admins keep it: the list, and one course with all about it."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import OneOf

from lti_plugin.api.schemas.common import (
    ID,
    LONGEST_SEARCH,
    Answer,
    Ref,
    Search,
    a_flag,
    a_level,
    a_text,
    told,
)
from lti_plugin.services.shelf_list import IN, MARKS, OUTSIDE, STATES
from lti_plugin.services.upkeep import CHANGED, NO_SKILL, NOT_ASKED_FOR, REVIEW, SETTINGS
from lti_plugin.store.picks import DEPARTMENT, EVERYBODY, HIDE, PEOPLE, PIN, ROLE

AUDIENCE = OneOf([EVERYBODY, DEPARTMENT, ROLE, PEOPLE])


def _filter(text: str, example: str) -> fields.String:
    return a_text(text, LONGEST_SEARCH, example=example, load_default="")


class WantedCourses(Search):
    """Which courses are wanted."""

    q = _filter("Words that title, short name or tags have to hold.", "sql")
    category = _filter("The source's own id of a category, or name: and its name.", "12")
    tag = _filter("A tag.", "sales")
    mode = _filter("A way of learning; - for none.", "workshop")
    level = _filter("A level in the source's own word; - for none.", "Foundations")
    language = _filter("The code of a language; - for none.", "de")
    state = told(
        fields.String,
        "Whether it is offered: in the catalogue, left out, hidden in the source, or retired.",
        IN,
        load_default=IN,
        validate=OneOf(STATES),
    )
    untied = a_flag("Only courses that serve no role and no objective.")
    stale = a_flag("Only courses that are out of date.")
    no_skills = a_flag("Only courses of which no skill is known.")
    outside = a_flag("Only what is done outside Moodle.")
    news = a_flag("Only courses of which the source says other than an admin.")


class CatalogueCourse(Answer):
    """A course of the catalogue."""

    id = told(fields.UUID, "Our own id.", ID)
    title = told(fields.String, "Its title.", "SQL: Foundations")
    url = told(fields.String, "Where it is opened.", allow_none=True)
    state = told(fields.String, "Whether it is offered.", IN, validate=OneOf(STATES))
    category = told(fields.String, "Its category, after those above it; may be empty.", "Data")
    tags = fields.List(fields.String(), metadata={"description": "Its tags."})
    level = told(fields.String, "Its level in the source's own word.", allow_none=True)
    mode = told(fields.String, "Its way of learning.", "workshop", allow_none=True)
    duration_minutes = told(fields.Integer, "How long it takes, minutes.", 60, allow_none=True)
    cost = told(fields.Float, "What it costs, in the site's own currency.", allow_none=True)
    language = told(fields.String, "Its language, as its code.", "de", allow_none=True)
    reviewed_at = told(fields.DateTime, "Its last review.", allow_none=True)
    modified_at = told(fields.DateTime, "When its settings last changed.", allow_none=True)
    skills_changed_at = told(fields.DateTime, "When what it teaches last changed.", allow_none=True)
    marks = fields.List(
        fields.String(validate=OneOf(MARKS)),
        metadata={"description": "What to look at in it.", "examples": [[OUTSIDE]]},
    )
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
    total = told(fields.Integer, "How many fit in all.", 120)


class CourseSkill(Ref):
    """A skill that a course teaches."""

    outcome = a_level("The level that it leads to.", unknown=True)
    entry = a_level("The level that it begins at.", unknown=True)
    ours = told(fields.Boolean, "Whether an admin said so, which no update changes.", True)


class SuggestedSkill(Ref):
    """A skill that a course may teach by its own words."""

    words = told(fields.String, "The words that name it.", "Negotiation")
    where = told(fields.String, "Where they stand: title, tag or summary.", "title")


class EditedField(Answer):
    """A field that an admin has changed."""

    field = told(fields.String, "The field; skill: and the skill's id for what is taught.", "mode")
    source = fields.Raw(
        allow_none=True, metadata={"description": "What the source says now; null: nothing."}
    )
    news = told(fields.Boolean, "Whether that has changed since an admin looked at it.", False)


class Pin(Answer):
    """A course put first, or hidden, for an audience."""

    id = told(fields.UUID, "Our own id.", ID)
    kind = told(fields.String, "Put first, or hidden.", PIN, validate=OneOf([PIN, HIDE]))
    audience_kind = told(fields.String, "Whom it is for.", DEPARTMENT, validate=AUDIENCE)
    audience = told(fields.String, "The department's or role's name, else empty.", "Sales")
    people = told(fields.Integer, "How many people are on its list.", 0)
    starts_on = told(fields.Date, "The first day; null: at once.", allow_none=True)
    ends_on = told(fields.Date, "The last day; null: without an end.", allow_none=True)


class WholeCourse(CatalogueCourse):
    """One course with all that an L&D admin decides about it."""

    version = told(
        fields.Integer,
        "How often admins have changed it; a change sends it back, and is refused with 409 where "
        "somebody was quicker.",
        3,
    )
    included = told(
        fields.Boolean,
        "What was said of this course itself: in, or left out; null: the rules decide.",
        allow_none=True,
    )
    ours = told(fields.Boolean, "Whether an admin entered it: it is outside Moodle.", False)
    summary = told(fields.String, "Its description; may be HTML.", "")
    skills = fields.List(fields.Nested(CourseSkill), metadata={"description": "What it teaches."})
    suggested = fields.List(
        fields.Nested(SuggestedSkill),
        metadata={"description": "What it may teach as well; people decide."},
    )
    prerequisites = fields.List(
        fields.Nested(Ref), metadata={"description": "Courses to finish first."}
    )
    equivalents = fields.List(
        fields.Nested(Ref), metadata={"description": "Courses that count for it, and it for them."}
    )
    pins = fields.List(
        fields.Nested(Pin), metadata={"description": "For whom it is put first, or hidden."}
    )
    edits = fields.List(
        fields.Nested(EditedField), metadata={"description": "What no update changes."}
    )
