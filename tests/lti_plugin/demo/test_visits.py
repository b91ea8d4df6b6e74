"""Visits and tokens are kept, but not without end."""

from __future__ import annotations

from lti_plugin.demo.visits import MOST_KEPT, Visits


def test_the_oldest_visits_are_forgotten_first() -> None:
    visits = Visits()
    first = visits.begin(3)
    later = [visits.begin(4) for _ in range(MOST_KEPT)]
    assert visits.find(first.key) is None
    assert visits.find(later[0].key) is later[0]
    assert visits.find(None) is None


def test_a_launch_belongs_to_one_browser() -> None:
    visits = Visits()
    mine, yours = visits.begin(3), visits.begin(3)
    launch = mine.open_launch(1, 7)
    assert yours.use_launch(launch) is None
    assert mine.use_launch(launch) == 7
    assert mine.use_launch(launch) is None
