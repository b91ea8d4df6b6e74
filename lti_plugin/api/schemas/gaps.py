"""Schemas of where somebody stands against what a role asks for."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import OneOf

from lti_plugin.api.schemas.common import ID, Answer, Ref, a_level, a_share, told
from recommender.skills.evidence import ASSUMED, ERRORS, LIKELY, SURE, UNKNOWN

MEETS, BELOW, NOT_ASSESSED = STATES = ("meets", "below", "not_assessed")


class Ground(Answer):
    """A row of evidence that counts for a level."""

    source = told(fields.String, "Who or what says it.", "completion", validate=OneOf(ERRORS))
    level = a_level("What it says.")
    on = told(fields.Date, "The day it is from; null where that is not known.", allow_none=True)
    share = a_share("Its part of all that counts.")
    evidence_id = told(fields.UUID, "The row, where it is one.", ID, allow_none=True)
    course_id = told(fields.UUID, "The course that was finished.", ID, allow_none=True)


class SkillStanding(Answer):
    """One skill of a profile against what is held."""

    skill = fields.Nested(Ref, metadata={"description": "The skill."})
    required = a_level("What the role asks for.")
    importance = a_share("How much it matters.")
    state = told(
        fields.String,
        "`not_assessed` where nothing but the role itself speaks for a level: neither a gap nor "
        "a zero.",
        BELOW,
        validate=OneOf(STATES),
    )
    level = a_level("What is held, as expected; assumed where not assessed.", unknown=True)
    low = a_level("Held at least, in two cases of three.", unknown=True)
    high = a_level("Held at most, in two cases of three.", unknown=True)
    confidence = told(
        fields.String,
        "How sure the level is.",
        LIKELY,
        validate=OneOf((SURE, LIKELY, ASSUMED, UNKNOWN)),
    )
    shortfall = told(
        fields.Float,
        "What is expected to be missing, in levels; null where not assessed.",
        0.8,
        allow_none=True,
    )
    rests_on = fields.List(fields.Nested(Ground), metadata={"description": "The weightiest first."})


class Gap(Answer):
    """A whole profile against what is held."""

    role = fields.Nested(Ref, metadata={"description": "Whose profile it is."})
    on = told(fields.Date, "The day for which the profile holds.", "2026-11-26")
    coverage = a_share(
        "How much of what is assessed is covered; null while nothing is.", unknown=True
    )
    assessed_share = a_share("How much of what the role asks for is assessed.")
    skills = fields.List(
        fields.Nested(SkillStanding), metadata={"description": "The weightiest shortfall first."}
    )


class Standing(Answer):
    """Where somebody stands."""

    title = told(fields.String, "The job title on record.", "Analyst", allow_none=True)
    today = fields.Nested(
        Gap,
        allow_none=True,
        metadata={"description": "Against the present role; null where it is not known."},
    )
    horizon = fields.Nested(
        Gap,
        allow_none=True,
        metadata={"description": "Against what the role will ask for, 18 months ahead."},
    )
    aim = fields.Nested(
        Gap,
        allow_none=True,
        metadata={"description": "Against the role aimed at, today; for its person alone."},
    )
