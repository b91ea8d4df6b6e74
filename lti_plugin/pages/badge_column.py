"""Switches the grade column of a badge on and off, and says how it stands: for admins, teachers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from flask import g, request
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy.orm import Session

from lti_plugin.edge import visits
from lti_plugin.edge.calling import calling
from lti_plugin.errors import BadInput, BadRequest
from lti_plugin.extensions import db
from lti_plugin.lti.failures import ServiceFailed
from lti_plugin.pages import problems
from lti_plugin.pages.problems import of_service
from lti_plugin.services import badge_columns
from lti_plugin.store import achievements
from lti_plugin.store.achievements import Achievement
from lti_plugin.store.base import now
from lti_plugin.store.lti import Registration
from lti_plugin.store.resource_links import ResourceLink

ON, OFF = "on", "off"


@dataclass(frozen=True, slots=True)
class Switched:
    """What was done, or the platform's problem."""

    done: str = ""
    problem: ServiceFailed | None = None


def switch(achievement_id: UUID, link: ResourceLink | None) -> Switched:
    """Do as the pressed button says; ``link`` is an activity of the achievement's course.

    Raises
    ------
    BadInput
        When no column can be added; it says what to do.
    BadRequest
        When this is no button of ours.
    """
    step = request.form.get("step")
    if step == OFF:
        with visits.writing() as session:
            badge_columns.switch_off(session, g.visit.site_id, achievement_id, visits.actor())
        return Switched(_("Nothing more is sent to the gradebook; what it holds stays there."))
    if step != ON:
        raise BadRequest(_("This button is not known here."))
    if link is None or link.line_items_url is None:
        raise BadInput(_("This course has not told where its grade columns are."), hint=_how())
    return _add(achievement_id, link, link.line_items_url)


def _add(achievement_id: UUID, link: ResourceLink, line_items_url: str) -> Switched:
    """Ask the platform for the column while no transaction is open."""
    site_id = g.visit.site_id
    registration = db.session.get_one(Registration, link.registration_id)
    name = achievements.get(db.session, site_id, achievement_id).name
    db.session.expunge_all()
    with visits.writing() as session:
        column_id = badge_columns.begin(session, site_id, achievement_id, link, now())
    if column_id is None:
        return Switched(_("Somebody is adding it at this moment."))
    address = None
    try:
        with calling(registration) as caller:
            label = _("Badge: %(name)s", name=name)
            address = badge_columns.add(caller, line_items_url, achievement_id, label)
    except ServiceFailed as error:
        return Switched(problem=error)
    finally:
        with visits.writing() as session:
            badge_columns.end(session, column_id, link, address, visits.actor())
    return Switched(_("The gradebook has a column for this badge; it is being filled."))


def shown(session: Session, row: Achievement) -> dict[str, Any] | None:
    """Return how the column of a course's badge stands, in words; None for any other badge."""
    if row.course_id is None:
        return None
    at = badge_columns.stand(session, row)
    if not at.on:
        return {"text": _off() if at.possible else _how(), "step": ON if at.possible else None}
    text = (
        _("No grade reaches the column of this badge right now.")
        if at.problem
        else ngettext(
            "The gradebook of the course tells of %(num)d person that they have this badge.",
            "The gradebook of the course tells of %(num)d people that they have this badge.",
            at.sent,
        )
    )
    return {
        "text": text,
        "step": OFF,
        "refused": [
            (_("%(num)d without a grade", num=number), problems.worded(why))
            for why, number in at.refused
        ],
        "problem": problems.worded(at.problem) if at.problem else None,
    }


def told(error: ServiceFailed) -> str:
    """Return a platform's problem as one line, with its code."""
    said = of_service(error)
    return f"{said['message']} {said['hint']} ({said['code']})"


def _off() -> str:
    return _(
        "The gradebook of the course does not tell of this badge. With a grade column, whoever has "
        "it has 1 of 1 there. Like any column it counts in the course total, unless its weight is "
        "set to 0 in Moodle’s gradebook setup."
    )


def _how() -> str:
    return _(
        "For a grade column, open Fingerpost once in the course. If this still stands here then, a "
        "site administrator switches the service “Assignment and Grade Services” on in the tool’s "
        "settings in Moodle."
    )
