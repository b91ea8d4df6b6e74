"""Schemas of what may come: triggers, priorities, the pipeline and scenarios."""

from __future__ import annotations

from typing import Any

from marshmallow import Schema, fields
from marshmallow.validate import OneOf

from lti_plugin.api.schemas.common import Answer, Ref, a_flag, a_level, a_share, a_text, told
from lti_plugin.api.schemas.roles import Changes
from lti_plugin.services import scenarios, triggers
from recommender.skills.direction import KINDS
from recommender.skills.pipeline import BUCKETS
from recommender.skills.roles import TRIGGERS

WAYS = tuple(dict.fromkeys(KINDS.values()))


class CountedWay(Answer):
    """How many people are suggested something."""

    kind = told(fields.String, "What is suggested.", "reskill", validate=OneOf(WAYS))
    people = told(fields.Integer, "How many.", 3)


def some_ways(text: str, *, unknown: bool = False) -> fields.List[Any]:
    """Return a field for how many are suggested what."""
    return fields.List(
        fields.Nested(CountedWay), allow_none=unknown, metadata={"description": text}
    )


class Effect(Answer):
    """Whose suggestion an open trigger changes, without what people aim at."""

    holders = told(fields.Integer, "How many have a role that it is about.", 12)
    turned = told(fields.Integer, "How many of them are suggested something else by it.", 9)
    into = some_ways("What they are suggested then.")


class RegisterEntry(Answer):
    """An entry of the register."""

    id = told(fields.UUID, "Our own id.")
    kind = told(fields.String, "What happens.", "upgrade", validate=OneOf(TRIGGERS))
    role = fields.Nested(
        Ref, allow_none=True, metadata={"description": "The role; null: about a skill."}
    )
    skill = fields.Nested(
        Ref, allow_none=True, metadata={"description": "The skill; null: about a role."}
    )
    on = told(fields.Date, "When; null: at once.", "2027-03-01", allow_none=True)
    note = told(fields.String, "In words; may be empty.", "The CMS is replaced.")
    source = told(fields.String, "Who says so; may be empty.", "IT roadmap")
    entered_at = told(fields.DateTime, "When it was entered.")
    closed_at = told(fields.DateTime, "When it was closed; null: it counts.", allow_none=True)
    effect = fields.Nested(
        Effect, allow_none=True, metadata={"description": "What it changes; null: closed."}
    )


class Register(Answer):
    """The register."""

    items = fields.List(fields.Nested(RegisterEntry), metadata={"description": "The oldest first."})


class WantedTriggers(Schema):
    """Which entries are wanted."""

    closed = a_flag("Those that are closed as well.")


class TriggerSaid(Schema):
    """An entry as it is written: about a role or about a skill."""

    kind = told(fields.String, "What happens.", "upgrade", required=True, validate=OneOf(TRIGGERS))
    role_id = told(fields.UUID, "The role.", load_default=None, allow_none=True)
    skill_id = told(fields.UUID, "The skill.", load_default=None, allow_none=True)
    on = told(fields.Date, "When; null: at once.", load_default=None, allow_none=True)
    note = a_text("What happens.", triggers.LONGEST_NOTE, load_default="")
    source = a_text("Who says so.", triggers.LONGEST_SOURCE, load_default="")


class TriggerClosed(Schema):
    """Whether an entry is to be closed."""

    closed = told(fields.Boolean, "False opens it again.", True, required=True)


class Priority(Ref):
    """How much a skill counts: weight x importance."""

    durable = told(fields.Boolean, "Whether it is a durable skill.", False)
    objectives = fields.List(
        fields.Nested(Ref), metadata={"description": "Those that need it, the weightiest first."}
    )
    weight = told(fields.Float, "That of the weightiest objective; 1 without any.", 2.0)
    importance = a_share("Its mean importance; null: no role asks for it.", unknown=True)
    priority = told(fields.Float, "What recommendations are weighted by.", 1.6)
    people = told(fields.Integer, "How many are asked for it.", 40)


