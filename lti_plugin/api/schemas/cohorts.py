"""Schemas of cohorts: who is counted in which, why, when; and a class against its course."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import OneOf, Range

from lti_plugin.api.schemas.common import (
    Answer,
    Ref,
    Whole,
    a_level,
    a_share,
    a_text,
    told,
)
from lti_plugin.services.class_progress import MOST_WEEKS, WEEKS
from lti_plugin.services.cohort_making import FEWEST
from lti_plugin.services.cohorts import LARGEST
from lti_plugin.services.course_feedback import LONGEST_SKILL
from lti_plugin.services.inbox import DEFECTS, LONGEST
from lti_plugin.services.joining import PROBLEMS
from lti_plugin.store import made


class CohortLimits(Schema):
    """How small and how large cohorts are to be."""

    least = told(Whole, "The fewest people.", 5, required=True, validate=Range(FEWEST, LARGEST))
    most = told(Whole, "The most people.", 12, required=True, validate=Range(FEWEST, LARGEST))
    spread = told(
        fields.Boolean,
        "Whether departments are spread over the groups.",
        False,
        load_default=False,
        truthy={True},
        falsy={False},
    )


class UsedCohortLimits(Answer):
    """The limits in use."""

    least = told(fields.Integer, "The fewest people.", 5)
    most = told(fields.Integer, "The most people.", 12)
    spread = told(fields.Boolean, "Whether departments are spread over the groups.", False)


class CohortSession(Answer):
    """A proposed session."""

    start = told(fields.AwareDateTime, "When it begins.", "2027-01-05T08:00:00+00:00")
    end = told(fields.AwareDateTime, "When it ends.", "2027-01-05T10:00:00+00:00")


class Cohort(Answer):
    """A cohort in figures; nobody is named."""

    id = told(fields.UUID, "Its id until cohorts are made anew.")
    course = fields.Nested(Ref, metadata={"description": "The course that it is for."})
    after = fields.Nested(
        Ref,
        allow_none=True,
        metadata={"description": "The course that all have finished; null: of the whole site."},
    )
    month = told(fields.Date, "First day of the month in which it begins.", "2027-01-01")
    people = told(fields.Integer, "How many are in it.", 8)
    departments = told(fields.Integer, "How many departments they come from.", 3)
    skill = told(fields.String, "The skill that all of them lack.", "SQL")
    level = a_level("Their mean level in it.")
    required = a_level("What their roles ask for on average.")
    coverage_before = a_share("What of their roles is covered on average.")
    coverage_after = a_share("The same once the course has run.")
    sessions = fields.List(
        fields.Nested(CohortSession),
        metadata={"description": "Proposed; empty where it takes too long for a weekly time."},
    )
    free = told(fields.Integer, "How many keep that time free.", 5)
    asked = told(fields.Integer, "How many told a learning time.", 6)


class CohortMonth(Answer):
    """How many people are ready in a month."""

    month = told(fields.Date, "First day of the month.", "2027-01-01")
    people = told(fields.Integer, "How many have the course on their path then.", 11)


class Cohorts(Answer):
    """The cohorts of the course of this visit."""

    course = fields.Nested(Ref, metadata={"description": "The course."})
    limits = fields.Nested(UsedCohortLimits, metadata={"description": "The sizes in use."})
    made_at = told(
        fields.AwareDateTime, "When they were made.", "2026-11-26T03:00:00+00:00", allow_none=True
    )
    ready = fields.List(
        fields.Nested(CohortMonth),
        metadata={"description": "Who is ready, by month, the earliest first."},
    )
    waiting = told(fields.Integer, "How many of these are in no cohort.", 3)
    here = fields.List(
        fields.Nested(Cohort), metadata={"description": "People of the site, for this course."}
    )
    following = fields.List(
        fields.Nested(Cohort), metadata={"description": "This course's finishers, for others."}
    )


class WantedCourseClass(Schema):
    """When somebody is said to stall."""

    weeks = told(
        fields.Integer,
        "After so many weeks without progress.",
        WEEKS,
        load_default=WEEKS,
        validate=Range(1, MOST_WEEKS),
    )


class ClassSkillCount(Answer):
    """A skill of the course, and how many of the class stand where."""

    skill = told(fields.String, "The skill.", "SQL")
    entry = a_level("Where the course begins.")
    outcome = a_level("What it leads to.")
    below = told(fields.Integer, "Assessed below where it begins.", 3)
    begins = told(fields.Integer, "Assessed between the two.", 12)
    reached = told(fields.Integer, "Assessed at what it leads to, or above.", 4)
    not_assessed = told(fields.Integer, "Not assessed.", 5)


class CourseClass(Answer):
    """The class of the course of this visit in counts, as Fingerpost knows it."""

    course = fields.Nested(Ref, metadata={"description": "The course."})
    people = told(fields.Integer, "How many are in it.", 24)
    finished = told(fields.Integer, "How many of them finished it.", 9)
    stalled = told(fields.Integer, "How many have not moved on for so many weeks.", 2)
    skills = fields.List(
        fields.Nested(ClassSkillCount), metadata={"description": "What it teaches, by name."}
    )


class Words(Schema):
    """What whoever asks wants to say."""

    text = a_text(
        "In your words.",
        LONGEST,
        example="We could begin in March.",
        load_default="",
    )


class Filed(Answer):
    """What was put into the inbox of the L&D team."""

    id = told(fields.UUID, "The request.")


class CourseDefect(Schema):
    """What is wrong with what is known of a course."""

    defect = told(
        fields.String, "What kind of thing.", DEFECTS[0], required=True, validate=OneOf(DEFECTS)
    )
    skill = a_text(
        "Which of its skills, where it is about one.",
        LONGEST_SKILL,
        example="SQL",
        load_default="",
    )
    text = a_text(
        "In a sentence.",
        LONGEST,
        1,
        "Joins were taken out last year.",
        required=True,
    )


class MadePerson(Answer):
    """A person of a group that is made in Moodle."""

    name = told(
        fields.String,
        "The name; null for a teacher where they are not in the course yet.",
        "Amara Okafor",
        allow_none=True,
    )
    expected = told(
        fields.String, f"What was expected: {', '.join(made.EXPECTATIONS)}.", made.JOINS
    )
    outcome = told(fields.String, f"What became of it: {', '.join(made.OUTCOMES)}.", made.JOINED)
    problem = told(fields.String, f"What stood in the way, or nothing: {', '.join(PROBLEMS)}.", "")
    said = told(fields.String, "What Moodle said about it.", "")


class MadeGroup(Answer):
    """A group of the course, or a cohort of the site, made in Moodle or to be made."""

    id = told(fields.UUID, "Its id here.")
    kind = told(fields.String, "group: of the course; site: a cohort of the site.", made.GROUP)
    name = told(fields.String, "Its name in Moodle.", "SQL 2027-01 · 3fa9")
    id_number = told(fields.String, "Its ID number in Moodle.", "fingerpost-0b8f5c1e4c0e4f43")
    state = told(fields.String, "planned, asked, done or refused.", made.DONE)
    problem = told(fields.String, "Why it was not made, or nothing.", "")
    said = told(fields.String, "What Moodle said about it.", "")
    ended_at = told(
        fields.AwareDateTime, "When it was done.", "2026-11-27T00:30:00+00:00", allow_none=True
    )
    people = fields.List(fields.Nested(MadePerson), metadata={"description": "Who is to be in it."})
