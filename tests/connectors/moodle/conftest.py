"""The recorded Moodle for every test here."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from connectors.moodle import MoodleClient
from tests.connectors.moodle.recorded import RecordedMoodle, recorded_moodle


@pytest.fixture
def moodle() -> Iterator[RecordedMoodle]:
    """A Moodle that answers as recorded."""
    with recorded_moodle() as moodle:
        yield moodle


@pytest.fixture
def client(moodle: RecordedMoodle) -> MoodleClient:
    """A client to the recorded Moodle."""
    return moodle.client()
