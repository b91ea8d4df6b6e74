"""Schemas of badges, and of what a site awards them for."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import OneOf

from lti_plugin.api.schemas.common import Answer, Ref, told
from lti_plugin.store.achievements import COURSE, PATH, SKILL

HELD, EXPIRED, REVOKED = "held", "expired", "revoked"
DRAFT, ACTIVE, RETIRED = "draft", "active", "retired"


class Badge(Ref):
    """One's own badge; its name is that of the achievement."""

    achievement_id = told(fields.UUID, "What it is a badge of.")
    state = told(
        fields.String,
        "Whether it holds.",
        HELD,
        validate=OneOf((HELD, EXPIRED, REVOKED)),
    )
    revoked_because = told(fields.String, "Why it was revoked.", allow_none=True)
    awarded_at = told(fields.AwareDateTime, "When it was earned.", "2026-05-03T12:00:00+00:00")
    expires_at = told(fields.AwareDateTime, "Until when it holds.", allow_none=True)
    published = told(fields.Boolean, "Whether everybody with its address may see it.", False)
    named = told(fields.Boolean, "Whether they see whose it is.", False)
    listed = told(fields.Boolean, "Whether search engines may find it.", False)
    address = told(fields.String, "Where everybody may see it.", "https://tool.test/badges/…")


class Badges(Answer):
    """One's own badges."""

    items = fields.List(fields.Nested(Badge), metadata={"description": "The newest first."})


class Openness(Schema):
    """Who may see a badge; one that is not published is neither named nor listed."""

    published = told(fields.Boolean, "Everybody with its address.", True, required=True)
    named = told(fields.Boolean, "With the holder's name.", False, load_default=False)
    listed = told(fields.Boolean, "Search engines too.", False, load_default=False)


class Document(Answer):
    """A badge as wallets read it."""

    document = told(fields.Dict, "The signed Open Badges 3.0 credential.", {"type": ["…"]})


class Column(Answer):
    """The grade column of a badge in the course that it is of."""

    possible = told(fields.Boolean, "Whether the course has told where its columns are.", True)
    on = told(fields.Boolean, "Whether grades are sent to it.", True)
    sent = told(fields.Integer, "How many people have their grade there.", 23)
    refused = told(fields.Integer, "Whose grade Moodle did not take.", 0)
    problem = told(fields.String, "Why it takes nobody's at present.", allow_none=True)


class Achievement(Ref):
    """What a site awards badges for."""

    kind = told(fields.String, "What is recognised.", COURSE, validate=OneOf((COURSE, PATH, SKILL)))
    state = told(
        fields.String,
        "Whether it is awarded.",
        ACTIVE,
        validate=OneOf((DRAFT, ACTIVE, RETIRED)),
    )
    version = told(fields.Integer, "Each has to be earned anew.", 1)
    issued = told(fields.Integer, "How many badges there are of it.", 23)
    revoked = told(fields.Integer, "How many of these are revoked.", 0)
    column = fields.Nested(
        Column,
        allow_none=True,
        metadata={"description": "In the gradebook; null where it is no course's."},
    )


class Achievements(Answer):
    """What a site awards badges for."""

    items = fields.List(fields.Nested(Achievement), metadata={"description": "By name."})
