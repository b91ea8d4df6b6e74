"""The demo organisation: its size, its sense, and that it is the same each time."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from lti_plugin.demo.entities import DURABLE, LEVELS, Participation
from lti_plugin.demo.organisation import Organisation, build_organisation
from tests.support.lookalike import TODAY

MODES = {
    "online course",
    "workshop",
    "boot camp",
    "certification",
    "microlearning",
    "on-the-job project",
}


def finished(organisation: Organisation) -> list[Participation]:
    return [step for step in organisation.participations if step.completed_at]


def test_it_has_the_promised_size(organisation: Organisation) -> None:
    assert 160 <= len(organisation.courses) <= 180
    assert len(organisation.catalogue.families) == 10
    assert 85 <= len(organisation.catalogue.skills) <= 100
    staff = [person for person in organisation.people if person.id_number]
    assert 480 <= len(staff) <= 520
    assert 6 <= len(finished(organisation)) / len(staff) <= 9


def test_the_same_seed_and_day_give_the_same_organisation(organisation: Organisation) -> None:
    again = build_organisation(TODAY)
    assert again.people == organisation.people
    assert again.participations == organisation.participations
    assert build_organisation(TODAY, seed=1).participations != organisation.participations


@pytest.mark.parametrize("days", [1, 2, 3, 4, 5, 6, 200])
def test_on_any_day_history_is_fresh_and_nothing_lies_in_the_future(days: int) -> None:
    today = TODAY + timedelta(days=days)
    organisation = build_organisation(today)
    midnight = datetime(today.year, today.month, today.day, tzinfo=UTC)
    times = [step.enrolled_at for step in organisation.participations]
    times += [step.completed_at for step in finished(organisation) if step.completed_at]
    assert max(times) < midnight
    assert max(times) > midnight - timedelta(days=7)
    begun = [step.enrolled_at for step in organisation.participations if step.role == "student"]
    assert min(begun) > midnight - timedelta(days=2 * 366)


def test_every_course_can_be_placed(organisation: Organisation) -> None:
    for course in organisation.courses.values():
        assert course.level in LEVELS
        assert course.mode in MODES
        assert course.skills
        assert course.minutes > 0
        assert course.language in {"", "de", "es"}
        if course.mode == "microlearning":
            assert 15 <= course.minutes <= 20
        for code in course.prerequisites:
            assert code in organisation.courses_by_code
    languages = Counter(course.language for course in organisation.courses.values())
    assert languages["de"] >= 3
    assert languages["es"] >= 3
    assert sum(not course.visible for course in organisation.courses.values()) >= 3
    assert sum(bool(course.prerequisites) for course in organisation.courses.values()) >= 20


def test_every_skill_has_courses_and_many_have_all_three_levels(organisation: Organisation) -> None:
    levels = defaultdict(set)
    for course in organisation.courses.values():
        for skill in course.skills:
            levels[skill.name].add(course.level)
    assert set(levels) == {skill.name for skill in organisation.catalogue.skills}
    assert sum(len(found) == 3 for found in levels.values()) >= 20


def test_titles_codes_and_summaries_are_all_different(organisation: Organisation) -> None:
    courses = organisation.courses.values()
    for values in (
        {course.title for course in courses},
        {course.code for course in courses},
        {course.summary for course in courses},
    ):
        assert len(values) == len(organisation.courses)


def test_people_have_their_own_names_and_a_manager_up_to_the_top(
    organisation: Organisation,
) -> None:
    staff = {p.id_number: p for p in organisation.people if p.id_number}
    assert len({p.username for p in organisation.people}) == len(organisation.people)
    for person in staff.values():
        chain = [person]
        while chain[-1].manager:
            assert len(chain) < 5
            chain.append(staff[chain[-1].manager])
        assert chain[-1].job_role == "Managing Director"


def test_people_climb_their_skills_and_never_skip_a_prerequisite(
    organisation: Organisation,
) -> None:
    done: dict[int, set[str]] = defaultdict(set)
    for step in organisation.participations:
        if step.role == "editingteacher":  # whoever teaches a course knows it
            done[step.person_id].add(organisation.courses[step.course_id].code)
    climbed = 0
    for step in sorted(finished(organisation), key=lambda s: s.completed_at or s.enrolled_at):
        course = organisation.courses[step.course_id]
        assert done[step.person_id].issuperset(course.prerequisites)
        assert course.visible
        climbed += bool(course.prerequisites)
        done[step.person_id].add(course.code)
    assert climbed > 300


def test_whoever_wants_another_role_turns_to_its_family(organisation: Organisation) -> None:
    roles = organisation.catalogue.roles
    shares = {}
    for moving in (True, False):
        people = {
            p.id
            for p in organisation.people
            if p.job_role == "Support Agent" and bool(p.target_role) is moving
        }
        families = Counter(
            organisation.courses[step.course_id].family.name
            for step in finished(organisation)
            if step.person_id in people
        )
        shares[moving] = families[roles["Data Analyst"].family] / families.total()
    assert shares[True] > 0.2
    assert shares[True] > 5 * shares[False]


def test_durable_skills_are_taken_on_the_side_by_all_departments(
    organisation: Organisation,
) -> None:
    durable = Counter(
        organisation.people_by_id[step.person_id].department
        for step in finished(organisation)
        if organisation.courses[step.course_id].family.name == DURABLE
    )
    departments = {p.department for p in organisation.people if p.id_number}
    assert departments - {"Management"} <= set(durable)
    everybody = len({step.person_id for step in finished(organisation)})  # the first weeks
    on_the_side = durable.total() - everybody
    assert 0.15 <= on_the_side / (len(finished(organisation)) - everybody) <= 0.35


def test_some_newcomers_have_no_history(organisation: Organisation) -> None:
    busy = {step.person_id for step in finished(organisation)}
    newcomers = [p for p in organisation.people if p.id_number and p.id not in busy]
    assert 15 <= len(newcomers) <= 60
    assert {p.id for p in newcomers} <= {step.person_id for step in organisation.participations}


def test_people_learn_in_working_hours_and_only_what_they_can_read(
    organisation: Organisation,
) -> None:
    zone = ZoneInfo(organisation.time_zone)
    for step in organisation.participations:
        course = organisation.courses[step.course_id]
        person = organisation.people_by_id[step.person_id]
        assert course.language in {"", person.language}
        if step.completed_at:
            local = step.completed_at.astimezone(zone)
            assert local.weekday() < 5
            assert 8 <= local.hour < 17
            assert local.second == 0


def test_the_personas_are_who_they_say(organisation: Organisation) -> None:
    people = organisation.personas_by_key
    done = Counter(step.person_id for step in finished(organisation))
    assert done[people["learner"].id] == 8
    assert done[people["newcomer"].id] == 0
    assert people["career-changer"].target_role == "UX Designer"
    assert people["admin"].site_admin
    assert not people["instructor"].site_admin
    taught = [s for s in organisation.participations if s.role == "editingteacher"]
    assert [step.person_id for step in taught] == [people["instructor"].id]
