"""What is compiled for each database and each application is compiled once in a run.

A process keeps its one database and its one application; the tests make a new one thousands of
times. What SQLAlchemy and Werkzeug work out again for each is always the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest.mock import patch

from sqlalchemy import Connection, Engine, event
from sqlalchemy.dialects.sqlite.pysqlite import SQLiteDialect_pysqlite
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

STATEMENTS = 2000
# What Werkzeug makes of a rule; the functions that build its addresses are bound to the rule.
BUILDERS = ("_build", "_build_unknown")
MADE = ("arguments", "_parts", "_trace", "_converters", *BUILDERS)


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
    """Let every application take what Werkzeug made of a rule for another one."""
    kept: dict[tuple[object, ...], dict[str, Any]] = {}
    compiled = Rule.compile

    def known(rule: Rule) -> None:
        defaults = tuple(sorted((rule.defaults or {}).items()))
        key = (rule.rule, defaults, rule.subdomain, rule.host, rule.merge_slashes)
        if key not in kept:
            compiled(rule)
            kept[key] = {name: getattr(rule, name) for name in MADE}
        else:
            vars(rule).update(kept[key])
        builders = {name: vars(rule)[name].__func__.__get__(rule, None) for name in BUILDERS}
        vars(rule).update(builders)

    with patch.object(Rule, "compile", known):
        yield
