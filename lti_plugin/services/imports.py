"""What a folder of CSV files holds, and what an import of it would do to a site."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from connectors.errors import BadFile
from connectors.files import FilesConnector
from connectors.records import Completion, Course, Enrolment, Learner, Rejected
from connectors.records import Notice as Noted
from lti_plugin.services import matching
from lti_plugin.services.matching import FIELDS, Matched
from lti_plugin.store.notices import Notice, reported
from lti_plugin.store.sites import Site

PARTS = ("enrolments", "completions", "course_features", "learner_features", "evidence")

Record = TypeVar("Record")


@dataclass
class Contents:
    """What the files hold.

    ``courses`` and ``people`` are the ids with a row of their own, the people's with their user
    names; ``course_ids`` and ``person_ids`` are all ids, also those of completions and
    prerequisites alone. ``fed`` are the fields that the files have a value for.
    """

    courses: dict[str, None] = field(default_factory=dict)
    people: dict[str, str | None] = field(default_factory=dict)
    course_ids: set[str] = field(default_factory=set)
    person_ids: set[str] = field(default_factory=set)
    fed: dict[str, set[str]] = field(default_factory=lambda: {what: set() for what in FIELDS})
    counts: Counter[str] = field(default_factory=Counter)
    rejected: list[Rejected] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)

    def sound(self, rows: Iterable[Record | Rejected]) -> Iterator[Record]:
        """Yield the rows that can be used, and keep why the others cannot."""
        for row in rows:
            if isinstance(row, Noted):
                self.notices += reported([row])
            elif isinstance(row, Rejected):
                self.rejected.append(row)
            else:
                yield row


def connector(folder: Path, site: Site) -> FilesConnector:
    """Return the way to a folder's files; their times without an offset are in the site's zone.

    Raises
    ------
    BadFile
        When there is no such folder.
    """
    if not folder.is_dir():
        raise BadFile(f"There is no folder {folder}.", hint="Name the folder of the CSV files.")
    return FilesConnector(folder, zone=ZoneInfo(site.timezone))


def read(files: FilesConnector) -> Contents:
    """Read every row of every file; raises BadFile where a file cannot be read."""
    found = Contents()
    for course in found.sound(files.courses()):
        found.courses[course.id] = None
        found.course_ids.update({course.id, *course.prerequisites})
        found.fed["courses"] |= _filled(course, FIELDS["courses"])
    for learner in found.sound(files.learners()):
        found.people[learner.id] = learner.username
        found.person_ids.add(learner.id)
        found.fed["people"] |= _filled(learner, FIELDS["people"])
    for row in _participation(found, files):
        found.counts["completions" if isinstance(row, Completion) else "enrolments"] += 1
        found.course_ids.add(row.course_id)
        found.person_ids.add(row.learner_id)
    found.counts["course_features"] = sum(1 for _ in found.sound(files.course_features()))
    found.counts["learner_features"] = sum(1 for _ in found.sound(files.learner_features()))
    for rating in found.sound(files.evidence()):
        found.counts["evidence"] += 1
        found.person_ids.add(rating.learner_id)
    return found


def match(session: Session, site: Site, contents: Contents) -> Matched:
    """Find out whose the folder's ids are; two rows about the same one become a notice."""
    matched = matching.match(
        session, site.id, contents.course_ids, contents.person_ids, contents.people
    )
    contents.notices += matching.doubles("courses.csv", contents.courses, matched.courses)
    contents.notices += matching.doubles("learners.csv", contents.people, matched.people)
    return matched


def check(session: Session, site: Site, files: FilesConnector) -> tuple[Contents, dict[str, int]]:
    """Read everything and count what an import would meet; nothing is written."""
    contents = read(files)
    matched = match(session, site, contents)
    all_courses = matched.courses.keys() | contents.courses.keys()
    all_people = matched.people.keys() | contents.people.keys()
    unmatched = sum(
        row.course_id not in all_courses or row.learner_id not in all_people
        for row in _participation(Contents(), files)
    )
    known_courses = len(contents.courses.keys() & matched.courses.keys())
    known_people = len(contents.people.keys() & matched.people.keys())
    counts = {
        "courses_known": known_courses,
        "courses_new": len(contents.courses) - known_courses,
        "people_known": known_people,
        "people_new": len(contents.people) - known_people,
        **{name: contents.counts[name] for name in PARTS},
        "unmatched": unmatched,
        "rejected": len(contents.rejected),
    }
    return contents, counts


def _participation(contents: Contents, files: FilesConnector) -> Iterator[Enrolment | Completion]:
    rows: Iterable[Enrolment | Completion | Rejected] = files.participation()
    return contents.sound(rows)


def _filled(record: Course | Learner, names: Iterable[str]) -> set[str]:
    return {name for name in names if getattr(record, name) not in (None, "", ())}
