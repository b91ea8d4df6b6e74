"""Who is visiting: each page belongs to one launch, told by a cookie or by the page's own token.

A page may be read with the visit's cookie, which the browser sends by itself, or with the token of
an earlier page. Whatever is posted needs the token, which no other site can know; so this is also
the protection against forged posts, and the way that works where the browser keeps no cookies.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from functools import wraps
from typing import Any, NoReturn, ParamSpec, TypeVar
from uuid import UUID

from flask import (
    Response,
    after_this_request,
    current_app,
    g,
    request,
)
from flask_babel import gettext as _
from flask_limiter.util import get_remote_address
from sqlalchemy.orm import Session

from lti_plugin.edge import programs, senders, ways_back
from lti_plugin.errors import SessionEnded
from lti_plugin.extensions import db, limiter
from lti_plugin.lti import addresses, onetime
from lti_plugin.lti import visits as protocol
from lti_plugin.lti.roles import ADMIN, INSTRUCTOR, LEARNER
from lti_plugin.lti.visits import PageTokens
from lti_plugin.services import standing
from lti_plugin.settings import Settings
from lti_plugin.store import visits as rows
from lti_plugin.store.base import now
from lti_plugin.store.database import begin_writing
from lti_plugin.store.lti import Registration
from lti_plugin.store.sites import Site
from lti_plugin.store.visits import Opened, Visit

COOKIE = "__Host-visit-"
SAFE = frozenset({"GET", "HEAD"})
EVERYBODY = (LEARNER, INSTRUCTOR, ADMIN)
TEACHING = (INSTRUCTOR, ADMIN)
TOUCH_AFTER = timedelta(minutes=1)
# A class sits behind one address, so only what fails counts against the address.
FAILURES = "300 per minute"
P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Visitor:
    """The visit that a request belongs to.

    A visit by a link from the command line has no person, no context and no registration;
    ``language`` is the site's, ``platform`` the origin of its Moodle. ``program`` is what the
    audit log calls a program that asks with a token of its own, which is nobody's visit.
    """

    id: UUID
    site_id: UUID
    person_id: UUID | None
    audience: str
    context_id: str | None
    context_title: str | None
    locale: str | None
    timezone: str
    language: str
    platform: str
    registration: Registration | None
    resource_link_id: str | None = None
    claims: Mapping[str, Any] = field(default_factory=dict)
    program: str | None = None

    @property
    def custom(self) -> Mapping[str, str]:
        """The custom parameters of the launch."""
        given: Mapping[str, str] = self.claims.get("custom") or {}
        return given

    @property
    def actor(self) -> str:
        """Who acts, as the audit log calls it."""
        return self.program or str(self.person_id or "command line")

    @property
    def short(self) -> str:
        """The part of the id that stands in addresses; no secret."""
        return protocol.short(self.id)


def require(
    *audiences: str, person: bool = False, scope: str | None = None
) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a view run within a visit of one of these audiences, as ``flask.g.visit``.

    With ``person`` it has to be somebody's: a visit by a link from the command line is nobody's.
    A program with a token that has the ``scope`` may ask as well; without one none may.
    A view that changes something begins with no transaction open; one that reads goes on in the
    one in which the visit was read. Without such a visit, SessionEnded is raised and the page
    offers to open the activity again.
    """

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        limited = limiter.limit(_rate, key_func=_who)(view)

        @wraps(view)
        def within(*args: P.args, **kwargs: P.kwargs) -> R:
            if programs.asks(_bearer()):
                _admit(scope)
            else:
                _enter(audiences, person)
            return limited(*args, **kwargs)

        within.audiences = audiences  # type: ignore[attr-defined]  # a mark for name_visit
        return within

    return decorate


def page_token() -> str:
    """Return a token for the page that is being made; empty outside a visit."""
    visit = g.get("visit")
    if visit is None:
        return ""
    if "page_token" not in g:  # every form on the page asks for it
        g.page_token = _tokens().make(visit.id)
    token: str = g.page_token
    return token


def is_fetch() -> bool:
    """Say whether a page's script asks, and not the browser for a whole page."""
    return request.headers.get("X-Requested-With") == "fetch"


def actor() -> str:
    """Return who acts, for the audit log."""
    who: str = g.visit.actor
    return who


@contextmanager
def writing(*, durable: bool = True) -> Iterator[Session]:
    """Give the request's session with a transaction of its own, committed at the end.

    What is not ``durable`` may be forgotten at a power cut; see ``begin_writing``.
    """
    db.session.rollback()
    with db.session.begin():
        begin_writing(db.session, durable=durable)
        yield db.session


