"""The gate: whether a new model may be used, by what it reaches on people set apart."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from recommender.engine.baselines import GAP_ONLY, fused, plain_methods
from recommender.engine.comparison import K, Row, compared, exposure
from recommender.engine.evaluation import Split, lists
from recommender.engine.factors import LIGHTFM
from recommender.engine.fusion import FUSION
from recommender.engine.held_out import Apart
from recommender.engine.standing import POPULARITY
from recommender.engine.tuning import Search

EVALUATION = "evaluation"
FLOORS = (POPULARITY, GAP_ONLY)
# So many people are tested where time is short.
FEW_PEOPLE = 300
_PLAIN = {
    POPULARITY: "the courses that most people finished",
    GAP_ONLY: "the courses that close most of what people lack",
}


def evaluation(
    apart: Apart,
    found: Search,
    seed: int,
    *,
    hasty: bool = False,
) -> dict[str, Any]:
    """Return what the model card keeps of the comparison, as plain values.

    ``way`` tells how the history was cut, ``people`` how many are tested, ``rows`` and ``exposure``
    are those of :mod:`recommender.engine.comparison`, ``floor`` is the better of the two methods
    that need no model, and ``beats_floor`` whether the model may be used. With too few people to
    compare there are no rows, and ``floor`` and ``beats_floor`` are None.

    Parameters
    ----------
    apart
        The history, cut, with the people set apart.
    found
        What the search chose without them.
    seed
        Of all that is drawn.
    hasty
        Tests fewer people.
    """
    cut, way = apart.tried, found.way
    if apart.tested is None or found.fit is None:
        none: list[Row] = []
        return _card(way, 0, none, none, None, None)
    split = _fewer(apart.tested, seed) if hasty else apart.tested
    own = found.fit.scores
    methods = plain_methods(cut, found.recipe, seed, hasty=hasty) | {
        LIGHTFM: own,
        FUSION: fused(cut, found.parts, found.weighing, own),
    }
    listed = {name: lists(scores, split, K) for name, scores in methods.items() if scores}
    rows = compared(methods, listed, split, seed)
    floor = floor_of(rows)
    shown = exposure(listed[FUSION], split, cut.dataset)
    return _card(way, len(split.people), rows, shown, floor["method"], not is_ahead(floor))


def floor_of(rows: Sequence[Row]) -> Row:
    """Return the row of the better one of the methods that need no model."""
    known = [row for row in rows if row["method"] in FLOORS and row["ndcg"] is not None]
    return max(known, key=lambda row: row["ndcg"])


def is_ahead(row: Row) -> bool:
    """Say whether a method surely ranks better than the fusion: its whole interval lies above 0."""
    low, _, _ = row["difference"]
    return bool(low > 0)


def below_floor(card: Mapping[str, Any]) -> str | None:
    """Say in one sentence why a model must not be used, or return None if it may."""
    compared = card.get(EVALUATION)
    if compared is None or compared["beats_floor"] is not False:
        return None
    reached = {row["method"]: row["ndcg"] for row in compared["rows"]}
    floor = compared["floor"]
    return (
        f"The new model ranks worse than {_PLAIN[floor]} do: NDCG@10 {reached[FUSION]:.3f} "
        f"against {reached[floor]:.3f} for {compared['people']} people set apart."
    )


def _card(
    way: str,
    people: int,
    rows: list[Row],
    groups: list[Row],
    floor: str | None,
    beats_floor: bool | None,
) -> dict[str, Any]:
    return {
        "way": way,
        "people": people,
        "rows": rows,
        "exposure": groups,
        "floor": floor,
        "beats_floor": beats_floor,
    }


def _fewer(split: Split, seed: int) -> Split:
    order = np.random.default_rng(seed).permutation(len(split.people))
    return split.some(np.sort(order[:FEW_PEOPLE]))
