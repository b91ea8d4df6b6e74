"""Tokens for other programs: made with what they may do and until when, shown once, revoked.

A token belongs to a site and to nobody, so no answer to it holds what only a person may see of
themselves.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput
from lti_plugin.lti import onetime
from lti_plugin.services.texts import fitted
from lti_plugin.store import tokens as rows
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.sites import Site
from lti_plugin.store.tokens import ApiToken

PREFIX = "fp_"
SHOWN = len(PREFIX) + 6
LONGEST_NAME = 100
LONGEST_DAYS = 366
MOST_GOOD = 50
TOUCH_AFTER = timedelta(minutes=1)
MADE, REVOKED = "token made", "token revoked"

READ_CATALOGUE, WRITE_CATALOGUE = "read:catalogue", "write:catalogue"
READ_ROLES, WRITE_ROLES, WRITE_OBJECTIVES = "read:roles", "write:roles", "write:objectives"
READ_FUTURE, WRITE_FUTURE = "read:future", "write:future"
READ_PEOPLE, WRITE_PEOPLE, READ_LEVELS = "read:people", "write:people", "read:levels"
READ_AUDIT, READ_BADGES, READ_LOG = "read:audit", "read:badges", "read:log"
READ_MODEL, WRITE_MODEL = "read:models", "write:models"
READ_REQUESTS, WRITE_REQUESTS = "read:requests", "write:requests"
READ_SETTINGS, WRITE_SETTINGS = "read:settings", "write:settings"
READ_JOBS, WRITE_JOBS = "read:jobs", "write:jobs"
READ_SITE, WRITE_SITE = "read:site", "write:site"
# What a token may be allowed; each route of the API names the one that it asks for.
SCOPES = (
    READ_CATALOGUE,
    WRITE_CATALOGUE,
    READ_ROLES,
    WRITE_ROLES,
    WRITE_OBJECTIVES,
    READ_FUTURE,
    WRITE_FUTURE,
    READ_PEOPLE,
    WRITE_PEOPLE,
    READ_LEVELS,
    READ_AUDIT,
    READ_BADGES,
    READ_MODEL,
    WRITE_MODEL,
    READ_REQUESTS,
    WRITE_REQUESTS,
    READ_LOG,
    READ_SETTINGS,
    WRITE_SETTINGS,
    READ_JOBS,
    WRITE_JOBS,
    READ_SITE,
    WRITE_SITE,
)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who asks with a token: the site, and the token as the log names it."""

    site: Site
    token_id: UUID
    name: str
    scopes: frozenset[str]

    @property
    def actor(self) -> str:
        """What the log calls it."""
        return actor(self.token_id)


def actor(token_id: UUID) -> str:
    """Return what the log calls a token; its name is looked up where the log is shown."""
    return f"token:{token_id}"


def make(
    session: Session, site_id: UUID, name: str, scopes: Collection[str], days: int, by: str
) -> tuple[ApiToken, str]:
    """Make a token; its secret is returned this once and kept nowhere.

    Raises
    ------
    BadInput
        When it has no name, may do nothing or something unknown, lives too long, or there are
        too many.
    """
    name, wanted = fitted(name, LONGEST_NAME), [each for each in SCOPES if each in scopes]
    if not name:
        raise BadInput("Give the token a name: the program that will use it.")
    if not wanted or set(scopes) - set(SCOPES):
        raise BadInput("Choose what the token may do.")
    if not 1 <= days <= LONGEST_DAYS:
        raise BadInput("A token ends after 1 to 366 days.")
    at = now()
    if sum(row.is_good(at) for row in rows.of_site(session, site_id)) >= MOST_GOOD:
        raise BadInput("There are too many tokens.", hint="Revoke one that is not used any more.")
    secret = PREFIX + secrets.token_urlsafe(32)
    row = ApiToken(
        site_id=site_id,
        name=name,
        scopes=wanted,
        shown=secret[:SHOWN],
        secret_hash=onetime.digest(secret),
        made_by=by,
        expires_at=at + timedelta(days=days),
    )
    session.add(row)
    session.flush()
    _log(session, row, MADE, by, {"scopes": wanted})
    return row, secret


def revoke(session: Session, site_id: UUID, token_id: UUID, by: str) -> ApiToken:
    """Make a token worthless at once; revoked again it stays so.

    Raises
    ------
    NotFound
        When the site has no such token.
    """
    row = rows.get(session, site_id, token_id)
    if row.revoked_at is None:
        row.revoked_at = now()
        _log(session, row, REVOKED, by, {})
    return row


def holder(session: Session, secret: str, at: datetime) -> Holder | None:
    """Return who asks with this secret; None where it is unknown, revoked or too old."""
    found = rows.by_secret(session, onetime.digest(secret))
    if found is None or not found[0].is_good(at):
        return None
    row, site = found
    return Holder(site, row.id, row.name, frozenset(row.scopes))


def is_stale(session: Session, holding: Holder, at: datetime) -> bool:
    """Say whether the last use that was noted is a while ago."""
    used = rows.get(session, holding.site.id, holding.token_id).used_at
    return used is None or at - used > TOUCH_AFTER


def names(session: Session, site_id: UUID) -> dict[str, str]:
    """Return the name of every token of a site, by what the log calls it."""
    return {actor(row.id): row.name for row in rows.of_site(session, site_id)}


def state(row: ApiToken, at: datetime) -> str:
    """Return whether a token is good, has ended or was revoked."""
    if row.revoked_at is not None:
        return "revoked"
    return "good" if row.expires_at > at else "ended"


def _log(session: Session, row: ApiToken, action: str, by: str, more: Mapping[str, Any]) -> None:
    details = {"token": row.name, **more}
    session.add(AuditEntry(site_id=row.site_id, actor=by, action=action, details=details))
