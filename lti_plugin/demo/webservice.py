"""The look-alike's web services: one address, called by function name, as Moodle's REST server."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hmac import compare_digest
from typing import Any

from flask import Response, jsonify, request

from lti_plugin.demo.answers import (
    competencies,
    courses,
    gatherings,
    people,
    report,
    siteinfo,
)
from lti_plugin.demo.answers.failures import (
    Failure,
    access_denied,
    invalid_token,
    missing_record,
)
from lti_plugin.demo.answers.parameters import Parameters
from lti_plugin.demo.lookalike import LookAlike

SITE_INFO = "core_webservice_get_site_info"
FUNCTIONS: dict[str, Callable[[LookAlike, Parameters], Any]] = {
    "core_course_get_courses_by_field": courses.courses_by_field,
    "core_course_get_categories": courses.categories,
    "core_enrol_get_enrolled_users": people.enrolled_users,
    "core_enrol_get_users_courses": courses.users_courses,
    "core_completion_get_course_completion_status": people.completion_status,
    "core_user_get_users": people.users,
    "core_user_get_users_by_field": people.users_by_field,
    "core_competency_list_competency_frameworks": competencies.frameworks,
    "core_competency_list_competencies": competencies.competencies,
    "core_competency_list_course_competencies": competencies.course_competencies,
    "core_reportbuilder_list_reports": report.reports,
    "core_reportbuilder_retrieve_report": report.report,
    "core_group_get_course_groups": gatherings.course_groups,
    "core_group_create_groups": gatherings.create_groups,
    "core_group_add_group_members": gatherings.add_group_members,
    "core_cohort_search_cohorts": gatherings.search_cohorts,
    "core_cohort_create_cohorts": gatherings.create_cohorts,
    "core_cohort_add_cohort_members": gatherings.add_cohort_members,
    "enrol_manual_enrol_users": gatherings.enrol_users,
}
OUTSIDE_THE_SERVICE = (
    "core_course_create_courses",
    "core_badges_get_user_badges",
    "core_user_create_users",
)
PROTOCOL = ("wstoken", "wsfunction", "moodlewsrestformat")


@dataclass(frozen=True, slots=True)
class WebService:
    """Answers calls in JSON, errors included: those come with status 200 like everything else."""

    moodle: LookAlike

    def answer(self) -> Response:
        """Answer the present request; token, function and parameters stand in its form."""
        try:
            return jsonify(self._call())
        except Failure as failure:
            return jsonify(failure.body)

    def _call(self) -> Any:
        form = request.form
        if not compare_digest(form.get("wstoken", "").encode(), self.moodle.site.token.encode()):
            raise invalid_token()
        name = form.get("wsfunction", "")
        if name == SITE_INFO:
            return siteinfo.site_info(self.moodle, (SITE_INFO, *FUNCTIONS))
        if name in OUTSIDE_THE_SERVICE:
            raise access_denied()
        if name not in FUNCTIONS:
            raise missing_record("external_functions")
        given = [(key, value) for key, value in form.items() if key not in PROTOCOL]
        return FUNCTIONS[name](self.moodle, Parameters(given))
