"""How often a launch and the page it leads to ask the database: nothing is read row by row."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import request
from sqlalchemy import event

from lti_plugin.extensions import db
from tests.support.installation import Installation, visit

# Making somebody's ids known and beginning a transaction are done more than once on purpose.
REPEATED = ("BEGIN", "SAVEPOINT", "RELEASE SAVEPOINT", "INSERT INTO person_ids")
Statement = tuple[str, str]


@contextmanager
def statements(installation: Installation) -> Iterator[Counter[Statement]]:
    """Count the statements of the web application by request and text."""
    found: Counter[Statement] = Counter()

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if not statement.startswith(REPEATED):
            found[request.path, statement] += 1

    with installation.app.app_context():
        engine = db.engine
    event.listen(engine, "before_cursor_execute", note)
    yield found
    event.remove(engine, "before_cursor_execute", note)


def repeated(found: Counter[Statement]) -> dict[Statement, int]:
    """Return what one request asked for again and again; the site is everybody's business."""
    return {each: times for each, times in found.items() if times > 2}


def test_learners_list_is_read_and_noted_at_once(installation: Installation) -> None:
    installation.fill()
    visit(installation, person="102")  # so that the keys and the ranker are there
    with statements(installation) as found:
        page = visit(installation, person="100").page
    assert page.text.count('class="card course"') > 2
    assert {path for path, _ in found} == {"/lti/login", "/lti/launch", "/learn/"}
    assert repeated(found) == {}


def test_list_that_was_noted_today_is_not_read_again(installation: Installation) -> None:
    installation.fill()
    visit(installation, person="100")
    with statements(installation) as found:
        visit(installation, person="100")
    assert repeated(found) == {}
    assert not any(text.startswith("INSERT INTO shown") for _, text in found)
