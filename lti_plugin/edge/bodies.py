"""Lets single views be sent more than the usual: a file with its form, or a large document."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import current_app, request

P = ParamSpec("P")
R = TypeVar("R")


def roomy(room: Callable[[], int]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a view, and it alone, be sent ``room`` bytes beyond the usual.

    Ask for a little more than is allowed: what is read can be refused by the page itself.
    """

    def decorate(view: Callable[P, R]) -> Callable[P, R]:
        @wraps(view)
        def within(*args: P.args, **kwargs: P.kwargs) -> R:
            usual: int = current_app.config["MAX_CONTENT_LENGTH"]
            request.max_content_length = usual + room()
            return view(*args, **kwargs)

        return within

    return decorate
