"""Go deeper in the role or turn to another: the first rule that holds decides, and says why.

==== ============================================================== ===================
rule holds when                                                     kind
==== ============================================================== ===================
R0   no role or no fresh, signed outlook, and no role aimed at      not enough known
R1   the role ends, is made redundant or is planned far smaller     reskill, urgent
R2   the person aims at a role of another family, and consents      reskill
R0   of what the role asks for, too little is assessed              not enough known
R3   the role changes, or what it works with is upgraded            upskill
R4   what the role asks for today is not covered                    upskill
R5   the family has a next step                                     advance
R6   none of these                                                  nothing needed
==== ============================================================== ===================

What rests on what a person can do waits until enough of that is known; that a role ends, or what
somebody wants, does not.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from recommender.skills.indices import APART_FROM

RESKILL, UPSKILL, ADVANCE, NOTHING, UNKNOWN = "reskill", "upskill", "advance", "none", "unknown"
R0, R1, R2, R3, R4, R5, R6 = "R0", "R1", "R2", "R3", "R4", "R5", "R6"
KINDS = {R0: UNKNOWN, R1: RESKILL, R2: RESKILL, R3: UPSKILL, R4: UPSKILL, R5: ADVANCE, R6: NOTHING}

FRESH_FOR_DAYS = 183
LEAST_ASSESSED = 0.3
LEAST_HEADCOUNT = 0.7
CHANGING_FROM = 0.15
COVERED_FROM = 0.85
_A_LITTLE = 0.01


@dataclass(frozen=True, slots=True)
class Situation:
    """Everything that the rules look at, for one person on one day.

    Parameters
    ----------
    today, horizon
        The day of asking, and the last day that counts as foreseeable.
    role, family
        The present role; None where it is not known.
    outlook_signed_on
        When somebody last signed what is expected of the role; None: nobody has.
    ends_on
        The day from which the role is gone, as planned.
    planned_share, planned_by
        The planned headcount as a share of today's, and by when.
    redundant_on, upgraded_on
        Days of the triggers of these kinds; None where there is none.
    changed
        How much more the role will ask for at the horizon, as a share of the whole, 0-1.
    coverage
        What is covered of the present profile, 0-1; None while nothing is assessed.
    assessed_share
        The share of the present profile that is assessed, 0-1.
    asks
        Whether the present role asks for anything: a role without a profile has nothing to assess.
    target, target_family, consents
        The role the person aims at, and whether they want that to count here.
    next_step
        The next role of the family; None at its top.
    indices_apart
        How far published indices on the present role lie apart, 0-1; no rule looks at it.
    """

    today: date
    horizon: date
    role: str | None = None
    family: str | None = None
    outlook_signed_on: date | None = None
    ends_on: date | None = None
    planned_share: float | None = None
    planned_by: date | None = None
    redundant_on: date | None = None
    upgraded_on: date | None = None
    changed: float = 0.0
    coverage: float | None = None
    assessed_share: float = 0.0
    asks: bool = True
    target: str | None = None
    target_family: str | None = None
    consents: bool = True
    next_step: str | None = None
    indices_apart: float | None = None

    def __post_init__(self) -> None:
        for name in ("changed", "assessed_share", "coverage", "indices_apart"):
            share = getattr(self, name)
            if share is not None and not 0 <= share <= 1:
                raise ValueError(f"{name} is {share}, which is not within 0-1")
        if self.horizon < self.today:
            raise ValueError("the horizon lies before today")

    @property
    def aim(self) -> str | None:
        """Return the role aimed at; the present one is no aim."""
        return self.target if self.consents and self.target != self.role else None

    @property
    def outlook_is_fresh(self) -> bool:
        """Say whether somebody signed the role's outlook within half a year."""
        signed = self.outlook_signed_on
        return signed is not None and 0 <= (self.today - signed).days <= FRESH_FOR_DAYS


@dataclass(frozen=True, slots=True)
class Because:
    """One input that the rule went by: its name as in :class:`Situation`, its value, and a date."""

    name: str
    value: Any
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Flip:
    """The change of one input that turns the answer into another."""

    name: str
    now: Any
    then: Any
    becomes: str
    rule: str


@dataclass(frozen=True, slots=True)
class Direction:
    """What is suggested: ``kind``, by which rule, on what grounds, and towards which role.

    ``missing`` names, for R0, what has to be filled in. ``flips`` are the smallest changes that
    would turn it, the smallest first. ``otherwise`` is the suggestion without the person's own aim.
    """

    rule: str
    because: tuple[Because, ...]
    towards: str | None = None
    missing: tuple[str, ...] = ()
    flips: tuple[Flip, ...] = ()
    otherwise: str | None = None

    @property
    def kind(self) -> str:
        """Return one of RESKILL, UPSKILL, ADVANCE, NOTHING and UNKNOWN."""
        return KINDS[self.rule]

    @property
    def urgent(self) -> bool:
        """Say whether the present role will not last."""
        return self.rule == R1


