"""Schemas of a file of courses or skills that is sent, looked at and taken over."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import OneOf

from lti_plugin.api.schemas.common import ID, Answer, told
from lti_plugin.api.schemas.sent_files import (
    FileFound,
    FileImport,
    a_content,
    a_name,
)
from lti_plugin.services.file_rows import CHANGED, NEW


class CatalogueFileSaid(Schema):
    """A CSV file with a row of heads: those of courses.csv, or of skills.csv."""

    name = a_name("courses.csv", "file.csv")
    content = a_content(
        "id,title,level,skills\nFIN-101,Reading a balance sheet,basic,Accounting:2\n"
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


class CatalogueFileFound(FileFound):
    """A file of courses or skills that was sent, and what was found in it."""

    id = told(fields.UUID, "Its id; what was taken over is taken back by it as by a batch.", ID)
    found = fields.Nested(
        RowCounts,
        allow_none=True,
        metadata={"description": "What it would change; null until it was looked at."},
    )
    rows = fields.List(fields.Nested(FileRow), metadata={"description": "The first 200."})
    can_be_undone = told(
        fields.Boolean, "Whether it can be taken back once it was taken over.", True
    )


class CatalogueImport(FileImport):
    """The file of courses or skills that was sent last; it is forgotten after a day."""

    file = fields.Nested(
        CatalogueFileFound, allow_none=True, metadata={"description": "Null where there is none."}
    )
