"""The teacher's pages about cohorts as tests read them, and a course whose people make one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.support.cohorts import find, lacking
from tests.support.course import Served, served
from tests.support.installation import Visit

PAGE = "/teach/"


@contextmanager
def with_a_cohort(folder: Path) -> Iterator[Served]:
    """Give a course whose six finishers are ready for the next one, SQL: Practitioner."""
    with served(folder / "here") as made:
        lacking(made.installation.database, made.installation.site, folder)
        find(made.installation.database, made.installation.site)
        yield made


def cohort(opened: Visit) -> str:
    """Return the address of the page's first cohort."""
    found = re.search(r'action="(/teach/cohorts/[^"?]*)', opened.press(PAGE).text)
    assert found is not None
    return found[1]
