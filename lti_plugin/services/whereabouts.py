"""Which course of the catalogue a launch came from, also where it is a copy not yet read."""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.store import listing
from lti_plugin.store.courses import Course

HISTORY = "context_id_history"
MOST_ANCESTORS = 10


def course_of(
    session: Session, site_id: UUID, context_id: str | None, custom: Mapping[str, str]
) -> Course | None:
    """Return the course of a launch, else the nearest one that it was copied from, else None.

    ``custom`` are the launch's parameters: Moodle tells there which courses a copy descends from.
    """
    ancestors = re.split(r"[,\s]+", custom.get(HISTORY, ""))[:MOST_ANCESTORS]
    for moodle_id in (context_id, *ancestors):
        course = listing.by_moodle_id(session, site_id, moodle_id) if moodle_id else None
        if course is not None:
            return course
    return None
