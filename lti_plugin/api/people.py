"""The people of the site as L&D admins see them, and corrections of their records."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import g

from lti_plugin.api import reader
from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import people as schemas
from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.services import corrections, people_list, tokens
from lti_plugin.services.people_list import Wanted
from lti_plugin.store import corrections as rows
from lti_plugin.store import people

resource = Resource("people", "Who is what on the site, and what is on record.")


@resource.answers(
    "GET",
    "/people",
    schemas.People,
    query=schemas.WantedPeople,
    also=(403, 422),
    person=False,
    scope=tokens.READ_PEOPLE,
)
def list_people(wanted: dict[str, Any]) -> dict[str, Any]:
    """List the people of the site who fit, fifty a page; for L&D admins."""
    reader.admins_only()
    number, text = wanted.pop("page"), wanted.pop("q")
    found = people_list.page(db.session, g.visit.site_id, Wanted(text, **wanted), number)
    return {
        "items": found.people,
        "page": found.number,
        "pages": found.pages,
        "total": found.total,
    }


@resource.answers(
    "GET",
    "/people/<uuid:person_id>",
    schemas.PersonCard,
    also=(403, 404),
    person=False,
    scope=tokens.READ_PEOPLE,
)
def get_person(person_id: UUID) -> dict[str, Any]:
    """Tell what an L&D admin sees of a person: nothing that they say of themselves or aim at."""
    reader.admins_only()
    return _card(person_id)


@resource.answers(
    "PUT",
    "/people/<uuid:person_id>/corrections",
    schemas.PersonCard,
    body=schemas.Corrections,
    also=(400, 403, 404, 415, 422),
    person=False,
    scope=tokens.WRITE_PEOPLE,
)
def correct_person(said: dict[str, Any], person_id: UUID) -> dict[str, Any]:
    """Let fields of a record be as an L&D admin says, whatever the source says from now on."""
    reader.admins_only()
    values = {name: rows.text_of(value) for name, value in said.items()}
    with visits.writing() as session:
        corrections.correct(session, g.visit.site_id, person_id, values, visits.actor())
    return _card(person_id)


@resource.answers(
    "DELETE",
    "/people/<uuid:person_id>/corrections/<field>",
    schemas.PersonCard,
    also=(400, 403, 404),
    person=False,
    scope=tokens.WRITE_PEOPLE,
)
def release_person(person_id: UUID, field: str) -> dict[str, Any]:
    """Leave a field of a record to the source again."""
    reader.admins_only()
    with visits.writing() as session:
        corrections.release(session, g.visit.site_id, person_id, field, visits.actor())
    return _card(person_id)


def _card(person_id: UUID) -> dict[str, Any]:
    place = (db.session, g.visit.site_id)
    found = people_list.one(*place, people.get(*place, person_id))
    names = ("id", "name", "ids", "being", "leads", "role", "department", "manager")
    told = {name: getattr(found, name) for name in (*names, "hired_on", "state", "visited_at")}
    return told | {"corrections": list(rows.of_person(*place, person_id).values())}
