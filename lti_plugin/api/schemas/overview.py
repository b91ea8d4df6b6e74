"""Schemas of the state of a site at a glance: what is there, how new it is, what to do next."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import OneOf

from lti_plugin.api.schemas.common import ID, Answer, told
from lti_plugin.services.next_steps import ASSESS, OBJECTIVES, READ, ROLES, SKILLS, TRAIN

STEPS = (READ, ROLES, SKILLS, OBJECTIVES, ASSESS, TRAIN)
TIME = "2026-11-26T20:00:00+00:00"


class FinishedInMonth(Answer):
    """How much was finished in a month."""

    first = told(fields.Date, "The month's first day, in the site's time zone.", "2026-11-01")
    finished = told(fields.Integer, "Finished courses, one for each person.", 310)


class SiteOverview(Answer):
    """The state of the site."""

    courses = told(fields.Integer, "Courses, without those that are gone.", 130)
    people = told(fields.Integer, "People, without those who are gone.", 500)
    enrolments = told(fields.Integer, "Enrolments that go on.", 900)
    completions = told(fields.Integer, "Courses finished, one for each person.", 9000)
    model = told(
        fields.UUID, "The training that ranks; null before the first.", ID, allow_none=True
    )
    synced_at = told(fields.AwareDateTime, "The last update.", TIME, allow_none=True)
    trained_at = told(fields.AwareDateTime, "The last training.", TIME, allow_none=True)
    late = told(fields.Boolean, "Whether the data are older than the schedule allows.", False)
    busy = told(fields.Boolean, "Whether one of the last jobs waits or runs.", False)
    next_steps = fields.List(
        fields.String(validate=OneOf(STEPS)),
        metadata={
            "description": "What is missing, in the order in which it is worth doing.",
            "examples": [[OBJECTIVES, TRAIN]],
        },
    )
    months = fields.List(
        fields.Nested(FinishedInMonth),
        metadata={"description": "The last twelve, the present one last."},
    )
