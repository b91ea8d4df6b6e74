"""The way to the tables from a request, for what takes several transactions."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext

from sqlalchemy.orm import Session

from lti_plugin.edge import visits
from lti_plugin.extensions import db


class OfRequest:
    """Gives the request's own session, as a database gives one of its own."""

    def reading(self) -> AbstractContextManager[Session]:
        """Give the session; what is changed in it is dropped by the next transaction."""
        return nullcontext(db.session)

    def writing(self) -> AbstractContextManager[Session]:
        """Give the session with a transaction that commits at the end."""
        return visits.writing()
