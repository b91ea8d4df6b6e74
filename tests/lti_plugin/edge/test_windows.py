"""Requests are counted by window, by whole threads at once, and what is over is dropped."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import time_machine
from limits import parse
from limits.strategies import FixedWindowRateLimiter

from lti_plugin.edge import windows
from lti_plugin.edge.windows import Windows


def test_a_limit_lets_so_many_pass_and_as_many_in_the_next_window() -> None:
    with time_machine.travel(1_000_000, tick=False) as clock:
        limiter, rate = FixedWindowRateLimiter(Windows()), parse("3 per minute")
        assert [limiter.hit(rate, "ada") for _ in range(4)] == [True, True, True, False]
        assert limiter.hit(rate, "bob")
        assert limiter.get_window_stats(rate, "ada").remaining == 0
        clock.shift(61)
        assert limiter.get_window_stats(rate, "ada").remaining == 3
        assert limiter.hit(rate, "ada")


def test_a_window_ends_when_it_was_said_to_end_however_much_is_counted() -> None:
    with time_machine.travel(1_000_000, tick=False) as clock:
        store = Windows()
        assert store.incr("key", 60) == 1
        clock.shift(50)
        assert store.incr("key", 60, amount=4) == store.get("key") == 5
        assert store.get_expiry("key") == 1_000_060
        clock.shift(10)
        assert store.get("key") == 0
        assert store.incr("key", 60) == 1


def test_threads_lose_no_count() -> None:
    store = Windows()
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda _: store.incr("key", 600), range(4000)))
    assert store.get("key") == 4000


def test_windows_that_are_over_are_dropped_and_the_others_kept() -> None:
    with time_machine.travel(1_000_000, tick=False) as clock:
        store = Windows()
        for number in range(windows.FEWEST - 1):
            store.incr(f"old {number}", 60)
        store.incr("long", 6000)
        clock.shift(61)
        store.incr("new", 60)
        assert (store.get("long"), store.get("new")) == (1, 1)
        assert store.reset() == 2


def test_a_key_can_be_forgotten() -> None:
    store = Windows()
    store.incr("key", 60)
    store.clear("key")
    store.clear("unknown")
    assert store.get("key") == 0
    assert store.check()
