"""The description of the API by OpenAPI 3.1, made from its routes once somebody asks for it."""

from __future__ import annotations

from functools import cache
from http import HTTPStatus
from typing import Any

import flask_smorest
from flask import Blueprint, Flask, Response, jsonify

from lti_plugin.api import RESOURCES
from lti_plugin.api.resource import API_TOKEN, COOKIE, PAGE_TOKEN, PREFIX
from lti_plugin.api.schemas.common import FieldsProblem, Problem
from lti_plugin.api.schemas.directions import DirectionWord
from lti_plugin.edge import visits

blueprint = Blueprint("api", __name__, url_prefix=PREFIX)
PROBLEM = "application/problem+json"
WITH_FIELDS = HTTPStatus.UNPROCESSABLE_ENTITY
ABOUT = f"""\
The same answers as on Fingerpost's pages, for programs. Everything is about the site that a visit
belongs to, and about the person who visits; L&D admins may ask about others where that is not
confidential.

**Who may ask.** A request belongs to a visit, which begins with a launch from Moodle. It is proved
by the page's token (`Authorization: Bearer …`, from `data-page-token` of the page); each answer
brings a fresh one in `X-Page-Token`. What only reads may also be asked with the visit's cookie, if
the address names the visit as the pages do (`?v=…`).

**Other programs** ask with a token that an L&D admin has made under *People*, *API tokens*
(`Authorization: Bearer fp_…`). It is good for its site, until its last day, for the addresses that
name one of its scopes, and never for what only a person may see of themselves.

**Refusals** are `{PROBLEM}`: `code` never changes, `title` says what happened and `detail` what to
do. **Levels** are numbers from 0 (none) to 5 (expert), **shares** from 0 to 1, days are ISO dates,
times are in UTC.
"""
SCHEMES: dict[str, dict[str, str]] = {
    PAGE_TOKEN: {
        "type": "http",
        "scheme": "bearer",
        "description": "The token of a page of the visit; good as long as the visit may be idle.",
    },
    API_TOKEN: {
        "type": "http",
        "scheme": "bearer",
        "bearerFormat": "fp_…",
        "description": "A token that an L&D admin has made for a program; each address names the "
        "scope that it needs.",
    },
    COOKIE: {
        "type": "apiKey",
        "in": "cookie",
        "name": visits.COOKIE + "{v}",
        "description": "The visit's cookie; `v` is the query parameter that names the visit.",
    },
}


class Description(flask_smorest.Api):  # type: ignore[misc]  # it brings no types
    """Describes without serving: refusals and the address of the description are our own."""

    def _register_error_handlers(self) -> None:
        """Leave errors to the application, which answers all of them in one place."""

    def _register_responses(self) -> None:
        for status in HTTPStatus:
            self._refusal(status.name, status.phrase, Problem)
        self._refusal(WITH_FIELDS.name, WITH_FIELDS.phrase, FieldsProblem)
        self._refusal(self.DEFAULT_ERROR_RESPONSE_NAME, "Any other refusal", Problem)

    def _register_etag_headers(self) -> None:
        """Describe none: answers are not kept by anybody."""

    def _register_pagination_header(self) -> None:
        """Describe none: lists tell their total themselves."""

    def _refusal(self, name: str, text: str, schema: type[Problem]) -> None:
        if name in self.spec.components.responses_lazy:
            del self.spec.components.responses_lazy[name]
        content = {PROBLEM: {"schema": schema}}
        self.spec.components.response(name, {"description": text, "content": content}, lazy=True)


@blueprint.get("/openapi.json")
def openapi() -> Response:
    """Give the description to everybody: it holds nothing of anybody."""
    return jsonify(document())


@cache
def document() -> dict[str, Any]:
    """Return the description.

    It is made on an application of its own, so that one that serves needs not be told of it; the
    routes are the same.
    """
    app = Flask(__name__)
    app.config.update(
        API_TITLE="Fingerpost", API_VERSION="v1", OPENAPI_VERSION="3.1.0", API_SPEC_OPTIONS={}
    )
    made = Description(
        app,
        spec_kwargs={
            "info": {"description": ABOUT},
            "servers": [{"url": "/", "description": "This installation"}],
        },
    )
    for name, scheme in SCHEMES.items():
        made.spec.components.security_scheme(name, scheme)
    for resource in RESOURCES:
        app.register_blueprint(resource)
        resource.register_views_in_doc(made, app, made.spec, name=resource.name, parameters=None)
        made.spec.tag({"name": resource.tag, "description": resource.description})
    made.spec.components.schemas[DirectionWord.__name__].update(DirectionWord.RULE)
    found: dict[str, Any] = made.spec.to_dict()
    return found
