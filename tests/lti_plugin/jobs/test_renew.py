"""A badge that expires is renewed when its course is finished again: the same one, for longer."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from lti_plugin.badges import verification
from lti_plugin.jobs import plans
from lti_plugin.jobs.locks import locks_of
from lti_plugin.jobs.tools import Tools
from lti_plugin.jobs.worker import PLANS
from lti_plugin.services import badge_documents, renewing
from lti_plugin.services.issuing import Issuing
from lti_plugin.store.achievements import Achievement
from lti_plugin.store.badges import Badge
from lti_plugin.store.base import now
from lti_plugin.store.jobs import AWARD, Job
from lti_plugin.store.participation import Completion
from tests.support import badged
from tests.support.badged import EARNED, achievement, holder, revoke, vault_of
from tests.support.catalogue import Small
from tests.support.installation import Installation
from tests.support.sources import school

DAYS = 30
AGAIN = now().replace(microsecond=0) - timedelta(days=2)
ME, COURSE = "102", "3"


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """An installation that issues."""
    made = Installation(tmp_path / "installation")
    yield made
    made.close()


@pytest.fixture
def small(installation: Installation) -> Small:
    """The courses and people of its site."""
    return installation.fill()


@pytest.fixture
def kind(installation: Installation, small: Small) -> UUID:
    """An achievement of a course, whose badges expire."""
    course = small.courses[COURSE]
    return achievement(installation, course_id=course, expires_after_days=DAYS)


@pytest.fixture
def badge(installation: Installation, small: Small, kind: UUID) -> UUID:
    """A badge of mine that has expired."""
    return badged.award(installation, kind, small.people[ME], published=True)


def finish(installation: Installation, small: Small, at: datetime | None, **row: Any) -> None:
    """Let me have finished the course."""
    values = {
        "person_id": small.people[ME],
        "course_id": small.courses[COURSE],
        "completed_at": at,
        **row,
    }
    with installation.database.writing() as session:
        session.add(Completion(site_id=installation.site.id, **values))


def run(installation: Installation) -> Job:
    tools = Tools(
        settings=installation.settings,
        database=installation.database,
        vault=vault_of(installation),
        locks=locks_of(installation.settings, installation.database),
        worker="test-0",
        open_source=school().opened,
    )
    return plans.run(tools, PLANS, installation.site.id, AWARD)


def row(installation: Installation, badge_id: UUID) -> Badge:
    with installation.database.reading() as session:
        return session.get_one(Badge, badge_id)


def test_a_course_finished_again_renews_its_badge(
    installation: Installation, small: Small, badge: UUID
) -> None:
    before = holder(installation, badge).document
    finish(installation, small, EARNED)
    finish(installation, small, AGAIN)
    job = run(installation)
    assert job.counts["badges_renewed"] == 1
    renewed, after = row(installation, badge), holder(installation, badge).document
    assert renewed.awarded_at == AGAIN
    assert renewed.expires_at == AGAIN + timedelta(days=DAYS)
    assert after["id"] == before["id"]
    assert after["validFrom"] > before["validFrom"]
    assert after["credentialStatus"] == before["credentialStatus"]
    assert holder(installation, badge).published
    with installation.database.reading() as session:
        known = badge_documents.own(session, vault_of(installation), installation.settings.base_url)
        given = badged.ask(installation, f"/badges/{badge}.json").data
        assert verification.verify(given, badge_documents.only(known), now()).valid


def test_it_is_renewed_once(installation: Installation, small: Small, badge: UUID) -> None:
    finish(installation, small, AGAIN)
    run(installation)
    document = holder(installation, badge).document
    assert run(installation).counts["badges_renewed"] == 0
    assert holder(installation, badge).document == document


@pytest.mark.parametrize(
    "changes",
    [
        {"at": EARNED + timedelta(hours=1)},
        {"at": None},
        {"at": AGAIN, "course_id": "2"},
    ],
)
def test_what_is_no_further_completion_renews_nothing(
    installation: Installation, small: Small, badge: UUID, changes: dict[str, Any]
) -> None:
    named = {"course_id": small.courses[changes["course_id"]]} if "course_id" in changes else {}
    finish(installation, small, changes["at"], **named)
    assert run(installation).counts["badges_renewed"] == 0
    assert row(installation, badge).awarded_at == EARNED


def test_a_completion_in_the_future_waits_for_its_day(
    installation: Installation, small: Small, badge: UUID
) -> None:
    finish(installation, small, now() + timedelta(days=2))
    assert run(installation).counts["badges_renewed"] == 0
    assert row(installation, badge).awarded_at == EARNED


def test_a_revoked_badge_is_not_renewed(
    installation: Installation, small: Small, badge: UUID
) -> None:
    revoke(installation, badge, "By mistake.")
    finish(installation, small, AGAIN)
    assert run(installation).counts["badges_renewed"] == 0


def test_what_was_revoked_while_it_was_signed_stays_as_it_is(
    installation: Installation, small: Small, badge: UUID, kind: UUID
) -> None:
    finish(installation, small, AGAIN)
    base_url, site = installation.settings.base_url, installation.site
    with installation.database.writing() as session:
        issuing = Issuing(session, vault_of(installation), base_url, site)
    with installation.database.reading() as session:
        found = session.get_one(Achievement, kind)
        (renewed,) = renewing.signed(session, issuing, found, None).renewed
    revoke(installation, badge, "By mistake.")
    with installation.database.writing() as session:
        assert not renewing.keep(session, site.id, renewed)
    assert row(installation, badge).awarded_at == EARNED


def test_more_than_a_block_are_renewed(
    installation: Installation,
    small: Small,
    kind: UUID,
    badge: UUID,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(renewing, "BLOCK", 1)
    other = badged.award(installation, kind, small.people["103"])
    finish(installation, small, AGAIN)
    finish(installation, small, AGAIN, person_id=small.people["103"])
    assert run(installation).counts["badges_renewed"] == 2
    assert {row(installation, each).awarded_at for each in (badge, other)} == {AGAIN}
