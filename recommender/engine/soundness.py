"""Whether the pieces of a stored model fit together and hold numbers alone, before it ranks."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.engine.factors import LIGHTFM
from recommender.engine.links import Links
from recommender.engine.model import Model
from recommender.engine.segments import Segments
from recommender.engine.standing import Standing
from recommender.engine.weighing import FAMILIAR

Shape = tuple[int, ...]

# Vectors of a training are some units long; far from that, what is scaled to it is lost.
_LEAST_NORM, _MOST_NORM = 1e-9, 1e9
# Shares sum to 1, but for what is lost in rounding. Weights of new courses are no shares; so far
# above the usual ones no training puts them.
_WHOLE, _MUCH = 1.0 + 1e-6, 1e6


def flaw(model: Model) -> str | None:
    """Name the first piece of ``model`` that does not fit or holds what is no number; else None.

    A checksum tells that a file is as it was written, not that it was written soundly. Each number
    is read once; that is a small part of what the checksum costs.
    """
    return next(filter(None, (rule(model) for rule in _RULES)), None)


def _flaw_in_arrays(model: Model) -> str | None:
    for name, array, shape in _arrays(model):
        if array.shape != shape:
            return f"{name} has the shape {array.shape} instead of {shape}"
        if not _are_numbers(array):
            return f"{name} holds a value that is not a number"
    return None


def _flaw_in_matrices(model: Model) -> str | None:
    for name, matrix, shape in _matrices(model):
        if matrix.shape != shape:
            return f"{name} has the shape {matrix.shape} instead of {shape}"
        if not _are_numbers(matrix.data):
            return f"{name} holds a value that is not a number"
        try:
            matrix.check_format(full_check=True)
        except ValueError as error:
            return f"{name}: {error}"
    return None


def _are_numbers(array: NDArray[Any]) -> bool:
    return array.dtype.kind in "fiu" and bool(np.isfinite(array).all())


def _arrays(model: Model) -> Iterator[tuple[str, NDArray[Any], Shape]]:
    """Yield the dense arrays with the shapes that the names of the model ask for."""
    factors, courses = model.factors, len(model.courses)
    owners = courses + len(model.course_feature_names)
    width = factors.course_embeddings.shape[-1]
    people = len(model.learners) + len(model.learner_feature_names)
    yield "course_embeddings", factors.course_embeddings, (owners, width)
    yield "course_biases", factors.course_biases, (owners,)
    yield "learner_embeddings", factors.learner_embeddings, (people, width)
    yield "course_counts", model.course_counts, (courses,)
    yield "token_weights", model.vocabulary.weights, (len(model.vocabulary.tokens),)
    for part in model.parts:
        if isinstance(part, Standing):
            yield part.name, part.values, (courses,)
            yield f"{part.name} of a newcomer", np.array(part.newcomer), ()


def _matrices(model: Model) -> Iterator[tuple[str, Any, Shape]]:
    courses = len(model.courses)
    yield "content", model.content, (courses, len(model.vocabulary.tokens))
    yield "followers", model.followers, (courses, courses)
    for part in model.parts:
        if isinstance(part, Segments):
            yield part.name, part.lifts, (len(model.learner_feature_names), courses)
        elif isinstance(part, Links):
            yield part.name, part.weights, (courses, courses)


def _flaw_in_names(model: Model) -> str | None:
    """Hold that ids are texts, each of them there once: a row is found by its id."""
    for kind, names in (
        ("learners", model.learners),
        ("courses", model.courses),
        ("learner_feature_names", model.learner_feature_names),
        ("course_feature_names", model.course_feature_names),
        ("tokens", model.vocabulary.tokens),
        ("parts", tuple(part.name for part in model.parts)),
    ):
        known = set[str]()
        for name in names:
            if not isinstance(name, str):
                return f"{kind} holds an id that is no text"
            if name in known:
                return f"{kind} holds an id twice"
            known.add(name)
    return None


def _flaw_in_numbers(model: Model) -> str | None:
    """Hold that the manifest's numbers lie where a training can have put them."""
    if model.familiar not in range(1, FAMILIAR + 1):
        return f"newcomers are familiar after {model.familiar} courses"
    if not _lies_within(model.usual_norm, _LEAST_NORM, _MOST_NORM):
        return f"usual_norm is {model.usual_norm}"
    for part in model.parts:
        if isinstance(part, Links):
            for what, number in (("decay", part.decay), ("latest", part.latest)):
                if not _lies_within(number, 0.0, 1.0):
                    return f"the {what} of {part.name} is {number}"
    return None


def _flaw_in_weights(model: Model) -> str | None:
    """Hold that all that has a say is there and has a weight: a share, from 0 to 1.

    For courses without a history weights are no shares, but to be compared with the usual ones.
    """
    own = (LIGHTFM, *(part.name for part in model.parts))
    usual = model.weights or {LIGHTFM: np.nan}
    told = (usual, _WHOLE), (model.newcomers_weights, _WHOLE), (model.untaken_weights, _MUCH)
    for weights, most in told:
        for name in own if weights else ():
            weight = weights.get(name)
            if not _lies_within(weight, 0.0, most):
                return f"the weight of {name} is {weight}"
        for name, weight in weights.items():
            if name not in own and weight != 0:  # what says nothing is not kept
                return f"it weighs {name}, which it does not have"
    return None


def _flaw_in_card(model: Model) -> str | None:
    return None if isinstance(model.card, dict) else "the card is no object"


def _lies_within(number: object, least: float, most: float) -> bool:
    return isinstance(number, int | float) and least <= number <= most  # NaN does not


def _flaw_in_steps(model: Model) -> str | None:
    """Hold that what groups do are whole numbers in ascending order: they are searched so."""
    for name, keys in (("group_steps", model.group_steps), ("habits", model.habits)):
        sound = keys.ndim == 1 and np.issubdtype(keys.dtype, np.integer)
        if not sound or not (keys[1:] > keys[:-1]).all():
            return f"{name} is out of order"
    return None


_RULES = (
    _flaw_in_arrays,
    _flaw_in_matrices,
    _flaw_in_names,
    _flaw_in_numbers,
    _flaw_in_weights,
    _flaw_in_card,
    _flaw_in_steps,
)
