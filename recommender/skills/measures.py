"""Two ways to tell how alike roles are: by the skills they ask for, and by their ratings.

Skills are compared by idf-weighted cosine together with the groups above them, ratings by the
cosine of their standard scores. ``benchmarks/neighbours.py`` measures both, and their blend.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommender.skills.similarity import Similarity

ESSENTIAL, OPTIONAL = 1.0, 0.5
ANCESTOR = 0.5
_ROWS_AT_ONCE = 512
_ROUNDING = 1e-9
_NOTHING_ABOVE: Mapping[str, Collection[str]] = {}


def skill_similarity(
    roles: Mapping[str, Mapping[str, float]],
    broader: Mapping[str, Collection[str]] = _NOTHING_ABOVE,
) -> Similarity:
    """Compare roles by the skills they ask for and by all that stands above these skills.

    Parameters
    ----------
    roles : mapping of role to mapping of skill to importance
        Importance within 0-1; of a taxonomy that knows no more, ``ESSENTIAL`` or ``OPTIONAL``.
    broader : mapping of skill or group to the ids right above it, optional
        Followed to the top; a circle in it does no harm. Each ancestor counts ``ANCESTOR`` of the
        most important skill below it, so roles without a skill in common can still be near.

    Returns
    -------
    Similarity
        Cosine of the idf-weighted importances, idf = log((1 + roles) / roles that ask for it):
        never 0, so that two roles that ask for the same stay alike in a small organisation.

    Raises
    ------
    ValueError
        An importance is no number within 0-1; the text names role and skill.
    """
    expanded = {}
    for role in sorted(roles):
        for skill, importance in roles[role].items():
            if not 0 <= importance <= 1:  # also true of NaN
                raise ValueError(
                    f"Role {role!r}, skill {skill!r}: the importance {importance} "
                    "is not a number from 0 to 1."
                )
        # A cosine knows no length; against the role's top the least importance stays above 0.
        top = max(roles[role].values(), default=0)
        if asked := {skill: value / top for skill, value in roles[role].items() if value > 0}:
            expanded[role] = _with_ancestors(asked, broader)
    if not expanded:
        return Similarity.of((), np.empty((0, 0)))
    matrix = _matrix(expanded)
    owners = np.bincount(matrix.indices, minlength=matrix.shape[1])
    vectors = matrix @ sp.diags_array(np.log((1 + len(expanded)) / owners))
    lengths = np.sqrt(np.asarray(vectors.multiply(vectors).sum(axis=1)).ravel())
    return Similarity.of(tuple(expanded), _products(sp.diags_array(1 / lengths) @ vectors))


def rating_similarity(roles: Mapping[str, Mapping[str, float]]) -> Similarity:
    """Compare roles by ratings that nearly all of them have, such as the 68 of O*NET.

    Parameters
    ----------
    roles : mapping of role to mapping of rated element to importance x level
        Any scale that is the same for all roles; a missing element counts 0.

    Returns
    -------
    Similarity
        Cosine of the elements' standard scores. Plain cosines lie near .75 for any two
        occupations of O*NET; standard scores put these at 0, and less than 0 becomes 0.

    Raises
    ------
    ValueError
        A rating is negative or no finite number; the text names role and element.
    """
    for role, ratings in roles.items():
        for element, value in ratings.items():
            if not (math.isfinite(value) and value >= 0):
                raise ValueError(
                    f"Role {role!r}, rating {element!r}: {value} is not a number from 0 upwards."
                )
    rated = {role: dict(roles[role]) for role in sorted(roles) if roles[role]}
    if not rated:
        return Similarity.of((), np.empty((0, 0)))
    table = _matrix(rated).toarray()
    spread = table.std(axis=0)
    # What is the same for all roles tells none apart; rounding may leave it a tiny spread.
    telling = spread > _ROUNDING * np.abs(table).max(axis=0)
    scores = (table[:, telling] - table[:, telling].mean(axis=0)) / spread[telling]
    lengths = np.linalg.norm(scores, axis=1, keepdims=True)
    directed = lengths > _ROUNDING
    unit = np.where(directed, scores, 0) / np.where(directed, lengths, 1)
    # Roles that are the average in everything have no direction, yet are alike among themselves.
    average = (~directed).astype(np.float64)
    return Similarity.of(tuple(rated), unit @ unit.T + average @ average.T)


def _with_ancestors(
    asked: Mapping[str, float], broader: Mapping[str, Collection[str]]
) -> dict[str, float]:
    found = dict(asked)
    for skill, importance in asked.items():
        seen, waiting = {skill}, [skill]
        while waiting:
            for above in broader.get(waiting.pop(), ()):
                if above not in seen:
                    seen.add(above)
                    waiting.append(above)
                    found[above] = max(found.get(above, 0.0), ANCESTOR * importance)
    return found


def _matrix(roles: Mapping[str, Mapping[str, float]]) -> Any:
    """Return roles x what they name, as CSR; columns in the order of their names.

    The order makes sums, and so results, independent of the order of what is given.
    """
    names = sorted({name for row in roles.values() for name in row})
    columns = {name: column for column, name in enumerate(names)}
    rows = [(at, columns[name], row[name]) for at, row in enumerate(roles.values()) for name in row]
    rows.sort()
    at, column, value = zip(*rows, strict=True)
    return sp.csr_array((value, (at, column)), shape=(len(roles), len(names)), dtype=np.float64)


def _products(vectors: Any) -> NDArray[np.float32]:
    """Return all inner products, a block at a time: in one go they need six times the memory."""
    size = vectors.shape[0]
    found = np.empty((size, size), dtype=np.float32)
    for start in range(0, size, _ROWS_AT_ONCE):
        block = slice(start, start + _ROWS_AT_ONCE)
        found[block] = (vectors[block] @ vectors.T).toarray()
    return found
