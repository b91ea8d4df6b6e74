"""A group of the API's addresses: each answers within a visit alone, and is described by itself."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from http import HTTPStatus
from typing import Any, TypeVar

import flask_smorest
from marshmallow import Schema

from lti_plugin.api import reader
from lti_plugin.api.parsing import Parser
from lti_plugin.edge import visits
from lti_plugin.edge.bodies import roomy

PREFIX = "/api/v1"
PAGE_TOKEN, COOKIE, API_TOKEN = "pageToken", "visitCookie", "apiToken"
View = TypeVar("View", bound=Callable[..., Any])


class Resource(flask_smorest.Blueprint):  # type: ignore[misc]  # it brings no types
    """One resource: its tag in the description, and its routes."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, tag: str, description: str) -> None:
        super().__init__(f"api-{tag}", __name__, url_prefix=PREFIX, description=description)
        self.tag = tag

    def answers(
        self,
        method: str,
        rule: str,
        gives: type[Schema] | None,
        *,
        query: type[Schema] | None = None,
        body: type[Schema] | None = None,
        status: int = 200,
        also: Collection[int] = (),
        person: bool = True,
        scope: str | None = None,
        room: int = 0,
    ) -> Callable[[View], View]:
        """Let a view answer, to whoever proves a visit, with what ``gives`` describes.

        What ``query`` and ``body`` describe is handed to the view in this order. With ``person``
        the visit has to be somebody's. ``also`` are further statuses that a program has to expect.
        ``scope`` is what another program's token has to have; without one none is taken. ``room``
        are the bytes that a body may have beyond the usual.
        """

        def decorate(view: View) -> View:
            inner = self.response(status, gives, description=HTTPStatus(status).phrase)(view)
            for each in sorted({401, 429, *also, *([403] if scope else [])}):
                inner = self.alt_response(each, HTTPStatus(each).name)(inner)
            if body is not None:
                inner = self.arguments(body)(inner)
            if query is not None:
                inner = self.arguments(query, location="query")(inner)
            inner = self.doc(operationId=view.__name__, security=_security(method, scope))(inner)
            within = visits.require(*visits.EVERYBODY, person=person, scope=scope)(inner)
            within = roomy(lambda: room)(within) if room else within
            self.route(rule, methods=[method], tags=[self.tag])(within)
            return view

        return decorate

    def for_admins(
        self,
        method: str,
        rule: str,
        gives: type[Schema] | None,
        *,
        query: type[Schema] | None = None,
        body: type[Schema] | None = None,
        also: Collection[int] = (),
        **rest: Any,
    ) -> Callable[[View], View]:
        """Let a view answer L&D admins alone, who may be nobody in particular.

        What comes of that, of an id in the address, a query or a body need not stand in ``also``.
        """
        expected = {403, *also, *([404] if "<uuid:" in rule else [])}
        expected |= {422} if query else set()
        expected |= {400, 415, 422} if body else set()
        place = self.answers(
            method, rule, gives, query=query, body=body, also=expected, person=False, **rest
        )

        def decorate(view: View) -> View:
            @wraps(view)
            def checked(*args: Any, **kwargs: Any) -> Any:
                reader.admins_only()
                return view(*args, **kwargs)

            place(checked)
            return view

        return decorate


def _security(method: str, scope: str | None) -> list[dict[str, list[str]]]:
    """Return by what a visit may be proved; a cookie, which comes by itself, only lets read."""
    ways: list[dict[str, list[str]]] = [{PAGE_TOKEN: []}]
    if method in visits.SAFE:
        ways.append({COOKIE: []})
    if scope is not None:
        ways.append({API_TOKEN: [scope]})
    return ways
