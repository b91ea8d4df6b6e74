"""Schemas of teams: how a manager's people stand, and a plan for all of them."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import Length, Range

from lti_plugin.api.schemas.common import ID, Answer, Number, Ref, Whole, a_level, a_share, told
from lti_plugin.services.team_plans import MOST_CRITICAL, MOST_PEOPLE
from recommender.skills.levels import HIGHEST, LOWEST

MOST_AMOUNT = 1_000_000


class TeamMember(Answer):
    """One of a manager's people, without what they say of themselves and what they aim at."""

    person = fields.Nested(Ref, metadata={"description": "Who it is."})
    role = told(fields.String, "Their role.", "Data Analyst", allow_none=True)
    direction = told(fields.String, "The way that is suggested.", "upskill")
    coverage = a_share("What they have of what the role asks for.", unknown=True)
    assessed_share = a_share("How much of what the role asks for is assessed.")
    path_hours = told(
        fields.Float, "Hours left of the paths that they started.", 6.5, allow_none=True
    )


class Team(Answer):
    """A manager's people."""

    items = fields.List(fields.Nested(TeamMember), metadata={"description": "By name."})


class CriticalSkill(Schema):
    """A skill that several people are to hold."""

    skill_id = told(fields.UUID, "The skill.", ID, required=True)
    level = told(
        Number,
        "The level that counts as holding it, 0 to 5.",
        3,
        required=True,
        validate=Range(LOWEST, HIGHEST),
    )
    holders = told(
        Whole,
        "How many are to hold it.",
        2,
        required=True,
        validate=Range(1, MOST_PEOPLE),
    )


class TeamWish(Schema):
    """What a plan for a team may take, and what it has to reach."""

    hours = told(
        Number, "Hours for all together.", 40, required=True, validate=Range(0, MOST_AMOUNT)
    )
    money = told(
        Number,
        "Money for all together; null is no limit.",
        500,
        allow_none=True,
        load_default=lambda: None,
        validate=Range(0, MOST_AMOUNT),
    )
    critical = fields.List(
        fields.Nested(CriticalSkill),
        load_default=list,
        validate=Length(max=MOST_CRITICAL),
        metadata={"description": "Skills that enough people are to hold; each once."},
    )


class TeamStep(Answer):
    """A course, or an assignment at work, on somebody's path."""

    id = told(fields.UUID, "Our own id of the course or the assignment.", ID)
    name = told(fields.String, "Its title.", "SQL: Foundations")
    hours = told(fields.Float, "How long it takes.", 8.0)


class TeamPath(Answer):
    """One person's path within a plan for their team."""

    person = fields.Nested(Ref, metadata={"description": "Who it is."})
    direction = told(fields.String, "The way that is suggested.", "upskill")
    hours = told(fields.Float, "Hours in all.", 12.0)
    cost = told(fields.Float, "Money in all.", 0.0)
    coverage_before = a_share("What they have of what they need, levels assumed among it.")
    coverage_after = a_share("The same after the path.")
    steps = fields.List(fields.Nested(TeamStep), metadata={"description": "In their order."})


class Holders(Answer):
    """How many hold a critical skill before and after a plan."""

    skill = told(fields.String, "The skill.", "SQL")
    level = a_level("The level that counts as holding it.")
    holders = told(fields.Integer, "How many are to hold it.", 2)
    before = told(fields.Integer, "How many hold it now.", 0)
    assumed = told(fields.Integer, "How many of these are assumed from their role.", 0)
    after = told(fields.Integer, "How many hold it after the plan.", 2)
    reason = told(
        fields.String,
        "Why these are too few: too_few_people, no_course, own_limits, budget or not_proven.",
        "budget",
        allow_none=True,
    )


class TeamPlan(Answer):
    """A plan for a team within one budget."""

    hours = told(fields.Float, "Hours in all; never above the budget.", 36.0)
    cost = told(fields.Float, "Money in all; never above the budget.", 0.0)
    capped = told(
        fields.Boolean, "Whether the team's own budget left less than was asked for.", False
    )
    proven = told(fields.Boolean, "Whether none can be better.", True)
    coverage_before = a_share("The mean over the people.")
    coverage_after = a_share("The same after the plan.")
    paths = fields.List(fields.Nested(TeamPath), metadata={"description": "One for each person."})
    critical = fields.List(fields.Nested(Holders), metadata={"description": "As asked for."})
    few_holders = fields.List(
        fields.String(), metadata={"description": "Skills that fewer than two would hold."}
    )
    aside = fields.List(
        fields.Nested(Ref), metadata={"description": "People whose role is not known here."}
    )
