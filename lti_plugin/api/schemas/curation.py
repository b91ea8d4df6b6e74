"""Schemas of what L&D admins say of the catalogue: changes, pins, rules, items outside Moodle."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf, Range

from lti_plugin.api.schemas.catalogue import AUDIENCE
from lti_plugin.api.schemas.common import (
    ID,
    Answer,
    Number,
    Whole,
    a_level,
    a_text,
    told,
)
from lti_plugin.services.assignments import MODES
from lti_plugin.services.catalogue_rules import KINDS as RULE_KINDS
from lti_plugin.services.course_values import (
    LONGEST_LANGUAGE,
    LONGEST_SUMMARY,
    LONGEST_TITLE,
    LONGEST_WORD,
    MOST_COST,
    MOST_MINUTES,
)
from lti_plugin.services.editing import MOST_AT_ONCE
from lti_plugin.services.picks import MOST_PEOPLE
from lti_plugin.store.picks import CATEGORY, EVERYBODY, HIDE, PIN

LONGEST_VERSION = 2_000_000_000


def _word(text: str, example: str, most: int = LONGEST_WORD) -> fields.String:
    return a_text(text, most, example=example, allow_none=True)


class Values(Schema):
    """What is to be changed; what is not sent stays as it is, null is for what nobody knows."""

    included = told(
        fields.Boolean,
        "In the catalogue, or left out; null: as the rules say.",
        True,
        allow_none=True,
        truthy={True},
        falsy={False},
    )
    level = _word("Its level, in the words of the source.", "Foundations")
    mode = _word("Its way of learning.", "workshop")
    duration_minutes = told(
        Whole, "How long it takes, minutes.", 90, allow_none=True, validate=Range(1, MOST_MINUTES)
    )
    cost = told(
        Number,
        "What it costs, in the site's own currency.",
        120.0,
        allow_none=True,
        validate=Range(0, MOST_COST),
    )
    language = _word("Its language, as its code.", "de", LONGEST_LANGUAGE)
    reviewed_at = told(
        fields.AwareDateTime,
        "Its last review.",
        "2026-11-01T00:00:00+00:00",
        allow_none=True,
        format="iso",
    )


class CourseChange(Values):
    """A change of one course."""

    version = told(
        Whole,
        "The version that the change was made for.",
        3,
        required=True,
        validate=Range(0, LONGEST_VERSION),
    )
    title = a_text(
        "Its title, of an item outside Moodle alone.", LONGEST_TITLE, 1, example="Lead a pilot"
    )
    summary = a_text(
        "Its description, of an item outside Moodle alone.", LONGEST_SUMMARY, example=""
    )


class ManyChanges(Values):
    """A change of many courses at once."""

    courses = fields.List(
        fields.UUID(),
        required=True,
        validate=Length(1, MOST_AT_ONCE),
        metadata={"description": "The courses.", "examples": [[ID]]},
    )
    add_skill = told(fields.UUID, "A skill that all of them teach from now on.", ID)
    outcome = a_level("The level that they lead to in it.", unknown=True)
    entry = a_level("The level that they begin at in it.", unknown=True)
    remove_skill = told(fields.UUID, "A skill that none of them teaches from now on.", ID)


class Batch(Answer):
    """What was changed at once."""

    id = told(fields.UUID, "By which it can be taken back.", ID)
    courses = told(fields.Integer, "How many courses it changed.", 37)
    left = told(
        fields.Integer,
        "Of taking back: how many values stayed, since somebody has changed them again.",
        0,
    )


class SkillLevels(Schema):
    """Between which levels a course teaches a skill."""

    outcome = a_level("The level that it leads to; null: not said.", unknown=True)
    entry = a_level("The level that it begins at; null: not said.", unknown=True)


class SomeCourses(Schema):
    """Courses by their ids."""

    courses = fields.List(
        fields.UUID(),
        required=True,
        validate=Length(max=100),
        metadata={"description": "Their ids.", "examples": [[ID]]},
    )


class AnotherCourse(Schema):
    """Another course."""

    course_id = told(fields.UUID, "Its id.", ID, required=True)


class SourceWord(Schema):
    """Whether the source's value is taken, or an admin's kept beside it."""

    field = a_text(
        "The field, as among the edits of the course.", 60, 1, example="mode", required=True
    )
    take = told(
        fields.Boolean,
        "Take what the source says, now and from now on; else keep ours.",
        True,
        required=True,
        truthy={True},
        falsy={False},
    )


class PinSaid(Schema):
    """A pin or hide as it is entered."""

    kind = told(
        fields.String, "Put first, or hide.", PIN, required=True, validate=OneOf([PIN, HIDE])
    )
    audience_kind = told(
        fields.String, "Whom it is for.", EVERYBODY, load_default=EVERYBODY, validate=AUDIENCE
    )
    audience = a_text("The department's or role's name.", 255, example="Sales", load_default="")
    people = fields.List(
        a_text("One of them.", 255, 1),
        load_default=list,
        validate=Length(max=MOST_PEOPLE),
        metadata={
            "description": "For a list of people: ids of any kind, or e-mail addresses.",
            "examples": [["102"]],
        },
    )
    starts_on = told(
        fields.Date, "The first day; null: at once.", load_default=None, allow_none=True
    )
    ends_on = told(
        fields.Date, "The last day; null: without an end.", load_default=None, allow_none=True
    )


class RuleSaid(Schema):
    """A rule as it is entered."""

    kind = told(
        fields.String,
        "What it is about: a category, a tag, or all courses.",
        CATEGORY,
        required=True,
        validate=OneOf(RULE_KINDS),
    )
    value = a_text(
        "The source's own id of the category, or name: and its name; or the tag.",
        255,
        example="12",
        load_default="",
    )
    excluded = told(
        fields.Boolean,
        "Whether its courses are left out.",
        True,
        required=True,
        truthy={True},
        falsy={False},
    )


class Rule(Answer):
    """A rule of the catalogue."""

    id = told(fields.UUID, "Our own id.", ID)
    kind = told(fields.String, "What it is about.", CATEGORY, validate=OneOf(RULE_KINDS))
    value = told(fields.String, "As it was entered.", "12")
    name = told(fields.String, "The category's name, or the tag.", "Business / Sales")
    excluded = told(fields.Boolean, "Whether its courses are left out.", True)


class Rules(Answer):
    """The rules of the catalogue."""

    items = fields.List(fields.Nested(Rule), metadata={"description": "By what they are about."})


class ItemSaid(Values):
    """Something outside Moodle as it is entered."""

    title = a_text("Its title.", LONGEST_TITLE, 1, example="Lead a pilot", required=True)
    summary = a_text("What one does.", LONGEST_SUMMARY, example="")
    mode = told(fields.String, "What it is.", MODES[0], required=True, validate=OneOf(MODES))
