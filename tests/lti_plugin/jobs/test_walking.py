"""A walk over achievements goes on where it was, and past those that are there no more."""

from __future__ import annotations

from uuid import UUID

from lti_plugin.jobs.walking import place
from lti_plugin.store.achievements import Achievement

ALL = [Achievement(id=UUID(int=number)) for number in (1, 3, 5)]
BADGE = UUID(int=9)


def test_it_begins_with_the_first_and_goes_on_after_the_badge_it_names() -> None:
    assert place(ALL, None) == (ALL[0], None)
    assert place(ALL, f"{ALL[1].id} {BADGE}") == (ALL[1], BADGE)


def test_it_goes_to_the_next_once_one_is_done_or_gone_and_then_ends() -> None:
    assert place(ALL, f"{ALL[0].id} ") == (ALL[1], None)
    assert place(ALL, f"{UUID(int=2)} {BADGE}") == (ALL[1], None)
    assert place(ALL, f"{ALL[2].id} ") is None
    assert place([], None) is None
