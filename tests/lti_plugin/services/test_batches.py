"""A stream is cut into batches without being read ahead."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lti_plugin.services.batches import batches


@given(st.lists(st.integers()), st.integers(1, 9))
def test_batches_hold_everything_in_its_order(items: list[int], size: int) -> None:
    found = list(batches(iter(items), size))
    assert list(chain.from_iterable(found)) == items
    assert all(len(each) == size for each in found[:-1])
    assert all(found)


def test_nothing_is_read_before_it_is_needed() -> None:
    def numbers() -> Iterator[int]:
        yield from range(3)
        raise AssertionError("read ahead")

    stream = batches(numbers(), 3)
    assert next(stream) == [0, 1, 2]
    with pytest.raises(AssertionError, match="read ahead"):
        next(stream)
