"""How alike roles are, the same both ways and between 0 and 1; two views of it joined by rank."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recommender.ranks import mean_ranks

SKILLS_SHARE = 0.5
_DIGITS = 6


@dataclass(frozen=True, eq=False)
class Similarity:
    """Roles in the order of their ids, and how alike each two of them are.

    Attributes
    ----------
    roles : tuple of str
        Only those that ask for something: of others nothing is known.
    values : ndarray of float32, roles x roles
        Symmetric, within 0-1, with 1 on the diagonal; NaN where nothing is known of a pair.
    """

    roles: tuple[str, ...]
    values: NDArray[np.float32]

    @classmethod
    def of(cls, roles: tuple[str, ...], values: NDArray[Any]) -> Similarity:
        """Return sound values: rounded, within 0-1, each role like itself.

        They keep the digits that float32 has, so that a threshold means what it reads.
        """
        kept = np.clip(np.round(values, _DIGITS), 0, 1).astype(np.float32)
        np.fill_diagonal(kept, 1)
        return cls(roles, kept)

    @cached_property
    def _rows(self) -> dict[str, int]:
        return {role: row for row, role in enumerate(self.roles)}

    def _square(self, roles: Iterable[str]) -> tuple[NDArray[np.int64], ...]:
        """Return the index of the values of ``roles`` among themselves."""
        rows = np.array([self._rows[role] for role in roles], dtype=np.int64)
        return np.ix_(rows, rows)

    def between(self, one: str, other: str) -> float | None:
        """Return how alike two roles are, None where nothing is known of them."""
        if one not in self._rows or other not in self._rows:
            return None
        found = self.values[self._rows[one], self._rows[other]]
        return None if np.isnan(found) else _plain(found)

    def neighbours(self, role: str, above: float = 0.0) -> list[tuple[str, float]]:
        """Return the other roles that are more alike than ``above``, the most alike first."""
        if role not in self._rows:
            return []
        own = self._rows[role]
        found = self.values[own]
        # A stable sort leaves equals in the order of their ids.
        order = np.argsort(-found, kind="stable")
        return [
            (self.roles[at], _plain(found[at])) for at in order if at != own and found[at] > above
        ]

    def pairs(self, above: float) -> list[tuple[str, str]]:
        """Return every two different roles that are more alike than ``above``, each pair once."""
        found = np.argwhere(np.triu(self.values > above, k=1))
        return [(self.roles[one], self.roles[other]) for one, other in found]


def blend(skills: Similarity, ratings: Similarity, share: float = SKILLS_SHARE) -> Similarity:
    """Join both views: by rank where both know a pair, else the one that knows it.

    Parameters
    ----------
    skills, ratings : Similarity
        Of the same roles, under the same ids; either may know more roles than the other.
    share : float
        What the skills' rank weighs, 0-1; the ratings' rank weighs the rest.

    Returns
    -------
    Similarity
        Of all roles. A blended pair gets the skills' value that stands at its blended rank, so
        blended and other pairs share one scale. A pair that only the ratings know keeps their
        value, which runs higher; a pair that neither knows stays unknown.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"The skills' share {share} is not a number from 0 to 1.")
    roles = tuple(sorted({*skills.roles, *ratings.roles}))
    joined = Similarity(roles, np.full((len(roles), len(roles)), np.nan, dtype=np.float32))
    for known in (ratings, skills):
        joined.values[joined._square(known.roles)] = known.values
    both = tuple(sorted({*skills.roles} & {*ratings.roles}))
    if len(both) > 1:
        upper = np.triu_indices(len(both), k=1)
        values = np.zeros((len(both), len(both)))
        values[upper] = _blended(
            skills.values[skills._square(both)][upper],
            ratings.values[ratings._square(both)][upper],
            share,
        )
        joined.values[joined._square(both)] = values + values.T
    return Similarity.of(roles, joined.values)


def _blended(
    by_skill: NDArray[np.float32], by_rating: NDArray[np.float32], share: float
) -> NDArray[np.float64]:
    """Return the skills' value that stands at each pair's blended rank.

    Ranks count from the most alike pair and are joined by their geometric mean: among neighbours
    the step from rank 10 to 100 says more than that from 100,000 to 100,090.
    """
    mixed = share * np.log(mean_ranks(-by_skill)) + (1 - share) * np.log(mean_ranks(-by_rating))
    ranks = np.arange(1, len(mixed) + 1)
    return np.asarray(np.interp(mean_ranks(mixed), ranks, -np.sort(-by_skill)), dtype=np.float64)


def _plain(value: np.float32) -> float:
    """Return a value as a float that shows no more digits than it has."""
    return round(float(value), _DIGITS)
