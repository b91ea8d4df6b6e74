"""Counts what the web application asks the database, request by request."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import request
from sqlalchemy import event

from lti_plugin.extensions import db
from tests.support.installation import Installation

# Making somebody's ids known and beginning a transaction are done more than once on purpose.
REPEATED = (
    "BEGIN",
    "PRAGMA query_only",
    "SAVEPOINT",
    "RELEASE SAVEPOINT",
    "INSERT INTO person_ids",
)
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
