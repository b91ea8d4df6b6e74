"""Many cases of one thing: some of them in every run, the others with ``make test-all``."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest


def spread(cases: Iterable[Any], every: int) -> list[Any]:
    """Return cases for ``parametrize``: the first of each ``every`` runs always."""
    return [
        case if number % every == 0 else pytest.param(case, marks=pytest.mark.full)
        for number, case in enumerate(cases)
    ]
