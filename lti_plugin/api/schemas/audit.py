"""Schemas of the skills audit: which part is wanted, headcounts, and what makes a gap critical."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import OneOf, Range

from lti_plugin.api.schemas.common import (
    ID,
    Answer,
    Ref,
    a_flag,
    a_level,
    a_share,
    a_text,
    told,
)
from lti_plugin.services.reach import BY
from lti_plugin.services.workforce import DEPARTMENT, EVERYBODY, NONE, OTHERS
from recommender.skills.shares import ENOUGH, FEWEST


class WantedAudit(Schema):
    """Which part of the audit is wanted."""

    department = a_text(
        "A department's name, or the key of a group; a small department brings those that it is "
        "shown together with.",
        255,
        example="Data",
        load_default="",
    )
    objective = told(fields.UUID, "Only what this objective needs.", load_default=lambda: None)
    at = told(
        fields.Date,
        "What roles ask for on this day: from today to the horizon, 18 months ahead. Today where "
        "it is left out.",
        load_default=lambda: None,
    )
    durable = a_flag("Only durable skills.")
    digital = a_flag("Only members of ESCO's collection of digital skills.")


class AuditGroup(Answer):
    """People who are counted together."""

    key = told(fields.String, "What stands for it as a filter.", "Data")
    kind = told(
        fields.String,
        "One department, people without any, small departments shown as one, or the whole site.",
        DEPARTMENT,
        validate=OneOf([DEPARTMENT, NONE, OTHERS, EVERYBODY]),
    )
    departments = fields.List(
        fields.String(), metadata={"description": "The departments in it.", "examples": [["Data"]]}
    )
    people = told(fields.Integer, "How many are counted.", 42, validate=Range(0))


class AuditCell(Answer):
    """A headcount; ``required`` is ``assessed`` and ``unassessed`` together.

    Nothing is told of what people have, and the other fields are null, where fewer are assessed
    than ``needed``.
    """

    required = told(fields.Integer, "Whose role asks for it.", 10)
    assessed = told(fields.Integer, "Who is assessed.", 7)
    needed = told(
        fields.Integer,
        f"How many have to be assessed: half of those asked, {FEWEST} to {ENOUGH}.",
        FEWEST,
        validate=Range(FEWEST, ENOUGH),
    )
    meets = told(fields.Integer, "Who is assessed and has it.", 4, allow_none=True)
    below = told(fields.Integer, "Who is assessed and falls short.", 3, allow_none=True)
    unassessed = told(fields.Integer, "Who is not assessed; in no percentage.", 3)
    share = a_share("Who meets it, of those assessed.", unknown=True)
    sd = told(
        fields.Float,
        "The mean standard deviation of the assessed levels, in levels: up to 0.6 is sure, up to "
        "1 fairly sure.",
        0.8,
        allow_none=True,
    )


class AuditLine(Ref):
    """One skill."""

    durable = told(fields.Boolean, "Keeps its worth whatever becomes of a job.", False)
    digital = told(fields.Boolean, "Is a member of ESCO's digital collection.", True)
    total = fields.Nested(AuditCell, metadata={"description": "Everybody who is shown."})
    cells = fields.List(
        fields.Nested(AuditCell), metadata={"description": "By group, in the order of the groups."}
    )
    objectives = fields.List(
        fields.Nested(Ref), metadata={"description": "What needs it, the weightiest first."}
    )
    weight = told(fields.Float, "The weight of the weightiest; 1 where none needs it.", 1.5)
    importance = a_share("The mean importance in the roles that ask for it.")
    shortage = a_share("Who falls short, of those assessed.", unknown=True)
    sure_shortage = a_share(
        "Who surely falls short, of all whose role asks for it: the lower end of Wilson's 95 % "
        "interval of the shortage, itself where everybody is assessed.",
        unknown=True,
    )
    criticality = told(
        fields.Float,
        "weight x importance x sure_shortage; null where too few are assessed.",
        0.52,
        allow_none=True,
    )


class Audit(Answer):
    """The skills audit."""

    today = told(fields.Date, "The day that evidence is weighed for.", "2026-11-26")
    horizon = told(fields.Date, "The last day that can be asked for.", "2028-05-26")
    people = told(fields.Integer, "How many are counted.", 240)
    unplaced = told(fields.Integer, "How many have no role that is known here.", 3)
    groups = fields.List(fields.Nested(AuditGroup), metadata={"description": "By name."})
    skills = fields.List(
        fields.Nested(AuditLine),
        attribute="lines",
        metadata={
            "description": "The most critical first; last those that too few are assessed in, "
            "what counts most first."
        },
    )


class WantedCell(Schema):
    """Which cell of the audit is meant."""

    skill_id = told(fields.UUID, "The skill.", ID, required=True)
    department = a_text(
        "A department's name, or the key of a group; everybody where it is left out.",
        255,
        example="Data",
        load_default="",
    )
    at = told(fields.Date, "As for the audit.", load_default=lambda: None)


class CellRole(Answer):
    """The people of one role behind a cell; ``people`` is the sum of the other three."""

    role = told(fields.String, "Its name.", "Data Analyst")
    required = a_level("What it asks for.")
    people = told(fields.Integer, "How many have it.", 12)
    meets = told(fields.Integer, "Who is assessed and has it.", 5)
    below = told(fields.Integer, "Who is assessed and falls short.", 3)
    unassessed = told(fields.Integer, "Who is not assessed.", 4)


class Holder(Answer):
    """Somebody who is assessed."""

    id = told(fields.UUID, "Our own id.", ID)
    name = told(fields.String, "Their name.", "Ana Gil")
    role = told(fields.String, "Their role.", "Data Analyst")
    level = a_level("What is held; own ratings are in it if they agreed.")
    sd = told(fields.Float, "Its standard deviation, in levels.", 0.8)
    required = a_level("What the role asks for.")
    meets = told(fields.Boolean, "Whether that is met.", False)


class AuditBehind(Answer):
    """Who stands behind a cell; own ratings count for those who agreed."""

    skill = fields.Nested(Ref, metadata={"description": "The skill."})
    group = fields.Nested(AuditGroup, metadata={"description": "Whom it is about."})
    at = told(fields.Date, "The day whose profiles count.", "2026-11-26")
    roles = fields.List(fields.Nested(CellRole), metadata={"description": "By name."})
    holders = fields.List(
        fields.Nested(Holder), metadata={"description": "Those furthest below first."}
    )


class WantedReach(Schema):
    """What the groups are to be by."""

    by = told(
        fields.String,
        "What makes a group.",
        DEPARTMENT,
        load_default=DEPARTMENT,
        validate=OneOf(BY),
    )


class ReachedGroup(Answer):
    """One group of at least ten people, or all people where there are fewer."""

    key = told(fields.String, "Its name; * is small groups together.", "Data")
    kind = told(
        fields.String,
        "What the group is by, or none where that is not known of its people, others for small "
        "groups shown as one, everybody for the whole site.",
        DEPARTMENT,
        validate=OneOf([*BY, NONE, OTHERS, EVERYBODY]),
    )
    people = told(fields.Integer, "How many they are.", 42, validate=Range(1))
    with_path = told(fields.Integer, "Who has started a path.", 12)
    recommended = told(fields.Integer, "Who was shown courses within 90 days.", 30)
    learning = told(fields.Integer, "Who finished a course within a year.", 28)
    hours = told(fields.Float, "The hours of these courses, where their length is known.", 310.5)
    no_length = told(fields.Integer, "How many finished courses have no known length.", 4)


class Reach(Answer):
    """Whom learning reaches."""

    by = told(fields.String, "What the groups are by.", DEPARTMENT, validate=OneOf(BY))
    groups = fields.List(fields.Nested(ReachedGroup), metadata={"description": "By name."})
    whole = fields.Nested(
        ReachedGroup, allow_none=True, metadata={"description": "Everybody; null for nobody."}
    )
