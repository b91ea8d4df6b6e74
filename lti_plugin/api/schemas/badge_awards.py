"""Schemas of badges that people have, are awarded by hand, and are revoked."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf

from lti_plugin.api.schemas.badges import EXPIRED, HELD, REVOKED
from lti_plugin.api.schemas.common import (
    ID,
    LONGEST_SEARCH,
    Answer,
    Part,
    Ref,
    a_text,
    told,
)
from lti_plugin.services import issuing, revoking
from lti_plugin.services.award_file import GETS, HAS, NO_DATE, ONESELF, TWICE, UNKNOWN
from lti_plugin.services.awarding import LONGEST_REASON
from lti_plugin.services.awarding import MOST as MOST_PEOPLE

LONGEST_ID = 255
SOURCES = (issuing.COMPLETED, issuing.BACKFILLED, issuing.BY_HAND, issuing.BY_FILE)


class WantedBadges(Part):
    """Which part of the badges is wanted."""

    q = a_text("Text that the holder's name has to hold.", LONGEST_SEARCH, load_default="")


class HeldBadge(Answer):
    """A badge with whose it is."""

    id = told(fields.UUID, "Our own id.", ID)
    person = fields.Nested(
        Ref,
        allow_none=True,
        metadata={"description": "Whose it is; null once they have been erased."},
    )
    state = told(fields.String, "Whether it holds.", HELD, validate=OneOf((HELD, EXPIRED, REVOKED)))
    version = told(fields.Integer, "Of which version it is.", 1)
    awarded_at = told(fields.AwareDateTime, "When it was earned.", "2026-05-03T12:00:00+00:00")
    expires_at = told(fields.AwareDateTime, "Until when it holds.", allow_none=True)
    revoked_because = told(fields.String, "Why it was revoked.", allow_none=True)
    source = told(
        fields.String,
        "How it came to be awarded; null once its holder has been erased.",
        issuing.COMPLETED,
        allow_none=True,
        validate=OneOf(SOURCES),
    )
    reason = told(fields.String, "Why, where a person awarded it.", allow_none=True)


class HeldBadges(Answer):
    """Some of the badges of an achievement."""

    items = fields.List(fields.Nested(HeldBadge), metadata={"description": "The newest first."})
    total = told(fields.Integer, "How many match in all.", 42)


class Named(Schema):
    """Somebody who is to get a badge."""

    person = a_text(
        "Our own id, another id, perhaps as kind:value, or the e-mail address.",
        LONGEST_ID,
        1,
        ID,
        required=True,
    )
    on = told(
        fields.Date,
        "The day on which they earned it; null is today.",
        "2026-05-03",
        load_default=None,
        allow_none=True,
    )


class AwardSaid(Schema):
    """Who is to get a badge, and why."""

    people = fields.List(
        fields.Nested(Named),
        required=True,
        validate=Length(1, MOST_PEOPLE),
        metadata={"description": "Who gets it."},
    )
    reason = a_text("Why they get it; only a dry run needs none.", LONGEST_REASON, load_default="")
    dry_run = told(
        fields.Boolean,
        "Whether only to tell what would come of it.",
        True,
        load_default=False,
        truthy={True},
        falsy={False},
    )


class Outcome(Answer):
    """What comes of one entry of the list."""

    number = told(fields.Integer, "Its place in the list, from 0.", 0)
    named = told(fields.String, "Whom it names, as it was sent.", "moodle_id:101")
    name = told(fields.String, "What the person is called; empty where nobody is.", "Person 1")
    outcome = told(
        fields.String,
        "gets: gets it; has: has it already; unknown: nobody here is this; twice: was named "
        "before; oneself: nobody awards to themselves; date: the day is still to come.",
        GETS,
        validate=OneOf((GETS, HAS, UNKNOWN, TWICE, ONESELF, NO_DATE)),
    )


class Awarded(Answer):
    """What came of a list, or would come of it."""

    items = fields.List(fields.Nested(Outcome), metadata={"description": "As they were sent."})
    issued = told(fields.Integer, "How many badges were awarded; 0 after a dry run.", 3)
    unreachable = told(
        fields.Integer, "Who gets none since neither an address nor a Moodle id is known.", 0
    )


class Revoke(Schema):
    """Which badges are to be revoked, and why."""

    badge_ids = fields.List(
        fields.UUID(),
        required=True,
        validate=Length(1, MOST_PEOPLE),
        metadata={"description": "All of this achievement.", "examples": [[ID]]},
    )
    reason = a_text("Why; everybody who checks them reads it.", revoking.LONGEST, 1, required=True)


class Revoked(Answer):
    """What was revoked."""

    revoked = told(fields.Integer, "How many of them were not revoked before.", 2)
