"""Lists that are full although some of what was ranked is left out of them afterwards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeVar

Asking = TypeVar("Asking")
Item = TypeVar("Item")


def filled(
    asking: Sequence[Asking],
    k: int,
    most: int,
    ranked: Callable[[Sequence[Asking], int], list[list[Item]]],
    kept: Callable[[list[Item]], list[Item]],
) -> list[list[Item]]:
    """Return a list for each who asks, of ``k`` items where there are so many.

    Parameters
    ----------
    asking
        Who asks.
    k, most
        How many items a list should have, and how many are ranked at first; twice as many as
        before for those whose list is not full yet, until there are no more.
    ranked
        Gives some of those who ask their best items, at most so many.
    kept
        Leaves out of one's items what must not stand beside a better one; at most ``k`` stay.
    """
    lists = ranked(asking, most)
    found = [kept(each) for each in lists]
    short = [
        place
        for place, (each, own) in enumerate(zip(lists, found, strict=True))
        if len(own) < k and len(each) == most
    ]
    if short:
        longer = filled([asking[place] for place in short], k, 2 * most, ranked, kept)
        for place, each in zip(short, longer, strict=True):
            found[place] = each
    return found
