"""The companions of a model over a catalogue: the same parts, and each score taken apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommender.engine.companions import Part
from recommender.engine.explanation import UNTOLD, Key, Term, group_key
from recommender.engine.likeness import CONTENT, cosines
from recommender.engine.links import Links
from recommender.engine.model import Model
from recommender.engine.ridge import Ridge
from recommender.engine.segments import Segments
from recommender.engine.standing import CROWD, Standing


def bound(model: Model, rows: NDArray[np.int64], unknown: Any, ridge: Ridge) -> tuple[Part, ...]:
    """Return the model's parts with the catalogue's columns in place of the model's courses.

    Parameters
    ----------
    rows
        The model's row of each course of the catalogue, -1 where it knows none.
    unknown
        Contents of the catalogue's courses that the model does not know, as rows of tokens; they
        get links by content.
    ridge
        Predicts for these courses all other links, as training does for courses without history.
    """
    if np.array_equal(rows, np.arange(len(model.courses))):
        return model.parts
    return tuple(_bound(part, model, rows, unknown, ridge) for part in model.parts)


def _bound(part: Part, model: Model, rows: NDArray[np.int64], unknown: Any, ridge: Ridge) -> Part:
    if isinstance(part, Segments):
        return replace(part, lifts=_moved(part.lifts, rows))
    if isinstance(part, Standing):
        values = np.full(len(rows), part.newcomer, dtype=np.float32)
        values[rows >= 0] = part.values[rows[rows >= 0]]
        return replace(part, values=values)
    if not unknown.shape[0]:
        return replace(part, weights=_moved(part.weights, rows))
    by_content = part.name == CONTENT
    new = cosines(model.content, unknown) if by_content else ridge.columns(part.weights)
    return replace(part, weights=_moved(part.weights, rows, new))


def _moved(weights: Any, rows: NDArray[np.int64], new: Any | None = None) -> Any:
    """Return ``weights`` with the catalogue's columns: the model's by ``rows``, ``new`` elsewhere.

    Each weight gets the number of its new column: a product with a table of ones takes much longer.
    """
    known = rows >= 0
    columns = np.full(weights.shape[1], -1, dtype=np.int32)
    columns[rows[known]] = np.flatnonzero(known)
    if new is not None:
        weights = sp.hstack([weights, new], format="csr")
        columns = np.concatenate([columns, np.flatnonzero(~known).astype(np.int32)])
    places, values, starts = columns[weights.indices], weights.data, weights.indptr
    stays = places >= 0
    if not stays.all():
        starts = np.concatenate([[0], np.cumsum(stays)])[starts]
        places, values = places[stays], values[stays]
    return sp.csr_matrix((values, places, starts), shape=(weights.shape[0], len(rows)))


_NO_FEATURES = np.empty(0, dtype=np.int64)


@dataclass(frozen=True)
class Group:
    """People of the same department or role, and the steps that enough of them took.

    ``steps`` are own courses x the courses to explain.
    """

    kind: str
    value: str
    steps: NDArray[np.bool_]


@dataclass(frozen=True)
class Asked:
    """One person, and the courses that are to be explained to them, as the companions see them.

    Attributes
    ----------
    own
        The model's rows of finished courses with their step back, 1 the latest.
    names
        Ids of these courses in the same order, None where one has left the catalogue.
    features
        Columns of learner features with their part.
    columns
        The courses to explain.
    rows
        The model's rows of these, -1 where it knows none.
    followed
        Own courses x these: whether enough people finished both, in this order as far as known.
    groups
        The person's groups, the one to be named first before the other.
    """

    own: Mapping[int, int]
    names: Sequence[str | None]
    features: Mapping[int, float]
    columns: Sequence[int]
    rows: NDArray[np.int64]
    followed: NDArray[np.bool_]
    groups: Sequence[Group] = ()


def part_terms(part: Part, model: Model, asked: Asked) -> Iterator[Iterator[Term]]:
    """Yield for each course to explain what makes its score in a part, against the average."""
    if isinstance(part, Links):
        return _links_terms(part, model, asked)
    if isinstance(part, Segments):
        return _segment_terms(part, model, asked)
    return _standing_terms(part, model, asked)


def _links_terms(part: Links, model: Model, asked: Asked) -> Iterator[Iterator[Term]]:
    own = list(asked.own)
    links = part.weights[own][:, asked.columns].toarray().astype(np.float64)
    worth = part.worth(np.fromiter(asked.own.values(), dtype=np.float32, count=len(own)))
    amounts = worth[:, None] * (links - part.means[own][:, None])
    for place, course in enumerate(asked.rows.tolist()):
        # What leads to a course that nobody finished is predicted, but for its content.
        known = part.name == CONTENT or model.is_taken(course)
        keys = [
            _link_key(part.name, name, asked, row, place) if known and link > 0 and name else UNTOLD
            for row, (name, link) in enumerate(zip(asked.names, links[:, place], strict=True))
        ]
        yield _terms(keys, amounts[:, place])


def _link_key(name: str, course: str, asked: Asked, own: int, place: int) -> Key:
    """Word a link: what people did is told only where enough of them did it."""
    if name == CONTENT:
        return "reason.like_course", (("course", course),)
    for group in asked.groups:
        if group.steps[own, place]:
            return f"reason.{group.kind}_went_on", ((group.kind, group.value), ("course", course))
    if asked.followed[own, place]:
        return "reason.similar_course", (("course", course),)
    return "reason.history", ()


def _segment_terms(part: Segments, model: Model, asked: Asked) -> Iterator[Iterator[Term]]:
    features = list(asked.features)
    groups = [model.learner_feature_names.ids[feature] for feature in features]
    lifts = part.lifts[features][:, asked.columns].toarray().astype(np.float64)
    shares = np.fromiter(asked.features.values(), dtype=np.float64, count=len(features))
    amounts = shares[:, None] * (lifts - part.means[features][:, None])
    for place, row in enumerate(asked.rows.tolist()):
        yield _terms([_segment_key(model, group, row) for group in groups], amounts[:, place])


def _segment_key(model: Model, group: str, course: int) -> Key:
    kind, _, value = group.partition(":")
    return group_key((kind, value), model.usual(group, course, _NO_FEATURES))


def _standing_terms(part: Standing, model: Model, asked: Asked) -> Iterator[Iterator[Term]]:
    leads = part.values[list(asked.columns)] - part.values.mean(dtype=np.float64)
    for row, lead in zip(asked.rows.tolist(), leads, strict=True):
        told = part.name in CROWD and model.is_popular(row)
        yield _terms([("reason.popular", ()) if told else UNTOLD], [lead])


def _terms(keys: Sequence[Key], amounts: Any) -> Iterator[Term]:
    return (Term(*key, float(amount)) for key, amount in zip(keys, amounts, strict=True))
