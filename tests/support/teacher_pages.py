"""The teacher's pages about cohorts as tests read them, and a course whose people make one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from html import unescape
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


def text_of(markup: str) -> str:
    """Return what somebody reads of a piece of a page."""
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", markup)).split())


def heading(text: str) -> str:
    """Return the page's answer."""
    found = re.search(r'<h1 class="answer"[^>]*>(.*?)</h1>', text, re.DOTALL)
    assert found is not None, text
    return text_of(found[1])


def cohort(opened: Visit) -> str:
    """Return the address of the page's first cohort."""
    found = re.search(r'action="(/teach/cohorts/[^"?]*)', opened.press(PAGE).text)
    assert found is not None
    return found[1]
