"""The companions of a model over a catalogue: the same parts, and each score taken apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommender.engine.companions import Part
from recommender.engine.explanation import Term
from recommender.engine.likeness import CONTENT, cosines
from recommender.engine.links import Links
from recommender.engine.model import Model
from recommender.engine.segments import Segments
from recommender.engine.standing import CROWD, Standing

_TOLD_KINDS = ("role", "target_role", "department")


def bound(model: Model, rows: NDArray[np.int64], place: Any, unknown: Any) -> tuple[Part, ...]:
    """Return the model's parts with the catalogue's columns in place of the model's courses.

    Parameters
    ----------
    rows
        The model's row of each course of the catalogue, -1 where it knows none.
    place
        Courses of the model x catalogue, 1 where they are the same.
    unknown
        Contents of the catalogue's courses that the model does not know, as rows of tokens; they
        get links by content.
    """
    return tuple(_bound(part, model, rows, place, unknown) for part in model.parts)


def _bound(part: Part, model: Model, rows: NDArray[np.int64], place: Any, unknown: Any) -> Part:
    if isinstance(part, Segments):
        return replace(part, lifts=(part.lifts @ place).tocsr())
    if isinstance(part, Standing):
        values = np.full(len(rows), part.newcomer, dtype=np.float32)
        values[rows >= 0] = part.values[rows[rows >= 0]]
        return replace(part, values=values)
    weights = (part.weights @ place).tocsr()
    if part.name == CONTENT and (rows < 0).any():
        weights = (weights + _placed(cosines(model.content, unknown), rows < 0)).tocsr()
    return replace(part, weights=weights)


def _placed(links: Any, columns: NDArray[np.bool_]) -> Any:
    places = np.flatnonzero(columns)
    ones = np.ones(len(places), dtype=np.float32)
    spread = sp.csr_matrix(
        (ones, (np.arange(len(places)), places)), shape=(len(places), len(columns))
    )
    return links @ spread


@dataclass(frozen=True)
class Asked:
    """One person as the companions see them.

    ``own`` are the model's rows of finished courses with their step back (1 the latest), in that
    order of ``ids``; an id is None where the course has left the catalogue. ``features`` are
    columns of learner features with their part.
    """

    own: Mapping[int, int]
    ids: Mapping[int, str | None]
    features: Mapping[int, float]


def part_terms(part: Part, model: Model, asked: Asked, column: int, row: int) -> Iterator[Term]:
    """Yield what makes one course's score in a part, as distance from the average course.

    ``row`` is the model's row of the course, -1 where it knows none.
    """
    if isinstance(part, Links):
        yield from _links_terms(part, model, asked, column, row)
    elif isinstance(part, Segments):
        yield from _segment_terms(part, model, asked, column)
    else:
        lead = float(part.values[column]) - float(part.values.mean(dtype=np.float64))
        yield Term("reason.popular" if part.name in CROWD else None, (), lead)


def _links_terms(part: Links, model: Model, asked: Asked, column: int, row: int) -> Iterator[Term]:
    towards = part.weights[list(asked.own)][:, [column]].toarray().ravel()
    for (own, back), link in zip(asked.own.items(), towards.tolist(), strict=True):
        amount = float(np.float32(part.decay) ** (back - 1)) * (link - float(part.means[own]))
        course = asked.ids[own]
        if link > 0 and course is not None:
            yield Term(*_link_key(part.name, model, own, row, course), amount)
        else:
            yield Term(None, (), amount)


def _link_key(
    name: str, model: Model, own: int, row: int, course: str
) -> tuple[str, tuple[tuple[str, str], ...]]:
    """Word a link: people went on from one to the other only where enough of them did."""
    if name.endswith(CONTENT):
        return "reason.like_course", (("course", course),)
    if row >= 0 and model.followers[own, row] > 0:
        return "reason.similar_course", (("course", course),)
    return "reason.history", ()


def _segment_terms(part: Segments, model: Model, asked: Asked, column: int) -> Iterator[Term]:
    towards = part.lifts[list(asked.features)][:, [column]].toarray().ravel()
    for (feature, weight), lift in zip(asked.features.items(), towards.tolist(), strict=True):
        kind, _, value = model.learner_feature_names.ids[feature].partition(":")
        amount = weight * (lift - float(part.means[feature]))
        if kind in _TOLD_KINDS:
            yield Term(f"reason.{kind}_course", ((kind, value),), amount)
        else:
            yield Term("reason.profile", (), amount)
