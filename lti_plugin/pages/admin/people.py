"""The admin's list of the people of the site: who is what here, found and filtered."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from lti_plugin.edge import visits
from lti_plugin.errors import BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import sheets
from lti_plugin.pages.admin import peoplewords
from lti_plugin.pages.sheets import Cell
from lti_plugin.services import people_list
from lti_plugin.services.people_list import BEING, HERE, NOTHING, STATES, Page, Wanted
from lti_plugin.store.people import EMAIL, ID_NUMBER, USERNAME

blueprint = Blueprint("admin_people", __name__, url_prefix="/admin/people")
LONGEST_SEARCH = 100
# The names of the fields of the form, and of what is wanted.
FILTERS = {
    "q": "text",
    "being": "being",
    "role": "role",
    "department": "department",
    "state": "state",
}
HEAD = (
    "name",
    "username",
    "idnumber",
    "email",
    "here_as",
    "leads",
    "role",
    "department",
    "manager_id",
    "hire_date",
    "state",
    "last_visit",
)


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show() -> Response:
    """Show the list; filters may stand in the address, so that a view can be kept."""
    return page()


@blueprint.post("/csv")
@visits.require("admin")
def export() -> Response:
    """Give everybody who fits the same filters out as a table."""
    return sheets.download("people.csv", HEAD, _rows(_wanted()))


def page(done: str = "") -> Response:
    """Return the list, after what was just done."""
    wanted, number = _wanted(), peoplewords.page_number()
    found = people_list.page(db.session, g.visit.site_id, wanted, number)
    roles, departments = people_list.choices(db.session, g.visit.site_id)
    g.kept = {name: text for name, text in request.values.items() if name in FILTERS and text}
    if found.number > 1:
        g.kept["page"] = found.number
    return make_response(
        render_template(
            "admin/people.html",
            done=done,
            answer=_answer(wanted, found),
            wanted=wanted,
            found=found,
            any=wanted != Wanted(state=HERE),
            roles=[(text, text) for text in roles],
            departments=[(text, text) for text in departments],
            nothing=NOTHING,
            words=peoplewords,
        )
    )


def _wanted() -> Wanted:
    given = {own: request.values.get(name, "")[:255].strip() for name, own in FILTERS.items()}
    if "state" not in request.values:
        given["state"] = HERE
    given["text"] = given["text"][:LONGEST_SEARCH]
    if given["being"] not in {"", *BEING} or given["state"] not in {"", *STATES}:
        raise BadRequest(_("This filter is not known here."))
    return Wanted(**{name: text.replace("\x00", "") for name, text in given.items()})


def _rows(wanted: Wanted) -> Iterator[list[Cell]]:
    for each in people_list.everybody(db.session, g.visit.site_id, wanted):
        ids = [each.ids.get(kind) for kind in (USERNAME, ID_NUMBER, EMAIL)]
        hired = each.hired_on.isoformat() if each.hired_on else None
        seen = each.visited_at.isoformat(timespec="seconds") if each.visited_at else None
        record = [each.role, each.department, each.manager, hired, each.state, seen]
        yield [each.name, *ids, each.being, each.leads, *record]


def _answer(wanted: Wanted, found: Page) -> str:
    if wanted == Wanted(state=HERE):
        if not found.total:
            return _("Nobody is known here yet.")
        return ngettext("%(num)d person is here.", "%(num)d people are here.", found.total)
    if not found.total:
        return _("Nobody fits this.")
    return ngettext("%(num)d person fits this.", "%(num)d people fit this.", found.total)
