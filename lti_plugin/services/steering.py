"""Sets what an L&D admin can set for a site, or puts it back: at once, and the log tells of it."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput
from lti_plugin.services import site_settings
from lti_plugin.services.site_settings import (
    COURSES,
    DECAY,
    EVIDENCE,
    RANKING,
    SETTINGS,
    SETTINGS_OF_SITE,
    Setting,
    Value,
)
from lti_plugin.store import jobs, sites
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.jobs import SCORE
from lti_plugin.store.sites import Site

CHANGED = "settings changed"
# What lists are made of; those that are stored are then made anew.
OF_LISTS = frozenset({RANKING, EVIDENCE, DECAY, COURSES})


def keep(session: Session, site_id: UUID, wanted: Mapping[str, object], actor: str) -> None:
    """Set these settings, all of them or none; pages follow at once, stored lists by a scoring.

    Raises
    ------
    BadInput
        When there is no such setting.
    BadSetting
        When one of them cannot have its value.
    """
    unknown = wanted.keys() - SETTINGS.keys()
    if unknown:
        raise BadInput(f"There is no setting {', '.join(sorted(unknown))}.")
    _set(session, site_id, {key: SETTINGS[key].checked(v) for key, v in wanted.items()}, actor)


def reset(session: Session, site_id: UUID, section: str, actor: str) -> None:
    """Put every setting of a section back to its default.

    Raises
    ------
    BadInput
        When there is no such section.
    """
    usual = {each.key: each.usual for each in site_settings.of_section(section)}
    if not usual:
        raise BadInput("There is no such section.")
    _set(session, site_id, usual, actor)


def _set(session: Session, site_id: UUID, wanted: Mapping[str, Value], actor: str) -> None:
    site = sites.hold(session, site_id)
    before = site_settings.values(site)
    changed = {key: value for key, value in wanted.items() if before[key] != value}
    if not changed:
        return
    for key, value in changed.items():
        _write(site, SETTINGS[key], value)
    details = {
        "sections": sorted({SETTINGS[key].section for key in changed}),
        "before": {key: before[key] for key in changed},
        "now": changed,
    }
    session.add(AuditEntry(site_id=site_id, actor=actor, action=CHANGED, details=details))
    if OF_LISTS & set(details["sections"]):
        jobs.enqueue(session, site_id, SCORE, afresh=True)


def _write(site: Site, setting: Setting, value: Value) -> None:
    """Write one value; of what is as usual nothing is kept, so that a later default counts."""
    if setting.column:
        setattr(site, setting.column, value)
        return
    kept = dict(site.fields.get(SETTINGS_OF_SITE, {}))
    kept.pop(setting.key, None)
    if value != setting.usual:
        kept[setting.key] = value
    site.fields = {**site.fields, SETTINGS_OF_SITE: kept}
