"""What speaks for somebody's skills: to read, to add to, and to take back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, g
from sqlalchemy.orm import Session

from lti_plugin.api import reader, told
from lti_plugin.api.resource import Resource
from lti_plugin.api.schemas import evidence as schemas
from lti_plugin.api.schemas.common import AboutSomebody
from lti_plugin.api.told import Ids
from lti_plugin.edge import visits
from lti_plugin.extensions import db
from lti_plugin.services import evidence, tokens
from lti_plugin.services.position import Position
from lti_plugin.store import evidence as rows
from lti_plugin.store import listing, skills
from lti_plugin.store.courses import Course
from lti_plugin.store.evidence import EvidenceRow
from recommender.skills.evidence import COMPLETION, Evidence

resource = Resource("evidence", "What speaks for somebody's skills.")


@resource.answers(
    "GET",
    "/evidence",
    schemas.Rows,
    query=AboutSomebody,
    also=(400, 403, 404, 422),
    person=False,
    scope=tokens.READ_LEVELS,
)
def list_evidence(about: dict[str, Any]) -> dict[str, Any]:
    """List every row of evidence, those derived from finished courses and the role among them."""
    at = reader.standing(db.session, about["person_id"])
    return {"items": _items(db.session, at)}


@resource.answers(
    "POST",
    "/evidence",
    schemas.Kept,
    body=schemas.Ratings,
    status=201,
    also=(400, 404, 415, 422),
)
def add_ratings(said: dict[str, Any]) -> dict[str, Any]:
    """Keep how somebody rates themselves in some skills: all of it, or nothing."""
    levels = {each["skill_id"]: each["level"] for each in said["ratings"]}
    with visits.writing() as session:
        kept = evidence.rate_oneself(session, g.visit.site_id, g.visit.person_id, levels)
        return {
            "items": [
                {name: getattr(row, name) for name in ("id", "skill_id", "level", "on")}
                for row in kept
            ]
        }


@resource.answers("DELETE", "/evidence/<uuid:evidence_id>", None, status=204, also=(404,))
def delete_evidence(evidence_id: UUID) -> Response:
    """Take back something that one has said oneself."""
    own = g.visit.person_id
    with visits.writing() as session:
        evidence.take_back(session, g.visit.site_id, own, evidence_id, by=str(own))
    return Response(status=204)


def _items(session: Session, at: Position) -> list[dict[str, Any]]:
    site_id = at.person.site_id
    stored = {str(row.id): row for row in rows.of_people(session, site_id, [at.person.id])}
    finished = {UUID(each.id) for each in at.rows if each.source == COMPLETION}
    titles = listing.listed(session, site_id, finished)
    ids = skills.ids(session, site_id, {each.skill for each in at.rows})
    shares = {
        counted.row: min(1.0, counted.share)
        for held in at.held.values()
        for counted in held.counted
    }
    ordered = sorted(at.rows, key=lambda each: (each.skill, each.source, each.id))
    return [
        {
            **_plain(each, ids, shares.get(each, 0.0)),
            **_kept(stored.get(each.id)),
            "course": _course(each, titles),
        }
        for each in ordered
    ]


def _plain(each: Evidence, ids: Ids, share: float) -> dict[str, Any]:
    return {
        "skill": told.ref(each.skill, ids),
        "source": each.source,
        "level": each.level,
        "on": each.on,
        "first_seen": each.first_seen,
        "expires": each.expires,
        "weight": each.weight,
        "share": share,
    }


def _kept(row: EvidenceRow | None) -> dict[str, Any]:
    """Return what only a row that is kept tells; the ledger's own derived ones have none."""
    if row is None:
        return {"id": None, "url": None, "note": "", "yours": False}
    own = g.visit.person_id
    yours = own is not None and (row.person_id, row.by) == (own, str(own))
    return {"id": row.id, "url": row.url, "note": row.note, "yours": yours}


def _course(each: Evidence, titles: Mapping[UUID, Course]) -> dict[str, Any] | None:
    course = titles.get(UUID(each.id)) if each.source == COMPLETION else None
    return None if course is None else {"id": course.id, "name": course.title}
