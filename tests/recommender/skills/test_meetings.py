"""The common time of several people."""

from __future__ import annotations

from datetime import time

from hypothesis import given
from hypothesis import strategies as st

from recommender.skills.meetings import LONGEST, SHORTEST, Meeting, common
from recommender.skills.pathway.schedule import Slot

slots = st.builds(
    Slot, st.integers(0, 1), st.sampled_from([time(9), time(10, 30)]), st.sampled_from([45, 90])
)


def test_the_time_of_most_people_is_taken_and_of_these_the_longest() -> None:
    ana = [Slot(1, time(9), 90), Slot(4, time(9), 60)]
    ben, eva = [Slot(1, time(9, 30), 120)], [Slot(4, time(9), 60)]
    assert common([ana, ben, eva, ()]) == Meeting(Slot(1, time(9, 30), 60), 2)
    assert common([ana]) == Meeting(Slot(1, time(9), 90), 1)


def test_what_nobody_keeps_free_is_no_time() -> None:
    assert common([]) is None
    assert common([(), ()]) is None
    assert common([[Slot(1, time(9), SHORTEST - 1)]]) is None
    assert common([[Slot(1, time(9), LONGEST + 60)]]) is None


@given(st.lists(st.lists(slots, max_size=2, unique_by=lambda slot: slot.weekday), max_size=6))
def test_as_many_are_free_as_going_through_every_quarter_of_an_hour_finds(
    kept: list[list[Slot]],
) -> None:
    def is_free(own: list[Slot], weekday: int, begins: int) -> bool:
        return any(
            slot.weekday == weekday
            and slot.start.hour * 60 + slot.start.minute <= begins
            and begins + SHORTEST <= slot.start.hour * 60 + slot.start.minute + slot.minutes
            for slot in own
        )

    most = max(
        sum(is_free(own, weekday, begins) for own in kept)
        for weekday in range(2)
        for begins in range(8 * 60, 13 * 60, 15)
    )
    found = common(kept)
    assert (found.free if found else 0) == most
