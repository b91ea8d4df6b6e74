"""Schemas of what all files have that are sent, looked at and then taken over."""

from __future__ import annotations

from marshmallow import fields
from marshmallow.validate import Length, OneOf

from lti_plugin.api.schemas.common import ID, Answer, a_text, storable, told
from lti_plugin.services.packing import MEGABYTE, MOST_MB
from lti_plugin.store.sent_files import CHECKED, SENT, TAKEN

LONGEST = 255


def a_name(example: str, otherwise: str) -> fields.String:
    """Return the field for what a file is called."""
    return a_text("Its name, for the log.", LONGEST, 1, example=example, load_default=otherwise)


def a_content(example: str) -> fields.String:
    """Return the field for what stands in a file; its rows are refused one by one."""
    return told(
        fields.String,
        "All of it, in the form of CSV.",
        example,
        required=True,
        validate=[Length(1, MOST_MB * MEGABYTE), storable],
    )


class BadRow(Answer):
    """A row that cannot be used."""

    line = told(fields.Integer, "Its line.", 17)
    reason = told(fields.String, "Why. In English.", "The id is empty.")
    cells = fields.List(fields.String(), metadata={"description": "What stands there."})


class FileFound(Answer):
    """A file that was sent, and what was found in it."""

    id = told(fields.UUID, "Its id.", ID)
    name = told(fields.String, "Its name.", "people.csv")
    state = told(
        fields.String,
        "Whether it was sent, looked at, or taken over.",
        CHECKED,
        validate=OneOf([SENT, CHECKED, TAKEN]),
    )
    lines = told(fields.Integer, "How many lines it has.", 945)
    bad = fields.List(fields.Nested(BadRow), metadata={"description": "The first 5,000."})
    notices = fields.List(
        fields.String(), metadata={"description": "What is left out of a row. In English."}
    )
    sent_at = told(
        fields.AwareDateTime, "When.", "2026-11-26T20:00:00+00:00", attribute="created_at"
    )


class FileImport(Answer):
    """How far the file is that was sent last; it is forgotten after a day."""

    busy = told(fields.Boolean, "Whether it is being looked at or taken over.", False)
    failed = told(
        fields.String, "Why that could not be done, and what to do. In English.", allow_none=True
    )
