"""Documents of one shape are all spelled well, or all badly."""

from __future__ import annotations

import random
from typing import Any
from unittest.mock import patch

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lti_plugin.badges import canonical, contexts
from lti_plugin.badges.failures import BadgeFailure
from lti_plugin.badges.shapes import shape
from tests.support.badges import Organisation

BADGE = Organisation().unsigned()
# Some would be shortened, or taken apart, or are something's name; some mean nothing to JSON-LD.
TEXTS = (
    "python", "Rain", "日本語", "a:b", "urn:a", "https://example.org/x", "https://example.org/y",
    "https://schema.org/name", "https://purl.imsglobal.org/spec/vc/ob/vocab.html#Evidence",
    "https://www.w3.org/2018/credentials#evidence", "xsd:string", "name:x", "Evidence", "@id",
    "assertionMethod", "https://www.w3.org/2001/XMLSchema#x", "xsd:x", "did:web:example.org", "tag",
    "https://w3id.org/security#proof", "mailto:a@example.org", "2026-11-22T12:00:00Z", "",
)  # fmt: skip
PARTS = (
    "type", "id", "name", "evidence", "tag", "image", "caption", "issuer", "proof", "result",
    "validUntil", "narrative", "criteria", "relatedResource", "termsOfUse", "alignment",
)  # fmt: skip


def is_spelled_well(document: dict[str, Any]) -> bool | None:
    """Say how a document is spelled without remembering any; None where it fails otherwise."""
    with patch.object(canonical, "_SPELLED_WELL", set()):
        try:
            canonical.statements(document)
        except BadgeFailure as failure:
            return False if failure.code == "spelling" else None
    return True


def renamed(value: Any, names: dict[str, str], place: str = "") -> Any:
    """Return a value whose texts were each replaced by another, equal ones by equal ones."""
    if isinstance(value, dict):
        return {name: renamed(each, names, name) for name, each in value.items()}
    if isinstance(value, list):
        return [renamed(each, names, place) for each in value]
    if isinstance(value, str) and place not in {"@context", "type"}:
        return names.setdefault(value, value)
    return value


def strings(value: Any) -> set[str]:
    if isinstance(value, dict):
        return {found for each in value.values() for found in strings(each)}
    if isinstance(value, list):
        return {found for each in value for found in strings(each)}
    return {value} if isinstance(value, str) else set()


def disturbed(value: Any, chance: random.Random) -> Any:
    """Return a document with some members renamed, moved into lists, or said otherwise."""
    if isinstance(value, dict):
        found = {}
        for name, each in value.items():
            spelled = (
                chance.choice(PARTS) if name != "@context" and chance.random() < 0.03 else name
            )
            found[spelled] = each if name == "@context" else disturbed(each, chance)
        return found
    if isinstance(value, list):
        return [disturbed(each, chance) for each in value]
    if isinstance(value, str) and chance.random() < 0.06:
        return chance.choice(TEXTS)
    return [value] if chance.random() < 0.02 else value


@pytest.mark.full
@given(st.integers(0, 10**6), st.integers(0, 10**6), st.booleans())
@settings(max_examples=200, deadline=None)
def test_one_shape_has_one_spelling(first: int, second: int, as_built: bool) -> None:
    one = BADGE if as_built else disturbed(BADGE, random.Random(first))
    chance = random.Random(second)
    before = chance.sample(sorted(strings(one)), 2)
    after = chance.sample([*TEXTS, *(f"urn:x:{number}" for number in range(len(TEXTS)))], 2)
    other = renamed(one, dict(zip(before, after, strict=True)))
    if shape(one) == shape(other):
        assert len({is_spelled_well(one), is_spelled_well(other)} - {None}) <= 1


@pytest.mark.parametrize("text", TEXTS)
def test_a_text_is_as_good_as_another_of_its_shape_at_each_place(text: str) -> None:
    for place in ("id", "name", "awardedDate"):
        other = {**BADGE, place: text}
        if shape(other) == shape(BADGE):
            assert is_spelled_well(other) is True


def test_all_badges_of_one_achievement_have_one_shape() -> None:
    issuer = Organisation()
    badges = [
        issuer.badge(
            id=f"urn:uuid:{number}",
            subject={**BADGE["credentialSubject"]["identifier"][0], "salt": f"salt{number}"},
            status={**BADGE["credentialStatus"], "statusListIndex": f"{number + 200}"},
        )
        for number in range(3)
    ]
    assert len({shape(each) for each in badges}) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"type": ["VerifiableCredential", "OpenBadgeCredential", "urn:a"]},
        {"type": ["OpenBadgeCredential", "VerifiableCredential"]},
        {"@context": BADGE["@context"][:2]},
        {"name": ["Python for data"]},
        {"name": True},
        {"name": 1},
        {"name": 1.0},
        {"name": "name"},
        {"name": BADGE["awardedDate"]},
        {"name": "https://example.org"},
        {"id": "https://schema.org/name"},
        {"id": "xsd:string"},
        {"id": "https://www.w3.org/2001/XMLSchema#x"},
        {"id": "@id"},
        {"id": "Python"},
        {"id": {"id": BADGE["id"]}},
    ],
)
def test_what_spelling_depends_on_is_in_the_shape(change: dict[str, Any]) -> None:
    assert shape({**BADGE, **change}) != shape(BADGE)


def test_what_was_spelled_badly_is_looked_at_again() -> None:
    bad = {**BADGE, "xsd:name": "a"}
    for _ in range(2):
        with pytest.raises(BadgeFailure):
            canonical.statements(bad)


def test_only_so_many_are_remembered() -> None:
    few = {"_SPELLED_WELL": set(), "MOST_SHAPES": 2}
    with patch.multiple(canonical, **few):
        for number in range(1, 6):
            said = {"id": "urn:a", "name": [str(each) for each in range(number)]}
            canonical.statements({"@context": [contexts.CREDENTIALS], **said})
            assert 1 <= len(canonical._SPELLED_WELL) <= 2
