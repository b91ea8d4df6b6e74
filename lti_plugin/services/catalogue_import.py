"""Takes a file of courses or of skills in: kept for a while, looked at, then written.

A look writes each row and takes that back at once, so what it tells is what would happen: which
rows are new, which change what, and which cannot be used, each with its line and the reason.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import IO, Any, Protocol
from uuid import UUID

from sqlalchemy.orm import Session

from connectors import single
from connectors.records import Notice, Rejected
from lti_plugin.services.course_file import CourseFile
from lti_plugin.services.file_rows import CHANGED, NEW, SAME, Outcome, Row
from lti_plugin.services.packing import Packed, Refused, packed
from lti_plugin.services.skill_file import SkillFile
from lti_plugin.services.texts import fitted
from lti_plugin.store import catalogue_files
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.catalogue_files import COURSES, SKILLS, CatalogueFile
from lti_plugin.store.sent_files import CHECKED, TAKEN

WHATS = (COURSES, SKILLS)
AT_ONCE = {COURSES: 500, SKILLS: 2000}  # all skills are read for each batch
MOST_NAMED, MOST_TOLD = 20, 200
MOST_UNDONE = 2000  # courses that a page takes back while its reader waits
BAD = "bad"
COUNTED = (NEW, CHANGED, SAME, BAD)
SENT_IN = {COURSES: "course file sent", SKILLS: "skill file sent"}
TAKEN_OVER = {COURSES: "course file taken over", SKILLS: "skill file taken over"}
Lines = list[tuple[int, Any]]


class Taker(Protocol):
    """What reads and writes the rows of one sort of file."""

    def rows(self) -> Iterator[tuple[int, Any]]: ...

    def put(self, session: Session, some: Any) -> Outcome: ...

    def rest(self) -> Iterator[Any]: ...

    def put_rest(self, session: Session, some: Any) -> int: ...


@dataclass
class Found:
    """What a look has found; ``told`` are the first rows that are new or change something."""

    counts: Counter[str] = field(default_factory=Counter)
    told: list[Row] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    ids: set[str] = field(default_factory=set)
    fed: set[str] = field(default_factory=set)
    waiting: dict[int, tuple[Row, list[str]]] = field(default_factory=dict)

    def note(self, texts: Iterable[str]) -> None:
        """Keep the first notices."""
        self.notices += list(texts)[: max(0, MOST_NAMED - len(self.notices))]

    def add(self, outcome: Outcome) -> None:
        """Count what some rows come to."""
        self.refused |= dict(outcome.refused)
        self.ids |= outcome.ids
        self.fed |= outcome.fed
        for row in outcome.rows:
            if row.line in outcome.waiting:
                self.waiting[row.line] = row, outcome.waiting[row.line]
            else:
                self.tell(row)

    def tell(self, row: Row) -> None:
        """Count a row."""
        self.counts[row.how] += 1
        if row.how != SAME and len(self.told) < MOST_TOLD:
            self.told.append(row)


def keep(
    session: Session, site_id: UUID, what: str, name: str, stream: IO[bytes], by: str
) -> CatalogueFile:
    """Keep a file, in place of the one of this sort that was sent before.

    Raises
    ------
    BadFile
        When it is no text in UTF-8, has no header row or lacks a column.
    BadInput
        When it is too large or empty.
    """
    content, size, lines = packed(stream)
    catalogue_files.forget(session, site_id, what)
    row = CatalogueFile(
        site_id=site_id,
        what=what,
        name=fitted(name, 255) or f"{what}.csv",
        size=size,
        lines=lines,
        content=content,
        sent_by=by,
    )
    session.add(row)
    session.flush()
    next(taker(row, "UTC").rows(), None)  # whose header is none is refused at once
    details = {"file": row.name}
    session.add(AuditEntry(site_id=site_id, actor=by, action=SENT_IN[what], details=details))
    return row


def taker(row: CatalogueFile, zone: str, by: str | None = None) -> Taker:
    """Return what reads and writes a kept file's rows; times are meant in ``zone``.

    Without ``by``, who takes it over, it is only tried out.
    """
    source = Packed(row.name, row.content)
    if row.what == SKILLS:
        return SkillFile(source, row.site_id)
    return CourseFile(source, zone, row.site_id, row.id if can_be_undone(row) else None, by)


def can_be_undone(row: CatalogueFile) -> bool:
    """Say whether a file can be taken back at once, as a change of many courses can."""
    return row.what == COURSES and 0 < _touched(row) <= MOST_UNDONE


def look(session: Session, reading: Taker, found: Found, some: Lines) -> None:
    """Find out what these rows would come to."""
    good = []
    for line, record in some:
        if isinstance(record, Notice):
            found.note([f"{record.where}: {record.reason}"])
        elif isinstance(record, Rejected):
            found.refused[line] = record.reason
        else:
            good.append((line, record))
    trial = session.begin_nested()
    try:
        found.add(reading.put(session, good))
    finally:
        trial.rollback()


def ended(row: CatalogueFile, found: Found) -> None:
    """Keep with the file what a look at all its rows has found."""
    for each, texts in found.waiting.values():
        found.note(
            f"{row.name} line {each.line}: The prerequisite {text!r} is not a course here."
            for text in texts
            if text not in found.ids
        )
        adds = found.ids.intersection(texts) and each.how == SAME
        found.tell(Row(each.line, each.name, CHANGED, ["prerequisites"]) if adds else each)
    told = sorted(found.told, key=lambda each: each.line)
    source = Packed(row.name, row.content)
    refused, stands = Refused(), single.cells(source, found.refused)
    for line in sorted(found.refused):
        refused.keep(line, found.refused[line], stands.get(line, ()))
    row.found = {
        **{name: found.counts[name] for name in COUNTED},
        BAD: len(found.refused),
        "heads": single.heads(source),
        "fed": sorted(found.fed),
        "notices": found.notices,
        "rows": [[each.line, each.how, each.name, list(each.fields)] for each in told],
    }
    row.bad, row.state = refused.rows, CHECKED


def write(session: Session, reading: Taker, some: Lines) -> Outcome:
    """Write these rows but for those that cannot be used."""
    good = [each for each in some if not isinstance(each[1], Rejected)]
    return reading.put(session, good)


def done(session: Session, row: CatalogueFile, by: str) -> None:
    """Note that a file was taken over, and keep nothing more of it than its bad rows."""
    row.state, row.content, row.created_at = TAKEN, b"", now()
    details = {"file": row.name, **{name: row.found.get(name, 0) for name in COUNTED}}
    action = TAKEN_OVER[row.what]
    session.add(AuditEntry(site_id=row.site_id, actor=by, action=action, details=details))


def _touched(row: CatalogueFile) -> int:
    return sum(row.found.get(name, 0) for name in (NEW, CHANGED))
