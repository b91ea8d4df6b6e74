"""Schemas of budgets for learning: what is set, used and left, and wishes for more."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import Range

from lti_plugin.api.schemas.common import (
    ID,
    Answer,
    Number,
    Ref,
    a_text,
    told,
)
from lti_plugin.services.budgets import LONGEST_TEXT
from lti_plugin.services.budgets import MOST as MOST_SPENT

HOURS = "Hours of learning; null is without a limit."
MONEY = "Money in the site's own currency; null is without a limit."
WHOLE_TEAM = "Whether it is that of everybody whom the person leads, or this person's alone."


def an_amount(text: str, example: float) -> fields.Field[float]:
    """Return a field for hours or money that somebody sets or asks for."""
    return told(
        Number, text, example, load_default=None, allow_none=True, validate=Range(0, MOST_SPENT)
    )


def a_word(text: str, least: int = 0) -> fields.String:
    """Return a field for what somebody says about a wish."""
    return a_text(text, LONGEST_TEXT, least, "A boot camp for two.", load_default="")


class BudgetSaid(Schema):
    """A budget as it is set."""

    person_id = told(fields.UUID, "Whose it is, or who leads the team.", ID, required=True)
    whole_team = told(
        fields.Boolean, WHOLE_TEAM, True, load_default=False, truthy={True}, falsy={False}
    )
    hours = an_amount(HOURS, 120)
    money = an_amount(MONEY, 4000)
    starts_on = told(fields.Date, "The first day.", "2027-01-01", required=True)
    ends_on = told(fields.Date, "The last day.", "2027-12-31", required=True)


class Spent(Answer):
    """Hours and money."""

    hours = told(fields.Float, "Hours.", 14.5)
    money = told(fields.Float, "Money.", 900)


class Left(Answer):
    """What is left; never below 0."""

    hours = told(fields.Float, HOURS, 105.5, allow_none=True)
    money = told(fields.Float, MONEY, 3100, allow_none=True)


class Budget(Answer):
    """A budget with what is used of it."""

    id = told(fields.UUID, "Our own id.", ID)
    person = fields.Nested(Ref, metadata={"description": "Whose it is, or who leads the team."})
    whole_team = told(fields.Boolean, WHOLE_TEAM, True)
    people = told(fields.Integer, "How many people plan with it.", 7)
    hours = told(fields.Float, HOURS, 120, allow_none=True)
    money = told(fields.Float, MONEY, 4000, allow_none=True)
    starts_on = told(fields.Date, "The first day.", "2027-01-01")
    ends_on = told(fields.Date, "The last day.", "2027-12-31")
    recorded = fields.Nested(Spent, metadata={"description": "Used by what is finished."})
    planned = fields.Nested(Spent, metadata={"description": "Of what is under way or planned."})
    left = fields.Nested(Left, metadata={"description": "Neither used nor planned."})


class Budgets(Answer):
    """Some of the site's budgets."""

    items = fields.List(fields.Nested(Budget), metadata={"description": "The newest first."})
    total = told(fields.Integer, "How many there are in all.", 12)


class WishSaid(Schema):
    """How much more somebody asks for."""

    hours = an_amount("More hours; null or 0 is none.", 20)
    money = an_amount("More money; null or 0 is none.", 800)
    text = a_word("What it is for; who decides reads it.")


class Wish(Answer):
    """A wish for more of a budget."""

    id = told(fields.UUID, "Our own id.", ID)
    budget_id = told(fields.UUID, "The budget.", ID)
    person = fields.Nested(Ref, metadata={"description": "Who asks."})
    hours = told(fields.Float, "More hours.", 20)
    money = told(fields.Float, "More money.", 800)
    text = told(fields.String, "What it is for.", "A boot camp for two.")
    asked_at = told(fields.DateTime, "When.", "2026-11-26T09:00:00+00:00")
    approved = told(fields.Boolean, "Null while it waits.", True, allow_none=True)
    answer = told(fields.String, "What the L&D team says to it; may be empty.", "")


class Wishes(Answer):
    """The wishes that wait for an answer."""

    items = fields.List(fields.Nested(Wish), metadata={"description": "The oldest first."})


class Verdict(Schema):
    """What becomes of a wish."""

    approved = told(
        fields.Boolean,
        "True raises the budget; false leaves it.",
        True,
        required=True,
        truthy={True},
        falsy={False},
    )
    answer = a_word("What the person reads; who declines says why.")
