"""The way between the pages that belong to a visit, and out of the frame."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from sqlalchemy.exc import OperationalError

from lti_plugin.edge import visits
from lti_plugin.edge.visits import Visitor
from lti_plugin.extensions import db
from lti_plugin.lti import visits as protocol
from lti_plugin.lti.roles import ADMIN, INSTRUCTOR, LEARNER
from lti_plugin.pages import entrance
from lti_plugin.pages.manager import leading
from lti_plugin.services import placements
from lti_plugin.store import visits as rows

blueprint = Blueprint("menu", __name__)

MINE = ("learner.courses", lazy("My next courses"))
STAND = ("stand.show", lazy("Where I stand"))
WAY = ("way.show", lazy("Which way"))
PATH = "path.show"
MY_PATH = (PATH, lazy("My path"))
DATA = ("data.show", lazy("My data"))
ROLES = ("roles.show", lazy("Roles"))
PORTFOLIO = ("portfolio.show", lazy("Portfolio"))
BADGES = ("wallet.show", lazy("Badges"))
OWN = (MINE, STAND, WAY, MY_PATH, ROLES, PORTFOLIO, BADGES)
TEAM = ("team.show", lazy("My team"))
REVIEWS = ("reviews.show", lazy("Portfolios to review"))
COURSE_SKILLS = ("skills.of_course", lazy("This course’s skills"))
CLASS = ("instructor.course", lazy("This class"))
PEOPLE = ("people.of_course", lazy("People"))
PROGRESS = ("progress.show", lazy("Skills and progress"))
PAGES: Mapping[str, Sequence[tuple[str, Any]]] = {
    LEARNER: (*OWN, TEAM, COURSE_SKILLS, DATA),
    INSTRUCTOR: (CLASS, PROGRESS, PEOPLE, REVIEWS, TEAM, COURSE_SKILLS, *OWN, DATA),
    ADMIN: (
        ("admin.overview", lazy("Overview")),
        ("connect.show", lazy("Connect")),
        ("diagnostics.show", lazy("Diagnostics")),
        ("catalogue.show", lazy("Catalogue")),
        ("admin_roles.show", lazy("Roles and future")),
        ("audit.show", lazy("Audit")),
        ("model.show", lazy("Model")),
        ("admin_people.show", lazy("People and roles")),
        ("admin_badges.show", lazy("Site badges")),
        ("site_settings.show", lazy("Settings")),
        ("approvals.show", lazy("Requests")),
        TEAM,
        CLASS,
        PROGRESS,
        PEOPLE,
        REVIEWS,
        COURSE_SKILLS,
        *OWN,
        DATA,
    ),
}
IN_A_COURSE = frozenset({CLASS[0], PROGRESS[0], PEOPLE[0], COURSE_SKILLS[0]})
OF_A_PERSON = frozenset(endpoint for endpoint, _text in (*OWN, DATA, REVIEWS, TEAM))
# Who teaches or administers sees the way to their own pages, and all of these once they are there.
# Told by their endpoints: a text that is translated late is another one in each language.
INSIDE = frozenset(endpoint for endpoint, _text in (*OWN[1:], DATA))
OWN_ROOMS = frozenset(endpoint.partition(".")[0] for endpoint in OF_A_PERSON) - {"reviews", "team"}
WITHOUT_ENTRY = frozenset({"ad", "assignments", "budgets", "short"})  # pages that others lead to

# The pages beneath "Roles and future", in their order; each leads to the others.
FUTURE = (
    ("admin_roles.show", lazy("Roles")),
    ("objectives.show", lazy("Objectives")),
    ("admin_priorities.show", lazy("Priorities")),
    ("admin_triggers.show", lazy("Triggers")),
    ("admin_pipeline.show", lazy("Pipeline")),
    ("admin_scenarios.show", lazy("Scenarios")),
    ("admin_budgets.show", lazy("Budgets")),
    ("admin_returns.show", lazy("Return on training")),
)
_FUTURE = {endpoint.partition(".")[0]: "admin_roles" for endpoint, _text in FUTURE}
# Pages that are part of another.
WITHIN = {
    "board": "team",
    "cohort": "instructor",
    "admin_badge": "admin_badges",
    **dict.fromkeys(("audit_cell", "reach"), "audit"),
    **dict.fromkeys(("admin_role", "admin_drafts", "admin_hiring"), "admin_roles"),
    "admin_scenario": "admin_scenarios",
    **dict.fromkeys(("admin_course", "catalogue_rules", "upkeep", "outside"), "catalogue"),
    **dict.fromkeys(
        ("admin_access", "admin_person", "people_import", "admin_log", "admin_tokens"),
        "admin_people",
    ),
}


def bind(app: Flask) -> None:
    """Give the templates of ``app`` the menu of the present visit."""
    app.jinja_env.globals["menu"] = entries
    app.jinja_env.globals["future_tabs"] = future_tabs


def entries() -> list[dict[str, Any]]:
    """Return the pages of the present visit: their endpoint, their name, whether it is this one.

    While something is being placed there is nowhere else to go; a page about the course is left
    out where the visit came from none, a person's own where it is nobody's, and a manager's
    where they lead nobody. What a page's buttons lead to is still that page.
    """
    visit = g.get("visit")
    if visit is None or visit.claims.get("placing"):
        return []
    here = (g.get("page") or request.endpoint or "").partition(".")[0]
    here = WITHIN.get(here, here)
    here = _FUTURE.get(here, here)
    return [
        {"endpoint": endpoint, "text": text, "here": endpoint.partition(".")[0] == here}
        for endpoint, text in _pages(visit, here)
        if endpoint in current_app.view_functions
        and (visit.context_id or endpoint not in IN_A_COURSE)
        and (visit.person_id or endpoint not in OF_A_PERSON)
        and (endpoint != TEAM[0] or _leads())
    ]


def future_tabs() -> list[dict[str, Any]]:
    """Return the pages beneath "Roles and future": their endpoint, name, whether it is this one."""
    here = (g.get("page") or request.endpoint or "").partition(".")[0]
    here = WITHIN.get(here, here)
    return [
        {"endpoint": endpoint, "text": text, "here": endpoint.partition(".")[0] == here}
        for endpoint, text in FUTURE
    ]


def _leads() -> bool:
    """Say whether the visitor leads anybody; a page that tells of a broken database has a menu."""
    try:
        return leading.leads(db.session)
    except OperationalError:
        return False


def _pages(visit: Visitor, here: str) -> Sequence[tuple[str, Any]]:
    """Return the pages of an audience, with the path that was placed where this visit came from."""
    pages = list(PAGES[visit.audience])
    learner = visit.audience == LEARNER
    if not learner and here not in OWN_ROOMS | WITHOUT_ENTRY:
        pages = [page for page in pages if page[0] not in INSIDE]
    placed = placements.of_custom(visit.custom)
    if placed is None or placed.view != placements.PATH:
        return pages
    path = (PATH, _("Path to %(role)s", role=placed.role))
    others = [page for page in pages if page != MY_PATH]
    # Learners come for it; teachers come for the class, and it is their own as well.
    return [path, *others] if learner else [*others, path]


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
