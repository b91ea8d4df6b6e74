"""Schemas of roles as L&D admins write and sign them."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf, Range

from lti_plugin.api.schemas.common import (
    Answer,
    Number,
    Ref,
    Whole,
    a_text,
    told,
)
from lti_plugin.services import signing
from lti_plugin.services.role_editing import (
    HEAVIEST,
    HIGHEST_STEP,
    LONGEST_NAME,
    LONGEST_TEXT,
    MOST_LINES,
    MOST_NAMES,
)
from recommender.skills.levels import HIGHEST, LOWEST
from recommender.skills.roles import OUTLOOKS

LONGEST_VERSION = 64
MOST_SHARE = 10


def a_version() -> fields.String:
    """Return the field by which nobody writes over what they have not seen."""
    return a_text("The version that was read.", LONGEST_VERSION, 1, required=True)


def a_name(text: str) -> fields.String:
    """Return a field for who stands for something."""
    return a_text(text, LONGEST_NAME, 1, required=True)


class SaidLine(Schema):
    """One line of a profile."""

    skill = a_text("Any of the skill's names.", LONGEST_NAME, 1, required=True)
    level = told(
        Number,
        "What is asked for, on the scale of levels from 0 to 5.",
        3,
        required=True,
        validate=Range(LOWEST, HIGHEST),
    )
    importance = told(
        Number,
        "How much it matters, 0 to 1; 0 ends what was asked for before.",
        0.8,
        load_default=1.0,
        validate=Range(0, 1),
    )
    valid_from = told(
        fields.Date, "From which day; null: always.", load_default=None, allow_none=True
    )


class RoleSaid(Schema):
    """A role as it is written."""

    name = a_text("What it is called.", LONGEST_NAME, 1, required=True)
    family = a_text("The roles that it belongs to.", LONGEST_NAME, load_default="")
    step = told(
        Whole,
        "Its place in the family; 1 is the first.",
        2,
        load_default=None,
        allow_none=True,
        validate=Range(1, HIGHEST_STEP),
    )
    leader = told(fields.Boolean, "Whether it leads others.", False, load_default=False)
    leader_weight = told(
        Number,
        "How many times as much durable skills weigh for who leads others; null for as the site.",
        2.5,
        load_default=None,
        allow_none=True,
        validate=Range(1, HEAVIEST),
    )
    alternatives = fields.List(
        a_text("A further name.", LONGEST_NAME, 1),
        load_default=list,
        validate=Length(max=MOST_NAMES),
        metadata={"description": "Further names.", "examples": [["Data analyst"]]},
    )
    description = a_text("What it is.", LONGEST_TEXT, load_default="")
    lines = fields.List(
        fields.Nested(SaidLine),
        load_default=list,
        validate=Length(max=MOST_LINES),
        metadata={"description": "Every line of the profile; each skill has one a day."},
    )


class RoleChanged(RoleSaid):
    """A role as it is to be from now on."""

    version = a_version()


class Signature(Schema):
    """Who stands for a profile, as it was read."""

    by = a_name("Who signs.")
    version = a_version()


class OutlookSaid(Schema):
    """What is expected of a role, by whom and from where."""

    kind = told(
        fields.String, "What is expected.", "evolving", required=True, validate=OneOf(OUTLOOKS)
    )
    ends_on = told(fields.Date, "From which day nobody has it.", load_default=None, allow_none=True)
    planned_share = told(
        Number,
        "The planned headcount over today's.",
        0.6,
        load_default=None,
        allow_none=True,
        validate=Range(0, MOST_SHARE),
    )
    planned_by = told(fields.Date, "By when.", load_default=None, allow_none=True)
    source = a_text("What it rests on.", signing.LONGEST, 1, required=True)
    by = a_name("Who signs.")
    version = a_version()


class DraftSaid(Schema):
    """An occupation of an imported taxonomy to draft a role from."""

    uri = a_text("The occupation's address.", LONGEST_NAME, 1, required=True)
    name = a_text(
        "The role's name here; null: the occupation's.",
        LONGEST_NAME,
        1,
        load_default=None,
        allow_none=True,
    )


class Occupation(Answer):
    """An occupation of an imported taxonomy."""

    uri = told(fields.String, "Its address.", "http://data.europa.eu/esco/occupation/1")
    name = told(fields.String, "Its name.", "data analyst")
    taxonomy = told(fields.String, "Where it stands.", "esco")


class Occupations(Answer):
    """The occupations whose name holds a text."""

    items = fields.List(
        fields.Nested(Occupation), metadata={"description": "The shortest names first, 20 at most."}
    )


class WantedOccupations(Schema):
    """Which occupations are wanted."""

    q = a_text("Text that the name has to hold.", 200, 1, required=True)


class SeenVersion(Schema):
    """Which state of a role was read."""

    version = a_version()


def names_of(text: str) -> fields.List[str]:
    """Return a field for a list of names."""
    return fields.List(fields.String(), metadata={"description": text})


class Takes(Answer):
    """What goes with a role that is removed."""

    holders = told(fields.Integer, "How many people have it.", 4)
    aiming = told(fields.Integer, "How many aim at it, by choice or by their record.", 2)
    paths = told(fields.Integer, "How many paths to it are under way.", 1)
    triggers = told(fields.Integer, "How many open triggers are about it by name.", 0)
    achievements = names_of("What is awarded for its path.")
    objectives = names_of("Objectives that need a skill which no other role asks for.")
    scenarios = names_of("Scenarios that suppose something of it.")


class RemovedRole(Ref):
    """A role that was removed."""

    removed_at = told(fields.DateTime, "When.", "2026-11-26T09:00:00+00:00")


class RemovedRoles(Answer):
    """The roles that can be brought back."""

    items = fields.List(fields.Nested(RemovedRole), metadata={"description": "The last one first."})
