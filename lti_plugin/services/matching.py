"""Whose rows the ids of a folder are, and what one source leaves to the other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from connectors.records import Course, Described, Learner, silent_where_empty
from lti_plugin.store import identities, people
from lti_plugin.store.identities import COURSES, PEOPLE, Name, Register
from lti_plugin.store.notices import ROW_DOUBLED, Notice
from lti_plugin.store.people import FILE, MOODLE
from lti_plugin.store.sites import Site

FED = "files"
FIELDS: Mapping[str, frozenset[str]] = {
    "courses": frozenset(
        {
            "summary",
            "category_id",
            "category",
            "language",
            "level",
            "mode",
            "duration_minutes",
            "cost",
            "prerequisites",
            "reviewed_at",
        }
    ),
    "people": frozenset(
        {
            "name",
            "email",
            "language",
            "role",
            "target_role",
            "department",
            "manager_id",
            "hired_on",
        }
    ),
}


@dataclass(frozen=True)
class Matched:
    """Our own id for each id of a folder that is known here."""

    courses: Mapping[str, UUID]
    people: Mapping[str, UUID]


def match(
    session: Session,
    site_id: UUID,
    course_ids: Iterable[str],
    person_ids: Iterable[str],
    usernames: Mapping[str, str | None],
) -> Matched:
    """Find out whose the ids are.

    An id is an ID number, else a short name or user name, else ``kind:value``, else the id that an
    earlier import left. The latter goes first against rows that Moodle does not know: those have
    their user names from files, where one may be the same as somebody else's id. A person whose id
    is new may still be known by the file's ``usernames``.
    """
    named = {text: (people.USERNAME, name) for text, name in usernames.items() if name}
    known_courses = identities.known(session, site_id, COURSES)
    known_people = identities.known(session, site_id, PEOPLE)
    found_courses = identities.match(COURSES, known_courses, course_ids)
    found_people = identities.match(PEOPLE, known_people, person_ids, named)
    return Matched(_as_before(known_courses, found_courses), _as_before(known_people, found_people))


def _as_before(known: Mapping[Name, UUID], found: Mapping[str, UUID]) -> dict[str, UUID]:
    """Return whose ids these are, as an earlier import had it unless Moodle knows better."""
    in_moodle = {owner for (kind, _), owner in known.items() if kind == MOODLE}
    return {
        text: owner if owner in in_moodle else known.get((FILE, text), owner)
        for text, owner in found.items()
    }


def join(session: Session, site_id: UUID, matched: Matched) -> None:
    """Note whose the ids are, so that a sync from the folder finds them."""
    identities.link(session, site_id, COURSES, matched.courses)
    identities.link(session, site_id, PEOPLE, matched.people)


def doubles(file: str, ids: Iterable[str], found: Mapping[str, UUID]) -> list[Notice]:
    """Say which rows of a file are about the same course or person here."""
    same: defaultdict[UUID, list[str]] = defaultdict(list)
    for text in ids:
        if text in found:
            same[found[text]].append(text)
    return [
        Notice(ROW_DOUBLED, {"ids": ", ".join(each)}, file)
        for each in same.values()
        if len(each) > 1
    ]


def feed(site: Site, fed: Mapping[str, set[str]]) -> None:
    """Note which fields files have values for: Moodle's silence about them means nothing."""
    before = site.fields.get(FED, {})
    after = {what: sorted(names.union(before.get(what, ()))) for what, names in fed.items()}
    if after != before:
        site.fields = {**site.fields, FED: after}


def prepared(
    session: Session, site: Site, records: Sequence[Described], kind: str
) -> list[Described]:
    """Return records as they may be written, their ids joined to the rows that they are about.

    What a file leaves empty says nothing about a row that Moodle knows too, and what Moodle leaves
    empty says nothing where files have values.
    """
    if not records:
        return []
    what, register = _of(records[0])
    if kind == FILE:
        others = identities.in_moodle(session, site.id, register, {each.id for each in records})
        return [
            silent_where_empty(each, FIELDS[what]) if each.id in others else each
            for each in records
        ]
    identities.adopt(session, site.id, register, records, kind)
    fed = frozenset(site.fields.get(FED, {}).get(what, ()))
    return [silent_where_empty(each, fed) for each in records]


def silent_in_moodle(person: Learner) -> Learner:
    """Return what a file says of somebody whom Moodle knows too: an empty cell says nothing."""
    return silent_where_empty(person, FIELDS["people"])


def _of(record: Course | Learner) -> tuple[str, Register]:
    return ("courses", COURSES) if isinstance(record, Course) else ("people", PEOPLE)
