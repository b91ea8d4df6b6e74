"""What the last look at a site's Moodle found, kept with the site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from connectors.fitting import cleaned
from connectors.moodle.survey import FoundField, Survey
from connectors.records import Check
from lti_plugin.services import platforms
from lti_plugin.services import sites as site_service
from lti_plugin.settings import Settings
from lti_plugin.store import sites
from lti_plugin.store.base import now
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault

LONGEST_RELEASE = 100


@dataclass(frozen=True)
class Checkup:
    """A look at a Moodle and when it was; ``before`` is the version met earlier, if another."""

    at: datetime
    before: str | None
    found: Survey

    @property
    def missing(self) -> list[Check]:
        """What an update cannot do without."""
        return [line for line in self.found.checks if line.required and not line.ok]

    @property
    def good(self) -> bool:
        """Whether an update has all that it needs."""
        return not self.missing


def look(settings: Settings, vault: Vault, site: Site) -> Survey:
    """Ask a site's Moodle; no transaction should be open meanwhile.

    Raises
    ------
    BadInput
        When the site has no address or no token yet.
    """
    with platforms.waiting(site.id), site_service.outgoing(settings) as http:
        return site_service.connector(site, vault, http).survey()


def keep(session: Session, site_id: UUID, found: Survey) -> Checkup:
    """Keep what a look found; a Moodle that did not answer leaves its version as it was known."""
    site = sites.hold(session, site_id)
    release = cleaned(found.release)[:LONGEST_RELEASE]
    before = site.release if release and site.release != release else None
    site.checkup = {"at": now().isoformat(), "before": before, "found": _storable(asdict(found))}
    site.release = release or site.release
    return Checkup(now(), before, found)


def last(site: Site) -> Checkup | None:
    """Return what the last look found; None before the first."""
    kept = site.checkup
    if not kept:
        return None
    return Checkup(datetime.fromisoformat(kept["at"]), kept["before"], _survey(kept["found"]))


def forget(site: Site) -> None:
    """Drop what was found with another address or another token."""
    site.checkup = {}


def is_upgraded(site: Site) -> bool:
    """Say whether an update met another version than the last look."""
    found = last(site)
    return bool(found and found.found.release and site.release != found.found.release)


def _storable(value: Any) -> Any:
    """Return what was found without characters that a database refuses."""
    if isinstance(value, str):
        return cleaned(value)
    if isinstance(value, dict):
        return {name: _storable(each) for name, each in value.items()}
    return [_storable(each) for each in value] if isinstance(value, list | tuple) else value


def _survey(kept: Mapping[str, Any]) -> Survey:
    checks = tuple(Check(**each) for each in kept["checks"])
    fields = {
        name: tuple(FoundField(**{**each, "examples": tuple(each["examples"])}) for each in found)
        for name, found in kept.items()
        if name in ("course_fields", "person_fields")
    }
    return Survey(**{**kept, **fields, "checks": checks, "headers": tuple(kept["headers"])})
