"""What others may know: no level that a self-rating has moved, and no aim."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

from hypothesis import given
from hypothesis import strategies as st

from lti_plugin.services import discretion
from lti_plugin.services.position import OWN, Position
from lti_plugin.store.people import Person
from recommender.skills.evidence import ERRORS, SELF, Evidence, ledger
from recommender.skills.gaps import gap
from recommender.skills.roles import Requirement, Role

TODAY = date(2026, 11, 26)
ROLE = Role("Analyst", requirements=(Requirement("SQL", 3.0), Requirement("Statistics", 2.0)))
AIM = Role("Designer", requirements=(Requirement("Drawing", 3.0),))
ROW = st.builds(
    Evidence,
    skill=st.sampled_from(["SQL", "Statistics", "Drawing"]),
    level=st.floats(0, 5),
    source=st.sampled_from(sorted(ERRORS)),
    on=st.dates(TODAY - timedelta(days=900), TODAY),
)


def standing(rows: Sequence[Evidence]) -> Position:
    """Return the position of an analyst who aims at another role."""
    profile = ROLE.profile(TODAY)
    held = ledger(rows, TODAY, in_use=profile)
    return Position(
        person=Person(id=uuid4(), site_id=uuid4(), role="Analyst", extra={}),
        today=TODAY,
        title="Analyst",
        role=ROLE,
        aim=AIM,
        aim_by=OWN,
        above=None,
        rows=rows,
        held=held,
        now=gap(profile, held),
        later=gap(profile, held),
        towards=gap(AIM.profile(TODAY), held),
        changing=None,
        ids={name: uuid4() for name in ("Analyst", "Designer")},
    )


@given(st.lists(ROW, max_size=8))
def test_it_is_as_if_they_had_never_rated_themselves(rows: list[Evidence]) -> None:
    seen = discretion.for_others(standing(rows))
    without = standing([row for row in rows if row.source != SELF])
    assert (seen.rows, seen.held, seen.now, seen.later) == (
        without.rows,
        without.held,
        without.now,
        without.later,
    )


def test_aim_is_nowhere_in_it() -> None:
    seen = discretion.for_others(standing([]))
    assert (seen.aim, seen.aim_by, seen.towards) == (None, None, None)


def test_somebody_without_a_role_has_no_gap_for_others_either() -> None:
    at = standing([Evidence("SQL", 3.0, "manager", TODAY)])
    seen = discretion.for_others(replace(at, role=None, now=None, later=None))
    assert (seen.now, seen.later) == (None, None)
    assert list(seen.held) == ["SQL"]
