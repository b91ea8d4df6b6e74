"""Which pages each audience finds in its menu, in groups, and which pages are part of another."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as lazy

from lti_plugin.lti.roles import ADMIN, INSTRUCTOR, LEARNER

Entry = tuple[str, Any]  # an endpoint and its name
Group = tuple[Any, Sequence[Entry]]

MINE = ("learner.courses", lazy("My next courses"))
PATH = "path.show"
MY_PATH = (PATH, lazy("My path"))
DATA = ("data.show", lazy("My data"))
TEAM = ("team.show", lazy("My team"))
OWN = (
    MINE,
    ("stand.show", lazy("Where I stand")),
    ("way.show", lazy("Which way")),
    MY_PATH,
    ("roles.show", lazy("Roles")),
    ("portfolio.show", lazy("Portfolio")),
    ("wallet.show", lazy("My badges")),
    DATA,
)
REVIEWS = ("reviews.show", lazy("Portfolios to review"))
COURSE_SKILLS = ("skills.of_course", lazy("This course’s skills"))
ABOUT_A_COURSE = (
    ("instructor.course", lazy("Cohorts")),
    ("progress.show", lazy("Skills and progress")),
    ("people.of_course", lazy("Participants")),
    COURSE_SKILLS,
)

FOR_ME = (lazy("For me"), (*OWN[:-1], TEAM, DATA))
TEACHING = (lazy("This course"), (*ABOUT_A_COURSE, REVIEWS))
CONSOLE = (
    (
        lazy("Organisation"),
        (
            ("admin.overview", lazy("Overview")),
            ("approvals.show", lazy("Requests")),
            ("audit.show", lazy("Audit")),
            ("admin_roles.show", lazy("Roles and future")),
            ("admin_people.show", lazy("People")),
        ),
    ),
    (
        lazy("Courses and badges"),
        (
            ("catalogue.show", lazy("Catalogue")),
            ("model.show", lazy("Model")),
            ("admin_badges.show", lazy("Badges")),
        ),
    ),
    (
        lazy("Set-up"),
        (
            ("connect.show", lazy("Connect")),
            ("diagnostics.show", lazy("Diagnostics")),
            ("site_settings.show", lazy("Settings")),
        ),
    ),
)
GROUPS: Mapping[str, Sequence[Group]] = {
    LEARNER: (FOR_ME, (lazy("This course"), (COURSE_SKILLS,))),
    INSTRUCTOR: (TEACHING, FOR_ME),
    ADMIN: (*CONSOLE, TEACHING, FOR_ME),
}

IN_A_COURSE = frozenset(endpoint for endpoint, _text in ABOUT_A_COURSE)
OF_A_PERSON = frozenset(endpoint for endpoint, _text in (*OWN, REVIEWS, TEAM))
# Who teaches or administers sees the way to their own pages, and all of these once they are there.
# Told by their endpoints: a text that is translated late is another one in each language.
INSIDE = frozenset(endpoint for endpoint, _text in OWN[1:])
OWN_ROOMS = frozenset(endpoint.partition(".")[0] for endpoint, _text in OWN)

# The pages beneath "Roles and future", in their order; each leads to the others.
FUTURE: Sequence[Entry] = (
    ("admin_roles.show", lazy("Roles")),
    ("objectives.show", lazy("Objectives")),
    ("admin_priorities.show", lazy("Priorities")),
    ("admin_triggers.show", lazy("Triggers")),
    ("admin_pipeline.show", lazy("Pipeline")),
    ("admin_scenarios.show", lazy("Scenarios")),
    ("admin_budgets.show", lazy("Budgets")),
    ("admin_returns.show", lazy("Return on training")),
)
BENEATH_FUTURE = {endpoint.partition(".")[0]: "admin_roles" for endpoint, _text in FUTURE}
# Pages that are part of another.
WITHIN = {
    "board": "team",
    "short": "learner",
    "assignments": "path",
    **dict.fromkeys(("cohort", "making"), "instructor"),
    "admin_badge": "admin_badges",
    **dict.fromkeys(("audit_cell", "reach"), "audit"),
    **dict.fromkeys(("admin_role", "admin_drafts", "admin_hiring"), "admin_roles"),
    "admin_scenario": "admin_scenarios",
    **dict.fromkeys(
        ("admin_course", "catalogue_import", "catalogue_rules", "upkeep", "outside"), "catalogue"
    ),
    **dict.fromkeys(
        ("admin_access", "admin_person", "people_import", "admin_log", "admin_tokens"),
        "admin_people",
    ),
}
BUDGETS = "budgets"  # part of the team's pages for whoever leads one, else of the own path
