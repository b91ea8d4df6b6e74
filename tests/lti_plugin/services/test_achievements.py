"""Achievements: what is kept, what is refused at once, and what each step leaves behind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import achievements, badge_pictures, designs
from lti_plugin.services.achievements import Thing
from lti_plugin.store import achievements as rows
from lti_plugin.store import jobs
from lti_plugin.store.achievements import COURSE, PATH, REVOKE, SKILL, Achievement
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import Skill
from tests.support.achievements import (
    BASE_URL,
    created,
    give_addresses,
    of_course,
    reload,
    said,
)
from tests.support.catalogue import Small, small_site


@pytest.fixture
def small(database: Database, site: Site) -> Small:
    found = small_site(database, site)
    give_addresses(database, site.id)
    return found


@pytest.fixture
def draft(database: Database, site: Site, small: Small) -> UUID:
    """An achievement that nobody gets yet."""
    return of_course(database, site.id, small.courses["2"], active=False)


def read(database: Database, achievement_id: UUID) -> Achievement:
    with database.reading() as session:
        return reload(session, achievement_id)


def skill_id(database: Database, name: str) -> UUID:
    with database.reading() as session:
        return session.scalars(select(Skill.id).where(Skill.name == name)).one()


def logged(database: Database) -> list[tuple[str, str, dict[str, Any]]]:
    with database.reading() as session:
        found = session.scalars(select(AuditEntry).order_by(AuditEntry.at)).all()
        return [(each.action, each.actor, each.details) for each in found]


def test_a_new_achievement_is_kept_with_a_picture_and_awarded_to_nobody(
    database: Database, site: Site, small: Small
) -> None:
    made = of_course(
        database,
        site.id,
        small.courses["2"],
        active=False,
        name="  SQL:\n Foundations ",
        criteria="Finish it.\r\n\r\n- all of it ",
        tags=[" data", "data", ""],
        language="pt-BR",
        expires_after_days=365,
        when_undone=REVOKE,
    )
    row = read(database, made)
    assert (row.name, row.criteria) == ("SQL: Foundations", "Finish it.\n\n- all of it")
    assert (row.kind, row.course_id, row.version) == (COURSE, small.courses["2"], 1)
    assert (row.tags, row.language, row.expires_after_days) == (["data"], "pt-BR", 365)
    assert not row.active
    with database.reading() as session:
        picture = rows.picture_of(session, row)
        assert picture is not None
        assert picture.drawn
        assert picture.png.startswith(badge_pictures.PNG)
        assert not jobs.all_open(session)
    assert logged(database) == [
        (
            achievements.CREATED,
            "test",
            {"achievement": "SQL: Foundations", "id": str(made), "version": 1},
        )
    ]


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "needs a name"),
        ({"name": "x" * 256}, "255"),
        ({"description": ""}, "Describe"),
        ({"description": "x" * 2001}, "2,000"),
        ({"criteria": " \n"}, "what somebody has to do"),
        ({"criteria": "x" * 10_001}, "10,000"),
        ({"caption": "x" * 256}, "255"),
        ({"tags": ["x" * 61]}, "60"),
        ({"tags": [str(n) for n in range(21)]}, "20 tags"),
        ({"language": "English"}, "language"),
        ({"language": ""}, "language"),
        ({"expires_after_days": 0}, "36,500"),
        ({"expires_after_days": 36_501}, "36,500"),
        ({"when_undone": "burn"}, "disappears"),
        ({"skills": ["Juggling"]}, "not known here"),
        ({"skills": ["Statistics"]}, "no address in ESCO"),
        ({"name": "\x07"}, "needs a name"),
    ],
)
def test_what_makes_no_badge_is_refused_at_once_and_leaves_nothing(
    database: Database, site: Site, small: Small, changes: dict[str, Any], words: str
) -> None:
    with pytest.raises(BadInput, match=words):
        of_course(database, site.id, small.courses["2"], **changes)
    with database.reading() as session:
        assert not rows.of_site(session, site.id)
    assert not logged(database)


@pytest.mark.full
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.text(st.characters(codec="utf-8"), min_size=1))
def test_any_other_text_makes_one(database: Database, site: Site, small: Small, text: str) -> None:
    row = Achievement(
        id=uuid4(),
        site_id=site.id,
        kind=COURSE,
        course_id=small.courses["2"],
        version=1,
    )
    with database.reading() as session:
        given_ = said(name=f"A{text}"[:255], description=f"D{text}", criteria=f"C{text}")
        for name, value in designs.columns(session, site.id, given_).items():
            setattr(row, name, value)
        designs.check(session, BASE_URL, row)


def test_there_is_none_of_what_is_not_here(
    database: Database, site: Site, elsewhere: Site, small: Small
) -> None:
    for kind in (COURSE, PATH, SKILL):
        with pytest.raises(NotFound):
            created(database, site.id, Thing(kind, uuid4(), 3.0))
    with pytest.raises(NotFound):
        of_course(database, elsewhere.id, small.courses["2"])


@pytest.mark.parametrize("level", [None, 0.0, 5.5])
def test_a_skill_needs_its_level(
    database: Database, site: Site, small: Small, level: float | None
) -> None:
    with pytest.raises(BadInput, match="level"):
        created(database, site.id, Thing(SKILL, skill_id(database, "SQL"), level))


def test_a_corrected_name_changes_a_drawn_picture_and_not_a_sent_one(
    database: Database, site: Site, draft: UUID
) -> None:
    def picture() -> tuple[bytes, bool]:
        with database.reading() as session:
            found = rows.picture_of(session, reload(session, draft))
            assert found is not None
            return found.svg, found.drawn

    def change(**changes: Any) -> None:
        more = {name: changes.pop(name) for name in ("picture", "draw") if name in changes}
        with database.writing() as session:
            place = (session, BASE_URL, site.id, draft)
            achievements.change(*place, said(**changes), "test", **more)

    before = picture()
    change(name="SQL for all")
    assert picture() != before
    sent = badge_pictures.sent(
        b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0h9v9z"/></svg>', ""
    )
    change(name="SQL for all", picture=sent)
    change(name="SQL for everybody")
    assert picture() == (sent.svg, False)
    change(name="SQL for everybody", draw=True)
    assert b"everybody" in picture()[0]


def test_what_is_not_changed_is_not_logged(database: Database, site: Site, draft: UUID) -> None:
    with database.writing() as session:
        achievements.change(session, BASE_URL, site.id, draft, said(), "test")
    assert [each[0] for each in logged(database)] == [achievements.CREATED]


def test_a_wrong_correction_changes_nothing(database: Database, site: Site, draft: UUID) -> None:
    with pytest.raises(BadInput), database.writing() as session:
        achievements.change(session, BASE_URL, site.id, draft, said(name="\x01"), "test")
    assert read(database, draft).name == "SQL: Foundations"


def test_an_achievement_is_activated_once_and_never_after_it_is_retired(
    database: Database, site: Site, draft: UUID
) -> None:
    def step(do: Callable[..., object]) -> None:
        with database.writing() as session:
            do(session, site.id, draft, "test")

    for too_early in (achievements.backfill, achievements.renew):
        with pytest.raises(BadInput, match="activate it first"):
            step(too_early)
    step(achievements.activate)
    first = read(database, draft).active_from
    with pytest.raises(BadInput, match="already"):
        step(achievements.activate)
    step(achievements.renew)
    renewed = read(database, draft)
    assert renewed.version == 2
    assert first is not None
    assert renewed.active_from is not None
    assert renewed.active_from > first
    step(achievements.retire)
    step(achievements.retire)
    assert not read(database, draft).active
    for too_late in (achievements.activate, achievements.backfill, achievements.renew):
        with pytest.raises(BadInput):
            step(too_late)
    assert [each[0] for each in logged(database)] == [
        achievements.CREATED,
        achievements.ACTIVATED,
        achievements.RENEWED,
        achievements.RETIRED,
    ]


def test_the_dry_run_counts_who_has_earned_it_whenever_that_was(
    database: Database, site: Site, small: Small, draft: UUID
) -> None:
    with database.reading() as session:
        found = achievements.earned_already(session, reload(session, draft))
    assert (found.people, found.lapsed) == (6, 0)


def test_the_dry_run_leaves_out_whose_badge_would_have_expired(
    database: Database, site: Site, small: Small
) -> None:
    made = of_course(database, site.id, small.courses["2"], active=False, expires_after_days=1)
    with database.reading() as session:
        found = achievements.earned_already(session, reload(session, made))
    assert (found.people, found.lapsed) == (0, 6)


def test_another_site_changes_nothing(database: Database, elsewhere: Site, draft: UUID) -> None:
    with database.writing() as session:
        for do in (achievements.activate, achievements.retire, achievements.backfill):
            with pytest.raises(NotFound):
                do(session, elsewhere.id, draft, "test")
        with pytest.raises(NotFound):
            achievements.change(session, BASE_URL, elsewhere.id, draft, said(), "test")
