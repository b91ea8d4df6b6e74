"""Schemas of a file of people that is sent, looked at and taken over."""

from __future__ import annotations

from marshmallow import Schema, fields

from connectors.files.staff import COLUMNS
from lti_plugin.api.schemas.common import ID, Answer, a_text, told
from lti_plugin.api.schemas.sent_files import (
    LONGEST,
    FileFound,
    FileImport,
    a_content,
    a_name,
)

# Each of our columns with the head that stands for it.
ColumnsSaid = Schema.from_dict(
    {column: a_text(f"The head for {column}.", LONGEST, 1, column) for column in COLUMNS},
    name="PeopleColumnsSaid",
)


class PeopleFileSaid(Schema):
    """A CSV file with a row of heads, an id for each person, and what it has of the rest."""

    name = a_name("people.csv", "people.csv")
    content = a_content("id,name,role,department\nE1,Ada Byron,Analyst,Research\n")
    columns = fields.Nested(
        ColumnsSaid,
        load_default=dict,
        metadata={
            "description": "Which head stands for which of our columns; without any they are "
            "guessed from the heads."
        },
    )


class WhichFile(Schema):
    """The file that was looked at."""

    id = told(fields.UUID, "Its id.", ID, required=True)


class FileCounts(Answer):
    """What a file would change, in rows."""

    new = told(fields.Integer, "People who are not here yet.", 12)
    changed = told(fields.Integer, "Of whom something changes.", 30)
    same = told(fields.Integer, "Of whom nothing changes.", 900)
    bad = told(fields.Integer, "Rows that cannot be used.", 2)
    erased = told(fields.Integer, "Of people who were erased here; they are left out.", 0)


class PeopleFileFound(FileFound):
    """A file of people that was sent, and what was found in it."""

    columns = fields.Dict(
        keys=fields.String(),
        values=fields.String(),
        metadata={"description": "Its heads by our names.", "examples": [{"id": "id"}]},
    )
    heads = fields.List(fields.String(), metadata={"description": "All of its heads."})
    found = fields.Nested(
        FileCounts,
        allow_none=True,
        metadata={"description": "What it would change; null until it was looked at."},
    )
    unknown_managers = fields.List(
        fields.String(), metadata={"description": "Ids of managers who are nobody here: some."}
    )


class PeopleImport(FileImport):
    """The file of people that was sent last; it is forgotten after a day."""

    file = fields.Nested(
        PeopleFileFound, allow_none=True, metadata={"description": "Null where there is none."}
    )
