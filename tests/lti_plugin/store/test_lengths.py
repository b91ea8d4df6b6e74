"""Whatever leaves a connector fits into the tables, also into those of PostgreSQL."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from sqlalchemy import String, Text
from sqlalchemy.exc import DataError
from sqlalchemy.orm import InstrumentedAttribute

from connectors.fitting import fitted
from connectors.limits import EARLIEST, LENGTHS
from connectors.records import (
    Category,
    Competency,
    CompetencyRating,
    Completion,
    Course,
    Enrolment,
    Feature,
    Learner,
    Rating,
    Rejected,
    SkillLink,
)
from lti_plugin.store import Base, competencies, courses, participation, people, skills
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from tests.support.tables import ON_BOTH

Columns = dict[
    tuple[type, str], list[InstrumentedAttribute[str] | InstrumentedAttribute[str | None]]
]

COURSE_ID, PERSON_ID = courses.CourseId.value, people.PersonId.value
# Where the text of a field ends up, where that is not the column of its own name.
ELSEWHERE: Columns = {
    (Category, "id"): [courses.Category.source_id],
    (Category, "name"): [courses.Category.name],
    (Category, "parent"): [courses.Category.parent_id],
    (Course, "id"): [COURSE_ID],
    (Course, "short_name"): [COURSE_ID, courses.Course.short_name],
    (Course, "id_number"): [COURSE_ID],
    (Course, "prerequisites"): [COURSE_ID],
    (Learner, "id"): [PERSON_ID],
    (Learner, "username"): [PERSON_ID],
    (Learner, "id_number"): [PERSON_ID],
    (Learner, "email"): [PERSON_ID, people.Person.email],
    (Learner, "manager_id"): [PERSON_ID, people.Person.manager],
    (Rating, "learner_id"): [PERSON_ID],
    (Rating, "skill"): [skills.Skill.name],
    (SkillLink, "skill"): [skills.Skill.name],
    (SkillLink, "skill_id"): [skills.Skill.source_id],
    (SkillLink, "competency_id"): [competencies.Competency.source_id],
    (Competency, "id"): [competencies.Competency.source_id],
    (Competency, "name"): [competencies.Competency.name, skills.Skill.name],
    (Competency, "framework"): [competencies.Competency.framework],
    (Competency, "framework_number"): [competencies.Competency.framework_number],
    (Competency, "id_number"): [competencies.Competency.id_number, skills.Skill.uri],
    (Competency, "scale_id"): [competencies.Competency.scale_id],
    (CompetencyRating, "learner_id"): [PERSON_ID],
    (CompetencyRating, "competency_id"): [competencies.Competency.source_id],
    **{
        (kind, name): [column]
        for kind in (Enrolment, Completion)
        for name, column in (("learner_id", PERSON_ID), ("course_id", COURSE_ID))
    },
}
OF_LAUNCHES = {"audience"}  # no record fills it
IN_NO_COLUMN = {(Course, "tags"), (Feature, "owner"), (Feature, "name"), (CompetencyRating, "word")}
TABLES = {Course: courses.Course, Learner: people.Person}

LONG = "x\x00" * 3000
EXTREME_COURSE = Course(
    id="7\x00",
    title=LONG,
    short_name="C\ud800",
    id_number="é" * 255,
    summary=LONG * 50,
    category_id="9" * 101,
    category="\U0001f600" * 300,
    language=LONG,
    level="x" * 150,
    mode="\x01\x02",
    cost=1.7e308,
    duration_minutes=10_000_000,
    tags=("\x00", LONG, "\udfff"),
    skills=(SkillLink(LONG, 5.0, 0.0, LONG), SkillLink("\x00"), SkillLink("S\x00", 1.0)),
    prerequisites=(LONG, "\x00"),
    modified_at=datetime.max.replace(tzinfo=UTC),
    reviewed_at=EARLIEST,
    url=LONG,
    extra={"\x00key": LONG, "other": "\ud83d"},
)
EXTREME_PERSON = Learner(
    id="5",
    name=LONG,
    username="ada\x00",
    id_number="É" * 255,
    email="İ" * 127,
    language=LONG,
    role=LONG,
    target_role="\ud800",
    department="\U0001f600" * 300,
    manager_id=LONG,
    extra={"hobby\x00": LONG},
)


def test_every_length_is_that_of_its_columns() -> None:
    for kind, lengths in LENGTHS.items():
        for name, longest in lengths.items():
            if kind is Rejected or (kind, name) in IN_NO_COLUMN:
                continue
            columns = ELSEWHERE.get((kind, name)) or [getattr(TABLES[kind], name)]
            assert {column.type.length for column in columns} == {longest}, (kind, name)


@pytest.mark.parametrize(("kind", "table"), TABLES.items())
def test_every_bounded_column_that_a_record_fills_has_its_length(
    kind: type, table: type[Base]
) -> None:
    bounded = {
        column.name
        for column in table.__table__.columns
        if isinstance(column.type, String) and not isinstance(column.type, Text)
    }
    known = {people_name: name for name, people_name in people.OWN_NAMES.items()}
    told = {known.get(name, name) for name in bounded} - OF_LAUNCHES
    assert told <= LENGTHS[kind].keys()


@ON_BOTH
def test_an_extreme_course_is_kept(database: Database, site: Site) -> None:
    notice, record = fitted(EXTREME_COURSE)
    assert "level" in notice.reason
    with database.writing() as session:
        changes = courses.upsert(session, site.id, [record], courses.MOODLE)
        skills.replace_source_links(session, site.id, {changes.ids[0]: record.skills})
    with database.writing() as session:
        course = courses.get(session, site.id, changes.ids[0])
        assert (course.level, course.title) == ("x" * 100, "x" * 500)
        assert courses.by_kind(session, site.id, courses.SHORT_NAME) == {"C\ufffd": course.id}
        assert skills.names_by_course(session, site.id)[course.id] == ["S", "x" * 255]
        assert (course.modified_at, course.reviewed_at, course.cost) == (None, EARLIEST, 1.7e308)
        assert courses.upsert(session, site.id, [record], courses.MOODLE).same == 1


@ON_BOTH
def test_an_extreme_person_is_kept(database: Database, site: Site) -> None:
    notice, record = fitted(EXTREME_PERSON)
    assert "role" in notice.reason
    with database.writing() as session:
        changes = people.upsert(session, site.id, [record], people.MOODLE)
    with database.writing() as session:
        assert people.find(session, site.id, "username:ada").role == "x" * 255
        assert people.upsert(session, site.id, [record], people.MOODLE).same == 1
        assert (
            dict(people.every_id(session, site.id, changes.ids[0]))[people.EMAIL] == "i\u0307" * 127
        )


@ON_BOTH
def test_an_extreme_category_is_kept(database: Database, site: Site) -> None:
    _, record = fitted(Category("1", LONG, "9" * 101))
    with database.writing() as session:
        assert courses.upsert_categories(session, site.id, [record]) == 1


@ON_BOTH
def test_extreme_participation_is_kept(database: Database, site: Site) -> None:
    records = [
        *fitted(Enrolment("5", "7", datetime.min.replace(tzinfo=UTC), float("inf"))),
        *fitted(Completion("5", "7", datetime.max.replace(tzinfo=UTC), "file", grade=-1.7e308)),
    ]
    _, enrolment, _, completion = records
    with database.writing() as session:
        (course_id,) = courses.upsert(session, site.id, [Course("7", "A")], courses.MOODLE).ids
        (person_id,) = people.upsert(session, site.id, [Learner("5")], people.MOODLE).ids
        pair = person_id, course_id
        assert participation.upsert_enrolments(session, site.id, [(pair, enrolment)]).added == 1
        assert participation.keep_completions(session, site.id, [(pair, completion)]).added == 1


@pytest.mark.postgres
@pytest.mark.parametrize("database", ["postgres"], indirect=True)
@pytest.mark.parametrize("level", ["x" * 101, "a\x00b"])
def test_postgres_would_refuse_what_was_not_fitted(
    database: Database, site: Site, level: str
) -> None:
    with pytest.raises(DataError), database.writing() as session:
        courses.upsert(session, site.id, [Course("7", "A", level=level)], courses.MOODLE)
