"""What the pages about people have in common: the words for what somebody is, the page's number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Flask, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_babel import ngettext

from lti_plugin.lti.roles import ADMIN, INSTRUCTOR, LEARNER
from lti_plugin.services.people_list import GONE, HERE, LEFT, MANAGER, Listed
from lti_plugin.store.corrections import ACTIVE, DEPARTMENT, HIRED_ON, ROLE
from lti_plugin.store.corrections import MANAGER as MANAGER_FIELD
from lti_plugin.store.people import EMAIL, ID_NUMBER, USERNAME

BEING: Mapping[str, Any] = {
    ADMIN: lazy("L&D admin"),
    INSTRUCTOR: lazy("Instructor"),
    MANAGER: lazy("Leads people"),
    LEARNER: lazy("Learner"),
}
STATES: Mapping[str, Any] = {
    HERE: lazy("Here"),
    LEFT: lazy("Suspended or left"),
    GONE: lazy("No longer listed"),
}
FIELDS: Mapping[str, Any] = {
    ROLE: lazy("Role"),
    DEPARTMENT: lazy("Department"),
    MANAGER_FIELD: lazy("Manager"),
    HIRED_ON: lazy("Hired on"),
    ACTIVE: lazy("Active"),
}
TELLING = (USERNAME, ID_NUMBER, EMAIL)
PAGES: Sequence[tuple[str, Any]] = (
    ("admin_people.show", lazy("People")),
    ("admin_access.show", lazy("L&D admins and roles")),
    ("people_import.show", lazy("Import")),
    ("admin_log.show", lazy("Log of changes")),
    ("admin_tokens.show", lazy("API tokens")),
)


def page_number() -> int:
    """Return which page of a list is wanted; what is no number is the first."""
    text = request.values.get("page", "1")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 7 else 1


def what(each: Listed) -> str:
    """Return what somebody is here, with how many they lead."""
    text = str(BEING[each.being])
    if not each.leads:
        return text
    leads = ngettext("leads %(num)d person", "leads %(num)d people", each.leads)
    return _("%(what)s, %(leads)s", what=text, leads=leads)


def ids(each: Listed) -> str:
    """Return the ids that tell somebody from others of the same name."""
    told = [each.ids[kind] for kind in TELLING if each.ids.get(kind)]
    return ", ".join(text for text in told if text != each.name)


def bind(app: Flask) -> None:
    """Give the templates of ``app`` the way between the pages about people."""
    app.jinja_env.globals["people_pages"] = _pages


def _pages() -> list[dict[str, Any]]:
    here = (request.endpoint or "").partition(".")[0]
    return [
        {"endpoint": endpoint, "text": text, "here": endpoint.partition(".")[0] == here}
        for endpoint, text in PAGES
    ]
