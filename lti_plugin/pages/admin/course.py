"""The admin's page about one course: what is said of it, what it teaches, who is shown it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any
from uuid import UUID

from flask import Blueprint, Response, g, make_response, render_template, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput, Conflict
from lti_plugin.extensions import db
from lti_plugin.pages import sheets
from lti_plugin.pages.admin import course_forms, course_view, coursewords
from lti_plugin.pages.admin.told import Told, refused
from lti_plugin.services import editing, equivalents, naming, outside, picks
from lti_plugin.services.editing import Wish
from lti_plugin.services.picks import Said
from lti_plugin.store import courses, prerequisites
from lti_plugin.store.picks import PEOPLE

blueprint = Blueprint("admin_course", __name__, url_prefix="/admin/catalogue/<uuid:course_id>")
Step = Callable[[Session, UUID], Any]
CHANGED = ("who", "name", "before", "after")


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show(course_id: UUID) -> Response:
    """Show one course."""
    return page(course_id)


@blueprint.post("/csv")
@visits.require("admin")
def export(course_id: UUID) -> Response:
    """Give out what was changed of the course as a table, the newest first."""
    row = courses.get(db.session, g.visit.site_id, course_id)
    lines = [
        [row.title, each["at"].isoformat(), *(each[name] for name in CHANGED)]
        for each in course_view.of(db.session, row)["steps"]
    ]
    head = ("course", "when", "who", "what", "before", "after")
    return sheets.download("course-changes.csv", head, lines)


@blueprint.post("/change")
@visits.require("admin")
def change(course_id: UUID) -> Response:
    """Keep what the form says; where somebody else was quicker, show both versions."""
    shown = {name[4:]: text for name, text in request.form.items() if name.startswith("was_")}
    try:
        wish = Wish(course_forms.values(shown))
        with visits.writing() as session:
            place = session, g.visit.site_id, course_id
            if "mode" in wish.values and courses.get(*place).ours:
                outside.check_mode(wish.values["mode"])
            editing.change(*place, wish, visits.actor(), course_forms.version())
    except Conflict as error:
        return _both(error, course_id, shown)
    except BadInput as error:
        return refused(lambda told: page(course_id, told, request.form), error)
    return page(course_id, Told(_("That is kept, whatever the next update says.")))


@blueprint.post("/skill")
@visits.require("admin")
def skill(course_id: UUID) -> Response:
    """Let the course teach a skill between two levels: one that is named, or one of its own."""

    def step(session: Session, site_id: UUID) -> None:
        named = request.form.get("name")
        if named is None:
            skill_id, version = course_forms.an_id("skill"), course_forms.version()
        else:  # to add one takes nothing back that somebody else did
            skill_id, version = naming.skill(session, site_id, named).id, None
        levels = course_forms.level("outcome"), course_forms.level("entry")
        wish = Wish(taught={skill_id: levels})
        try:
            editing.change(session, site_id, course_id, wish, visits.actor(), version)
        except Conflict as error:
            chosen = coursewords.levels(*levels)
            hint = _("You had chosen: %(levels)s. Choose it again if it is right.", levels=chosen)
            raise Conflict(error.message, hint=hint) from error

    return _done(course_id, step, _("That is kept."))


@blueprint.post("/skill/off")
@visits.require("admin")
def skill_off(course_id: UUID) -> Response:
    """Take a skill off; neither the source nor a suggestion brings it back."""

    def step(session: Session, site_id: UUID) -> None:
        wish = Wish(taught={course_forms.an_id("skill"): None})
        editing.change(session, site_id, course_id, wish, visits.actor())

    return _done(course_id, step, _("It is taken off, also from the next update on."))


@blueprint.post("/refuse")
@visits.require("admin")
def refuse(course_id: UUID) -> Response:
    """Refuse a suggestion."""

    def step(session: Session, site_id: UUID) -> None:
        place = session, site_id, course_id
        editing.refuse(*place, course_forms.an_id("skill"), visits.actor())

    return _done(course_id, step, _("It is not suggested again."))


@blueprint.post("/source")
@visits.require("admin")
def source(course_id: UUID) -> Response:
    """Take what the source says of a field, or keep one's own."""
    take = request.form.get("what") == "take"

    def step(session: Session, site_id: UUID) -> None:
        act = editing.take_source if take else editing.keep_ours
        act(session, site_id, course_id, request.form.get("field", ""), visits.actor())

    said = _("The source’s value is taken, now and from now on.")
    return _done(course_id, step, said if take else _("Yours is kept."))