class Priorities(Answer):
    """The skills, the weightiest first."""

    items = fields.List(fields.Nested(Priority), metadata={"description": "Every one of them."})


class Bucket(Answer):
    """How many are ready when."""

    ready = told(fields.String, "When.", "6 months", validate=OneOf(BUCKETS))
    people = told(fields.Integer, "How many.", 4)


class Flow(Answer):
    """Who aims at a role, in counts."""

    role = fields.Nested(Ref, metadata={"description": "The role."})
    people = told(fields.Integer, "How many aim at it; null: fewer than five.", 7, allow_none=True)
    buckets = fields.List(
        fields.Nested(Bucket),
        allow_none=True,
        metadata={"description": "Their sum is everybody; null: fewer than five people."},
    )


class Pipeline(Answer):
    """Every role that anybody aims at."""

    items = fields.List(fields.Nested(Flow), metadata={"description": "By the role's name."})


class ScenarioSaid(Schema):
    """A scenario's inputs: by a day one role becomes another."""

    name = a_text("Its name.", scenarios.LONGEST_NAME, 1, required=True)
    role_id = told(fields.UUID, "The role that becomes another.", required=True)
    becomes_id = told(
        fields.UUID, "What it becomes; the same role: its own later profile.", required=True
    )
    on = told(fields.Date, "By when; within ten years.", "2028-01-01", required=True)
    note = a_text("What it supposes, in words.", scenarios.LONGEST_NOTE, load_default="")


class ScenarioInBrief(Ref):
    """A scenario as it is kept; no learner's page knows of it."""

    role = fields.Nested(Ref, metadata={"description": "The role that becomes another."})
    becomes = fields.Nested(Ref, metadata={"description": "What it becomes."})
    on = told(fields.Date, "By when.", "2028-01-01")
    note = told(fields.String, "What it supposes, in words; may be empty.", "")
    created_at = told(fields.DateTime, "Since when it is kept.")


class Scenarios(Answer):
    """The scenarios of the site."""

    items = fields.List(fields.Nested(ScenarioInBrief), metadata={"description": "By name."})


class ScenarioLack(Answer):
    """A skill that some of those affected lack, or are not assessed in."""

    skill = fields.Nested(Ref, metadata={"description": "The skill."})
    level = a_level("What would be asked for.")
    fall_short = told(fields.Integer, "How many fall short of it.", 4)
    not_assessed = told(fields.Integer, "Of how many it is not known.", 2)
    course = told(fields.String, "The course that closes it for most; null: none.", allow_none=True)


class ScenarioFigures(Answer):
    """What is known of those affected; null is what too few are assessed to tell."""

    assessed = told(fields.Integer, "Of how many enough is assessed.", 9)
    ready = told(fields.Integer, "How many of them have it already.", 2, allow_none=True)
    hours = told(
        fields.Float, "Their gap in hours of learning, all together.", 140.5, allow_none=True
    )
    short = told(fields.Integer, "How many have a gap that courses close.", 7, allow_none=True)
    beyond = told(fields.Integer, "How many lack what no course here teaches.", 1, allow_none=True)
    lacks = fields.List(
        fields.Nested(ScenarioLack), metadata={"description": "The most lacked first."}
    )
    before = some_ways("What is suggested today.")
    after = some_ways("What would be then; null where the role stays.", unknown=True)


class Scenario(ScenarioInBrief):
    """A scenario with what it comes to as of today."""

    people = told(fields.Integer, "How many have the role.", 12)
    weeks = told(fields.Float, "Weeks until then.", 52.0)
    changes = fields.Nested(Changes, metadata={"description": "What would be asked otherwise."})
    figures = fields.Nested(
        ScenarioFigures, allow_none=True, metadata={"description": "Null: fewer than five people."}
    )
