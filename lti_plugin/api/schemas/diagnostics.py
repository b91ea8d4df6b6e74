"""Schemas of how launches and services of a site are doing."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import OneOf

from lti_plugin.api.schemas.common import Answer, a_text, told
from lti_plugin.lti.endpoints import MEMBERS_SCOPE, SCORE_SCOPE
from lti_plugin.services.diagnostics import KINDS, TOKEN

TIME = "2026-11-26T20:00:00+00:00"


class RegistrationState(Answer):
    """How a registration is doing."""

    client_id = told(fields.String, "As which client Moodle knows it.", "3zSsk8b1dPqX")
    enabled = told(fields.Boolean, "Whether it is switched on.", True)
    last_launch_at = told(
        fields.AwareDateTime,
        "When a launch let somebody in last, to the minute.",
        TIME,
        allow_none=True,
    )
    last_refused_at = told(
        fields.AwareDateTime,
        "When a launch was refused last.",
        TIME,
        allow_none=True,
        attribute="last_error_at",
    )
    last_refusal = told(
        fields.String,
        "Why, as a word that never changes; null: none was.",
        "lti-nonce",
        allow_none=True,
        attribute="last_error",
    )
    granted = fields.List(
        fields.String(),
        allow_none=True,
        metadata={
            "description": "The rights that are used and that Moodle granted when its token was "
            "asked for last; null before that.",
            "examples": [[MEMBERS_SCOPE]],
        },
    )
    missing = fields.List(
        fields.String(),
        allow_none=True,
        metadata={
            "description": "The rights that are used and were not granted; null likewise.",
            "examples": [[SCORE_SCOPE]],
        },
    )


class SiteDiagnostics(Answer):
    """What is known of the launches and the services of a site."""

    registrations = fields.List(
        fields.Nested(RegistrationState), metadata={"description": "The oldest first."}
    )
    has_token = told(fields.Boolean, "Whether there is a web-service token.", True)
    synced_at = told(fields.AwareDateTime, "The last update.", TIME, allow_none=True)


class ProbeSaid(Schema):
    """A test to run now."""

    kind = told(fields.String, "What is tested.", TOKEN, required=True, validate=OneOf(KINDS))
    client_id = a_text(
        "The registration whose services are asked; of no account for the web services.",
        255,
        example="3zSsk8b1dPqX",
        load_default="",
    )


class ProbeFound(Answer):
    """What a test found."""

    kind = told(fields.String, "What was tested.", TOKEN, validate=OneOf(KINDS))
    ok = told(fields.Boolean, "Whether it works.", True)
    message = told(fields.String, "What does not; empty where it works. In English.", "")
    hint = told(fields.String, "What to do; empty where it works. In English.", "")
    code = told(fields.String, "The same as a word that never changes; may be empty.", "")
    count = told(
        fields.Integer,
        "The members of the roster, or the checks of the web services that passed.",
        12,
        allow_none=True,
    )
