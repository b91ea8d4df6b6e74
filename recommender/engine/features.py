"""Course and learner features as sparse rows, few enough per owner for training to stay quick."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp

from recommender.engine.facts import CourseFacts, LearnerFacts
from recommender.engine.interactions import IdMap

# Each step of a training costs as much as its owners have features.
COURSE_FEATURE_CAP, LEARNER_FEATURE_CAP = 20, 20
# What a single owner has tells nothing of others.
MIN_OWNERS = 2
# What all features of an owner weigh together, beside 1 for its identity.
FEATURE_SHARE = 0.2
# A quarter of an hour is another kind of course than a week: lengths in hours, each up to this.
LENGTHS = (0.5, 2.0, 8.0, 40.0)


@dataclass(frozen=True)
class FeatureTable:
    """Owners x features as CSR (float32, each row sums to 1 or is empty), and their names.

    Names are ordered by how many owners have them, so a lower column is a commoner feature.
    """

    names: IdMap
    matrix: Any


def course_features(course: CourseFacts) -> dict[str, float]:
    """Name what is known of a course: ``skill:SQL``, ``category:Data``, ``length:1``, ..."""
    found = {f"skill:{skill}": 1.0 for skill in course.skills}
    found |= {f"tag:{tag}": 1.0 for tag in course.tags}
    if course.level is not None:
        found[f"level:{round(course.level)}"] = 1.0
    if course.hours is not None and course.hours > 0:
        found[f"length:{bisect_left(LENGTHS, course.hours)}"] = 1.0
    for kind in ("category", "mode", "language"):
        value = getattr(course, kind)
        if value:
            found[f"{kind}:{value}"] = 1.0
    return found | _extra(course.extra)


def learner_features(learner: LearnerFacts) -> dict[str, float]:
    """Name what is known of a learner: ``role:Analyst``, ``department:Sales``, ..."""
    found = {}
    for kind in ("role", "target_role", "department"):
        value = getattr(learner, kind)
        if value:
            found[f"{kind}:{value}"] = 1.0
    return found | _extra(learner.extra)


def usable(extra: Mapping[str, float]) -> dict[str, float]:
    """Return the further features whose weight is a positive number."""
    return {name: weight for name, weight in extra.items() if np.isfinite(weight) and weight > 0}


def _extra(extra: Mapping[str, float]) -> dict[str, float]:
    return {f"extra:{name}": float(weight) for name, weight in usable(extra).items()}


def learn_table(rows: Sequence[Mapping[str, float]], cap: int) -> FeatureTable:
    """Collect the features that at least two owners share and lay the owners out over them."""
    counts = Counter(name for row in rows for name in row)
    shared = [name for name, owners in counts.items() if owners >= MIN_OWNERS]
    names = IdMap(tuple(sorted(shared, key=lambda name: (-counts[name], name))))
    return FeatureTable(names, lay_out(rows, names, cap))


def lay_out(rows: Sequence[Mapping[str, float]], names: IdMap, cap: int) -> Any:
    """Return ``rows`` x ``names`` as CSR, L1-normalised.

    Of each row only the ``cap`` heaviest features stay, the commoner first among equals; features
    that ``names`` does not know are left out.
    """
    starts, columns, weights = [0], [], []
    for row in rows:
        known = ((names.row(name), weight) for name, weight in row.items())
        found = sorted((-weight, column) for column, weight in known if column is not None)
        kept = found[:cap]
        total = -sum(weight for weight, _ in kept)
        columns += [column for _, column in kept]
        weights += [-weight / total for weight, _ in kept]
        starts.append(len(columns))
    return sp.csr_matrix(
        (np.array(weights, dtype=np.float32), np.array(columns, dtype=np.int32), np.array(starts)),
        shape=(len(rows), len(names)),
    )


def with_identity(features: Any, rows: Any | None = None) -> Any:
    """Put the identity block beside the features, which weigh ``FEATURE_SHARE`` of it together.

    Parameters
    ----------
    features
        Owners x features as CSR, each row summing to 1.
    rows
        Identity block as CSR where it is not simply the identity matrix.
    """
    block = sp.identity(features.shape[0], dtype=np.float32) if rows is None else rows
    return sp.hstack([block, features * np.float32(FEATURE_SHARE)], format="csr", dtype=np.float32)
