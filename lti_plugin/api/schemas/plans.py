"""Schemas of the way to a role: its courses in order, their dates, and when somebody learns."""

from __future__ import annotations

from typing import Any, get_args

from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf, Range, Regexp

from lti_plugin.api.schemas.common import (
    ID,
    Answer,
    Number,
    Whole,
    a_level,
    a_share,
    a_text,
    above_nothing,
    told,
)
from lti_plugin.api.schemas.recommendations import Course
from lti_plugin.services.placements import LONGEST_ROLE
from lti_plugin.services.plans import HOURS, MOST_HOURS, MOST_SLOTS, MOST_WEEKS
from recommender.skills.direction import KINDS
from recommender.skills.pathway.plans import Label, Reason

OF_A_DAY = r"^(?:[01][0-9]|2[0-3]):[0-5][0-9]$"
DAY_MINUTES = 24 * 60
HOURS_LEFT_OUT = f"Without it what the person chose counts, else {HOURS:g}."


def some_hours(kind: type[fields.Float], text: str, **rest: Any) -> fields.Float:
    """Return a field for the hours of a path."""
    within = Range(0, MOST_HOURS, min_inclusive=False)
    return above_nothing(told(kind, f"{text} {HOURS_LEFT_OUT}", 12, validate=within, **rest))


class Wanted(Schema):
    """Which path is wanted."""

    hours = some_hours(
        fields.Float, "How many hours it may take in all.", load_default=lambda: None
    )
    weeks = told(
        fields.Integer,
        "In how many weeks it is to be done, at one time in each; without it the person's own "
        "times count.",
        12,
        load_default=lambda: None,
        validate=Range(1, MOST_WEEKS),
    )
    towards = a_text(
        "The name of the role to go to. Without it the path leads where the activity of the visit "
        "does, else where the person's direction does.",
        LONGEST_ROLE,
        1,
        "Data analyst",
        load_default=lambda: None,
    )


class Way(Answer):
    """Which way the path goes."""

    rule = told(fields.String, "The rule that holds.", "R4", validate=OneOf(sorted(KINDS)))
    kind = told(
        fields.String, "What is suggested.", "upskill", validate=OneOf(sorted(set(KINDS.values())))
    )
    urgent = told(fields.Boolean, "Whether the present role will not last.", False)


class Raised(Answer):
    """A skill that a step raises."""

    skill = told(fields.String, "The skill.", "SQL")
    start = a_level("From where; null where nobody knows what was held.", unknown=True)
    end = a_level("Up to where.")


class Step(Answer):
    """One course of a path, in its place."""

    course = fields.Nested(Course, metadata={"description": "The course."})
    hours = told(fields.Float, "How long it takes.", 8.0)
    guessed = told(
        fields.Boolean, "Whether nobody knows how long it takes: the usual time counts.", False
    )
    gain = told(fields.Float, "The coverage that it adds here, as a share.", 0.12)
    raises = fields.List(fields.Nested(Raised), metadata={"description": "What it raises."})


class Part(Answer):
    """What is learned in one session of one course."""

    course_id = told(fields.UUID, "The course.", ID)
    minutes = told(fields.Integer, "For how long.", 60)


class Session(Answer):
    """One dated time of learning."""

    start = told(
        fields.DateTime, "When it begins, in the site's time zone.", "2026-12-04T09:00:00+01:00"
    )
    end = told(fields.DateTime, "When it ends.", "2026-12-04T10:00:00+01:00")
    parts = fields.List(fields.Nested(Part), metadata={"description": "In this order."})


class Slot(Schema):
    """A time of the week that is kept free."""

    weekday = told(Whole, "0 is Monday.", 4, required=True, validate=Range(0, 6))
    start = told(
        fields.String,
        "When it begins, in the site's time zone.",
        "09:00",
        required=True,
        validate=[Regexp(OF_A_DAY, error="Give hours and minutes, such as 09:00."), Length(5, 5)],
    )
    minutes = told(
        Whole,
        "How long it is.",
        60,
        required=True,
        validate=Range(1, DAY_MINUTES),
    )


class Point(Answer):
    """What a number of hours would bring."""

    hours = told(fields.Float, "The hours.", 10.0)
    coverage = a_share("The coverage that is reached; null where none can be.", unknown=True)


class Unmet(Answer):
    """A skill in which the path stays below what is asked for."""

    skill = told(fields.String, "The skill.", "Statistics")
    reached = a_level("How far it leads.")
    needed = a_level("What is asked for.")
    why = told(
        fields.String,
        "`no_course`: no course here leads further; `limits`: the hours end it.",
        "limits",
        validate=OneOf(get_args(Reason)),
    )


class Plan(Answer):
    """The shortest way to what a role asks for, within some hours."""

    role = told(fields.String, "The role that it leads to.", "Data analyst")
    direction = fields.Nested(Way, metadata={"description": "Why it leads there."})
    label = told(
        fields.String,
        "Whether no better one exists, or only none was found in time.",
        "optimal",
        validate=OneOf(get_args(Label)),
    )
    budget = told(fields.Float, "The hours that it may take.", 20.0)
    hours = told(fields.Float, "The hours that it takes.", 18.0)
    coverage_before = a_share("How much of what the role asks for is held before it.")
    coverage_after = a_share("How much is held after it.")
    assumed = told(fields.Boolean, "Whether levels are counted that nobody has assessed.", False)
    steps = fields.List(fields.Nested(Step), metadata={"description": "In their order."})
    unmet = fields.List(fields.Nested(Unmet), metadata={"description": "What stays open."})
    slots = fields.List(
        fields.Nested(Slot), metadata={"description": "The times of the week that it goes by."}
    )
    slots_are_own = told(
        fields.Boolean, "Whether these times were asked for, or chosen by the person.", True
    )
    sessions = fields.List(
        fields.Nested(Session),
        metadata={"description": "Its dates, from tomorrow on; none where it takes decades."},
    )
    finish = told(
        fields.DateTime,
        "When it is done at that pace; null where it has no dates.",
        "2027-01-15T10:00:00+01:00",
        allow_none=True,
    )
    curve = fields.List(
        fields.Nested(Point), metadata={"description": "What other hours would bring."}
    )


class Plans(Answer):
    """The path of whoever asks."""

    plan = fields.Nested(
        Plan,
        allow_none=True,
        metadata={"description": "Null where it is not known which role to go to."},
    )


class Time(Schema):
    """When somebody learns, and for how long."""

    slots = fields.List(
        fields.Nested(Slot),
        required=True,
        validate=Length(max=MOST_SLOTS),
        metadata={"description": "They must not overlap; none: no time is kept free."},
    )
    hours = some_hours(
        Number, "How many hours a path may take in all.", required=True, allow_none=True
    )


class KeptTime(Answer):
    """When somebody learns."""

    slots = fields.List(fields.Nested(Slot), metadata={"description": "Kept free each week."})
    hours = told(fields.Float, "For a path in all; null: not chosen.", 12.0, allow_none=True)
