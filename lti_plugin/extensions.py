"""The Flask extensions, bound to an application in ``app`` and used by the edges alone."""

from __future__ import annotations

from inspect import iscoroutinefunction
from typing import Any

from flask import g
from flask.sansio.app import App
from flask_babel import Babel, Domain
from flask_bootstrap import Bootstrap5
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_sqlalchemy_lite import SQLAlchemy


class Tables(SQLAlchemy):
    """The database of the application; it has no asynchronous engine."""

    def init_app(self, app: App) -> None:
        """Bind it to ``app``.

        Closing asynchronous sessions, of which there are none, would start an event loop and
        two threads at the end of every request: it cost more than most queries.
        """
        super().init_app(app)
        functions = app.teardown_appcontext_funcs
        functions[:] = [each for each in functions if not iscoroutinefunction(each)]


class Texts(Domain):
    """The translations of the reader's language, looked up once for all the texts of a page."""

    def get_translations(self) -> Any:
        """Return the translations for the present request."""
        found = g.get("translations") if g else None
        if found is None:
            found = super().get_translations()  # type: ignore[no-untyped-call]  # it has no types
            if g:
                g.translations = found
        return found


babel = Babel()
babel.domain_instance = Texts()  # type: ignore[no-untyped-call]  # it has no types
bootstrap = Bootstrap5()
db = Tables()
limiter = Limiter(key_func=get_remote_address)
