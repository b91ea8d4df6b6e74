"""What can be set for a site: ranges, defaults, what it changes, and what the log keeps of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import time, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from lti_plugin.errors import BadInput
from lti_plugin.services import freshness, needs, plans, position, site_settings, steering, upkeep
from lti_plugin.services.shelf import Shelf
from lti_plugin.services.site_settings import EVIDENCE, RANKING, SETTINGS, BadSetting, Value
from lti_plugin.store import jobs, sites
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.jobs import SCORE
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from recommender.blending import Blend
from recommender.skills.evidence import ERRORS, ROLE, SELF
from recommender.skills.pathway.schedule import Slot
from tests.support.audited import hire
from tests.support.catalogue import small_site
from tests.support.goals import Goals
from tests.support.trained import train_with

ADMIN = "an admin"


def keep(database: Database, site: Site, **wanted: object) -> None:
    with database.writing() as session:
        steering.keep(session, site.id, wanted, ADMIN)


def values(database: Database, site: Site) -> Mapping[str, Value]:
    with database.reading() as session:
        return site_settings.values(sites.get(session, site.id))


def entries(database: Database, site: Site) -> list[AuditEntry]:
    with database.reading() as session:
        query = select(AuditEntry).where(AuditEntry.action == steering.CHANGED)
        return list(session.scalars(query.where(AuditEntry.site_id == site.id)))


def test_a_new_site_has_every_default(database: Database, site: Site) -> None:
    assert values(database, site) == {key: each.usual for key, each in SETTINGS.items()}
    assert all(each.checked(each.usual) == each.usual for each in SETTINGS.values())
    assert f"{site_settings.ERROR}{ROLE}" not in SETTINGS


def test_what_is_set_is_kept_logged_and_put_back(database: Database, site: Site) -> None:
    keep(database, site, engine_share=0.6, error_self=0.7, popularity="less")
    assert values(database, site)["engine_share"] == 0.6
    (entry,) = entries(database, site)
    assert (entry.actor, entry.details["sections"]) == (ADMIN, [EVIDENCE, RANKING])
    assert entry.details["before"]["engine_share"] == 0.35
    assert entry.details["now"] == {"engine_share": 0.6, "error_self": 0.7, "popularity": "less"}
    with database.writing() as session:
        steering.reset(session, site.id, RANKING, ADMIN)
    found = values(database, site)
    assert (found["engine_share"], found["popularity"]) == (0.35, "learned")
    assert found["error_self"] == 0.7  # of another section
    assert len(entries(database, site)) == 2


def test_what_changes_nothing_is_no_change(database: Database, site: Site) -> None:
    keep(database, site, engine_share=0.35, slot_minutes=60.0)
    assert entries(database, site) == []
    with database.reading() as session:
        assert jobs.unfinished(session, site.id, SCORE) is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("engine_share", 0.91),
        ("engine_share", float("nan")),
        ("engine_share", True),
        ("engine_share", "0.3"),
        ("error_self", 0),
        ("slot_minutes", 60.5),
        ("popularity", "more"),
        ("popularity", None),
        ("language", "fr"),
    ],
)
def test_a_value_that_cannot_be_changes_nothing(
    database: Database, site: Site, key: str, value: object
) -> None:
    with pytest.raises(BadSetting):
        keep(database, site, leader=2.0, **{key: value})
    assert values(database, site)["leader"] == 1.5


def test_what_is_no_setting_is_refused(database: Database, site: Site) -> None:
    with pytest.raises(BadInput, match="There is no setting token"):
        keep(database, site, token=1.0)
    with database.writing() as session, pytest.raises(BadInput, match="no such section"):
        steering.reset(session, site.id, "secrets", ADMIN)


def test_an_odd_value_in_the_database_counts_as_usual(database: Database, site: Site) -> None:
    with database.writing() as session:
        row = sites.get(session, site.id)
        row.fields = {"settings": {"engine_share": "much", "leader": 99, "gone": 1}}
        row.language = "fr"
    found = values(database, site)
    assert (found["engine_share"], found["leader"], found["language"]) == (0.35, 1.5, "en")


def test_lists_are_ranked_anew_at_once(database: Database, site: Site, tmp_path: Path) -> None:
    small_site(database, site)
    shelf = Shelf(tmp_path)
    with database.reading() as session:
        before = shelf.ranker(session, site.id)
    keep(
        *(database, site),
        engine_share=0.6,
        mode_bonus=0.1,
        stale_loss=0.2,
        variety=2.0,
        popularity="none",
        error_completion=0.5,
    )
    with database.reading() as session:
        after = shelf.ranker(session, site.id)
        assert jobs.unfinished(session, site.id, SCORE) is not None
    assert before.blend == Blend()
    assert after.blend == Blend(0.6, 0.1, 0.2, 0.3)
    assert (after.popularity, after.diversity) == (0.0, 0.2)


def test_evidence_is_weighed_as_the_site_has_it(database: Database, site: Site) -> None:
    goals = Goals(database, site)
    goals.role("Analyst", {"SQL": 3})
    person = hire(goals, "Analyst", None)
    goals.knows(person, {"SQL": 5}, SELF)

    def sd() -> float:
        with database.reading() as session:
            row = session.get_one(Person, person)
            return position.of_person(session, site.id, row, now().date()).held["SQL"].sd

    usual = sd()
    keep(database, site, error_self=0.4)
    assert sd() < usual
    with database.reading() as session:
        how = site_settings.weighing(sites.get(session, site.id))
    assert (how.errors[SELF], how.errors[ROLE], how.half_life) == (0.4, ERRORS[ROLE], 12)


def test_who_leads_weighs_as_the_site_has_it(database: Database, site: Site) -> None:
    keep(database, site, leader=3.0)
    with database.reading() as session:
        assert needs.weights(session, site.id).leader == 3.0


def test_a_review_counts_as_long_as_the_site_has_it(database: Database, site: Site) -> None:
    small = small_site(database, site)
    with database.writing() as session:
        course = session.get_one(Course, small.courses["3"])
        course.reviewed_at = now() - timedelta(days=100)

    def old() -> list[str]:
        with database.reading() as session:
            return [each.course.title for each in upkeep.stale(session, site.id, now())]

    assert old() == []
    keep(database, site, review_days=90)
    assert len(old()) == 1


def test_the_proposed_time_is_the_sites(database: Database, site: Site, tmp_path: Path) -> None:
    small_site(database, site)
    goals = Goals(database, site)
    goals.role("Analyst", {"SQL": 3})
    person = hire(goals, "Analyst", None)
    keep(database, site, slot_day="tue", slot_start=14 * 60 + 30, slot_minutes=90)
    with database.reading() as session:
        found = plans.for_person(session, Shelf(tmp_path), site.id, person, "UTC")
    assert found is not None
    assert found.slots == (Slot(1, time(14, 30), 90),)


def test_no_training_follows_an_update_where_trainings_are_off(
    database: Database, site: Site, tmp_path: Path
) -> None:
    train_with(database, site, created_at=now() - timedelta(days=30))

    def due() -> bool:
        with database.reading() as session:
            row = sites.get(session, site.id)
            return freshness.training_is_due(session, row, now(), tmp_path)

    assert due()
    keep(database, site, train_day="off")
    assert not due()
