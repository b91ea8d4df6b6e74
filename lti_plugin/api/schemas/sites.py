"""Schemas of the present site: how it is connected, what a look at Moodle found, its fields."""

from __future__ import annotations

from marshmallow import Schema, fields
from marshmallow.validate import OneOf, Range

from connectors.moodle.headers import LABELS
from lti_plugin.api.schemas.common import ID, Answer, Whole, a_text, told
from lti_plugin.services.connecting import (
    BY_PERSON,
    BY_REPORT,
    LARGEST_REPORT,
    LONGEST_TOKEN,
    STEPS,
)
from lti_plugin.services.field_maps import LONGEST, OF_COURSES, OF_PEOPLE
from lti_plugin.services.report_columns import LONGEST as WIDEST
from lti_plugin.services.sites import LONGEST as LONGEST_ADDRESS

WAYS = (BY_REPORT, BY_PERSON)
READING, WRITING = "reading", "writing"
KINDS = ("connection", "function", "right", "report", "ratings")


class ConnectStep(Answer):
    """A step of connecting."""

    name = told(fields.String, "Which one.", "check", validate=OneOf(STEPS))
    done = told(fields.Boolean, "Whether it is done.", True)


class UpdateDuration(Answer):
    """How long an update takes about by one way; null where nothing tells."""

    calls = told(
        fields.Integer, "Questions to Moodle about who finished what.", 12, allow_none=True
    )
    seconds = told(fields.Float, "The whole update, in seconds.", 95.0, allow_none=True)


class UpdateDurations(Answer):
    """How long an update takes about by either way."""

    report = fields.Nested(
        UpdateDuration, allow_none=True, metadata={"description": "By a report."}
    )
    person = fields.Nested(
        UpdateDuration, allow_none=True, metadata={"description": "Person by person."}
    )


class Site(Answer):
    """The site of the visit; its token is never told."""

    id = told(fields.UUID, "Its id.", ID)
    name = told(fields.String, "Its name.", "Acme Learning")
    issuer = told(fields.String, "The Moodle of its launches.", "https://moodle.example.org")
    address = told(
        fields.String,
        "Where its web services are asked.",
        "https://moodle.example.org",
        allow_none=True,
        attribute="webservice_url",
    )
    has_token = told(fields.Boolean, "Whether there is a web-service token.", True)
    timezone = told(fields.String, "Of its service account.", "Europe/Madrid")
    release = told(fields.String, "Moodle's version, as it was met last.", "4.5.6", allow_none=True)
    way = told(
        fields.String,
        "How completions are read; null until somebody chose.",
        BY_REPORT,
        validate=OneOf(WAYS),
        allow_none=True,
    )
    report_id = told(fields.Integer, "The report's number.", 1, allow_none=True)
    ratings_report_id = told(fields.Integer, "That of the report of ratings.", 2, allow_none=True)
    synced_at = told(
        fields.AwareDateTime, "The last update.", "2026-11-26T20:00:00+00:00", allow_none=True
    )
    steps = fields.List(fields.Nested(ConnectStep), metadata={"description": "In their order."})
    durations = fields.Nested(UpdateDurations, metadata={"description": "Of an update."})


class ConnectionSaid(Schema):
    """Where a site's web services are, and with which token they are asked."""

    address = a_text(
        "Of Moodle's front page.",
        LONGEST_ADDRESS,
        1,
        example="https://moodle.example.org",
        required=True,
    )
    token = a_text(
        "The token; empty keeps the one that is there, unless the address is of another host.",
        LONGEST_TOKEN,
        load_default="",
    )
    timezone = a_text(
        "Of the service account; empty leaves it as it is.",
        60,
        example="Europe/Madrid",
        load_default="",
    )


class WaySaid(Schema):
    """How completions are to be read."""

    way = told(
        fields.String,
        "By a report, or person by person.",
        BY_REPORT,
        required=True,
        validate=OneOf(WAYS),
    )
    report_id = told(
        Whole,
        "The report's number, needed for that way.",
        1,
        load_default=None,
        allow_none=True,
        validate=Range(1, LARGEST_REPORT),
    )
    ratings_report_id = told(
        Whole,
        "That of the report of ratings; null: none.",
        load_default=None,
        allow_none=True,
        validate=Range(1, LARGEST_REPORT),
    )


