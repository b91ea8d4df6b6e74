"""Which process gets which tests: a file stays together, and what takes longest goes first.

So what the tests of a file share is made once, and no process is left alone with a long one at
the end. The mark ``xdist_group`` cannot say it: pytest 9.2 does not hand it on to pytest-xdist 3.8.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

# The files that share one demo, which takes long to start; the second one is for what changes
# nothing but the ratings and aims of the people in it.
DEMOS = {
    "tests/e2e/test_admin_roles.py": "demo",
    "tests/e2e/test_advantage.py": "demo",
    "tests/e2e/test_audit_and_settings.py": "demo",
    "tests/e2e/test_connecting.py": "demo",
    "tests/e2e/test_catalogue.py": "demo",
    "tests/e2e/test_demo.py": "demo",
    "tests/e2e/test_model.py": "demo",
    "tests/e2e/test_pages.py": "demo",
    "tests/e2e/test_people.py": "demo",
    "tests/e2e/test_people_console.py": "demo",
    "tests/e2e/test_site_badges.py": "demo",
    "tests/e2e/test_cohorts.py": "second demo",
    "tests/e2e/test_first_sight.py": "second demo",
    "tests/e2e/test_own_pages.py": "second demo",
    "tests/e2e/test_portfolio_file.py": "second demo",
    "tests/e2e/test_teams.py": "second demo",
}
# A browser, a build, and processes that are mostly waited for.
LONGEST = (
    "tests/e2e/",
    "tests/test_packaging.py",
    "tests/lti_plugin/cli/test_process.py",
    "tests/lti_plugin/jobs/test_worker.py",
    "tests/lti_plugin/jobs/test_engine.py",
    "tests/lti_plugin/api/test_contract.py",
)


class FilesTogether(LoadFileScheduling):
    """Hands out whole files, in the order of the collection."""

    def _split_scope(self, nodeid: str) -> str:
        file = super()._split_scope(nodeid)
        return DEMOS.get(file, file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> FilesTogether | None:
    """Give the scheduler for ``--dist loadfile``."""
    if config.getvalue("dist") != "loadfile":
        return None
    config.option.loadscopereorder = False
    return FilesTogether(config, log)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest first, each kind in its own order."""
    items.sort(key=lambda item: _place(item.nodeid, LONGEST))


def _place(nodeid: str, first: Sequence[str]) -> int:
    return next((n for n, start in enumerate(first) if nodeid.startswith(start)), len(first))
