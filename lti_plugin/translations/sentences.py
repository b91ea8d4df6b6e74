"""Finds the sentences that the inside raises in English, so that a page can say them in the
reader's language; ``babel.cfg`` names the files that it is used for."""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Mapping
from typing import IO, Any, TypeGuard

Found = tuple[int, None, str, list[str]]


def extract(
    file: IO[bytes],
    _keywords: Mapping[str, Any],
    _comment_tags: Collection[str],
    **_options: Any,
) -> Iterator[Found]:
    """Yield every sentence that stands in a Python file as a text of its own, in Babel's form.

    A sentence begins with a capital letter and ends with a full stop. Docstrings are for
    programmers; a text with inserted values cannot be looked up and stays as it is.
    """
    tree = ast.parse(file.read())
    left_out = {id(node) for parent in ast.walk(tree) for node in _no_texts(parent)}
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and id(node) not in left_out and _is_sentence(node.value):
            yield node.lineno, None, node.value, []


def _no_texts(parent: ast.AST) -> list[ast.expr]:
    if isinstance(parent, ast.Expr):
        return [parent.value]
    return parent.values if isinstance(parent, ast.JoinedStr) else []


def _is_sentence(value: object) -> TypeGuard[str]:
    return isinstance(value, str) and value[:1].isupper() and value.endswith(".")
