"""The official schema, as it is applied before signing and when reading."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest

from lti_plugin.badges import schema
from lti_plugin.badges.failures import BadgeFailure
from tests.support.badges import Organisation

BADGE = Organisation().badge()


def achievement(document: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = document["credentialSubject"]["achievement"]
    return found


def refusal(change: Callable[[dict[str, Any]], Any]) -> str:
    document = copy.deepcopy(BADGE)
    change(document)
    with pytest.raises(BadgeFailure) as caught:
        schema.check(document)
    assert caught.value.code == "schema"
    return caught.value.message


def test_a_badge_fits() -> None:
    schema.check(BADGE)


@pytest.mark.parametrize(
    "name", ["@context", "id", "type", "credentialSubject", "issuer", "validFrom"]
)
def test_what_every_badge_has_is_needed(name: str) -> None:
    assert name in refusal(lambda document: document.pop(name))


@pytest.mark.parametrize("name", ["id", "type", "name", "description", "criteria"])
def test_what_every_achievement_has_is_needed(name: str) -> None:
    assert name in refusal(lambda document: achievement(document).pop(name))


@pytest.mark.parametrize(
    "change",
    [
        lambda document: document.update(validFrom="2026-11-22"),
        lambda document: document.update(validFrom="2026-11-22T12:00:00"),
        lambda document: document.update(validUntil="never"),
        lambda document: document.update(credentialStatus=[document["credentialStatus"]]),
        lambda document: document.update(credentialStatus=[]),
        lambda document: document.update(credentialStatus=None),
        lambda document: document.update(name=None),
        lambda document: document.update(name=["a"]),
        lambda document: document.update(type=["VerifiableCredential"]),
        lambda document: achievement(document).update(image="https://example.org/a.png"),
        lambda document: achievement(document)["image"].update(alt="a"),
        lambda document: achievement(document).update(achievementType="Medal"),
        lambda document: achievement(document)["alignment"][0].update(targetType="ESCOSkill"),
        lambda document: achievement(document)["alignment"][0].pop("targetUrl"),
        lambda document: document["credentialSubject"]["identifier"][0].update(hashed="true"),
        lambda document: document["credentialSubject"]["identifier"][0].update(plain="a"),
        lambda document: document["credentialSubject"]["result"][0].update(value=87),
        lambda document: document["credentialSubject"]["result"][0].update(status="Done"),
    ],
)
def test_what_readers_would_refuse_is_refused(change: Callable[[dict[str, Any]], Any]) -> None:
    assert refusal(change)


def test_a_refusal_says_where_and_is_short() -> None:
    message = refusal(lambda document: achievement(document).update(name=5))
    assert message.startswith("credentialSubject/achievement/name: ")
    assert len(refusal(lambda document: document.update(name=["a" * 10_000]))) < 400