class WhichRole(Schema):
    """Which role of the service account is wanted."""

    rights = told(
        fields.String,
        "Whether it only reads, or makes groups, cohorts and enrolments too.",
        READING,
        validate=OneOf([READING, WRITING]),
        load_default=READING,
    )


class RoleFile(Answer):
    """A role as Moodle's page of roles reads it."""

    name = told(fields.String, "What the file is called.", "fingerpost-role.xml")
    content = told(fields.String, "All of it, in XML.", "<role><shortname>…</shortname></role>")


class CheckLine(Answer):
    """One thing that was tried."""

    name = told(fields.String, "A function, a right, or a part.", "moodle/course:view")
    kind = told(fields.String, "What the name names.", "right", validate=OneOf(KINDS))
    ok = told(fields.Boolean, "Whether it works.", True)
    certain = told(fields.Boolean, "False where Moodle does not tell.", True)
    required = told(fields.Boolean, "Whether an update cannot do without.", True)
    hint = told(fields.String, "What to do; empty where it works. In English.", "")


class Checklist(Answer):
    """What the last look at a Moodle found."""

    at = told(
        fields.AwareDateTime,
        "When; null before the first.",
        "2026-11-26T20:00:00+00:00",
        allow_none=True,
    )
    good = told(fields.Boolean, "Whether an update has all that it needs.", True)
    release = told(fields.String, "Moodle's version; may be empty.", "4.5.6 (Build: 20250811)")
    before = told(
        fields.String, "Its version at the look before, if it was another.", allow_none=True
    )
    upgraded = told(fields.Boolean, "Whether an update has met yet another version since.", False)
    courses = told(fields.Integer, "How many courses are seen.", 130, allow_none=True)
    people = told(fields.Integer, "About how many people are seen.", 500, allow_none=True)
    lines = fields.List(fields.Nested(CheckLine), metadata={"description": "All that was tried."})


class FoundField(Answer):
    """A custom field that this Moodle has."""

    short_name = told(fields.String, "By which it is picked.", "jobrole")
    name = told(fields.String, "Its name.", "Job role")
    filled = told(fields.Integer, "How many have a value.", 96)
    total = told(fields.Integer, "How many were looked at.", 100)
    examples = fields.List(
        fields.String(),
        metadata={"description": "Values; of people only what several share."},
    )


SHORT_NAME = "The short name of a custom field; empty for none."
NAMES = (*OF_COURSES, *OF_PEOPLE)
FieldMap = Answer.from_dict(
    {name: told(fields.String, SHORT_NAME, name) for name in NAMES}, name="FieldMap"
)
FieldsSaid = Schema.from_dict(
    {name: a_text(SHORT_NAME, LONGEST, example=name) for name in NAMES},
    name="FieldsSaid",
)


HEADER = "The header of the report's column; empty for none."
ReportColumns = Answer.from_dict(
    {name: told(fields.String, HEADER, LABELS[name]) for name in LABELS}, name="ReportColumns"
)
ColumnsSaid = Schema.from_dict(
    {
        name: a_text(HEADER, WIDEST, example=label, load_default="")
        for name, label in LABELS.items()
    },
    name="ColumnsSaid",
)


class Mapping(Answer):
    """The mapping of a site, with the fields to pick from as the last look found them."""

    chosen = told(fields.Boolean, "Whether somebody has picked; else usual names count.", True)
    map = fields.Nested(FieldMap, metadata={"description": "What is read."})
    report_columns = fields.Nested(
        ReportColumns, metadata={"description": "Of the report, as confirmed or guessed."}
    )
    report_headers = fields.List(
        fields.String(), metadata={"description": "Those that the report has."}
    )
    course_fields = fields.List(
        fields.Nested(FoundField), metadata={"description": "Those of courses."}
    )
    person_fields = fields.List(
        fields.Nested(FoundField), metadata={"description": "Those of people."}
    )
