"""Reads what a program sends: its body and its query, each mistake told by the field's name."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from flask import Request
from flask_babel import gettext as _
from marshmallow import Schema, ValidationError
from webargs.flaskparser import FlaskParser

from lti_plugin.errors import BadFields, BadRequest

WHOLE = "_schema"  # where marshmallow puts what is wrong with all of it


class Parser(FlaskParser):
    """Parses as webargs does, and refuses as the rest of the application does."""

    def load_json(self, req: Request, _schema: Schema) -> Any:
        """Return the body; whatever Python's reader stumbles over is the sender's mistake."""
        if not req.is_json:
            raise BadRequest(
                _("The body has to be JSON."),
                hint=_("Send it with the header Content-Type: application/json."),
                status=415,
            )
        try:
            return json.loads(req.get_data())
        except (ValueError, RecursionError):
            raise BadRequest(_("The body is not JSON."), hint="") from None

    def handle_error(
        self,
        error: ValidationError,
        *_where: Any,
        **_how: Any,
    ) -> NoReturn:
        """Refuse the request; the location that webargs puts before the fields says nothing."""
        by_location = error.messages_dict
        fields = {name: texts for each in by_location.values() for name, texts in _flat(each, "")}
        raise BadFields(
            _("The request does not fit its description."),
            hint=_("Correct the fields that are named."),
            fields=fields,
        )


def _flat(messages: Any, name: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each field's messages, under a name such as ``ratings.0.level``."""
    if not isinstance(messages, Mapping):
        yield name or "body", [str(text) for text in messages]
        return
    for key, inner in messages.items():
        part = "" if key == WHOLE else str(key)
        yield from _flat(inner, ".".join(each for each in (name, part) if each))
