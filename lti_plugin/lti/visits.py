"""A launch's browser session: its row, its secret, and the signed token inside its pages."""

from __future__ import annotations

from datetime import datetime, timedelta
from uuid import UUID

from itsdangerous import BadData, URLSafeTimedSerializer
from sqlalchemy.orm import Session

from lti_plugin.lti import onetime
from lti_plugin.lti.message import Launch
from lti_plugin.lti.roles import ADMIN
from lti_plugin.settings import Settings
from lti_plugin.store import visits as rows
from lti_plugin.store.base import now
from lti_plugin.store.visits import Visit

SHORT = 8
COPIED = (
    "registration_id",
    "person_id",
    "context_id",
    "context_title",
    "resource_link_id",
    "course_module",
    "return_url",
    "claims",
    "locale",
    "expires_at",
)


def begin(
    session: Session,
    settings: Settings,
    site_id: UUID,
    registration_id: UUID,
    person_id: UUID,
    launch: Launch,
    audience: str,
) -> tuple[Visit, str]:
    """Open a visit for a launch of somebody as ``audience``; return it and its cookie's secret."""
    visit, secret = _open(settings, site_id, audience)
    visit.registration_id = registration_id
    visit.person_id = person_id
    visit.context_id = launch.context_id
    visit.context_title = launch.context_title
    visit.resource_link_id = launch.resource_link_id
    visit.course_module = launch.course_module
    visit.return_url = launch.return_url
    visit.claims = {
        "custom": launch.custom,
        "deployment_id": launch.deployment_id,
        "placing": launch.placing,
        "roles": launch.roles,
    }
    visit.locale = launch.locale
    session.add(visit)
    session.flush()
    rows.close_outdated(session, visit)
    return visit, secret


def branch(session: Session, settings: Settings, visit: Visit) -> tuple[Visit, str]:
    """Open a second visit like this one, for a window of its own; it ends no later."""
    twin, secret = _open(settings, visit.site_id, visit.audience)
    for name in COPIED:
        setattr(twin, name, getattr(visit, name))
    session.add(twin)
    session.flush()
    return twin, secret


def begin_admin(session: Session, settings: Settings, site_id: UUID) -> tuple[Visit, str]:
    """Open an admin's visit of nobody in particular, for a link made on the command line."""
    visit, secret = _open(settings, site_id, ADMIN)
    session.add(visit)
    session.flush()
    return visit, secret


def _open(settings: Settings, site_id: UUID, audience: str) -> tuple[Visit, str]:
    secret = onetime.new()
    at = now()
    visit = Visit(
        site_id=site_id,
        secret_hash=onetime.digest(secret),
        audience=audience,
        claims={},
        seen_at=at,
        expires_at=at + timedelta(hours=settings.session_hours),
    )
    return visit, secret


def is_over(visit: Visit, settings: Settings, at: datetime) -> bool:
    """Say whether a visit has lasted too long, or was left alone for too long."""
    idle = timedelta(minutes=settings.session_idle_minutes)
    return visit.expires_at <= at or visit.seen_at + idle <= at


def short(visit_id: UUID) -> str:
    """Return the part of a visit's id that stands in addresses and in its cookie's name."""
    return visit_id.hex[:SHORT]


class PageTokens:
    """Makes and reads the tokens by which a page proves, without a cookie, whose it is."""

    def __init__(self, key: bytes, settings: Settings) -> None:
        self._serializer = URLSafeTimedSerializer(key, salt="page token")
        self._life = timedelta(minutes=settings.session_idle_minutes)

    def make(self, visit_id: UUID) -> str:
        """Return a token for a visit, good until the visit would be idle for too long."""
        return str(self._serializer.dumps(visit_id.hex))

    def read(self, token: str) -> tuple[UUID | None, bool]:
        """Return the visit of a token and whether the token is still good.

        An old token still tells its visit, so that the page can offer the way back.
        """
        try:
            visit_id, made = self._serializer.loads(token, return_timestamp=True)
        except BadData:
            return None, False
        return UUID(visit_id), now() - made <= self._life
