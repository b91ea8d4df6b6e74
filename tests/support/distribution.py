"""Which process gets which tests: a file stays together, and what takes longest goes first.

So what the tests of a file share is made once, and no process is left alone with a long one at
the end. A mark ``xdist_group`` puts several files together.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadGroupScheduling

# A browser, a build, and processes that are mostly waited for.
LONGEST = (
    "tests/e2e/",
    "tests/test_packaging.py",
    "tests/lti_plugin/cli/test_process.py",
    "tests/lti_plugin/jobs/test_worker.py",
    "tests/lti_plugin/jobs/test_engine.py",
    "tests/lti_plugin/api/test_contract.py",
)


class FilesTogether(LoadGroupScheduling):
    """Hands out whole files, in the order of the collection."""

    def _split_scope(self, nodeid: str) -> str:
        return super()._split_scope(nodeid).partition("::")[0]


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FilesTogether | None:
    """Give the scheduler for ``--dist loadgroup``."""
    if config.getvalue("dist") != "loadgroup":
        return None
    config.option.loadscopereorder = False
    return FilesTogether(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest first, each kind in its own order."""
    items.sort(key=lambda item: _place(item.nodeid, LONGEST))


def _place(nodeid: str, first: Sequence[str]) -> int:
    return next((n for n, start in enumerate(first) if nodeid.startswith(start)), len(first))
