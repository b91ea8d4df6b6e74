"""What makes a course's score in a companion, taken apart into terms that can be told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.engine.companions import Part
from recommender.engine.explanation import UNTOLD, Key, Term, group_key
from recommender.engine.likeness import CONTENT
from recommender.engine.links import Links
from recommender.engine.model import Model
from recommender.engine.segments import Segments
from recommender.engine.standing import CROWD, Standing

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
