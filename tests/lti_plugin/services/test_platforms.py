"""How many threads may wait for one site's Moodle, so that the others are served meanwhile."""

from __future__ import annotations

from contextlib import ExitStack
from uuid import uuid4

import pytest

from lti_plugin.lti.failures import Busy
from lti_plugin.services.platforms import MOST_WAITING, waiting


def test_a_slow_moodle_holds_a_few_threads_and_no_other_sites() -> None:
    slow, other = uuid4(), uuid4()
    with ExitStack() as held:
        for _ in range(MOST_WAITING):
            held.enter_context(waiting(slow))
        with pytest.raises(Busy), waiting(slow):
            pass
        with waiting(other):
            pass
    with waiting(slow):
        pass


def test_an_error_gives_the_place_back() -> None:
    site = uuid4()
    for _ in range(MOST_WAITING + 1):
        with pytest.raises(ZeroDivisionError), waiting(site):
            raise ZeroDivisionError
