"""The talent pipeline: everybody is in one bucket, and what cannot be known is not guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recommender.skills import pipeline
from recommender.skills.pipeline import Candidate

shares = st.floats(0, 1)
a_candidate = st.builds(
    Candidate,
    coverage=st.none() | shares,
    assessed=shares,
    hours=st.floats(0, 1e4),
    weekly=st.floats(0, 40),
    closed=st.booleans(),
)


@given(st.lists(a_candidate))
def test_the_sum_of_the_buckets_is_everybody(everybody: list[Candidate]) -> None:
    found = pipeline.counts(everybody)
    assert sum(found.values()) == len(everybody)
    assert list(found) == list(pipeline.BUCKETS)


@pytest.mark.parametrize(
    ("who", "bucket"),
    [
        (Candidate(0.85, 0.3, 50, 1, False), pipeline.READY),
        (Candidate(0.85, 0.29, 0, 1, True), pipeline.UNKNOWN),
        (Candidate(None, 0.0, 0, 1, True), pipeline.UNKNOWN),
        (Candidate(0.5, 1.0, 13, 1, True), pipeline.THREE),
        (Candidate(0.5, 1.0, 14, 1, True), pipeline.SIX),
        (Candidate(0.5, 1.0, 52, 1, True), pipeline.TWELVE),
        (Candidate(0.5, 1.0, 53, 1, True), pipeline.LATER),
        (Candidate(0.5, 1.0, 13, 0, True), pipeline.LATER),
        (Candidate(0.5, 1.0, 13, 1, False), pipeline.NO_COURSE),
    ],
)
def test_readiness_is_told_in_months(who: Candidate, bucket: str) -> None:
    assert pipeline.bucket(who) == bucket
