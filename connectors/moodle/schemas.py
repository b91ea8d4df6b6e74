"""The parts of Moodle's answers that are used, checked; everything else in them is ignored."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields

from connectors.records import Rejected


class _Part(Schema):
    class Meta:
        unknown = EXCLUDE


class Scalar(fields.Field[str]):
    """A number, a truth value or a text, as text; a list or an object counts as empty."""

    def _deserialize(self, value: Any, *_: Any, **__: Any) -> str:
        return "" if isinstance(value, list | dict) else str(value)


class FunctionSchema(_Part):
    """A function of the external service."""

    name = fields.String(required=True)


class FeatureSchema(_Part):
    """A part of Moodle that is switched on (1) or off (0)."""

    name = fields.String(required=True)
    value = fields.Integer(required=True)


class SiteInfoSchema(_Part):
    """core_webservice_get_site_info."""

    sitename = fields.String(required=True)
    userid = fields.Integer(required=True)
    lang = fields.String(load_default="en")
    release = fields.String(load_default="")
    siteurl = fields.String(load_default="")
    functions = fields.List(fields.Nested(FunctionSchema), load_default=list)
    advancedfeatures = fields.List(fields.Nested(FeatureSchema), load_default=list)


class CategorySchema(_Part):
    """One of core_course_get_categories."""

    id = fields.Integer(required=True)
    name = fields.String(required=True)
    parent = fields.Integer(load_default=0)
    coursecount = fields.Integer(load_default=None, allow_none=True)


class CustomFieldSchema(_Part):
    """A custom field of a course or a person; ``valueraw`` comes with courses only."""

    shortname = fields.String(required=True)
    type = fields.String(load_default="text")
    value = Scalar(load_default=None, allow_none=True)
    valueraw = Scalar(load_default=None, allow_none=True)


class CourseSchema(_Part):
    """One of core_course_get_courses_by_field; a strange date is no reason to lose a course."""

    id = fields.Integer(required=True)
    fullname = fields.String(required=True)
    shortname = fields.String(load_default="")
    idnumber = fields.String(load_default="", allow_none=True)
    summary = fields.String(load_default="", allow_none=True)
    categoryid = fields.Integer(load_default=0)
    categoryname = fields.String(load_default="", allow_none=True)
    visible = fields.Boolean(load_default=None, allow_none=True)
    lang = fields.String(load_default="", allow_none=True)
    timemodified = Scalar(load_default=None, allow_none=True)
    enddate = Scalar(load_default=None, allow_none=True)
    enrollmentmethods = fields.Raw(load_default=None)
    customfields = fields.List(fields.Nested(CustomFieldSchema), load_default=list)


class UserSchema(_Part):
    """One of core_user_get_users."""

    id = fields.Integer(required=True)
    username = fields.String(load_default=None, allow_none=True)
    fullname = fields.String(load_default="")
    email = fields.String(load_default=None, allow_none=True)
    idnumber = fields.String(load_default="", allow_none=True)
    department = fields.String(load_default="", allow_none=True)
    lang = fields.String(load_default="", allow_none=True)
    suspended = fields.Boolean(load_default=False)
    confirmed = fields.Boolean(load_default=True)
    customfields = fields.List(fields.Nested(CustomFieldSchema), load_default=list)


class IdSchema(_Part):
    """One of core_enrol_get_enrolled_users, of which only the id is asked."""

    id = fields.Integer(required=True)


class UserCourseSchema(_Part):
    """One of core_enrol_get_users_courses."""

    id = fields.Integer(required=True)
    progress = fields.Float(load_default=None, allow_none=True)
    completed = fields.Boolean(load_default=False, allow_none=True)
    completionhascriteria = fields.Boolean(load_default=True, allow_none=True)


class FrameworkSchema(_Part):
    """One of core_competency_list_competency_frameworks."""

    id = fields.Integer(required=True)
    shortname = fields.String(load_default="", allow_none=True)
    idnumber = fields.String(load_default="", allow_none=True)
    scaleid = fields.Integer(load_default=None, allow_none=True)
    visible = fields.Boolean(load_default=True)


class CompetencySchema(_Part):
    """A competency of a framework."""

    id = fields.Integer(required=True)
    shortname = fields.String(required=True)
    idnumber = fields.String(load_default="", allow_none=True)
    description = fields.String(load_default="", allow_none=True)
    scaleid = fields.Integer(load_default=None, allow_none=True)
    competencyframeworkid = fields.Integer(required=True)


class CourseLinkSchema(_Part):
    """What a course does for a competency; ``ruleoutcome`` is what finishing it leads to."""

    ruleoutcome = fields.Integer(load_default=0)


class CourseCompetencySchema(_Part):
    """One of core_competency_list_course_competencies."""

    competency = fields.Nested(CompetencySchema, required=True)
    coursecompetency = fields.Nested(CourseLinkSchema, load_default=lambda: {"ruleoutcome": 0})


class HistorySchema(_Part):
    """Something that happened to a person's competency; ``grade`` is a rating that it brought."""

    grade = fields.Integer(load_default=None, allow_none=True)
    timecreated = fields.Integer(load_default=0)


class SummarySchema(_Part):
    """tool_lp_data_for_user_competency_summary."""

    evidence = fields.List(fields.Nested(HistorySchema), load_default=list)


class ReportRowSchema(_Part):
    """One row of a report: display texts in the order of the headers."""

    columns = fields.List(fields.String(allow_none=True), required=True)


class ReportDataSchema(_Part):
    """core_reportbuilder_retrieve_report: one page of rows."""

    headers = fields.List(fields.String(), required=True)
    rows = fields.List(fields.Nested(ReportRowSchema), required=True)
    totalrowcount = fields.Integer(required=True)


def load_each(
    schema: Schema, rows: Iterable[Any], what: str
) -> Iterator[dict[str, Any] | Rejected]:
    """Yield each row checked by ``schema``; a row that does not fit is reported as ``what``."""
    for place, row in enumerate(rows):
        try:
            yield schema.load(row)
        except ValidationError as error:
            yield Rejected(f"{what} {_name(row, place)}", first_reason(error))


def _name(row: Any, place: int) -> str:
    """Return the id of a row that did not fit, or else its place."""
    if not isinstance(row, dict):
        return f"at {place}"
    id_ = row.get("id")
    return str(id_)[:60] if isinstance(id_, int | str) else f"at place {place}"


def first_reason(error: ValidationError) -> str:
    """Return one sentence that names the first wrong field."""
    path: list[str] = []
    found: Any = error.messages
    while isinstance(found, dict):
        key, found = next(iter(found.items()))
        if key != "_schema":
            path.append(str(key))
    sentence = str(found[0] if isinstance(found, list) and found else found)
    return f"{'.'.join(path)}: {sentence}" if path else sentence
