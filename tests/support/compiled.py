"""What is compiled for each database and each application is compiled once in a run.

A process keeps its one database and its one application; the tests make a new one thousands of
times. What SQLAlchemy and Werkzeug work out again for each is always the same.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

STATEMENTS = 2000


@contextmanager
def statements() -> Iterator[None]:
    """Let every SQLite engine take the statements that another one has compiled."""
    kept: LRUCache[Any, Any] = LRUCache(STATEMENTS)

    def share(connection: Connection) -> None:
        connection.execution_options(compiled_cache=kept)

    # A statement is kept for its dialect, of which each engine has one.
    alike = {
        "__eq__": lambda one, other: type(one) is type(other),
        "__hash__": lambda one: hash(type(one)),
    }
    event.listen(Engine, "engine_connect", share)
    with patch.multiple(SQLiteDialect_pysqlite, **alike):
        yield
    event.remove(Engine, "engine_connect", share)


@contextmanager
def routes() -> Iterator[None]:
    """Let every application take the functions that build its addresses from another one."""
    kept: dict[tuple[object, ...], Callable[..., Any]] = {}
    compiled = Rule._compile_builder

    def known(rule: Rule, append_unknown: bool = True) -> Callable[..., Any]:
        defaults = tuple(sorted((rule.defaults or {}).items()))
        key = (rule.rule, tuple(rule._trace), defaults, append_unknown)
        if key not in kept:
            kept[key] = compiled(rule, append_unknown)
        return kept[key]

    with patch.object(Rule, "_compile_builder", known):
        yield
