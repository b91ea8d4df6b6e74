"""How good a training's methods were on the site's own history: the rows of its model card."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any

from lti_plugin.store.models import ModelRun
from recommender.engine.development import TELLS_LAUNCHES
from recommender.engine.held_out import LEAST_PEOPLE

# Figures of which more is better; what is popular among the shown is neither good nor bad.
BETTER = ("ndcg", "recall", "mrr", "coverage", "cold_ndcg")
FIGURES = ("ndcg", "recall", "mrr", "coverage", "popularity", "cold_ndcg")
BETTER_THAN_FUSION, WORSE_THAN_FUSION, NO_DIFFERENCE = "better", "worse", "none"
ALL_TAKEN, TOO_ALIKE, TOO_FEW = "all_taken", "too_alike", "too_few"


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean difference with the ends of its 95 % interval."""

    low: float
    mean: float
    high: float

    @property
    def verdict(self) -> str:
        """Say what it tells: one of the three words above."""
        if self.low > 0:
            return BETTER_THAN_FUSION
        return WORSE_THAN_FUSION if self.high < 0 else NO_DIFFERENCE


@dataclass(frozen=True, slots=True)
class Method:
    """What one method reaches; a figure that could not be measured is None.

    ``popularity`` is the mean percentile of what it shows, 0-1; ``difference`` its NDCG minus the
    fusion's; ``best`` are the figures in which no other method reaches more.
    """

    name: str
    ndcg: float | None
    recall: float | None
    mrr: float | None
    coverage: float | None
    popularity: float | None
    cold_ndcg: float | None
    difference: Interval | None
    best: frozenset[str]


@dataclass(frozen=True, slots=True)
class Exposure:
    """What the fusion shows to the people of one group, and how well it suits them."""

    kind: str
    group: str
    people: int
    ndcg: float | None
    popularity: float | None
    coverage: float | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every method on the same part of the history, cut in the way ``way`` says.

    ``floor`` is the better one of the methods that need no model, ``beats_floor`` whether the model
    may be used: the floor is not surely better. Both are None where that is unknown.
    """

    way: str
    people: int
    methods: Sequence[Method]
    exposure: Sequence[Exposure]
    floor: str | None
    beats_floor: bool | None

    @property
    def floors_verdict(self) -> str | None:
        """Say how the floor does against the fusion; None where that is unknown."""
        found = next((each.difference for each in self.methods if each.name == self.floor), None)
        return None if found is None else found.verdict


@dataclass(frozen=True, slots=True)
class Weight:
    """What a part of a model weighs among all, 0-1.

    ``weight`` is for courses that somebody has finished, ``new_courses_weight`` for those that
    nobody has; each makes 1 over all parts.
    """

    part: str
    weight: float
    new_courses_weight: float


def why_not(run: ModelRun | None) -> str | None:
    """Say why a training that wanted to compare could not: ALL_TAKEN, TOO_ALIKE or TOO_FEW.

    More people of the same kind help in the last case alone.
    """
    found = {} if run is None else run.metrics.get("evaluation") or {}
    if run is None or not found or found.get("rows"):
        return None
    people = run.people or 0
    if 0 < people * (run.courses or 0) <= (run.completions or 0):
        return ALL_TAKEN
    # A cut by time or at launches may find few among many, and more with the time.
    alike = people >= LEAST_PEOPLE and found.get("way") not in TELLS_LAUNCHES
    return TOO_ALIKE if alike else TOO_FEW


def comparison(run: ModelRun | None) -> Comparison | None:
    """Return what a training compared; None where it compared nothing."""
    card = {} if run is None else run.metrics
    found = card.get("evaluation")
    if not found or not found.get("rows"):
        return None
    rows = found["rows"]
    return Comparison(
        way=found.get("way", ""),
        people=found.get("people", 0),
        methods=[_method(row, _best(row, rows)) for row in rows],
        exposure=[_exposure(row) for row in found.get("exposure", ())],
        floor=found.get("floor"),
        beats_floor=found.get("beats_floor"),
    )


def weights(run: ModelRun | None) -> list[Weight]:
    """Return what each part of a model weighs, the heaviest first; none of them weighs nothing.

    Those that count for new courses alone come last.
    """
    card = {} if run is None else run.metrics
    usual = card.get("weights") or {}
    own = card.get("untaken_weights") or {}
    total = sum(own.values())
    # Beside the usual ones these also tell how high new courses stand, so they do not make 1.
    new = {name: round(each / total, 4) for name, each in own.items()} if total > 0 else usual
    found = (
        Weight(name, usual.get(name, 0.0), new.get(name, 0.0))
        for name in dict.fromkeys([*usual, *new])
    )
    heavy = (each for each in found if each.weight > 0 or each.new_courses_weight > 0)
    return sorted(heavy, key=lambda each: (-each.weight, -each.new_courses_weight))


def _method(row: Mapping[str, Any], best: frozenset[str]) -> Method:
    ends = row.get("difference")
    return Method(
        name=row["method"],
        **{name: _figure(row.get(name)) for name in FIGURES},
        difference=Interval(*ends) if ends else None,
        best=best,
    )


def _exposure(row: Mapping[str, Any]) -> Exposure:
    figures = {name: _figure(row.get(name)) for name in ("ndcg", "popularity", "coverage")}
    return Exposure(row["kind"], row["group"], row["people"], **figures)


def _best(row: Mapping[str, Any], rows: Sequence[Mapping[str, Any]]) -> frozenset[str]:
    return frozenset(
        name
        for name in BETTER
        if (own := _figure(row.get(name)))  # nobody is best with nothing
        and own >= max(_figure(each.get(name)) or 0.0 for each in rows)
    )


def _figure(value: float | None) -> float | None:
    return value if value is not None and isfinite(value) else None