@blueprint.post("/first")
@visits.require("admin")
def first(course_id: UUID) -> Response:
    """Let another course be finished before this one, or not any more."""

    def step(session: Session, site_id: UUID) -> None:
        needed = prerequisites.of_course(session, site_id, course_id)
        if request.form.get("off"):
            needed -= {course_forms.an_id("off")}
        else:
            needed |= {naming.course(session, site_id, request.form.get("other", ""))}
        editing.require(session, site_id, course_id, needed, visits.actor())

    return _done(course_id, step, _("That is kept, whatever the next update says."))


@blueprint.post("/alike")
@visits.require("admin")
def alike(course_id: UUID) -> Response:
    """Let another course count for this one, or this one for itself alone."""

    def step(session: Session, site_id: UUID) -> None:
        if request.form.get("off"):
            equivalents.part(session, site_id, course_id, visits.actor())
            return
        other = naming.course(session, site_id, request.form.get("other", ""))
        equivalents.join(session, site_id, course_id, other, visits.actor())

    return _done(course_id, step, _("That is kept."))


@blueprint.post("/pick")
@visits.require("admin")
def pick(course_id: UUID) -> Response:
    """Put the course first for an audience, or hide it from one."""

    def step(session: Session, site_id: UUID) -> None:
        form = request.form
        kind = form.get("audience_kind", "")
        people = course_forms.BETWEEN.split(form.get("people", "")) if kind == PEOPLE else ()
        said = Said(
            kind=form.get("kind", ""),
            audience_kind=kind,
            audience=form.get("audience", ""),
            people=[each for each in people if each.strip()],
            starts_on=course_forms.day(form.get("starts_on", "")),
            ends_on=course_forms.day(form.get("ends_on", "")),
        )
        picks.add(session, site_id, course_id, said, visits.actor())

    return _done(course_id, step, _("Lists follow it at once."))


@blueprint.post("/pick/off")
@visits.require("admin")
def pick_off(course_id: UUID) -> Response:
    """Take a pin or a hide back."""

    def step(session: Session, site_id: UUID) -> None:
        picks.remove(session, site_id, course_forms.an_id("pick"), visits.actor())

    return _done(course_id, step, _("It is taken back; lists follow at once."))


@blueprint.post("/retire")
@visits.require("admin")
def retire(course_id: UUID) -> Response:
    """Offer an item outside Moodle no more, or again."""
    back = request.form.get("back")

    def step(session: Session, site_id: UUID) -> None:
        act = outside.offer_again if back else outside.retire
        act(session, site_id, course_id, visits.actor())

    return _done(course_id, step, _("It is offered again.") if back else _("It is retired."))


def _done(course_id: UUID, step: Step, said: str) -> Response:
    """Take a step and show the page; where it cannot be taken the page says why, with the form."""
    try:
        with visits.writing() as session:
            courses.get(session, g.visit.site_id, course_id)
            step(session, g.visit.site_id)
    except (BadInput, Conflict) as error:
        return refused(lambda told: page(course_id, told, request.form), error)
    return page(course_id, Told(said))


def _both(error: Conflict, course_id: UUID, shown: Mapping[str, str]) -> Response:
    """Show what stands there now beside what was typed, to choose from field by field."""
    db.session.rollback()
    course = courses.get(db.session, g.visit.site_id, course_id)
    present = course_forms.shown(course)
    response = make_response(
        render_template(
            "admin/course_conflict.html",
            course=course,
            rows=course_view.conflicts(present, request.form, shown),
            same=course_view.unchanged(present, request.form),
            present=present,
            by=course_view.last_change(db.session, g.visit.site_id, course_id),
        )
    )
    response.status_code = error.status
    return response


def page(
    course_id: UUID, told: Told | None = None, typed: Mapping[str, str] | None = None
) -> Response:
    course = courses.get(db.session, g.visit.site_id, course_id)
    return make_response(
        render_template(
            "admin/course.html",
            told=told,
            course=course,
            typed=typed or {},
            **course_view.of(db.session, course),
        )
    )
