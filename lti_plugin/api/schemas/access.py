"""Schemas of who is an L&D admin here, and of what LTI roles are on the site."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf

from lti_plugin.api.schemas.common import Answer, Ref, a_text, told
from lti_plugin.lti.roles import AUDIENCES, INSTRUCTOR
from lti_plugin.services.standing import LONGEST_ROLE, MOST_RULES

MENTOR = "http://purl.imsglobal.org/vocab/lis/v2/membership#Mentor"
AUDIENCE = "What somebody with this role is here."


class Decided(Ref):
    """Somebody about whom it was decided whether they are an L&D admin."""

    ids = fields.List(
        fields.String(),
        metadata={"description": "What tells people of one name apart.", "examples": [["byron"]]},
    )
    admin = told(fields.Boolean, "Whether they are one, whatever their launches say.", True)
    since = told(fields.AwareDateTime, "When it was decided.", "2026-11-26T20:00:00+00:00")


class AllowList(Answer):
    """Everybody about whom it was decided."""

    items = fields.List(fields.Nested(Decided), metadata={"description": "Admins first."})


class AdminSaid(Schema):
    """What somebody is to be."""

    admin = told(
        fields.Boolean,
        "True: an L&D admin; false: not one; null: what their launches say.",
        True,
        required=True,
        allow_none=True,
        truthy={True},
        falsy={False},
    )


class LtiRole(Answer):
    """An LTI role that is something else here than usual."""

    role = told(fields.String, "The role's address.", MENTOR)
    audience = told(fields.String, AUDIENCE, INSTRUCTOR, validate=OneOf(AUDIENCES))


class LtiRoles(Answer):
    """The site's rules; a role that is not among them is what it usually is."""

    items = fields.List(fields.Nested(LtiRole), metadata={"description": "By role."})


class LtiRoleSaid(Schema):
    """A rule for one role."""

    role = a_text(
        "The role's address, or the short name of a course role; without spaces.",
        LONGEST_ROLE,
        1,
        example="Mentor",
        required=True,
    )
    audience = told(fields.String, AUDIENCE, INSTRUCTOR, required=True, validate=OneOf(AUDIENCES))


class LtiRolesSaid(Schema):
    """The rules that take the place of those before."""

    items = fields.List(
        fields.Nested(LtiRoleSaid),
        required=True,
        validate=Length(max=MOST_RULES),
        metadata={"description": "All of them; of a role that stands twice the last counts."},
    )
