"""The way between the pages that belong to a visit, and out of the frame."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, request
from flask_babel import gettext as _
from sqlalchemy.exc import OperationalError

from lti_plugin.edge import visits
from lti_plugin.edge.visits import Visitor
from lti_plugin.extensions import db
from lti_plugin.lti import visits as protocol
from lti_plugin.lti.roles import LEARNER
from lti_plugin.pages import contents, entrance
from lti_plugin.pages.contents import Entry
from lti_plugin.pages.manager import leading
from lti_plugin.services import placements
from lti_plugin.store import visits as rows

blueprint = Blueprint("menu", __name__)


def bind(app: Flask) -> None:
    """Give the templates of ``app`` the menu of the present visit."""
    app.jinja_env.globals["menu"] = groups
    app.jinja_env.globals["future_tabs"] = future_tabs


def groups() -> list[dict[str, Any]]:
    """Return the pages of the present visit in groups: endpoint, name, whether it is this one.

    While something is being placed there is nowhere else to go; a page about the course is left
    out where the visit came from none, a person's own where it is nobody's, and a manager's
    where they lead nobody. What a page's buttons lead to is still that page.
    """
    visit = g.get("visit")
    if visit is None or visit.claims.get("placing"):
        return []
    leads = _leads()
    here = _here(leads)
    told = [
        {"title": title, "pages": [_told(page, here) for page in pages if _has(visit, page, leads)]}
        for title, pages in _groups(visit, here)
    ]
    return [group for group in told if group["pages"]]


def future_tabs() -> list[dict[str, Any]]:
    """Return the pages beneath "Roles and future": their endpoint, name, whether it is this one."""
    here = _room()
    return [_told(page, contents.WITHIN.get(here, here)) for page in contents.FUTURE]


def _told(page: Entry, here: str) -> dict[str, Any]:
    endpoint, text = page
    return {"endpoint": endpoint, "text": text, "here": _room(endpoint) == here}


def _room(endpoint: str = "") -> str:
    """Return the blueprint of an endpoint, of the present page without one."""
    return (endpoint or g.get("page") or request.endpoint or "").partition(".")[0]


def _here(leads: bool) -> str:
    """Return the room of the menu's entry that the present page belongs to."""
    here = _room()
    if here == contents.BUDGETS:
        return _room(contents.TEAM[0] if leads else contents.PATH)
    here = contents.WITHIN.get(here, here)
    return contents.BENEATH_FUTURE.get(here, here)


def _has(visit: Visitor, page: Entry, leads: bool) -> bool:
    endpoint = page[0]
    return (
        endpoint in current_app.view_functions
        and bool(visit.context_id or endpoint not in contents.IN_A_COURSE)
        and bool(visit.person_id or endpoint not in contents.OF_A_PERSON)
        and (leads or endpoint != contents.TEAM[0])
    )


def _leads() -> bool:
    """Say whether the visitor leads anybody; a page that tells of a broken database has a menu."""
    try:
        return leading.leads(db.session)
    except OperationalError:
        return False


def _groups(visit: Visitor, here: str) -> list[tuple[Any, list[Entry]]]:
    """Return an audience's groups, with the path that was placed where this visit came from."""
    hidden: frozenset[str] = frozenset()
    if visit.audience != LEARNER and here not in contents.OWN_ROOMS:
        hidden = contents.INSIDE
    given = [
        (title, [page for page in pages if page[0] not in hidden])
        for title, pages in contents.GROUPS[visit.audience]
    ]
    placed = placements.of_custom(visit.custom)
    if placed is None or placed.view != placements.PATH:
        return given
    path = (contents.PATH, _("Path to %(role)s", role=placed.role))
    return [
        (title, _with_path(pages, path, visit.audience) if title is contents.FOR_ME[0] else pages)
        for title, pages in given
    ]


def _with_path(pages: list[Entry], path: Entry, audience: str) -> list[Entry]:
    """Put a placed path in place of the own one.

    Learners come for it; teachers come for the class, and it is their own as well.
    """
    others = [page for page in pages if page != contents.MY_PATH]
    return [path, *others] if audience == LEARNER else [*others, path]


@blueprint.post("/lti/window")
@visits.require(*visits.TEACHING)
def window() -> Response:
    """Open the same visit in a window of its own, with a cookie that nobody holds for foreign.

    The post comes from the frame by its token; so no address ever carries a secret.
    """
    with visits.writing() as session:
        present = session.get_one(rows.Visit, g.visit.id)
        settings = current_app.config["FINGERPOST"]
        twin, secret = protocol.branch(session, settings, present)
        session.expunge(twin)
    return entrance.lead_in(twin, secret)