def _admit(scope: str | None) -> None:
    """Let a program in with its token, as an L&D admin who is nobody, for what it may do."""
    found = programs.holder(db.session, _bearer() or "", writing)
    if found is None:
        _refuse(
            _("This token is not known here, or does not let in any more."),
            _("An L&D admin of the site can make another one."),
        )
    g.visit = Visitor(
        id=found.token_id,
        site_id=found.site.id,
        person_id=None,
        audience=ADMIN,
        context_id=None,
        context_title=None,
        locale=None,
        timezone=found.site.timezone,
        language=found.site.language,
        platform=addresses.origin(found.site.issuer) or "",
        registration=None,
        program=found.actor,
    )
    programs.check(found, scope)


def _enter(audiences: tuple[str, ...], person: bool) -> None:
    if "visit" not in g:
        found, good = _named()
        loaded = take_in(found)
        if loaded is None:
            ways_back.by_name(db.session, request.args.get("v", ""))
        if loaded is None or not good or loaded[1]:
            _refuse(
                _("This page was open for too long, or its session was closed."),
                _("Open the activity again; nothing that you did is lost."),
            )
        g.visit = loaded[0]
        g.opened = found  # a session forgets rows that nobody holds, and reads them anew each time
        if _bearer() is not None:
            after_this_request(_renew)
    if g.visit.audience not in audiences or (person and g.visit.person_id is None):
        _refuse(
            _("This page is not for you: it is for those who teach the course or run the site."),
            _("Your own pages open from a Fingerpost activity that is for learners too."),
        )


@limiter.shared_limit(lambda: FAILURES, scope="visits", key_func=get_remote_address)
def _refuse(message: str, hint: str) -> NoReturn:
    """End the request; whoever has a good visit is not counted, and so never kept out, here."""
    raise SessionEnded(message, hint=hint)


def _named() -> tuple[Opened | None, bool]:
    """Return the visit that the request names and whether it proves to belong to it.

    A token in a form that another site posts is that site's own: it would show me their visit.
    """
    short = request.args.get("v", "")
    token = _bearer() or request.form.get("page_token")
    if token is not None:
        visit_id, good = _tokens().read(token)
        good = good and not senders.elsewhere()
        found = rows.opened(db.session, visit_id=visit_id) if visit_id is not None else None
        return found, good and short in {"", visit_id and protocol.short(visit_id)}
    secret = request.cookies.get(COOKIE + short)
    if request.method not in SAFE or secret is None:
        return None, False
    found = rows.opened(db.session, secret_hash=onetime.digest(secret))
    return found, found is not None and protocol.short(found.visit.id) == short


def take_in(found: Opened | None) -> tuple[Visitor, bool] | None:
    """Return who a visit is of and whether it is over, and let its platform frame the answer."""
    if found is None:
        return None
    visit, visit_id, site = found.visit, found.visit.id, found.site
    ways_back.let_frame(site.issuer, visit.course_module, visit.return_url)
    at = now()
    over = (
        protocol.is_over(visit, _settings(), at)
        or not found.is_on
        or not standing.is_current(found.override, site, visit)
    )
    idle = at - visit.seen_at > TOUCH_AFTER
    visitor = _visitor(visit, site, found.registration)
    if found.registration is not None:
        db.session.expunge(found.registration)
    if request.method not in SAFE:
        db.session.rollback()
    if idle and not over:
        with writing() as session:
            rows.touch(session, visit_id, at)
    return visitor, over


def _visitor(visit: Visit, site: Site, registration: Registration | None) -> Visitor:
    return Visitor(
        id=visit.id,
        site_id=visit.site_id,
        person_id=visit.person_id,
        audience=visit.audience,
        context_id=visit.context_id,
        context_title=visit.context_title,
        locale=visit.locale,
        timezone=site.timezone,
        language=site.language,
        platform=addresses.origin(site.issuer) or "",
        registration=registration,
        resource_link_id=visit.resource_link_id,
        claims=visit.claims,
    )


def _bearer() -> str | None:
    kind, _space, token = request.headers.get("Authorization", "").partition(" ")
    return token if kind == "Bearer" else None


def _renew(response: Response) -> Response:
    response.headers["X-Page-Token"] = page_token()
    return response


def _tokens() -> PageTokens:
    return PageTokens(current_app.config["SECRET_KEY"], _settings())


def _settings() -> Settings:
    settings: Settings = current_app.config["FINGERPOST"]
    return settings


def _rate() -> str:
    return str(current_app.config["FINGERPOST"].rate_limit)


def _who() -> str:
    return f"{g.visit.site_id}:{g.visit.program or g.visit.person_id}"
