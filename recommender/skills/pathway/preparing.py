"""Turns options, goals and limits into the problem that is searched."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

from recommender.skills.pathway.dominance import undominated
from recommender.skills.pathway.preference import MOST_BONUS
from recommender.skills.pathway.problem import Entry, Problem
from recommender.skills.pathway.reach import (
    ENTRY_REACH,
    barriers,
    check_mandatory,
    check_prerequisites,
    leading_to,
    lifters,
    lifting,
    raised,
    ranks,
)
from recommender.skills.pathway.values import Goal, Limits, Option, worth_of

HOUR_WEIGHT = 1.2
FIT_WEIGHT = 0.4
MONEY_WEIGHT = 0.02  # of two that are otherwise equal, the cheaper one


def prepare(
    options: Sequence[Option],
    goals: Sequence[Goal],
    limits: Limits,
    done: Collection[str] = (),
    fits: Mapping[str, float] | None = None,
    bonuses: Mapping[str, float] | None = None,
    critical: Mapping[str, float] | None = None,
) -> Problem:
    """Return one person's problem; the values themselves are checked before.

    Parameters
    ----------
    options : sequence of Option
    goals : sequence of Goal
    limits : Limits
    done : collection of str
        Options that are finished: they satisfy prerequisites and are not taken again.
    fits : mapping of str to float, optional
        The engine's percentile, 0-1, for this person in place of the option's own.
    bonuses : mapping of str to float, optional
        By option, how much its mode is preferred (see ``preference``).
    critical : mapping of str to float, optional
        Levels of skills that matter to a team, also where the person has no such goal.

    Raises
    ------
    BadValue
        An option requires one that is neither there nor done.
    CyclicPrerequisites
        Options require each other.
    OutOfReach
        A mandatory option can never be started.
    """
    there = sorted((each for each in options if each.id not in done), key=lambda each: each.id)
    check_prerequisites(there, done)
    held = {goal.skill: goal.held for goal in goals}
    rank = ranks(there, held, done)
    check_mandatory(there, rank, held)
    startable = [option for option in there if option.id in rank]
    worth = worth_of(goals)
    needed = {goal.skill: goal.needed for goal in goals if goal.skill in worth}
    matters = [o.id for o in startable if _matters(o, held, needed, critical or {}, limits)]
    liked = {o.id: min(max((bonuses or {}).get(o.id, 0.0), 0.0), MOST_BONUS) for o in startable}
    efforts = _efforts(startable, liked, fits or {})
    leading = leading_to(matters, startable, held, done)
    kept = undominated(leading, held, done, efforts, limits.per_mode)
    number = {option.id: index for index, option in enumerate(kept)}
    return Problem(
        options=tuple(kept),
        limits=limits,
        held=held,
        needed=needed,
        worth=worth,
        reachable=raised(held, startable),
        prerequisites=tuple(
            tuple(sorted({number[each] for each in option.requires if each not in done}))
            for option in kept
        ),
        entries=_entries(kept, held, number),
        rank=tuple(rank[option.id] for option in kept),
        efforts=tuple(efforts[option.id] for option in kept),
        bonuses=tuple(liked[option.id] for option in kept),
        mandatory=tuple(index for index, option in enumerate(kept) if option.mandatory),
        durable=frozenset(number[o.id] for o in kept if limits.durable and _is_durable(o, held)),
    )


def _efforts(
    options: Sequence[Option], bonuses: Mapping[str, float], fits: Mapping[str, float]
) -> dict[str, float]:
    dearest = max((option.cost for option in options), default=0.0) or 1.0
    return {
        each.id: each.hours
        * (HOUR_WEIGHT - FIT_WEIGHT * fits.get(each.id, each.fit) - bonuses[each.id])
        + MONEY_WEIGHT * each.cost / dearest
        for each in options
    }


def _matters(
    option: Option,
    held: Mapping[str, float],
    needed: Mapping[str, float],
    critical: Mapping[str, float],
    limits: Limits,
) -> bool:
    """Tell whether an option is mandatory, durable, raises a goal or makes a holder."""
    return (
        option.mandatory
        or (limits.durable and _is_durable(option, held))
        or any(
            min(level, needed[skill]) > held[skill]
            for skill, level in option.teaches.items()
            if skill in needed
        )
        or any(
            level >= critical[skill] > held.get(skill, 0.0)
            for skill, level in option.teaches.items()
            if skill in critical
        )
    )


def _is_durable(option: Option, held: Mapping[str, float]) -> bool:
    """Tell whether a durable option would teach this person anything, as far as is known."""
    return option.durable and (
        not option.teaches
        or any(skill not in held or level > held[skill] for skill, level in option.teaches.items())
    )


def _entries(
    options: Sequence[Option], held: Mapping[str, float], number: Mapping[str, int]
) -> tuple[tuple[Entry, ...], ...]:
    by_skill = lifters(options)
    return tuple(
        tuple(
            Entry(
                skill,
                option.entry[skill] - ENTRY_REACH,
                tuple(number[other.id] for other in lifting(option, skill, by_skill)),
            )
            for skill in barriers(option, held)
        )
        for option in options
    )
