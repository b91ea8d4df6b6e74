"""Schemas of who is asking."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import OneOf

from lti_plugin.api.schemas.common import ID, Answer, Ref, told
from lti_plugin.edge.visits import EVERYBODY
from lti_plugin.services.position import OWN, RECORD


class Person(Answer):
    """Whoever visits."""

    id = told(fields.UUID, "Our own id.", ID)
    name = told(fields.String, "As Moodle has it; may be empty.", "Dana Rossi")
    title = told(fields.String, "The job title on record.", "Content writer", allow_none=True)
    department = told(fields.String, "On record.", "Marketing", allow_none=True)


class Aim(Answer):
    """The role that somebody aims at."""

    role = fields.Nested(
        Ref, allow_none=True, metadata={"description": "The role; null where there is no aim."}
    )
    chosen_by = told(
        fields.String,
        "`own`: chosen here, which may be the choice to aim at nothing; `record`: from the "
        "person's record; null where neither says anything.",
        OWN,
        validate=OneOf((OWN, RECORD)),
        allow_none=True,
    )


class Me(Answer):
    """Who is asking, and as what."""

    person = fields.Nested(
        Person,
        allow_none=True,
        metadata={"description": "Null in a visit by a link from the command line."},
    )
    role = fields.Nested(
        Ref,
        allow_none=True,
        metadata={"description": "The role that the job title means; null where it means none."},
    )
    aim = fields.Nested(Aim, metadata={"description": "What the person aims at; for them alone."})
    audience = told(fields.String, "What the visit is as.", "learner", validate=OneOf(EVERYBODY))
    language = told(fields.String, "In which answers are worded.", "en")
    site = fields.Nested(
        Ref, metadata={"description": "The Moodle site that the visit belongs to."}
    )
    timezone = told(fields.String, "The site's time zone.", "Europe/Madrid")


class AimChoice(Schema):
    """The role to aim at."""

    role_id = told(
        fields.UUID,
        "A role of the site; null is the choice to aim at none, whatever the record says.",
        ID,
        required=True,
        allow_none=True,
    )
