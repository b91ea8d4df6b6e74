"""What a platform is sent of somebody's progress, and what its answers mean."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from lti_plugin.services import gradebook, platforms
from lti_plugin.services.gradebook import Answer, Mark, Outcome
from lti_plugin.settings import Settings
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault
from tests.support.placed import ITEMS, activity
from tests.support.platform import Platform, rsa_key
from tests.support.services import KID, Services, Told, services_at_work

SCORES = f"{ITEMS}/1/lineitem/scores"
TAKEN = Answer(Outcome.TAKEN)


@pytest.fixture
def services() -> Iterator[Services]:
    """A platform's services on this machine."""
    with services_at_work() as found:
        yield found


def mark(services: Services, percent: float = 60.0) -> Mark:
    """Return a mark for the services' own column."""
    url = f"{services.address}{ITEMS}/1/lineitem?type_id=1"
    return Mark(uuid4(), url, "7", percent, "3 of 5 courses")


def test_progress_is_sent_in_the_form_of_the_specification(services: Services) -> None:
    services.tell("POST", SCORES, Told(200))
    assert gradebook.post(services.caller(), mark(services)) == TAKEN
    (sent,) = services.sent
    assert sent.query == {"type_id": "1"}
    body = sent.json()
    at = datetime.fromisoformat(body.pop("timestamp"))
    assert at.utcoffset() == UTC.utcoffset(None)
    assert at.microsecond % 1000 == 0
    assert abs((datetime.now(UTC) - at).total_seconds()) < 60
    assert body == {
        "userId": "7",
        "scoreGiven": 60.0,
        "scoreMaximum": 100,
        "activityProgress": "InProgress",
        "gradingProgress": "FullyGraded",
        "comment": "3 of 5 courses",
    }


def test_a_mark_counts_as_much_as_its_column_holds(services: Services) -> None:
    services.tell("POST", SCORES, Told(200))
    gradebook.post(services.caller(), replace(mark(services, 100.0), full=1))
    body = services.sent[0].json()
    assert (body["scoreGiven"], body["scoreMaximum"]) == (1.0, 1)
    assert body["activityProgress"] == "Completed"


def test_a_mark_that_is_taken_back_leaves_no_grade(services: Services) -> None:
    services.tell("POST", SCORES, Told(200))
    gradebook.post(services.caller(), replace(mark(services, 0.0), taken_back=True, comment=""))
    body = services.sent[0].json()
    del body["timestamp"]
    assert body == {
        "userId": "7",
        "activityProgress": "Initialized",
        "gradingProgress": "NotReady",
    }


@pytest.mark.parametrize(
    ("percent", "said"), [(0.0, "InProgress"), (99.99, "InProgress"), (100.0, "Completed")]
)
def test_only_the_whole_path_is_completed(services: Services, percent: float, said: str) -> None:
    services.tell("POST", SCORES, Told(200))
    gradebook.post(services.caller(), mark(services, percent))
    assert services.sent[0].json()["activityProgress"] == said


def test_a_score_of_the_same_second_is_sent_once_more(services: Services) -> None:
    services.tell("POST", SCORES, Told(409), Told(200))
    assert gradebook.post(services.caller(), mark(services)) == TAKEN
    assert len(services.sent) == 2


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (400, Outcome.NOT_GRADED),
        (409, Outcome.LATER_THERE),
        (403, Outcome.COLUMN),
        (404, Outcome.COLUMN),
        (401, Outcome.PLATFORM),
        (500, Outcome.FAILED),
        (503, Outcome.PLATFORM),
    ],
)
def test_every_refusal_has_its_meaning_and_a_sentence(
    services: Services, status: int, outcome: Outcome
) -> None:
    services.tell("POST", SCORES, Told(status))
    answer = gradebook.post(services.caller(), mark(services))
    assert answer.outcome is outcome
    assert answer.problem is not None
    assert answer.problem.endswith(".")


def test_without_a_token_nothing_is_sent(services: Services) -> None:
    services.token_answers.append(Told(400, {"error": "invalid_client"}))
    answer = gradebook.post(services.caller(), mark(services))
    assert (answer.outcome, services.sent) == (Outcome.PLATFORM, [])


def test_a_column_that_is_not_the_platforms_own_is_sent_nothing(services: Services) -> None:
    foreign = Mark(uuid4(), "https://elsewhere.test/1/lineitem", "7", 60.0, "")
    answer = gradebook.post(services.caller(), foreign)
    assert (answer.outcome, services.asked, services.sent) == (Outcome.COLUMN, [], [])


def test_the_sender_asks_as_the_registration_with_one_token_for_all(
    settings: Settings,
    database: Database,
    vault: Vault,
    services: Services,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    services.tell("POST", SCORES, Told(200))
    site = Site(slug="s", name="S", issuer=services.address, timezone="UTC", fields={})
    with database.writing() as session:
        session.add(site)
    link = activity(database, site, platform=Platform(services.address, "client-9"))
    monkeypatch.setattr(platforms, "outgoing", lambda _settings: services.outgoing)
    monkeypatch.setattr(platforms, "lti_key", lambda _session, _vault: rsa_key(KID))
    with gradebook.sender(settings, vault, database, site.id) as send:
        for user in ("7", "8"):
            given = replace(mark(services), registration_id=link.registration_id, user_id=user)
            assert send(given) == TAKEN
    assert [sent.json()["userId"] for sent in services.sent] == ["7", "8"]
    assert [claims["iss"] for claims in services.claims] == ["client-9"]
