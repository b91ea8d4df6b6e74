"""The demo's badges: what people get them for, and that whoever earned one before gets it too."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.demo.tables import listed, rows
from lti_plugin.services import achievements, signing
from lti_plugin.services.achievements import Thing
from lti_plugin.services.designs import Said
from lti_plugin.store import achievements as stored
from lti_plugin.store import courses, skills
from lti_plugin.store.achievements import COURSE, PATH
from lti_plugin.store.sites import Site

ACTOR = "demo"
AWARDED = "awarded"


def settle(session: Session, base_url: str, site: Site) -> bool:
    """Describe the achievements where there is none yet; say whether there was a need to."""
    if stored.of_site(session, site.id):
        return False
    for row in rows("badges"):
        said = Said(
            name=row["name"],
            description=row["description"],
            criteria=row["criteria"],
            tags=listed(row["tags"]),
            skills=listed(row["skills"]),
            expires_after_days=int(row["expires_after_days"] or 0) or None,
        )
        thing = _thing(session, site.id, row)
        made = achievements.create(session, base_url, site.id, thing, said, ACTOR)
        if row["state"] == AWARDED:
            achievements.activate(session, site.id, made.id, ACTOR)
            achievements.backfill(session, site.id, made.id, ACTOR)
    return True


def _thing(session: Session, site_id: UUID, row: Mapping[str, str]) -> Thing:
    """Return what a row recognises, which it names as people do."""
    kind, name = row["kind"], row["thing"]
    if kind == COURSE:
        return Thing(kind, courses.by_kind(session, site_id, courses.SHORT_NAME)[name])
    if kind == PATH:
        return Thing(kind, signing.find(session, site_id, name).id)
    known = skills.by_any_name(session, site_id)
    return Thing(kind, known[name.casefold()].id, float(row["level"]))
