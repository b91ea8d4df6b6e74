"""Course texts, skills and features as TF-IDF vectors, in any language and without downloads."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from recommender.engine.facts import CourseFacts
from recommender.engine.features import usable
from recommender.engine.interactions import IdMap
from recommender.engine.words import words

# Of a course that says more only so much is read.
TOKENS_PER_COURSE, _SUMMARY_CHARACTERS = 500, 2000
# How many words of the summary each of these counts as much as.
_SKILL_WEIGHT, _CATEGORY_WEIGHT, _TITLE_WEIGHT, _EXTRA_WEIGHT = 3, 2, 2, 2

Counts = Counter[str]


@dataclass(frozen=True)
class Vocabulary:
    """Tokens (``kind:name``) in a fixed order, and what each of them weighs: the rarer the more."""

    tokens: IdMap
    weights: NDArray[np.float64]

    @classmethod
    def of(cls, counted: Sequence[Counts], min_owners: int = 1) -> Vocabulary:
        """Collect the tokens that at least ``min_owners`` of the counted texts have."""
        spread = Counter(token for counts in counted for token in counts)
        kept = sorted(token for token, owners in spread.items() if owners >= min_owners)
        owners = np.array([spread[token] for token in kept], dtype=np.float64)
        return cls(IdMap(tuple(kept)), np.log1p(len(counted) / np.maximum(owners, 1.0)))

    def vectors(self, counted: Sequence[Counts]) -> Any:
        """Return texts x tokens as CSR (float64), rows of length 1 or empty."""
        places = [(row, token) for row, counts in enumerate(counted) for token in counts]
        columns = self.tokens.rows_or_missing(token for _, token in places)
        rows = np.array([row for row, _ in places], dtype=np.int64)
        counts = np.array([counted[row][token] for row, token in places], dtype=np.float64)
        known = columns >= 0
        weights = np.log1p(counts[known]) * self.weights[columns[known]]
        shape = len(counted), len(self.tokens)
        return unit_rows(sp.csr_matrix((weights, (rows[known], columns[known])), shape=shape))


def course_tokens(course: CourseFacts) -> Counts:
    """Count what a course's facts say, its commonest ``TOKENS_PER_COURSE`` tokens."""
    tokens: Counts = Counter()
    for kind, names, weight in (
        ("skill", course.skills, _SKILL_WEIGHT),
        ("tag", course.tags, 1),
        ("category", (course.category,) if course.category else (), _CATEGORY_WEIGHT),
    ):
        for name in names:
            tokens[f"{kind}:{name}"] += weight
            tokens.update(f"word:{word}" for word in words(name))
    for name in usable(course.extra):
        tokens[f"extra:{name}"] += _EXTRA_WEIGHT
    for word in words(course.title):
        tokens[f"word:{word}"] += _TITLE_WEIGHT
    tokens.update(f"word:{word}" for word in words(course.summary[:_SUMMARY_CHARACTERS]))
    return Counter(dict(tokens.most_common(TOKENS_PER_COURSE)))


def unit_rows(matrix: Any) -> Any:
    """Return a CSR matrix with every row scaled to length 1; empty rows stay empty."""
    lengths = np.sqrt(np.asarray(matrix.multiply(matrix).sum(axis=1)).ravel())
    return (sp.diags_array(1.0 / np.where(lengths > 0, lengths, 1.0)) @ matrix).tocsr()
