"""Leaves out options that another one makes pointless: it teaches no less and asks for no more."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from recommender.skills.pathway.reach import barriers
from recommender.skills.pathway.values import Option


def undominated(
    options: Sequence[Option],
    held: Mapping[str, float],
    done: Collection[str],
    efforts: Mapping[str, float],
    limited_modes: Collection[str],
) -> list[Option]:
    """Return the options of which some best path can be made, in the order given.

    An option goes where another one could stand in its place in every path: that one teaches all
    it teaches, takes no more hours, effort or money, can be started whenever it can, uses up no
    mode that it doesn't, and is as durable. What is mandatory or required by others stays.
    """
    needed = {each for option in options for each in option.requires}
    barred = {option.id: set(barriers(option, held)) for option in options}
    better: dict[str, list[Option]] = {}
    dropped = set()
    useful = {
        option.id: {s: level for s, level in option.teaches.items() if level > held.get(s, -1.0)}
        for option in options
    }
    for option in sorted(options, key=lambda o: (o.hours, efforts[o.id], o.cost, o.id)):
        replaceable = not option.mandatory and option.id not in needed
        rivals = min((better.get(skill, []) for skill in useful[option.id]), key=len, default=[])
        if replaceable and any(
            _stands_in(other, option, done, limited_modes)
            and all(other.teaches.get(s, -1.0) >= level for s, level in useful[option.id].items())
            and efforts[other.id] <= efforts[option.id]
            and all(
                skill in barred[option.id] and other.entry[skill] <= option.entry[skill]
                for skill in barred[other.id]
            )
            for other in rivals
        ):
            dropped.add(option.id)
            continue
        for skill in useful[option.id]:
            better.setdefault(skill, []).append(option)
    return [option for option in options if option.id not in dropped]


def _stands_in(
    other: Option, option: Option, done: Collection[str], limited_modes: Collection[str]
) -> bool:
    """Tell whether ``other``, which takes no more hours, uses up and requires no more."""
    return (
        other.cost <= option.cost
        and (other.mode == option.mode or other.mode not in limited_modes)
        and (other.durable or not option.durable)
        and all(each in done or each in option.requires for each in other.requires)
    )
