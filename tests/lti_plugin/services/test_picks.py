"""What L&D admins put first or hide, for whom and when; courses that count for each other."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select, update

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import editing, equivalents, picks, recommendations, short
from lti_plugin.services.editing import Wish
from lti_plugin.services.picks import Said
from lti_plugin.services.shelf import Shelf
from lti_plugin.settings import Settings
from lti_plugin.store import jobs
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course, Prerequisite
from lti_plugin.store.database import Database
from lti_plugin.store.jobs import SCORE
from lti_plugin.store.people import Person
from lti_plugin.store.picks import DEPARTMENT, EVERYBODY, HIDE, PEOPLE, PIN, ROLE
from lti_plugin.store.recommendations import NOT_FOR_ME
from lti_plugin.store.roles import Role
from lti_plugin.store.sites import Site
from tests.support.catalogue import Small, small_site

BY = "an admin"
NEGOTIATION, STATISTICS = "Negotiation: Foundations", "Statistics: Foundations"


class Here:
    """The site of a test: what is picked, and what somebody is shown then."""

    def __init__(self, database: Database, site: Site, shelf: Shelf) -> None:
        self.database, self.site, self.shelf = database, site, shelf
        self.small: Small = small_site(database, site)

    def pick(self, course: str, kind: str = PIN, whom: str = EVERYBODY, **said: Any) -> UUID:
        with self.database.writing() as session:
            wish = Said(kind, whom, **said)
            return picks.add(session, self.site.id, self.small.courses[course], wish, BY).id

    def shown(self, person: str = "102", **asked: Any) -> list[tuple[str, bool]]:
        with self.database.reading() as session:
            found = recommendations.for_person(
                session, self.shelf, self.site.id, self.small.people[person], **asked
            )
        return [(course.title, item.picked) for item, course in found.items]

    def titles(self, person: str = "102") -> list[str]:
        return [title for title, _ in self.shown(person)]

    def alike(self, one: str, other: str) -> None:
        with self.database.writing() as session:
            ids = self.small.courses
            equivalents.join(session, self.site.id, ids[one], ids[other], BY)


@pytest.fixture
def here(database: Database, site: Site, settings: Settings) -> Here:
    """A small site without a model."""
    return Here(database, site, Shelf(settings.models_dir))


def test_a_pin_comes_first_at_once_and_says_so(here: Here) -> None:
    assert here.shown()[0] == ("SQL: Practitioner", False)
    here.pick("5")
    assert here.shown()[0] == (NEGOTIATION, True)
    with here.database.reading() as session:
        place = session, here.shelf, here.site.id, here.small.people["102"]
        (item, _), *_ = recommendations.for_person(*place).items
    assert [each.key for each in item.reasons] == ["reason.picked"]


@pytest.mark.parametrize(
    ("audience", "named", "holds"),
    [
        (DEPARTMENT, {"audience": "data"}, True),
        (DEPARTMENT, {"audience": "Sales"}, False),
        (ROLE, {"audience": "ANALYST"}, True),
        (ROLE, {"audience": "Chief counter"}, True),
        (ROLE, {"audience": "Baker"}, False),
        (PEOPLE, {"people": ["102", "moodle_id:103"]}, True),
        (PEOPLE, {"people": ["103"]}, False),
    ],
)
def test_a_pin_holds_for_its_audience_alone(
    here: Here, audience: str, named: dict[str, Any], holds: bool
) -> None:
    with here.database.writing() as session:
        role = Role(site_id=here.site.id, name="Chief counter", alternatives=["Analyst"])
        session.add(role)
    here.pick("5", PIN, audience, **named)
    assert (here.shown()[0] == (NEGOTIATION, True)) is holds


@pytest.mark.parametrize(
    ("first", "last", "holds"),
    [(0, 0, True), (-3, None, True), (None, 2, True), (1, None, False), (None, -1, False)],
)
def test_a_pin_holds_on_its_days_the_last_one_included(
    here: Here, first: int | None, last: int | None, holds: bool
) -> None:
    days = [None if n is None else now().date() + timedelta(days=n) for n in (first, last)]
    here.pick("5", starts_on=days[0], ends_on=days[1])
    assert (here.shown()[0] == (NEGOTIATION, True)) is holds


def test_what_is_finished_left_out_or_not_for_me_is_not_shown_by_a_pin(here: Here) -> None:
    for course in ("2", "5", "4"):
        here.pick(course)
    with here.database.writing() as session:
        place = session, here.site.id
        editing.change(*place, here.small.courses["5"], Wish({"included": False}), BY)
        recommendations.put_aside(
            *place, here.small.people["102"], here.small.courses["4"], NOT_FOR_ME
        )
    assert here.titles() == ["SQL: Practitioner"]


def test_what_is_hidden_from_somebody_is_on_none_of_their_lists_and_comes_back(here: Here) -> None:
    pick_id = here.pick("5", HIDE, DEPARTMENT, audience="Data")
    assert NEGOTIATION not in here.titles()
    with here.database.reading() as session:
        place = session, here.shelf, here.site.id, here.small.people["102"]
        assert NEGOTIATION not in {each.title for each in short.for_person(*place).courses}
        found = recommendations.for_person(*place)
        assert found.put_aside == []
    with here.database.writing() as session:
        picks.remove(session, here.site.id, pick_id, BY)
    assert NEGOTIATION in here.titles()


def test_a_hide_beats_a_pin(here: Here) -> None:
    here.pick("5")
    here.pick("5", HIDE, PEOPLE, people=["102"])
    assert NEGOTIATION not in here.titles("102")
    assert here.shown("103")[0] == (NEGOTIATION, True)


def test_prepared_lists_follow_with_the_next_scoring_that_is_asked_for_at_once(here: Here) -> None:
    here.pick("5")
    with here.database.reading() as session:
        assert jobs.unfinished(session, here.site.id, SCORE) is not None
        row = session.get_one(Person, here.small.people["102"])
        picked = picks.of_people(session, here.site.id, [row], now().date())
    assert picked[row.id].pins == (str(here.small.courses["5"]),)


@pytest.mark.parametrize(
    ("said", "says"),
    [
        (Said("shout"), "Choose whether"),
        (Said(PIN, "galaxy"), "Choose whether"),
        (Said(PIN, ROLE, " "), "Name the department"),
        (Said(PIN, starts_on=date(2027, 2, 1), ends_on=date(2027, 1, 1)), "last day"),
        (Said(PIN, PEOPLE), "Name the people"),
        (Said(PIN, PEOPLE, people=["102", "nobody"]), "Nobody on this site"),
    ],
)
def test_a_pin_that_cannot_be_is_refused(here: Here, said: Said, says: str) -> None:
    with here.database.writing() as session, pytest.raises(BadInput, match=says) as caught:
        picks.add(session, here.site.id, here.small.courses["5"], said, BY)
    assert says != "Nobody on this site" or caught.value.hint == "nobody"


def test_pins_are_in_the_log_by_count_and_another_sites_are_not_found(
    here: Here, elsewhere: Site
) -> None:
    pick_id = here.pick("5", PIN, PEOPLE, people=["102", "103"])
    with here.database.writing() as session:
        (entry,) = session.scalars(select(AuditEntry))
        assert (entry.action, entry.details["people"]) == (picks.PINNED, 2)
        assert "102" not in str(entry.details)
        for attempt in (
            lambda: picks.remove(session, elsewhere.id, pick_id, BY),
            lambda: picks.add(session, elsewhere.id, here.small.courses["5"], Said(PIN), BY),
            lambda: picks.remove(session, here.site.id, uuid4(), BY),
        ):
            with pytest.raises(NotFound):
                attempt()


def test_who_finished_a_course_is_not_offered_one_that_counts_for_it(here: Here) -> None:
    assert "SQL: Practitioner" in here.titles()
    here.alike("2", "3")
    assert "SQL: Practitioner" not in here.titles()
    assert here.titles("101") == [NEGOTIATION]


def test_an_earlier_run_that_is_gone_counts_still_and_meets_what_is_asked_for_first(
    here: Here,
) -> None:
    ids = here.small.courses
    with here.database.writing() as session:
        key = {"site_id": here.site.id}
        session.add(Prerequisite(course_id=ids["3"], requires_id=ids["4"], **key))
    assert "SQL: Practitioner" not in here.titles()
    here.alike("4", "2")
    with here.database.writing() as session:
        session.execute(update(Course).where(Course.id == ids["2"]).values(gone_at=now()))
    found = here.titles()
    assert "SQL: Practitioner" in found
    assert STATISTICS not in found


def test_what_is_alike_to_what_is_alike_is_alike_and_can_part(here: Here) -> None:
    here.alike("2", "3")
    here.alike("4", "5")
    here.alike("3", "4")
    assert here.titles() == []
    with here.database.writing() as session:
        course = equivalents.part(session, here.site.id, here.small.courses["5"], BY)
        assert equivalents.of_course(session, course) == []
        with pytest.raises(NotFound):
            equivalents.part(session, here.site.id, here.small.courses["5"], BY)
        with pytest.raises(BadInput):
            equivalents.join(session, here.site.id, course.id, course.id, BY)
    assert here.titles() == [NEGOTIATION]


def test_of_courses_that_count_for_each_other_one_list_shows_one(here: Here) -> None:
    here.alike("4", "5")
    titles = here.titles()
    assert len({STATISTICS, NEGOTIATION} & set(titles)) == 1
    here.pick("4")
    assert here.shown()[0] == (STATISTICS, True)
    assert NEGOTIATION not in here.titles()
