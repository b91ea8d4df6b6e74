"""Files what somebody asks of the L&D team, of any kind, for the inbox of its admins."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.errors import BadInput
from lti_plugin.services.texts import fitted
from lti_plugin.store import people
from lti_plugin.store import requests as rows
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.requests import (
    COHORT,
    CONTEST,
    COURSE_FEEDBACK,
    ERASE,
    EXPORT,
    WAITING,
    Request,
)

LONGEST = 2000
LONGEST_DETAILS = 50_000
MOST_OPEN = 20
# What the audit log calls the asking, by kind.
ASKED: Mapping[str, str] = {
    ERASE: "erasure asked for",
    CONTEST: "entry contested",
    EXPORT: "export asked for",
    COHORT: "group asked for",
    COURSE_FEEDBACK: "course feedback given",
}
# What is wrong with a course, as its feedback says under DEFECT.
DEFECT = "defect"
SKILL_GONE, PREREQUISITE_MISSING = "skill_gone", "prerequisite_missing"
LEVEL_WRONG, OTHER = "level_wrong", "other"
DEFECTS = (SKILL_GONE, PREREQUISITE_MISSING, LEVEL_WRONG, OTHER)
# Among the details, what pages name in words: ids of people, of courses and of skills; a number.
PEOPLE, COURSE, SKILL, NAME = "people", "course", "skill", "name"


@dataclass(frozen=True, slots=True)
class Matter:
    """What is asked for: a kind of :data:`lti_plugin.store.requests.KINDS`, and about what.

    ``about`` is the name of a table and ``about_id`` a row of it, such as ``courses`` and a course.
    ``details`` is what JSON can hold; ids stand there as text.
    """

    kind: str
    text: str = ""
    about: str | None = None
    about_id: UUID | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


def file(session: Session, site_id: UUID, by: UUID, matter: Matter) -> Request:
    """Put something into the inbox for the person ``by`` and return it; the log tells of it.

    The same matter asked again while it waits is the same request, and gets the newer words.

    Raises
    ------
    BadInput
        When too much of theirs waits already, or the details are too long.
    NotFound
        When this site has no such person.
    """
    people.get(session, site_id, by)
    details, text = dict(matter.details), fitted(matter.text, LONGEST)
    if len(json.dumps(details)) > LONGEST_DETAILS:
        raise BadInput("That is too much for one request.", hint="Ask for it in parts.")
    waiting = [row for row in rows.of_person(session, site_id, by) if row.state == WAITING]
    for row in waiting:
        same = (row.kind, row.about, row.about_id, row.details)
        if same == (matter.kind, matter.about, matter.about_id, details) and _is_one(row, text):
            row.text = text or row.text
            return row
    if len(waiting) >= MOST_OPEN:
        raise BadInput(
            "Too many of your requests wait for an answer.",
            hint="Take one back, or wait until some are answered.",
        )
    row = Request(
        site_id=site_id,
        person_id=by,
        kind=matter.kind,
        text=text,
        about=matter.about,
        about_id=matter.about_id,
        details=details,
    )
    session.add(row)
    session.flush()
    log(session, row, ASKED[row.kind], str(by))
    return row


def log(session: Session, row: Request, action: str, actor: str) -> None:
    """Note what happened; the words themselves stay with the request, which can be erased."""
    details = {"person": str(row.person_id), "kind": row.kind}
    session.add(AuditEntry(site_id=row.site_id, actor=actor, action=action, details=details))


def _is_one(row: Request, text: str) -> bool:
    """Say whether two requests about one thing are one: what is contested is each time its own."""
    return row.kind not in {CONTEST, COURSE_FEEDBACK} or row.text == text
