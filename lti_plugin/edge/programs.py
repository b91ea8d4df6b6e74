"""Other programs that ask the API with a token of their own: who they are, and what they may."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import NoReturn

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from lti_plugin.errors import NotAllowed
from lti_plugin.services import tokens
from lti_plugin.services.tokens import PREFIX, Holder
from lti_plugin.store import tokens as rows
from lti_plugin.store.base import now

Writing = Callable[[], AbstractContextManager[Session]]


def asks(bearer: str | None) -> bool:
    """Say whether what stands in a request's header is meant for a program's token."""
    return bearer is not None and bearer.startswith(PREFIX)


def holder(session: Session, bearer: str, writing: Writing) -> Holder | None:
    """Return who asks with this token, and note the use; None where it does not let in."""
    at = now()
    found = tokens.holder(session, bearer, at)
    if found is None:
        return None
    stale = tokens.is_stale(session, found, at)
    session.expunge(found.site)
    session.rollback()
    if stale:
        with writing() as own:
            rows.touch(own, found.site.id, found.token_id, at)
    return found


def check(found: Holder, scope: str | None) -> None:
    """Refuse a program what its token does not allow.

    Raises
    ------
    NotAllowed
        When the address is not for programs, or asks for a scope that the token lacks.
    """
    if scope is None:
        _refuse(_("No program may ask for this: it belongs to a person’s own visit."), "")
    if scope not in found.scopes:
        hint = _("It needs the scope %(scope)s; an L&D admin can make another one.", scope=scope)
        _refuse(_("This token may not do this."), hint)


def _refuse(message: str, hint: str) -> NoReturn:
    raise NotAllowed(message, hint=hint)
