"""Which way is suggested to whoever asks, and what they say to it; nobody else may read it."""

from __future__ import annotations

from dataclasses import asdict
from datetime import date
from typing import Any
from uuid import UUID

from flask import g
from sqlalchemy.orm import Session

from lti_plugin.api import reader
from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import directions as schemas
from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.services import directions
from lti_plugin.store import aims
from lti_plugin.store.aims import Decision
from recommender.skills.direction import Because, Direction, Flip

resource = Resource("directions", "Upskill or reskill: which way is suggested, and why.")


@resource.answers("GET", "/directions", schemas.Directions)
def get_directions() -> dict[str, Any]:
    """Tell which way is suggested, by which rule, what would turn it, and what came before.

    A suggestion that is new, or rests on new grounds, is written down, so that it can be answered.
    """
    at = reader.standing(db.session, None)
    found = directions.of(at)
    row = directions.kept(db.session, at, found)
    if row is not None:
        return _told(db.session, found, row)
    with visits.writing() as session:
        return _told(session, found, directions.keep(session, at, found))


@resource.answers(
    "POST",
    "/directions/<uuid:decision_id>/answer",
    schemas.Decision,
    body=schemas.DirectionWord,
    also=(400, 404, 415, 422),
)
def answer_direction(said: dict[str, str], decision_id: UUID) -> dict[str, Any]:
    """Confirm a suggestion or disagree with it; the newest word counts."""
    place = (g.visit.site_id, g.visit.person_id, decision_id)
    with visits.writing() as session:
        row = directions.answer(session, *place, said["answer"], said["reason"])
        session.flush()
        return _decision(row)


def _told(session: Session, found: Direction, row: Decision) -> dict[str, Any]:
    history = aims.decisions(session, row.site_id, row.person_id)
    return {"suggestion": _suggestion(found, row.id), "history": [_decision(r) for r in history]}


def _suggestion(found: Direction, decision_id: UUID) -> dict[str, Any]:
    return {
        "id": decision_id,
        "rule": found.rule,
        "kind": found.kind,
        "urgent": found.urgent,
        "towards": found.towards,
        "because": [_plain(each) for each in found.because],
        "flips": [_plain(each) for each in found.flips],
        "missing": found.missing,
        "otherwise": found.otherwise,
    }


def _plain(each: Because | Flip) -> dict[str, Any]:
    """Return an input with days as text where any kind of value may stand."""
    return {
        name: value.isoformat() if isinstance(value, date) and name != "on" else value
        for name, value in asdict(each).items()
    }


def _decision(row: Decision) -> dict[str, Any]:
    names = ("id", "rule", "kind", "role", "towards", "suggested_at", "answer", "reason")
    return {
        **{name: getattr(row, name) for name in (*names, "answered_at")},
        "grounds": [
            each | {"on": each["on"] and date.fromisoformat(each["on"])} for each in row.grounds
        ],
    }
