"""Schemas of which courses come next for somebody, and why."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import OneOf, Range

from lti_plugin.api.schemas.common import (
    ID,
    Answer,
    a_level,
    a_share,
    a_text,
    told,
)
from lti_plugin.services.recommendations import SHOWN
from lti_plugin.store.recommendations import LATER, NOT_FOR_ME
from recommender.reasons import OBJECTIVE, ROLE

MOST_COURSES = 50
UNDO = "undo"
LONGEST_MODE = 100


class Wanted(Schema):
    """Which list is wanted."""

    k = told(
        fields.Integer,
        "How many courses at most.",
        SHOWN,
        load_default=SHOWN,
        validate=Range(1, MOST_COURSES),
    )
    mode = a_text(
        "The only way of learning to list, in the catalogue's own word; see `modes`.",
        LONGEST_MODE,
        1,
        "workshop",
        load_default=lambda: None,
    )


class Course(Answer):
    """A course of the site."""

    id = told(fields.UUID, "Our own id.", ID)
    title = told(fields.String, "As Moodle has it.", "SQL: Practitioner")
    url = told(
        fields.String,
        "Where it is in Moodle.",
        "https://moodle.example.org/course/view.php?id=3",
        allow_none=True,
    )
    level = told(fields.String, "In the source's own words.", "Practitioner", allow_none=True)
    duration_minutes = told(fields.Integer, "How long it takes.", 480, allow_none=True)
    mode = told(fields.String, "How one learns in it.", "self-paced", allow_none=True)
    language = told(fields.String, "What it is held in.", "en", allow_none=True)


class Tie(Answer):
    """A goal that a course serves."""

    kind = told(fields.String, "What the goal is.", ROLE, validate=OneOf((OBJECTIVE, ROLE)))
    name = told(fields.String, "The objective or the role.", "Data analyst")
    skill = told(fields.String, "By which skill.", "SQL")
    level = a_level("Up to where the course serves it; null for objectives.", unknown=True)


class Reason(Answer):
    """Why a course stands where it does, read from the numbers that ranked it."""

    key = told(fields.String, "What is true; the values fill its sentence.", "reason.gap")
    values = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        metadata={
            "description": "What the sentence speaks of. A course is named by its id; where it is "
            "known, `course_title` is its title. Levels are numbers from 0 to 5.",
            "examples": [{"skill": "SQL", "role": "Data analyst", "to": "3.00"}],
        },
    )
    share = a_share("Its part in all that spoke for the course.")


class Recommendation(Answer):
    """A course that is recommended."""

    course = fields.Nested(Course, metadata={"description": "The course."})
    rank = told(fields.Integer, "Counting from 1.", 1)
    score = told(fields.Float, "Higher is better; comparable only within one basis.", 0.83)
    basis = told(
        fields.String,
        "What ranked it: the gap with the engine as second voice, everybody's history, or "
        "features alone.",
        "gap",
        validate=OneOf(("gap", "history", "features")),
    )
    picked = told(fields.Boolean, "Whether an admin put it first.", False)
    tied = told(fields.Boolean, "Whether it serves any goal.", True)
    ties = fields.List(fields.Nested(Tie), metadata={"description": "Roles first."})
    reasons = fields.List(fields.Nested(Reason), metadata={"description": "The weightiest first."})


class UnderWay(Answer):
    """A course that somebody is in the middle of."""

    course = fields.Nested(Course, metadata={"description": "The course."})
    progress = told(
        fields.Float, "In percent; null where it is not tracked.", 40.0, allow_none=True
    )


class Recommendations(Answer):
    """What comes next."""

    items = fields.List(fields.Nested(Recommendation), metadata={"description": "Best first."})
    under_way = fields.List(
        fields.Nested(UnderWay), metadata={"description": "Not among those recommended."}
    )
    put_aside = fields.List(
        fields.Nested(Course), metadata={"description": "Set aside by the person."}
    )
    modes = fields.List(
        fields.String(), metadata={"description": "Ways of learning that are open to the person."}
    )
    finished = told(fields.Integer, "How many courses they have finished.", 7)


class CourseWord(Schema):
    """What somebody says about a course."""

    kind = told(
        fields.String,
        "`later` brings it back in a month, `not_for_me` never, `undo` takes either back.",
        LATER,
        required=True,
        validate=OneOf((LATER, NOT_FOR_ME, UNDO)),
    )


class Heard(Answer):
    """What was kept of it."""

    course = fields.Nested(Course, metadata={"description": "The course."})
    kind = told(
        fields.String,
        "What holds now; null: nothing.",
        LATER,
        validate=OneOf((LATER, NOT_FOR_ME)),
        allow_none=True,
    )
