"""What can ever be started from what is held, and what can lead to what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter

from recommender.skills.pathway.errors import BadValue, CyclicPrerequisites, OutOfReach
from recommender.skills.pathway.values import Option

ENTRY_REACH = 1.0
TOLERANCE = 1e-9


def check_prerequisites(options: Sequence[Option], done: Collection[str]) -> None:
    """Raise BadValue or CyclicPrerequisites where what is required is missing or goes round."""
    there = {option.id for option in options}
    for option in options:
        for required in option.requires:
            if required not in there and required not in done:
                raise BadValue(
                    f"Option {option.id!r} requires {required!r}, which is not in the catalogue; "
                    "add it or remove the requirement."
                )
    try:
        TopologicalSorter({option.id: option.requires for option in options}).prepare()
    except CycleError as error:
        raise CyclicPrerequisites(error.args[1]) from None


def barriers(option: Option, levels: Mapping[str, float]) -> list[str]:
    """Return the skills whose level is more than one below what the option is made for."""
    return sorted(
        skill
        for skill, level in option.entry.items()
        if skill in levels and level - ENTRY_REACH > levels[skill] + TOLERANCE
    )


def ranks(
    options: Sequence[Option], held: Mapping[str, float], done: Collection[str]
) -> dict[str, int]:
    """Return the round in which each option can be started first; what never can is absent."""
    levels, rank, waiting = dict(held), dict[str, int](), list(options)
    ready, turn = waiting, 0
    while ready:
        ready = [
            option
            for option in waiting
            if all(each in rank or each in done for each in option.requires)
            and not barriers(option, levels)
        ]
        rank |= {option.id: turn for option in ready}
        levels = raised(levels, ready)
        waiting = [option for option in waiting if option.id not in rank]
        turn += 1
    return rank


def raised(levels: Mapping[str, float], options: Iterable[Option]) -> dict[str, float]:
    """Return the levels of the known skills after all of the options."""
    after = dict(levels)
    for option in options:
        for skill in option.teaches.keys() & after.keys():
            after[skill] = max(after[skill], option.teaches[skill])
    return after


def check_mandatory(
    options: Iterable[Option], rank: Mapping[str, int], held: Mapping[str, float]
) -> None:
    """Raise OutOfReach where something is mandatory that can never be started."""
    for option in options:
        if not option.mandatory or option.id in rank:
            continue
        barred = barriers(option, held)
        why = (
            f"it asks for level {option.entry[barred[0]]:g} in {barred[0]!r}; nothing leads there"
            if barred
            else "what it requires can't be started"
        )
        raise OutOfReach(f"Option {option.id!r} is mandatory and can't be started: {why}.")


def lifters(options: Iterable[Option]) -> dict[str, list[Option]]:
    """Return, by skill, the options that teach it."""
    found: dict[str, list[Option]] = {}
    for option in options:
        for skill in option.teaches:
            found.setdefault(skill, []).append(option)
    return found


def lifting(option: Option, skill: str, by_skill: Mapping[str, list[Option]]) -> list[Option]:
    """Return the options that can be the first to lead to where ``option`` can be started.

    What can itself only be started from that level on comes after somebody else has led there;
    leaving it out keeps two options of one skill from leading to each other.
    """
    level = option.entry[skill] - ENTRY_REACH - TOLERANCE
    return [
        other
        for other in by_skill.get(skill, ())
        if other.teaches[skill] >= level and other.entry.get(skill, 0.0) - ENTRY_REACH < level
    ]


def leading_to(
    wanted: Iterable[str],
    options: Sequence[Option],
    held: Mapping[str, float],
    done: Collection[str],
) -> list[Option]:
    """Keep the options that are wanted and all that can lead to them."""
    by_id = {option.id: option for option in options}
    by_skill = lifters(options)
    keep = set(wanted)
    waiting = list(keep)
    while waiting:
        option = by_id[waiting.pop()]
        before = {each for each in option.requires if each not in done}
        for skill in barriers(option, held):
            before |= {other.id for other in lifting(option, skill, by_skill)}
        waiting += before - keep
        keep |= before
    return [option for option in options if option.id in keep]
