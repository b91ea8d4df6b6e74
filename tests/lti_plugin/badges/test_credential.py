"""What a badge says."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lti_plugin.badges import moments
from lti_plugin.badges.credential import Alignment, Evidence, Result
from lti_plugin.badges.failures import BadgeFailure
from tests.support.badges import ACHIEVEMENT, AT, LIST, Organisation, Web

ISSUER = Organisation()
TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]), min_size=1)
MOMENTS = st.datetimes(
    datetime(1970, 1, 1),  # noqa: DTZ001  hypothesis adds the zone
    datetime(9998, 1, 1),  # noqa: DTZ001  as above
    timezones=st.just(UTC),
)


def empties(value: Any) -> list[Any]:
    """Return what says nothing in a document."""
    if isinstance(value, dict):
        return [found for each in value.values() for found in empties(each)]
    if isinstance(value, list) and value:
        return [found for each in value for found in empties(each)]
    return [value] if value in (None, "", [], {}) else []


@pytest.mark.full
@given(TEXTS, TEXTS, TEXTS)
@settings(max_examples=40, deadline=None)
def test_what_it_is_called_is_what_is_signed_and_read(name: str, about: str, how: str) -> None:
    what = replace(ACHIEVEMENT, name=name, description=about, narrative=how)
    verdict = Web(ISSUER).verdict(ISSUER.badge(what))
    assert verdict.valid
    assert verdict.document is not None
    found = verdict.document["credentialSubject"]["achievement"]
    assert (found["name"], found["description"]) == (name, about)
    assert found["criteria"]["narrative"] == how


@pytest.mark.parametrize(
    "name", ["n" * 10_000, "日本語" * 3_000, "שלום עולם", "\u202eevil\u2066", "🎓\u200d👩"]
)
def test_long_and_foreign_names_hold(name: str) -> None:
    assert Web(ISSUER).verdict(ISSUER.badge(replace(ACHIEVEMENT, name=name))).valid


@given(MOMENTS, MOMENTS)
@settings(max_examples=30, deadline=None)
def test_dates_are_read_as_they_were_meant(since: datetime, until: datetime) -> None:
    document = ISSUER.unsigned(valid_from=since, expires=until, awarded=since)
    assert moments.read(document["validFrom"]) == since.replace(microsecond=0)
    assert moments.read(document["validUntil"]) == until.replace(microsecond=0)


def test_nothing_empty_is_said() -> None:
    bare = ISSUER.unsigned(
        replace(
            ACHIEVEMENT, tags=(), alignments=(Alignment("a", "https://a.example", "", "CTDL"),)
        ),
        status=None,
        expires=None,
        evidence=(Evidence("a"),),
        result=None,
        refresh=None,
    )
    assert empties(bare) == []
    for name in ("validUntil", "credentialStatus", "refreshService"):
        assert name not in bare
    assert "result" not in bare["credentialSubject"]
    assert set(bare["credentialSubject"]["achievement"]) & {"tag", "resultDescription"} == set()
    assert bare["evidence"] == [{"type": ["Evidence"], "name": "a"}]
    pages = Web(ISSUER)
    assert pages.verdict(ISSUER.sign(bare)).valid
    assert LIST not in pages.asked


@pytest.mark.parametrize("name", ["name", "description", "url"])
def test_what_must_be_said_must_be_something(name: str) -> None:
    with pytest.raises(BadgeFailure) as caught:
        ISSUER.unsigned(replace(ACHIEVEMENT, **{name: ""}))
    assert caught.value.code == "schema"


@pytest.mark.parametrize(
    ("score", "value"),
    [
        (0, "0"),
        (100, "100"),
        (87.5, "87.5"),
        (66.66667, "66.66667"),
        (-1, "-1"),
        (1234567.5, "1234567.5"),
    ],
)
def test_a_result_is_a_figure(score: float, value: str) -> None:
    document = ISSUER.unsigned(result=Result("Final grade", score))
    (result,) = document["credentialSubject"]["result"]
    (meant,) = document["credentialSubject"]["achievement"]["resultDescription"]
    assert result["value"] == value
    assert result["resultDescription"] == meant["id"]


@pytest.mark.parametrize("score", [float("nan"), float("inf"), float("-inf")])
def test_a_result_that_is_no_number_is_refused(score: float) -> None:
    with pytest.raises(BadgeFailure) as caught:
        ISSUER.unsigned(result=Result("Final grade", score))
    assert caught.value.code == "result"


def test_each_part_is_described_once() -> None:
    document = ISSUER.unsigned()
    what = document["credentialSubject"]["achievement"]
    assert what["criteria"]["id"] != what["id"]
    assert document["credentialSubject"]["id"] != document["id"]


def test_a_corrected_badge_is_the_same_badge_and_newer() -> None:
    first = ISSUER.badge()
    second = ISSUER.badge(replace(ACHIEVEMENT, name="Python"), valid_from=AT + timedelta(days=1))
    assert first["id"] == second["id"]
    assert first["validFrom"] < second["validFrom"]
    assert first["awardedDate"] == second["awardedDate"]


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        ISSUER.unsigned(valid_from=datetime(2026, 1, 1))  # noqa: DTZ001  refused for it


def test_sixty_skills_can_be_shown() -> None:
    many = tuple(replace(ACHIEVEMENT.alignments[0], name=f"skill {each}") for each in range(55))
    assert Web(ISSUER).verdict(ISSUER.badge(replace(ACHIEVEMENT, alignments=many))).valid
