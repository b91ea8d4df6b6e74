"""What the admin's pages about badges share: what they say was done, and what they may be sent."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from typing import ParamSpec, TypeVar

from flask import Response, current_app, request

from lti_plugin.errors import BadInput
from lti_plugin.extensions import db
from lti_plugin.pages import problems
from lti_plugin.services import badge_pictures

P = ParamSpec("P")
R = TypeVar("R")


@dataclass(frozen=True, slots=True)
class Told:
    """What the page says about what was just done, or why it was not."""

    text: str
    wrong: bool = False


def received(view: Callable[P, R]) -> Callable[P, R]:
    """Let a view, and it alone, be sent a picture with its form."""

    @wraps(view)
    def within(*args: P.args, **kwargs: P.kwargs) -> R:
        usual: int = current_app.config["MAX_CONTENT_LENGTH"]
        # What is a little too large is still read, so that the page itself can say so.
        request.max_content_length = usual + 2 * badge_pictures.LARGEST
        return view(*args, **kwargs)

    return within


def refused(page: Callable[[Told], Response], error: BadInput) -> Response:
    """Say on the page itself why nothing was done, and keep what was typed."""
    db.session.rollback()
    response = page(Told(problems.told(error), wrong=True))
    response.status_code = error.status
    return response


def base_url() -> str:
    """Return the address under which badges are issued."""
    address: str = current_app.config["FINGERPOST"].base_url
    return address
