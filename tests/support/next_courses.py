"""A cut history that says exactly who has which courses and what they took next."""

from __future__ import annotations

import numpy as np
import scipy.sparse as sp

from recommender.engine.dataset import build_dataset
from recommender.engine.development import Development
from recommender.engine.evaluation import Split
from recommender.engine.facts import CourseFacts

# Own courses, oldest first, and the one that was taken next.
Asked = tuple[list[str], str]


def cut(others: list[list[str]], asked: list[Asked], way: str = "end") -> Development:
    """Return a part whose people have these courses and take those next, beside all others."""
    histories = others + [own for own, _ in asked]
    names = sorted({course for own in histories for course in own} | {next_ for _, next_ in asked})
    dataset = build_dataset(
        [(f"p{person}", course, None) for person, own in enumerate(histories) for course in own],
        [CourseFacts(name, name) for name in names],
        [],
    )
    wanted = [names.index(next_) for _, next_ in asked]
    shape = (len(asked), len(names))
    truth = sp.csr_matrix((np.ones(len(asked)), (np.arange(len(asked)), wanted)), shape)
    people = np.arange(len(others), len(histories))
    return Development(dataset, Split(dataset.interactions, people, truth), way)
