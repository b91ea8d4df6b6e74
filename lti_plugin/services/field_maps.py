"""Which of Moodle's custom fields carry what: picked from those that the site really has."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from uuid import UUID

from sqlalchemy.orm import Session

from connectors.moodle.fields import FieldMap
from lti_plugin.errors import BadInput
from lti_plugin.store import sites
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.sites import Site

MAP = "map"
MAPPED = "custom fields mapped"
LONGEST = 100
# In the order in which they are asked for.
OF_COURSES = (
    "level",
    "duration_minutes",
    "mode",
    "cost",
    "reviewed_at",
    "skills",
    "prerequisites",
)
OF_PEOPLE = ("role", "department", "manager", "hired_on", "target_role")


def of_site(site: Site) -> dict[str, str]:
    """Return the short name of each field; empty where the site has none for it."""
    return asdict(FieldMap.from_mapping(site.fields.get(MAP, {})))


def is_chosen(site: Site) -> bool:
    """Say whether somebody has picked the fields, so that the usual names no longer count."""
    return MAP in site.fields


def choose(session: Session, site_id: UUID, chosen: Mapping[str, str], actor: str) -> None:
    """Keep which fields carry what; the next update reads them. What is not named stays.

    Raises
    ------
    BadInput
        When there is no such field, or a short name cannot be one.
    """
    site = sites.hold(session, site_id)
    before = of_site(site)
    unknown = sorted(set(chosen) - set(before))
    if unknown:
        raise BadInput(f"There is no field called {', '.join(unknown)}.")
    after = before | {name: text.strip() for name, text in chosen.items()}
    if any(len(text) > LONGEST or not text.isprintable() for text in after.values()):
        raise BadInput("This is not the short name of a field.", hint="Pick one of the list.")
    site.fields = {**site.fields, MAP: after}
    changed = {name: text for name, text in after.items() if text != before[name]}
    session.add(AuditEntry(site_id=site_id, actor=actor, action=MAPPED, details=changed))
