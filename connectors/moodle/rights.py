"""Which rights of the service account each of Moodle's functions rests on."""

from __future__ import annotations

from collections.abc import Mapping

# As docs/moodle.md lists them; what is missing often only makes an answer shorter.
OF_FUNCTION: Mapping[str, tuple[str, ...]] = {
    "core_course_get_courses_by_field": ("moodle/course:view",),
    "core_course_get_categories": ("moodle/category:viewcourselist",),
    "core_user_get_users": ("moodle/user:viewdetails", "moodle/site:viewuseridentity"),
    "core_user_get_users_by_field": ("moodle/user:viewdetails",),
    "core_enrol_get_enrolled_users": ("moodle/course:view", "moodle/course:viewparticipants"),
    "core_enrol_get_users_courses": ("moodle/user:viewdetails", "moodle/course:viewparticipants"),
    "core_competency_list_competency_frameworks": ("moodle/competency:competencyview",),
    "core_competency_list_competencies": ("moodle/competency:competencyview",),
    "core_competency_list_course_competencies": ("moodle/competency:coursecompetencyview",),
    "core_reportbuilder_retrieve_report": ("moodle/reportbuilder:view",),
    "core_group_get_course_groups": ("moodle/course:managegroups",),
    "core_group_create_groups": ("moodle/course:managegroups",),
    "core_group_add_group_members": ("moodle/course:managegroups",),
    "enrol_manual_enrol_users": ("enrol/manual:enrol", "moodle/role:assign"),
    "core_cohort_search_cohorts": ("moodle/cohort:manage",),
    "core_cohort_create_cohorts": ("moodle/cohort:manage",),
    "core_cohort_add_cohort_members": ("moodle/cohort:manage",),
    "tool_lp_data_for_user_competency_summary": ("moodle/competency:usercompetencyview",),
}


def allow(*rights: str) -> str:
    """Return the sentence that says what to do about missing rights."""
    return f"Allow {' and '.join(rights)} in the role of the service account."


def hint(function: str) -> str | None:
    """Return what to do where Moodle refuses a function for want of a right."""
    rights = OF_FUNCTION.get(function)
    return allow(*rights) if rights else None
