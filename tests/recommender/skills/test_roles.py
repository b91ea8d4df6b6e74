"""What roles ask for now and later."""

from __future__ import annotations

from datetime import date

import pytest

from recommender.skills.roles import (
    ENDS,
    REDUNDANCY,
    Outlook,
    Requirement,
    Role,
    Trigger,
    changes,
)

NOW, LATER = date(2026, 11, 26), date(2028, 5, 1)
WRITER = Role(
    "Content writer",
    "Content",
    1,
    requirements=(
        Requirement("writing", 4, 1),
        Requirement("seo", 2, 0.5),
        Requirement("print layout", 2, 0.4),
        Requirement("seo", 4, 0.8, date(2027, 12, 1)),
        Requirement("analytics", 3, 0.6, date(2027, 12, 1)),
        Requirement("print layout", 2, 0, date(2027, 12, 1)),
    ),
)


def levels(role: Role, at: date) -> dict[str, float]:
    return {skill: line.level for skill, line in role.profile(at).items()}


def test_a_profile_is_that_of_its_day() -> None:
    assert levels(WRITER, NOW) == {"writing": 4, "seo": 2, "print layout": 2}
    assert levels(WRITER, LATER) == {"writing": 4, "seo": 4, "analytics": 3}


def test_a_line_holds_from_its_own_day_on() -> None:
    assert "analytics" not in WRITER.profile(date(2027, 11, 30))
    assert "analytics" in WRITER.profile(date(2027, 12, 1))


def test_what_changes_is_told_by_skill() -> None:
    found = changes(WRITER.profile(NOW), WRITER.profile(LATER))
    assert found.added == {"analytics": 3}
    assert found.raised == {"seo": (2, 4)}
    assert found.lowered == {}
    assert found.dropped == {"print layout": 2}


def test_the_ratio_is_the_weighted_rise_over_what_is_asked_later() -> None:
    found = changes(WRITER.profile(NOW), WRITER.profile(LATER))
    assert found.ratio == pytest.approx((0.8 * 2 + 0.6 * 3) / (4 + 0.8 * 4 + 0.6 * 3))


def test_a_lower_level_is_told_and_is_no_rise() -> None:
    found = changes({"a": Requirement("a", 4)}, {"a": Requirement("a", 2)})
    assert found.lowered == {"a": (4, 2)}
    assert found.ratio == 0


def test_a_role_that_asks_for_nothing_changes_by_nothing() -> None:
    assert changes({}, {}).ratio == 0
    assert Role("Anything").profile(NOW) == {}


@pytest.mark.parametrize(
    ("level", "importance"), [(-1, 1), (5.5, 1), (3, -0.1), (3, 1.1), (float("nan"), 1)]
)
def test_a_requirement_outside_its_scale_is_refused(level: float, importance: float) -> None:
    with pytest.raises(ValueError, match="not within"):
        Requirement("sql", level, importance)


def test_an_outlook_or_trigger_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="rosy"):
        Outlook("rosy")
    with pytest.raises(ValueError, match="share"):
        Outlook(ENDS, planned_share=-0.5)
    with pytest.raises(ValueError, match="merger"):
        Trigger("merger")
    assert Trigger(REDUNDANCY).on is None
