"""What an admin's page says about what was just done, or why it was not."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from flask import Response

from lti_plugin.errors import FingerpostError
from lti_plugin.extensions import db
from lti_plugin.pages import problems


@dataclass(frozen=True, slots=True)
class Told:
    """A sentence; ``batch`` is what a button beside it takes back."""

    text: str
    wrong: bool = False
    batch: UUID | None = None


def refused(page: Callable[[Told], Response], error: FingerpostError) -> Response:
    """Say on the page itself why nothing was done."""
    db.session.rollback()
    response = page(Told(problems.told(error), wrong=True))
    response.status_code = error.status
    return response
