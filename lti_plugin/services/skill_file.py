"""Writes the rows of a file of an organisation's own skills that an admin has sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from connectors import single
from connectors.files.grids import Source
from connectors.records import Rejected
from connectors.taxonomies.records import Skill as Record
from lti_plugin.errors import BadInput
from lti_plugin.services.file_rows import Outcome, Row, how
from lti_plugin.services.skill_import import Named, Writing
from lti_plugin.store.skills import Skill

FIELDS = (
    "name",
    "alternatives",
    "uri",
    "kind",
    "description",
    "broader",
    "durable",
    "collections",
)


class SkillFile:
    """One file of skills while it is looked at or taken over."""

    def __init__(self, source: Source, site_id: UUID) -> None:
        self._source, self._site_id = source, site_id
        self._named: Named | None = None
        self._lines: dict[UUID, int] = {}

    def rows(self) -> Iterator[tuple[int, Record | Rejected]]:
        """Yield (line, record). Raises BadFile."""
        return single.skills(self._source)

    def put(self, session: Session, some: Sequence[tuple[int, Record]]) -> Outcome:
        """Write these rows; whoever only tries out takes back what this writes."""
        outcome = Outcome()
        writing = Writing(session, self._site_id, self._all_named(), ours=True)
        for line, record in some:
            found = writing.find(record)
            before = {} if found is None else _said(found)
            try:
                skill, new = writing.put(record)
            except BadInput as error:
                outcome.refused.append((line, error.message))
                continue
            after = _said(skill)
            fields = [name for name in FIELDS if not new and before[name] != after[name]]
            outcome.rows.append(Row(line, record.name, how(new, fields), fields))
        session.flush()
        return outcome

    def rest(self) -> Iterator[Any]:
        """Yield nothing: what a row says of a skill is written with it."""
        return iter(())

    def put_rest(self, _session: Session, _some: Any) -> int:
        """Write nothing more."""
        return 0

    def _all_named(self) -> Named:
        """Return what all the records are called: what one means depends on the others."""
        if self._named is None:
            records = (each for _, each in self.rows() if isinstance(each, Record))
            self._named = Named.of(records)
        return self._named


def _said(skill: Skill) -> dict[str, Any]:
    return {name: getattr(skill, name) for name in FIELDS}
