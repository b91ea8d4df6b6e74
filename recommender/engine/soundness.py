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

Shape = tuple[int, ...]


def flaw(model: Model) -> str | None:
    """Name the first piece of ``model`` that does not fit or holds what is no number; else None.

    A checksum tells that a file is as it was written, not that it was written soundly. Each number
    is read once; that is a small part of what the checksum costs.
    """
    for name, array, shape in _arrays(model):
        if array.shape != shape:
            return f"{name} has the shape {array.shape} instead of {shape}"
        if not _are_numbers(array):
            return f"{name} holds a value that is not a number"
    for name, matrix, shape in _matrices(model):
        if matrix.shape != shape:
            return f"{name} has the shape {matrix.shape} instead of {shape}"
        if not _are_numbers(matrix.data):
            return f"{name} holds a value that is not a number"
        try:
            matrix.check_format(full_check=True)
        except ValueError as error:
            return f"{name}: {error}"
    return _flaw_in_weights(model) or _flaw_in_steps(model)


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
    yield "usual_norm", np.array(model.usual_norm), ()
    for part in model.parts:
        if isinstance(part, Standing):
            yield part.name, part.values, (courses,)
            yield f"{part.name} of a newcomer", np.array(part.newcomer), ()
        elif isinstance(part, Links):
            yield f"decay of {part.name}", np.array(part.decay), ()


def _matrices(model: Model) -> Iterator[tuple[str, Any, Shape]]:
    courses = len(model.courses)
    yield "content", model.content, (courses, len(model.vocabulary.tokens))
    yield "followers", model.followers, (courses, courses)
    for part in model.parts:
        if isinstance(part, Segments):
            yield part.name, part.lifts, (len(model.learner_feature_names), courses)
        elif isinstance(part, Links):
            yield part.name, part.weights, (courses, courses)


def _flaw_in_weights(model: Model) -> str | None:
    """Hold that all that has a say has a weight: a number that is not below 0."""
    if model.familiar < 1:
        return f"newcomers are familiar after {model.familiar} courses"
    for weights in filter(None, (model.weights or {LIGHTFM: np.nan}, model.newcomers_weights)):
        for name in (LIGHTFM, *(part.name for part in model.parts)):
            weight = weights.get(name)
            if weight is None or not np.isfinite(weight) or weight < 0:
                return f"the weight of {name} is {weight}"
    return None


def _flaw_in_steps(model: Model) -> str | None:
    """Hold that what groups do are whole numbers in ascending order: they are searched so."""
    for name, keys in (("group_steps", model.group_steps), ("habits", model.habits)):
        sound = keys.ndim == 1 and np.issubdtype(keys.dtype, np.integer)
        if not sound or not (keys[1:] > keys[:-1]).all():
            return f"{name} is out of order"
    return None
