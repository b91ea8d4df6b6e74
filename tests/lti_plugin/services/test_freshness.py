"""Whether data and model are as new as they should be."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from lti_plugin.jobs import train
from lti_plugin.services import freshness, recommendations
from lti_plugin.store.choices import HISTORY, Choice
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.models import ModelRun
from lti_plugin.store.participation import Completion, Enrolment
from lti_plugin.store.recommendations import Shown
from lti_plugin.store.sites import Site
from tests.support.catalogue import Small, small_site

NOW = datetime(2025, 6, 4, 9, tzinfo=UTC)
NOWHERE = Path("no models here")


@pytest.mark.parametrize(
    ("token", "hours", "late"),
    [("t", 7, False), ("t", 26, False), ("t", 27, True), (None, 500, False)],
)
def test_data_are_late_when_a_night_was_missed(
    site: Site, token: str | None, hours: int, late: bool
) -> None:
    site.token, site.synced_at = token, NOW - timedelta(hours=hours)
    assert freshness.is_late(site, NOW) is late


def test_a_new_site_has_time_for_its_first_sync(database: Database, site: Site) -> None:
    with database.writing() as session:
        row = session.get(Site, site.id)
        assert row is not None
        row.token, row.created_at = "t", NOW
    with database.reading() as session:
        soon = freshness.of_site(session, site.id, NOW + timedelta(hours=1))
        later = freshness.of_site(session, site.id, NOW + timedelta(hours=3))
    assert (soon.late, later.late) == (False, True)
    assert (later.synced_at, later.trained_at) == (None, None)


def test_a_model_that_cannot_be_read_is_replaced_at_once(
    database: Database, site: Site, tmp_path: Path
) -> None:
    with database.writing() as session:
        session.add(ModelRun(site_id=site.id, basis="history", metrics={}, created_at=NOW))
        session.flush()
        assert not freshness.training_is_due(session, site, NOW, tmp_path)
        version = tmp_path / str(site.id) / "former"
        version.mkdir(parents=True)
        (version / "manifest.json").write_text('{"format": 2, "files": {}}')
        assert freshness.training_is_due(session, site, NOW, tmp_path)


@pytest.mark.parametrize(
    ("basis", "days", "due"),
    [("history", 6, False), ("history", 7, True), ("features", 1, False)],
)
def test_a_training_is_due_after_a_week(
    database: Database, site: Site, basis: str, days: int, due: bool
) -> None:
    with database.writing() as session:
        assert freshness.training_is_due(session, site, NOW, NOWHERE)
        at = NOW - timedelta(days=days)
        session.add(ModelRun(site_id=site.id, basis=basis, metrics={}, created_at=at))
        session.flush()
        assert freshness.training_is_due(session, site, NOW, NOWHERE) is due


class TestHistory:
    """How much there is to learn from: six completions by six people, as a training counts."""

    @pytest.fixture
    def small(self, database: Database, site: Site) -> Small:
        """The courses and people of the site."""
        return small_site(database, site)

    def due(self, database: Database, site: Site, **last: Any) -> bool:
        """Say whether a training is due after one like this, and forget that one."""
        with database.writing() as session:
            row = ModelRun(site_id=site.id, metrics={}, created_at=NOW, **last)
            session.add(row)
            session.flush()
            found = freshness.training_is_due(session, site, NOW, NOWHERE)
            session.delete(row)
        return found

    def finishes(self, database: Database, site: Site, small: Small, who: str, what: str) -> None:
        """Add a completion of another year."""
        key = {"person_id": small.people[who], "course_id": small.courses[what]}
        with database.writing() as session:
            times = session.query(Completion).filter_by(**key).count()
            when = NOW - timedelta(days=365 * (1 + times))
            session.add(Completion(site_id=site.id, **key, completed_at=when))

    def counted(self, database: Database, site: Site) -> int:
        with database.reading() as session:
            return len(train._dataset(session, site.id).interactions)

    def test_it_is_counted_as_a_training_counts_it(
        self, database: Database, site: Site, small: Small
    ) -> None:
        for who, what in (("103", "3"), ("103", "3"), ("103", "4"), ("104", "4")):
            self.finishes(database, site, small, who, what)
        with database.writing() as session:
            session.get_one(Course, small.courses["4"]).gone_at = NOW
            session.add(Choice(site_id=site.id, person_id=small.people["101"], kind=HISTORY))
        with database.reading() as session:
            found = freshness.history(session, site.id)
            past = train._dataset(session, site.id).interactions
        assert found == (len(past), len(past.learners)) == (6, 5)

    @pytest.mark.parametrize(
        ("before", "due"), [(0, True), (5, True), (6, False), (7, False), (100, False)]
    )
    def test_a_training_is_due_where_it_grew_by_a_twentieth(
        self, database: Database, site: Site, small: Small, before: int, due: bool
    ) -> None:
        assert self.counted(database, site) == 6
        assert self.due(database, site, basis="history", completions=before) is due

    def test_a_little_more_waits_for_the_week_to_end(
        self, database: Database, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for now_there, due in ((1049, False), (1050, True)):
            monkeypatch.setattr(freshness, "history", lambda *_, n=now_there: (n, 90))
            assert self.due(database, site, basis="history", completions=1000) is due

    @pytest.mark.parametrize(
        ("completions", "people", "due"), [(6, 6, True), (7, 6, False), (6, 7, False)]
    )
    def test_without_a_model_it_is_due_as_soon_as_there_is_enough(
        self,
        database: Database,
        site: Site,
        small: Small,
        monkeypatch: pytest.MonkeyPatch,
        completions: int,
        people: int,
        due: bool,
    ) -> None:
        monkeypatch.setattr(freshness, "MIN_COMPLETIONS", completions)
        monkeypatch.setattr(freshness, "MIN_LEARNERS", people)
        assert self.due(database, site, basis="features") is due

    def test_only_what_was_completed_is_learned_from(
        self, database: Database, site: Site, small: Small
    ) -> None:
        """Not what somebody is enrolled in, was shown, put aside or does not want."""
        with database.reading() as session:
            before = train._dataset(session, site.id).interactions
        person, course = small.people["100"], small.courses["4"]
        with database.writing() as session:
            own = {"site_id": site.id, "person_id": person, "course_id": course}
            session.add(Enrolment(**own, progress=99.0))
            session.add(Shown(**own, rank=1, score=1.0, basis="features", reasons=[]))
            for kind, each in (("not_for_me", "3"), ("later", "5")):
                recommendations.put_aside(session, site.id, person, small.courses[each], kind)
        with database.reading() as session:
            after = train._dataset(session, site.id).interactions
        assert after.learners == before.learners
        assert list(after.histories()) == list(before.histories())

    def test_what_somebody_put_aside_and_completed_all_the_same_is_completed(
        self, database: Database, site: Site, small: Small
    ) -> None:
        person, course = small.people["100"], small.courses["4"]
        with database.writing() as session:
            recommendations.put_aside(session, site.id, person, course, "not_for_me")
        self.finishes(database, site, small, "100", "4")
        with database.reading() as session:
            past = train._dataset(session, site.id).interactions
        assert past.history(str(person)) == (str(course),)
