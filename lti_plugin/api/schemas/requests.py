"""Schemas of the inbox of the L&D team, and of tokens for programs."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf, Range

from lti_plugin.api.schemas.common import ID, Answer, Ref, Whole, a_text, told
from lti_plugin.api.schemas.people import Paged, WantedPage
from lti_plugin.services.inbox import LONGEST
from lti_plugin.services.tokens import LONGEST_DAYS, LONGEST_NAME, SCOPES
from lti_plugin.store.requests import ERASE, EXPORT, KINDS, STATES, WAITING


class WantedRequests(WantedPage):
    """Which requests are wanted."""

    kind = told(fields.String, "Of which kind.", load_default="", validate=OneOf(["", *KINDS]))
    state = told(
        fields.String,
        "How far; empty: any.",
        load_default=WAITING,
        validate=OneOf(["", *STATES]),
    )


class InboxRequest(Answer):
    """Something that somebody asked of the L&D team."""

    id = told(fields.UUID, "Our own id.", ID)
    kind = told(fields.String, "What is asked for.", ERASE, validate=OneOf(list(KINDS)))
    person_id = told(fields.UUID, "Who asks.", ID)
    person = told(fields.String, "Their name.", "Ada Byron")
    about = told(fields.String, "The kind of thing that it is about.", "courses", allow_none=True)
    about_id = told(fields.UUID, "Which one.", ID, allow_none=True)
    details = fields.Dict(
        metadata={
            "description": "What a kind has besides.",
            "examples": [{"defect": "level_wrong"}],
        }
    )
    text = told(fields.String, "In their own words.", "I leave in June")
    created_at = told(fields.DateTime, "When.", "2026-11-26T12:00:00+00:00")
    state = told(fields.String, "How far it is.", WAITING, validate=OneOf(list(STATES)))
    answer = told(fields.String, "What they are told.", "")
    settled_at = told(fields.DateTime, "When it was settled.", allow_none=True)
    by = told(fields.String, "Who settled it.", allow_none=True)


class InboxRequests(Paged):
    """Requests of the inbox."""

    items = fields.List(
        fields.Nested(InboxRequest),
        metadata={"description": "What waits, the oldest first, then the rest, the newest first."},
    )


class OwnWish(Schema):
    """What somebody asks for about their own data."""

    kind = told(fields.String, "What.", EXPORT, required=True, validate=OneOf([ERASE, EXPORT]))
    text = a_text("In your own words.", LONGEST, load_default="")


class InboxDecision(Schema):
    """What an L&D admin decides."""

    accepted = told(
        fields.Boolean,
        "True carries out what is asked for: an accepted erasure erases the person at once.",
        True,
        required=True,
        truthy={True},
        falsy={False},
    )
    answer = a_text(
        "What whoever asked reads; needed where it is refused.", LONGEST, load_default=""
    )


class ApiToken(Ref):
    """A token for a program, without its secret."""

    scopes = fields.List(
        fields.String(validate=OneOf(SCOPES)), metadata={"description": "What it may do."}
    )
    shown = told(fields.String, "How it begins.", "fp_a1B2c3")
    created_at = told(fields.DateTime, "When it was made.", "2026-11-26T12:00:00+00:00")
    expires_at = told(fields.DateTime, "When it ends.", "2027-02-24T12:00:00+00:00")
    used_at = told(fields.DateTime, "When it was last used, to the minute.", allow_none=True)
    revoked_at = told(fields.DateTime, "When it was revoked.", allow_none=True)


class ApiTokens(Answer):
    """The site's tokens."""

    items = fields.List(fields.Nested(ApiToken), metadata={"description": "The newest first."})


class MadeApiToken(ApiToken):
    """A token with its secret, which is told this once."""

    token = told(fields.String, "The secret.", "fp_…")


class NewApiToken(Schema):
    """A token to be made."""

    name = a_text(
        "The program that will use it.", LONGEST_NAME, 1, example="Data warehouse", required=True
    )
    scopes = fields.List(
        fields.String(validate=OneOf(SCOPES)),
        required=True,
        validate=Length(1, len(SCOPES)),
        metadata={"description": "What it may do.", "examples": [["read:people"]]},
    )
    days = told(
        Whole,
        "For how many days it is good.",
        90,
        load_default=90,
        validate=Range(1, LONGEST_DAYS),
    )
