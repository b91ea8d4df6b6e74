"""What the admin's pages about badges share: what they may be sent, and where badges are issued."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import current_app, request

from lti_plugin.services import badge_pictures

P = ParamSpec("P")
R = TypeVar("R")


def received(view: Callable[P, R]) -> Callable[P, R]:
    """Let a view, and it alone, be sent a picture with its form."""

    @wraps(view)
    def within(*args: P.args, **kwargs: P.kwargs) -> R:
        usual: int = current_app.config["MAX_CONTENT_LENGTH"]
        # What is a little too large is still read, so that the page itself can say so.
        request.max_content_length = usual + 2 * badge_pictures.LARGEST
        return view(*args, **kwargs)

    return within


def base_url() -> str:
    """Return the address under which badges are issued."""
    address: str = current_app.config["FINGERPOST"].base_url
    return address
