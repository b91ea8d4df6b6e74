"""A badge's whole life on PostgreSQL: earned, told to the gradebook, renewed by many, undone."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from connectors.records import Completion as Told
from connectors.records import Enrolment
from lti_plugin.jobs import grades, plans
from lti_plugin.jobs.locks import locks_of
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import badge_columns, renewing
from lti_plugin.services.issuing import Issuing
from lti_plugin.services.renewing import Renewed
from lti_plugin.store import Base, sites
from lti_plugin.store.achievements import REVOKE
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.jobs import GRADES
from lti_plugin.store.sites import Site
from tests.support.achievements import of_course, reload
from tests.support.awarded import COURSE_ID, course_of, holders, read_again, read_school, run
from tests.support.pathclass import Moodle
from tests.support.placed import activity, column
from tests.support.sources import MemoryConnector

pytestmark = pytest.mark.postgres

AT_ONCE, LONG = 8, 60
DAYS = 30
FIRST = datetime.now(UTC).replace(microsecond=0) - timedelta(days=20)
AGAIN = FIRST + timedelta(days=10)
ANNA, BEN = "3", "4"


@pytest.fixture
def there(tools: Tools, postgres_url: str) -> Iterator[Tools]:
    """The tools of a job whose tables are PostgreSQL's."""
    database = Database(postgres_url)
    Base.metadata.create_all(database.engine)
    yield replace(tools, database=database, locks=locks_of(tools.settings, database))
    database.close()


@pytest.fixture
def school(there: Tools, source: MemoryConnector) -> Site:
    """A site of which everybody is in the course that is awarded."""
    with there.database.writing() as session:
        site = Site(slug="a", name="A", issuer="https://a.test", timezone="UTC", fields={})
        session.add(site)
    source.all_participation = [Enrolment(str(each), COURSE_ID) for each in range(20)]
    read_school(there, site, source)
    return site


def test_a_badge_is_earned_told_renewed_and_undone(
    there: Tools, school: Site, source: MemoryConnector
) -> None:
    of = (there.database, school.id, course_of(there, school))
    made = of_course(*of, expires_after_days=DAYS, when_undone=REVOKE)
    with there.database.writing() as session:
        reload(session, made).active_from = FIRST - timedelta(days=1)
    gradebook = Moodle()
    link = activity(there.database, school, "1")
    with there.database.writing() as session:
        begun = badge_columns.begin(session, school.id, made, link, now())
        assert begun is not None
        badge_columns.end(session, begun, link, column(1), "test")

    def after(*told: Told) -> list[tuple[str, float]]:
        """Let Moodle tell of more completions; return which grades were sent."""
        source.all_participation += told
        read_again(there, school)
        run(there, school)
        stages = {GRADES: grades.stages(gradebook.opened)}
        plans.run(there, stages, school.id, GRADES)
        return gradebook.told()

    # So many that one of them is less than a tenth.
    rest = [Told(str(each), COURSE_ID, FIRST, "report") for each in range(5, 20)]
    first = after(*(Told(each, COURSE_ID, FIRST, "report") for each in (ANNA, BEN)), *rest)
    assert (ANNA, 100.0) in first
    assert len(first) == 17
    assert after(Told(ANNA, COURSE_ID, AGAIN, "report")) == []
    ends = {badge.expires_at for badge, _ in holders(there, made)}
    assert ends == {FIRST + timedelta(days=DAYS), AGAIN + timedelta(days=DAYS)}
    source.all_participation = [
        each
        for each in source.all_participation
        if isinstance(each, Enrolment) or getattr(each, "learner_id", "") != BEN
    ]
    assert after() == [(BEN, 0.0)]
    assert sum(badge.revoked_at is not None for badge, _ in holders(there, made)) == 1


def test_many_who_renew_a_badge_at_once_renew_it_once(
    there: Tools, school: Site, source: MemoryConnector
) -> None:
    of = (there.database, school.id, course_of(there, school))
    made = of_course(*of, expires_after_days=DAYS)
    with there.database.writing() as session:
        reload(session, made).active_from = FIRST - timedelta(days=1)
    source.all_participation.append(Told(ANNA, COURSE_ID, FIRST, "report"))
    read_again(there, school)
    run(there, school)
    source.all_participation.append(Told(ANNA, COURSE_ID, AGAIN, "report"))
    read_again(there, school)
    with there.database.writing() as session:
        place = (there.vault, there.settings.base_url, sites.get(session, school.id))
        issuing = Issuing(session, *place)
    start = threading.Barrier(AT_ONCE)

    def signed() -> Renewed:
        with there.database.reading() as session:
            achievement = reload(session, made)
            (found,) = renewing.signed(session, issuing, achievement, None).renewed
            return found

    def one(renewed: Renewed) -> bool:
        start.wait(LONG)
        with there.database.writing() as session:
            return renewing.keep(session, school.id, renewed)

    drafts = [signed() for _ in range(AT_ONCE)]
    with ThreadPoolExecutor(AT_ONCE) as threads:
        kept = list(threads.map(one, drafts, timeout=LONG))
    assert sorted(kept) == [False] * (AT_ONCE - 1) + [True]
    ((badge, holder),) = holders(there, made)
    assert (badge.awarded_at, badge.expires_at) == (AGAIN, AGAIN + timedelta(days=DAYS))
    assert holder.document["awardedDate"] == AGAIN.strftime("%Y-%m-%dT%H:%M:%SZ")
