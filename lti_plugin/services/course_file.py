"""Writes the rows of a file of courses that an admin has sent, as an import of a folder does."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from connectors import single
from connectors.files.grids import Source
from connectors.records import Category, Course, Rejected
from lti_plugin.services import catalogue_rules, file_ledger, matching, prerequisite_texts
from lti_plugin.services.batches import batches
from lti_plugin.services.file_ledger import Ledger
from lti_plugin.services.file_rows import Outcome, Row, how
from lti_plugin.services.prerequisite_texts import Needs
from lti_plugin.store import courses, identities, sites, skills
from lti_plugin.store.courses import FILE

AT_ONCE = 1000
NOTHING = (None, "", ())
FIELDS = matching.FIELDS["courses"] | {"skills"}
Lines = Sequence[tuple[int, Course]]


class CourseFile:
    """One file of courses while it is looked at or taken over.

    ``by`` is who takes it over, None while it is only tried out; ``batch`` is by what it is taken
    back afterwards, None where there is too much for that.
    """

    def __init__(
        self, source: Source, zone: str, site_id: UUID, batch: UUID | None, by: str | None
    ) -> None:
        self._source, self._zone, self._site_id = source, ZoneInfo(zone), site_id
        self._batch, self._by = batch, by
        self._lines: dict[UUID, int] = {}
        self._needs: dict[UUID, tuple[str, ...]] = {}
        self._added: set[UUID] = set()

    def rows(self) -> Iterator[tuple[int, Course | Rejected]]:
        """Yield (line, record). Raises BadFile."""
        return single.courses(self._source, self._zone)

    def put(self, session: Session, some: Lines) -> Outcome:
        """Write these rows; whoever only tries out takes back what this writes.

        What they ask to be finished first waits for ``rest``, since it may stand further down.
        """
        outcome = Outcome()
        owners = self._owners(session, [record for _, record in some])
        good = [each for each in some if self._is_first(outcome, *each, owners)]
        known = {record.id: owners[record.id] for _, record in good if record.id in owners}
        ledger = Ledger(session, self._site_id, known.values())
        ids = self._write(session, [record for _, record in good], known)
        needs = {
            ids[line]: record.prerequisites
            for line, (_, record) in enumerate(good)
            if "prerequisites" not in record.silent
        }
        missing: dict[UUID, list[str]] = {}
        if self._by is None:
            _, missing = prerequisite_texts.write(session, self._site_id, needs, FILE)
        else:
            self._needs |= needs
        changes = ledger.changes()
        for course_id, (number, record) in zip(ids, good, strict=True):
            fields = file_ledger.named(changes.get(course_id, ()))
            new = record.id not in known
            outcome.rows.append(Row(number, record.title, how(new, fields), fields))
            outcome.ids.add(record.id)
            outcome.fed |= {name for name in FIELDS if getattr(record, name) not in NOTHING}
            if course_id in missing:
                outcome.waiting[number] = missing[course_id]
        added = set(ids) - set(known.values())
        self._added |= added
        self._keep(session, changes, added)
        return outcome

    def rest(self) -> Iterator[Needs]:
        """Yield what has to be finished before the courses that were written, some at a time."""
        return (dict(some) for some in batches(self._needs.items(), AT_ONCE))

    def put_rest(self, session: Session, some: Needs) -> int:
        """Write some of the rest; return of how many courses it is something else now."""
        ledger = Ledger(session, self._site_id, some.keys())
        prerequisite_texts.write(session, self._site_id, some, FILE)
        changes = ledger.changes()
        # What is new is left out as a whole when the file is taken back.
        known = {key: each for key, each in changes.items() if key not in self._added}
        self._keep(session, known, set())
        return len(changes)

    def _keep(self, session: Session, changes: file_ledger.Changes, added: set[UUID]) -> None:
        if self._batch is not None and self._by is not None:
            file_ledger.write(session, self._site_id, self._batch, changes, added, self._by)

    def _owners(self, session: Session, records: Sequence[Course]) -> dict[str, UUID]:
        """Return which of these courses are here already, by the file's ids."""
        ids = [record.id for record in records]
        names = [name for text in ids for name in identities.readings(identities.COURSES, text)]
        present = identities.among(session, self._site_id, identities.COURSES, names)
        return identities.match(identities.COURSES, present, ids)

    def _is_first(
        self, outcome: Outcome, line: int, record: Course, owners: Mapping[str, UUID]
    ) -> bool:
        owner = owners.get(record.id)
        first = line if owner is None else self._lines.setdefault(owner, line)
        if first != line:
            outcome.refused.append((line, f"This is the same course as in line {first}."))
        return first == line

    def _write(
        self, session: Session, records: Sequence[Course], known: Mapping[str, UUID]
    ) -> list[UUID]:
        """Write the courses and what they teach, as an update does; return their ids in order."""
        identities.link(session, self._site_id, identities.COURSES, known)
        folders = {each.category: None for each in records if each.category}
        courses.upsert_categories(
            session, self._site_id, [Category(name, name) for name in folders]
        )
        site = sites.get(session, self._site_id)
        told = matching.prepared(session, site, records, FILE)
        ids = courses.upsert(session, self._site_id, told, FILE).ids
        catalogue_rules.after_sync(session, self._site_id, ids)
        links = {
            course_id: each.skills
            for course_id, each in zip(ids, told, strict=True)
            if "skills" not in each.silent
        }
        skills.replace_source_links(session, self._site_id, links, skills.FILE)
        return ids
