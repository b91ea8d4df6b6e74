"""Joins what a source calls the courses to finish first to courses, and writes that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from lti_plugin.store import courses, prerequisites

Needs = Mapping[UUID, Sequence[str]]


def write(
    session: Session, site_id: UUID, needs: Needs, kind: str
) -> tuple[int, dict[UUID, list[str]]]:
    """Write what these courses ask for; return how many rows changed, and what nobody is called.

    A text is an id of the source's own ``kind`` first, then an id number, then a short name. All
    of a site's are read: there are fewer than texts that a source may come up with.
    """
    known: dict[str, UUID] = {}
    for each in (courses.SHORT_NAME, courses.ID_NUMBER, kind):
        known |= courses.by_kind(session, site_id, each)
    wanted = {
        key: {known[text] for text in texts if known.get(text, key) != key}
        for key, texts in needs.items()
    }
    missing = {key: [text for text in texts if text not in known] for key, texts in needs.items()}
    changed = prerequisites.from_source(session, site_id, wanted)
    return changed, {key: texts for key, texts in missing.items() if texts}
