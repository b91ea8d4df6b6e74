"""Schemas of a file of courses or skills that is sent, looked at and taken over."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf

from lti_plugin.api.schemas.common import ID, Answer, a_text, storable, told
from lti_plugin.api.schemas.people_import import LONGEST, BadRow
from lti_plugin.services.file_rows import CHANGED, NEW
from lti_plugin.services.packing import MEGABYTE, MOST_MB
from lti_plugin.store.sent_files import CHECKED, SENT, TAKEN


class CatalogueFileSaid(Schema):
    """A CSV file with a row of heads: those of courses.csv, or of skills.csv."""

    name = a_text(
        "Its name, for the log.", LONGEST, 1, example="courses.csv", load_default="file.csv"
    )
    content = told(
        fields.String,
        "All of it, in the form of CSV.",
        "id,title,level,skills\nFIN-101,Reading a balance sheet,basic,Accounting:2\n",
        required=True,
        validate=[Length(1, MOST_MB * MEGABYTE), storable],
    )


class RowCounts(Answer):
    """What a file would change, in rows."""

    new = told(fields.Integer, "Courses or skills that are not here yet.", 12)
    changed = told(fields.Integer, "Of which something changes.", 30)
    same = told(fields.Integer, "Of which nothing changes.", 900)
    bad = told(fields.Integer, "Rows that cannot be used.", 2)


class FileRow(Answer):
    """A row that is new or changes something."""

    line = told(fields.Integer, "Its line.", 2)
    how = told(fields.String, "Which of both.", CHANGED, validate=OneOf([NEW, CHANGED]))
    name = told(fields.String, "The title of the course, or the name of the skill.", "Excel")
    changes = fields.List(
        fields.String(),
        metadata={"description": "What changes, by our names.", "examples": [["level", "skills"]]},
    )


class CatalogueFileFound(Answer):
    """A file that was sent, and what was found in it."""

    id = told(fields.UUID, "Its id; what was taken over is taken back by it as by a batch.", ID)
    name = told(fields.String, "Its name.", "courses.csv")
    state = told(
        fields.String,
        "Whether it was sent, looked at, or taken over.",
        CHECKED,
        validate=OneOf([SENT, CHECKED, TAKEN]),
    )
    lines = told(fields.Integer, "How many lines it has.", 945)
    found = fields.Nested(
        RowCounts,
        allow_none=True,
        metadata={"description": "What it would change; null until it was looked at."},
    )
    rows = fields.List(fields.Nested(FileRow), metadata={"description": "The first 200."})
    bad = fields.List(fields.Nested(BadRow), metadata={"description": "The first 5,000."})
    notices = fields.List(
        fields.String(), metadata={"description": "What is left out of a row. In English."}
    )
    can_be_undone = told(
        fields.Boolean, "Whether it can be taken back once it was taken over.", True
    )
    sent_at = told(
        fields.AwareDateTime, "When.", "2026-11-26T20:00:00+00:00", attribute="created_at"
    )


class CatalogueImport(Answer):
    """The file that was sent last; it is forgotten after a day."""

    file = fields.Nested(
        CatalogueFileFound, allow_none=True, metadata={"description": "Null where there is none."}
    )
    busy = told(fields.Boolean, "Whether it is being looked at or taken over.", False)
    failed = told(
        fields.String, "Why that could not be done, and what to do. In English.", allow_none=True
    )
