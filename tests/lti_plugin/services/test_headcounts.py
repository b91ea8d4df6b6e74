"""The headcounts of an audit: no figure that is told stands on fewer people than the floor."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_plugin.services import headcounts
from recommender.skills.audit import Asked, grid
from recommender.skills.ledgers import Weighed
from recommender.skills.shares import ENOUGH, FEWEST

GROUPS, SKILLS = 3, 2
lines = st.tuples(
    st.integers(0, GROUPS - 1),
    st.integers(0, SKILLS - 1),
    st.sampled_from([1.0, 4.0, None, None]),
)


@given(st.lists(lines, min_size=1, max_size=120))
def test_no_figure_stands_on_fewer_than_the_floor(
    people: list[tuple[int, int, float | None]],
) -> None:
    groups, skills, levels = (np.array(each) for each in zip(*people, strict=True))
    known = np.array([each is not None for each in levels])
    level = np.array([each or 0.0 for each in levels], dtype=np.float64)
    asked = Asked(groups, skills, np.full(len(people), 3.0), np.ones(len(people)))
    held = Weighed(level, np.full(len(people), 0.8), known)
    found = headcounts.of_grid(grid(asked, held, GROUPS, SKILLS))
    for row, cells in enumerate(found):
        for column, cell in enumerate(cells):
            own = (skills == column) & ((groups == row) | (row == GROUPS))
            assert (cell.required, cell.assessed) == (own.sum(), (own & known).sum())
            assert cell.unassessed == (own & ~known).sum()
            figures = (cell.meets, cell.below, cell.share, cell.sd, cell.confidence)
            if cell.assessed < FEWEST or cell.assessed < min(ENOUGH, cell.required / 2):
                assert figures == (None,) * 5
            else:
                assert cell.meets == (own & known & (level >= 3)).sum()
                assert cell.share == pytest.approx(cell.meets / cell.assessed)
                assert None not in figures
