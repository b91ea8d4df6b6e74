"""Schemas of people as L&D admins see them, of corrections, and of the log of changes."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import OneOf, Range

from lti_plugin.api.schemas.common import FARTHEST, Answer, Ref, a_text, told
from lti_plugin.services.people_list import BEING, HERE, STATES
from lti_plugin.store.corrections import FIELDS

LONGEST = 255


class Paged(Answer):
    """A page of a list."""

    page = told(fields.Integer, "Which page it is; they are counted from 1.", 1)
    pages = told(fields.Integer, "How many pages there are.", 3)
    total = told(fields.Integer, "How many fit in all.", 120)


class WantedPage(Schema):
    """Which page of a list is wanted."""

    page = told(
        fields.Integer,
        "Which page, counted from 1; beyond the last one it is the last.",
        1,
        load_default=1,
        validate=Range(1, FARTHEST),
    )


class WantedPeople(WantedPage):
    """Which people are wanted."""

    q = a_text(
        "Words that the name, user name, e-mail address or ID number hold.",
        100,
        example="byron",
        load_default="",
    )
    being = told(
        fields.String,
        "What they are here.",
        load_default="",
        validate=OneOf(["", *BEING]),
    )
    role = a_text("Their role; `-` is none.", LONGEST, load_default="")
    department = a_text("Their department; `-` is none.", LONGEST, load_default="")
    state = told(
        fields.String,
        "Whether they are here, suspended or left, or no longer listed by Moodle; empty: any.",
        load_default=HERE,
        validate=OneOf(["", *STATES]),
    )


class ListedPerson(Ref):
    """Somebody of the site, without what is confidential."""

    ids = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        metadata={"description": "Their ids elsewhere, by kind.", "examples": [{"idnumber": "E1"}]},
    )
    being = told(fields.String, "What they come in as.", "learner", validate=OneOf(list(BEING)))
    leads = told(fields.Integer, "How many people name them as their manager.", 0)
    role = told(fields.String, "Their role.", "Analyst", allow_none=True)
    department = told(fields.String, "Their department.", "Sales", allow_none=True)
    manager = told(fields.String, "An id of their manager, as on record.", "E1", allow_none=True)
    hired_on = told(fields.Date, "When they were hired.", "2020-02-29", allow_none=True)
    state = told(fields.String, "As in the query.", HERE, validate=OneOf(list(STATES)))
    visited_at = told(fields.DateTime, "When they last opened Fingerpost.", allow_none=True)


class People(Paged):
    """People of the site."""

    items = fields.List(fields.Nested(ListedPerson), metadata={"description": "By name."})


class CorrectedField(Answer):
    """A field that is as an L&D admin said."""

    field = told(fields.String, "Which field.", "role", validate=OneOf(list(FIELDS)))
    value = told(fields.String, "What counts; null: nothing.", "Team lead", allow_none=True)
    source = told(fields.String, "What the source says.", "Analyst", allow_none=True)
    set_at = told(fields.DateTime, "Since when.", "2026-11-26T12:00:00+00:00")


class PersonCard(ListedPerson):
    """Somebody of the site with what was corrected about them."""

    corrections = fields.List(
        fields.Nested(CorrectedField), metadata={"description": "What no update overwrites."}
    )


class Corrections(Schema):
    """Fields of a person as they are to be; what is not named stays, and empty is nothing."""

    role = a_text("Their role.", LONGEST, example="Team lead")
    department = a_text("Department.", LONGEST)
    manager = a_text("User name or ID number of their manager.", LONGEST)
    hired_on = told(
        fields.Date, "When they were hired; null: not known.", "2020-02-29", allow_none=True
    )
    active = told(fields.Boolean, "False: they have left.", True, truthy={True}, falsy={False})


class WantedChanges(WantedPage):
    """Which entries of the log are wanted."""

    who = a_text("A name, or part of one, of whom they are by or about.", 100, load_default="")
    action = a_text("One action.", 100, load_default="")
    since = told(fields.Date, "From this day on.", load_default=lambda: None)
    until = told(fields.Date, "Up to this day.", load_default=lambda: None)


class LoggedChange(Answer):
    """One entry of the log."""

    at = told(fields.DateTime, "When.", "2026-11-26T12:00:00+00:00")
    action = told(fields.String, "What, as a word that never changes.", "person corrected")
    actor = told(
        fields.String,
        "Who; null: somebody who is not here any more.",
        "Dmitri Umar",
        allow_none=True,
    )
    person = told(fields.String, "About whom; null: nobody, or not here.", allow_none=True)


class ChangeLog(Paged):
    """Entries of the log."""

    items = fields.List(fields.Nested(LoggedChange), metadata={"description": "The newest first."})
