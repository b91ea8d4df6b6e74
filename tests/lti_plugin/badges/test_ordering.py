"""Statements are put in order as the standard says, and not at any price."""

from __future__ import annotations

import copy
import time
from contextlib import suppress
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pyld import jsonld  # type: ignore[import-untyped]  # it has no types

from lti_plugin.badges.failures import BadgeFailure
from lti_plugin.badges.ordering import in_order

TREES = st.recursive(
    st.sampled_from(["a", "b"]).map(lambda text: {"urn:t": [{"@value": text}]}),
    lambda inner: st.lists(inner, min_size=1, max_size=3).map(lambda each: {"urn:p": each}),
    max_leaves=8,
)


def dataset(expanded: Any) -> Any:
    return jsonld.to_rdf(expanded, options={})


def alike(parents: int, children: int) -> list[dict[str, Any]]:
    """Return things that only their place tells apart."""
    parent = {"urn:q": [{"urn:t": [{"@value": "a"}]}] * children}
    return [{"@id": "urn:root", "urn:p": [copy.deepcopy(parent) for _ in range(parents)]}]


@given(TREES)
@settings(deadline=None)
def test_the_limit_changes_nothing(tree: Any) -> None:
    options = {"algorithm": "URDNA2015", "format": "application/n-quads"}
    expected = jsonld.normalize(tree, options=options)
    with suppress(BadgeFailure):
        assert in_order(dataset(tree)) == expected.encode()


def test_the_order_in_which_things_stand_does_not_matter() -> None:
    parts = [{"urn:t": [{"@value": text}], "urn:q": [{"urn:r": []}]} for text in "abc"]
    found = {
        in_order(dataset([{"@id": "urn:a", "urn:p": list(each)}])) for each in permutations(parts)
    }
    assert len(found) == 1


@pytest.mark.parametrize(("parents", "children"), [(1, 30), (30, 1), (2, 1), (30, 0)])
def test_those_that_look_alike_side_by_side_are_told_apart(parents: int, children: int) -> None:
    said = in_order(dataset(alike(parents, children))).count(b"\n")
    assert said == parents + 2 * parents * children


@pytest.mark.parametrize(("parents", "children"), [(2, 2), (2, 8), (2, 30), (5, 12)])
def test_many_that_look_alike_are_refused_at_once(parents: int, children: int) -> None:
    began = time.process_time()
    with pytest.raises(BadgeFailure) as caught:
        in_order(dataset(alike(parents, children)))
    assert caught.value.code == "too-many"
    assert time.process_time() - began < 3