def decide(situation: Situation) -> Direction:
    """Return the suggestion for this situation, with what would turn it."""
    found = _first(situation)
    flips = sorted(_flips(situation, found), key=lambda flip: (_size(flip), flip.name))
    alone = replace(situation, target=None)
    otherwise = KINDS[_first(alone).rule] if found.rule == R2 else None
    because = (*found.because, *_disagreeing(situation))
    return replace(found, because=because, flips=tuple(flips), otherwise=otherwise)


def kind(situation: Situation) -> str:
    """Return what is suggested, without its grounds and what would turn it."""
    return _first(situation).kind


def _first(at: Situation) -> Direction:
    for rule in (
        _nothing_to_go_by,
        _ends,
        _own_choice,
        _too_little_assessed,
        _changes,
        _not_covered,
    ):
        found = rule(at)
        if found is not None:
            return found
    for name, above in (("target", at.aim), ("next_step", at.next_step)):
        if above is not None:
            return Direction(R5, (Because(name, above), *_covered(at)), above)
    return Direction(R6, _covered(at), at.role)


def _disagreeing(at: Situation) -> tuple[Because, ...]:
    """Tell that published indices disagree on the present role; it is told and decides nothing."""
    apart = at.indices_apart if at.role else None
    return (Because("indices_apart", apart),) if apart is not None and apart > APART_FROM else ()


def _nothing_to_go_by(at: Situation) -> Direction | None:
    if at.aim is not None or (at.role is not None and at.outlook_is_fresh):
        return None
    if at.role is None:
        return Direction(R0, (), missing=("role", "target"))
    return Direction(R0, _signed(at), missing=("outlook_signed_on", "target"))


def _ends(at: Situation) -> Direction | None:
    if at.role is None or not at.outlook_is_fresh:
        return None
    grounds = [
        Because(name, day, day)
        for name, day in (("ends_on", at.ends_on), ("redundant_on", at.redundant_on))
        if day is not None and day <= at.horizon
    ]
    by = at.planned_by or at.horizon
    if at.planned_share is not None and at.planned_share < LEAST_HEADCOUNT and by <= at.horizon:
        grounds.append(Because("planned_share", at.planned_share, at.planned_by))
    return Direction(R1, (*grounds, *_signed(at)), at.aim) if grounds else None


def _own_choice(at: Situation) -> Direction | None:
    if at.aim is None or (at.target_family is not None and at.target_family == at.family):
        return None
    return Direction(R2, (Because("target", at.aim),), at.aim)


def _too_little_assessed(at: Situation) -> Direction | None:
    if not at.asks:
        return Direction(R0, (), missing=("profile",))
    if at.assessed_share >= LEAST_ASSESSED:
        return None
    share = Because("assessed_share", at.assessed_share)
    return Direction(R0, (share,), missing=("assessed_share",))


def _changes(at: Situation) -> Direction | None:
    grounds = []
    if at.changed >= CHANGING_FROM:
        grounds.append(Because("changed", at.changed, at.horizon))
    if at.upgraded_on is not None and at.upgraded_on <= at.horizon:
        grounds.append(Because("upgraded_on", at.upgraded_on, at.upgraded_on))
    return Direction(R3, tuple(grounds), at.role) if grounds else None


def _not_covered(at: Situation) -> Direction | None:
    if at.coverage is None or at.coverage >= COVERED_FROM:
        return None
    return Direction(R4, _covered(at), at.role)


def _signed(at: Situation) -> tuple[Because, ...]:
    if at.role is None:
        return ()
    return (Because("outlook_signed_on", at.outlook_signed_on, at.outlook_signed_on),)


def _covered(at: Situation) -> tuple[Because, ...]:
    return (Because("coverage", at.coverage), Because("assessed_share", at.assessed_share))


def _flips(at: Situation, found: Direction) -> Iterator[Flip]:
    """Yield each change of one input after which the rules, asked again, answer otherwise."""
    for name, values in _CHANGES.items():
        now = getattr(at, name)
        for then in values(at):
            if then == now:
                continue
            changed = _first(replace(at, **{name: then}))
            if changed.kind != found.kind:
                yield Flip(name, now, then, changed.kind, changed.rule)
                break


def _size(flip: Flip) -> float:
    """Return how big a change is: shares by their distance, all else more than any share."""
    if isinstance(flip.now, float) and isinstance(flip.then, float):
        return abs(flip.then - flip.now)
    return 1.0


def _across(value: float | None, border: float) -> tuple[float, ...]:
    """Return the nearest value on the other side of a border; none where nothing is known."""
    if value is None:
        return ()
    return (border,) if value < border else (round(border - _A_LITTLE, 2),)


# What each input could be instead, the smallest change first.
_CHANGES: dict[str, Callable[[Situation], tuple[Any, ...]]] = {
    "planned_share": lambda at: _across(at.planned_share, LEAST_HEADCOUNT),
    "changed": lambda at: _across(at.changed, CHANGING_FROM),
    "coverage": lambda at: _across(at.coverage, COVERED_FROM),
    "assessed_share": lambda at: (max(at.assessed_share, LEAST_ASSESSED),),
    "outlook_signed_on": lambda at: (at.today,),
    **dict.fromkeys(
        ("ends_on", "redundant_on", "upgraded_on", "target", "next_step"), lambda _at: (None,)
    ),
}
