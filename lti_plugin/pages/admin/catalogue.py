"""The admin's page about the catalogue: search, filters, changes of many courses, taking back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput, BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import sheets, wording
from lti_plugin.pages.admin import course_forms, coursewords
from lti_plugin.pages.admin.told import Told, refused
from lti_plugin.pages.sheets import Cell
from lti_plugin.services import editing, histories, naming, shelf_list
from lti_plugin.services.editing import Wish
from lti_plugin.services.shelf_list import MARKS, PAGE, STATES, Line, Listed, Wanted
from lti_plugin.store import listing, skills
from lti_plugin.store.base import now

blueprint = Blueprint("catalogue", __name__, url_prefix="/admin/catalogue")
TEXTS = ("category", "tag", "mode", "level", "language", "state")
LONGEST, FARTHEST = 255, 1_000_000
FOUND = "found"


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show() -> Response:
    """Show the courses that fit the filters, which may stand in the address; fifty at a time."""
    return _page()


@blueprint.post("/csv")
@visits.require("admin")
def export() -> Response:
    """Give all that fit the filters out as a table."""
    found = _found(_wanted())
    taught = skills.names_by_course(db.session, g.visit.site_id)
    head = ("id", "title", "state", "category", "tags", "level", "mode", "minutes", "cost")
    more = ("language", "reviewed", "skills", "to_look_at", "url")
    return sheets.download("catalogue.csv", (*head, *more), _rows(found, taught))


@blueprint.post("/change")
@visits.require("admin")
def change() -> Response:
    """Change the chosen courses, or all that fit the filters, in the same way."""
    try:
        wish, chosen = _wish(), _chosen()
        with visits.writing() as session:
            batch = editing.many(session, g.visit.site_id, chosen, wish, visits.actor())
    except BadInput as error:
        return refused(_page, error)
    undo = batch.id if batch.courses else None
    return _page(Told(coursewords.done(batch.courses), batch=undo))


@blueprint.post("/undo")
@visits.require("admin")
def undo() -> Response:
    """Take back what was changed at once."""
    with visits.writing() as session:
        batch = course_forms.an_id("batch")
        undone = editing.undo(session, g.visit.site_id, batch, visits.actor())
    again = undone.id if undone.courses else None
    return _page(Told(coursewords.undone(undone.courses, undone.left), batch=again))


def _wish() -> Wish:
    form, site_id = request.form, g.visit.site_id
    taught: dict[UUID, Sequence[float | None] | None] = {}
    if form.get("add", "").strip():
        skill = naming.skill(db.session, site_id, form["add"])
        taught[skill.id] = (course_forms.level("outcome"), course_forms.level("entry"))
    if form.get("remove", "").strip():
        taught[naming.skill(db.session, site_id, form["remove"]).id] = None
    return Wish(course_forms.many(), taught)


def _chosen() -> list[UUID]:
    if request.form.get("scope") != FOUND:
        return course_forms.ids("course")
    return [line.course.id for line in _found(_wanted()).lines]


def _wanted() -> Wanted:
    given = request.values
    texts = {name: given.get(name, "")[:LONGEST].strip() for name in TEXTS}
    marks = frozenset(given.getlist("mark"))
    if (texts["state"] and texts["state"] not in STATES) or not marks <= set(MARKS):
        raise BadRequest(_("This filter is not known here."))
    return Wanted(text=given.get("q", "")[:LONGEST].strip(), marks=marks, **texts)


def _found(wanted: Wanted) -> Listed:
    return shelf_list.of_site(db.session, g.visit.site_id, wanted, now())


def _number(pages: int) -> int:
    try:
        number = int(request.values.get("page", "1"))
    except ValueError:
        raise BadRequest(_("This filter is not known here.")) from None
    return min(max(1, number), pages)


def _page(told: Told | None = None) -> Response:
    wanted = _wanted()
    found = _found(wanted)
    pages = max(1, -(-len(found.lines) // PAGE))
    number = _number(pages)
    filters = _filters(wanted)
    g.kept = filters | ({"page": number} if number > 1 else {})
    lines = found.lines[(number - 1) * PAGE : number * PAGE]
    ids = [line.course.id for line in lines]
    taught = skills.names_by_course(db.session, g.visit.site_id, ids)
    return make_response(
        render_template(
            "admin/catalogue.html",
            told=told,
            answer=_answer(found, bool(filters)),
            any_course=found.total or listing.any_listed(db.session, g.visit.site_id),
            lines=[_line(line, taught.get(line.course.id, ())) for line in lines],
            found=found,
            wanted=wanted,
            filters=filters,
            page=number,
            pages=pages,
            words=coursewords,
            levels=wording.LEVELS,
            typed=request.form if told and told.wrong else {},
            changes=histories.lately(db.session, g.visit.site_id),
        )
    )


def _filters(wanted: Wanted) -> dict[str, Any]:
    """Return what the list is narrowed to, as it stands in an address."""
    texts = {"q": wanted.text} | {name: getattr(wanted, name) for name in TEXTS}
    named: dict[str, Any] = {name: text for name, text in texts.items() if text}
    return named | ({"mark": sorted(wanted.marks)} if wanted.marks else {})


def _answer(found: Listed, narrowed: bool) -> str:
    if not found.total:
        return _("The course catalogue has not been read yet.")
    if not narrowed:
        offered = sum(line.state == shelf_list.IN for line in found.lines)
        return _(
            "Learners can be offered %(offered)d of %(all)d courses.",
            offered=offered,
            all=found.total,
        )
    return ngettext(
        "%(num)d course of %(all)d fits.",
        "%(num)d courses of %(all)d fit.",
        len(found.lines),
        all=found.total,
    )


def _line(line: Line, taught: Sequence[str]) -> dict[str, Any]:
    course = line.course
    return {
        "id": course.id,
        "title": course.title,
        "category": line.category,
        "state": str(coursewords.STATES[line.state]),
        "level": course.level or "",
        "minutes": course.duration_minutes,
        "mode": course.mode or "",
        "language": course.language or "",
        "skills": ", ".join(taught),
        "marks": [str(coursewords.MARKS[name]) for name in MARKS if name in line.marks],
    }


def _rows(found: Listed, taught: dict[UUID, list[str]]) -> Iterator[list[Cell]]:
    for line in found.lines:
        course = line.course
        reviewed = course.reviewed_at
        yield [
            str(course.id),
            course.title,
            line.state,
            line.category,
            "; ".join(map(str, course.tags)),
            course.level,
            course.mode,
            course.duration_minutes,
            course.cost,
            course.language,
            reviewed.date().isoformat() if reviewed else None,
            "; ".join(taught.get(course.id, ())),
            "; ".join(sorted(line.marks)),
            course.url,
        ]
