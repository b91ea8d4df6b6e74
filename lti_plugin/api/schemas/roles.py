"""Schemas of a site's roles: what each asks for now and later, and what is expected of it."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import OneOf

from lti_plugin.api.schemas.common import Answer, Ref, a_level, a_share, told
from recommender.skills.roles import OUTLOOKS, TRIGGERS


class RoleInBrief(Ref):
    """A role of the site."""

    family = told(fields.String, "The roles that it belongs to.", "Data", allow_none=True)
    step = told(fields.Integer, "Its place in the family; 1 is the first.", 2, allow_none=True)
    leader = told(fields.Boolean, "Whether it leads others.", False)
    draft = told(fields.Boolean, "True as long as nobody has signed the profile.", False)
    alternatives = fields.List(
        fields.String(), metadata={"description": "Further names.", "examples": [["Data analyst"]]}
    )


class Roles(Answer):
    """Some of the site's roles."""

    items = fields.List(fields.Nested(RoleInBrief), metadata={"description": "By name."})
    total = told(fields.Integer, "How many there are in all.", 61)


class Line(Answer):
    """One line of a profile."""

    skill = fields.Nested(Ref, metadata={"description": "The skill."})
    level = a_level("What is asked for.")
    importance = a_share("How much it matters.")


class NewLine(Answer):
    """A skill that comes or goes."""

    skill = fields.Nested(Ref, metadata={"description": "The skill."})
    level = a_level("What is asked for while it is.")


class MovedLine(Answer):
    """A skill that is asked for at another level."""

    skill = fields.Nested(Ref, metadata={"description": "The skill."})
    before = a_level("What is asked for today.")
    after = a_level("What is asked for at the horizon.")


class Changes(Answer):
    """How the profile at the horizon differs from today's."""

    added = fields.List(fields.Nested(NewLine), metadata={"description": "Asked for anew."})
    raised = fields.List(fields.Nested(MovedLine), metadata={"description": "Asked for higher."})
    lowered = fields.List(fields.Nested(MovedLine), metadata={"description": "Asked for lower."})
    dropped = fields.List(fields.Nested(NewLine), metadata={"description": "No longer asked for."})
    ratio = a_share("How much more is asked for, of the later whole.")


class Index(Answer):
    """What a published index says of a role; it informs and decides nothing."""

    name = told(fields.String, "The index.", "Employment projection 2024-34")
    on = told(fields.Date, "The day that it speaks of.", "2025-09-04")
    source = told(fields.String, "Where it comes from.", "US Bureau of Labor Statistics")
    value = told(fields.Float, "In the index's own unit.", 16.7, allow_none=True)
    percentile = told(
        fields.Float, "The role's place among all it ranks, 0-100.", 88, allow_none=True
    )
    higher_is_better = told(fields.Boolean, "Whether a high place promises more work.", True)


class Outlook(Answer):
    """What the organisation expects of a role."""

    kind = told(fields.String, "What is expected.", "evolving", validate=OneOf(OUTLOOKS))
    ends_on = told(fields.Date, "From which day nobody has the role any more.", allow_none=True)
    planned_share = told(fields.Float, "The planned headcount over today's.", 0.6, allow_none=True)
    planned_by = told(fields.Date, "By when that is planned.", "2027-12-31", allow_none=True)
    source = told(fields.String, "What it rests on; may be empty.", "Workforce plan 2027")
    signed_on = told(fields.Date, "Null: nobody stands for it.", "2026-09-01", allow_none=True)
    signed_by = told(fields.String, "Who stands for it.", "Head of Marketing", allow_none=True)
    indices = fields.List(
        fields.Nested(Index), metadata={"description": "What others publish, by name."}
    )
    indices_disagree = told(
        fields.Boolean, "Whether their places lie more than 40 of 100 apart.", False
    )


class Trigger(Answer):
    """Something that happens to a role."""

    kind = told(fields.String, "What happens.", "upgrade", validate=OneOf(TRIGGERS))
    on = told(fields.Date, "When; null: now.", "2027-03-01", allow_none=True)
    note = told(fields.String, "In words; may be empty.", "The CMS is replaced.")
    source = told(fields.String, "Who says so; may be empty.", "IT roadmap")


class WrittenLine(Answer):
    """One line of a profile as it is kept, with the day from which it holds."""

    skill = told(fields.String, "The skill's name.", "SQL")
    level = a_level("What is asked for.")
    importance = a_share("How much it matters; 0 ends what was asked for before.")
    valid_from = told(fields.Date, "From which day; null: always.", "2027-09-01", allow_none=True)


class Role(RoleInBrief):
    """A role with all that is known of it."""

    description = told(fields.String, "What it is; may be empty.", "Finds what data tell.")
    origin = told(fields.String, "Where it came from.", "starter")
    uri = told(fields.String, "Its identifier in ESCO or O*NET.", allow_none=True)
    reviewed_at = told(fields.DateTime, "When the profile was signed.", allow_none=True)
    reviewed_by = told(fields.String, "Who signed it.", "Head of Data", allow_none=True)
    outlook = fields.Nested(Outlook, metadata={"description": "What is expected of it."})
    triggers = fields.List(fields.Nested(Trigger), metadata={"description": "Oldest first."})
    today = fields.List(fields.Nested(Line), metadata={"description": "The profile of today."})
    horizon_on = told(fields.Date, "The last day that counts as foreseeable.", "2028-05-26")
    horizon = fields.List(fields.Nested(Line), metadata={"description": "The profile of that day."})
    changes = fields.Nested(Changes, metadata={"description": "From today until then."})
    unconfirmed = told(
        fields.Boolean, "Whether it holds imported values that nobody has confirmed.", False
    )
    leader_weight = told(
        fields.Float,
        "How many times as much durable skills weigh for who leads others; null for as the site.",
        2.5,
        allow_none=True,
    )
    lines = fields.List(
        fields.Nested(WrittenLine), metadata={"description": "Every line, by skill and day."}
    )
    version = told(
        fields.String, "A word for this state; whoever changes the role sends it.", "0b8f5c1e4c0e"
    )
