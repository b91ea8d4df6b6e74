"""Assignments at work in the reader's words, and the decisions on them that a form holds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from uuid import UUID

from flask import g, request
from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from sqlalchemy.orm import Session

from lti_plugin.edge import visits
from lti_plugin.errors import BadRequest
from lti_plugin.pages import wording
from lti_plugin.services import assignments, directory
from lti_plugin.store import skills
from lti_plugin.store.assignments import APPROVED, ASKED, DECLINED, DONE, Assignment

STATES = {
    ASKED: lazy("Waits for an answer"),
    APPROVED: lazy("On the path"),
    DECLINED: lazy("Declined"),
    DONE: lazy("Done"),
}
MODES = {
    "stretch assignment": lazy("Stretch assignment"),
    "project": lazy("Project"),
    "mentoring": lazy("Mentoring"),
    "workshop": lazy("Workshop"),
}
APPROVE, DECLINE, CONFIRM = "approve", "decline", "confirm"
SAID = {
    APPROVE: lazy("Approved: it stands on their path now."),
    DECLINE: lazy("Declined; they read your reason."),
    CONFIRM: lazy("Confirmed: it speaks for their skills now."),
}


def told(session: Session, site_id: UUID, rows: Iterable[Assignment]) -> list[dict[str, Any]]:
    """Return what a page shows of assignments."""
    shown = list(rows)
    named = skills.of_ids(session, site_id, {s for row in shown for s in row.levels()})
    people = {row.person_id for row in shown} | {row.decided_by for row in shown} - {None}
    names = directory.names(session, site_id, {each for each in people if each is not None})
    return [
        {
            "id": row.id,
            "person": row.person_id,
            "owner": names.get(row.person_id, ""),
            "title": row.title,
            "text": row.text,
            "mode": str(MODES.get(row.mode, row.mode)),
            "time": wording.duration(row.duration_minutes),
            "skills": [
                _("%(skill)s to %(end)s", skill=named[skill].name, end=wording.level(level))
                for skill, level in row.levels().items()
                if skill in named
            ],
            "state": row.state,
            "state_word": STATES[row.state],
            "day": wording.day(row.asked_at.date()),
            "answer": row.answer,
            "by": names.get(row.decided_by, "") if row.decided_by else "",
        }
        for row in shown
    ]


def decided(*, admin: bool) -> str:
    """Carry out what the form says about an assignment; return what to tell.

    Raises
    ------
    BadRequest
        When it is no form of ours.
    """
    word, note = request.form.get("word", ""), request.form.get("note", "")
    try:
        assignment_id = UUID(request.form.get("assignment", ""))
        said = str(SAID[word])
    except (ValueError, KeyError):
        raise BadRequest(_("This button is not known here.")) from None
    place = (g.visit.site_id, g.visit.person_id, assignment_id)
    with visits.writing() as session:
        if word == CONFIRM:
            assignments.confirm(session, *place, note=note, admin=admin)
        else:
            approved = word == APPROVE
            assignments.decide(session, *place, approved=approved, answer=note, admin=admin)
    return said
