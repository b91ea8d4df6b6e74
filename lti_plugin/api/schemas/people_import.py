"""Schemas of a file of people that is sent, looked at and taken over."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import Length, OneOf

from connectors.files.staff import COLUMNS
from lti_plugin.api.schemas.common import ID, Answer, a_text, storable, told
from lti_plugin.services.packing import MEGABYTE, MOST_MB
from lti_plugin.store.people_files import CHECKED, SENT, TAKEN

LONGEST = 255


# Each of our columns with the head that stands for it.
ColumnsSaid = Schema.from_dict(
    {column: a_text(f"The head for {column}.", LONGEST, 1, column) for column in COLUMNS},
    name="PeopleColumnsSaid",
)


class PeopleFileSaid(Schema):
    """A CSV file with a row of heads, an id for each person, and what it has of the rest."""

    name = a_text(
        "Its name, for the log.", LONGEST, 1, example="people.csv", load_default="people.csv"
    )
    content = told(
        fields.String,
        "All of it, in the form of CSV.",
        "id,name,role,department\nE1,Ada Byron,Analyst,Research\n",
        required=True,
        validate=[Length(1, MOST_MB * MEGABYTE), storable],
    )
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


class BadRow(Answer):
    """A row that cannot be used."""

    line = told(fields.Integer, "Its line.", 17)
    reason = told(fields.String, "Why. In English.", "The id is empty.")
    cells = fields.List(fields.String(), metadata={"description": "What stands there."})


class PeopleFileFound(Answer):
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
    bad = fields.List(fields.Nested(BadRow), metadata={"description": "The first 5,000."})
    notices = fields.List(
        fields.String(), metadata={"description": "What is left out of a row. In English."}
    )
    unknown_managers = fields.List(
        fields.String(), metadata={"description": "Ids of managers who are nobody here: some."}
    )
    sent_at = told(
        fields.AwareDateTime, "When.", "2026-11-26T20:00:00+00:00", attribute="created_at"
    )


class PeopleImport(Answer):
    """The file that was sent last; it is forgotten after a day."""

    file = fields.Nested(
        PeopleFileFound, allow_none=True, metadata={"description": "Null where there is none."}
    )
    busy = told(fields.Boolean, "Whether it is being looked at or taken over.", False)
    failed = told(
        fields.String, "Why that could not be done, and what to do. In English.", allow_none=True
    )
