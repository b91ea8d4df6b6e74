"""Garbage is looked for where it is made, and not among the thousands of tests that stay.

To look through all that a run has imported and collected takes a quarter of a second, and happens
again and again: a third of the time of the collection went there.
"""

from __future__ import annotations

import gc
from collections.abc import Iterator

import pytest

# Each test makes an application, which holds on to itself: so many objects are nothing unusual.
YOUNG = 20_000


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_collection() -> Iterator[None]:
    """Collect the tests without a look at them, and count them as there to stay."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
        gc.enable()
