"""What a connection's checklist says: what each thing is for, and where in Moodle it is set."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as lazy
from flask_babel import ngettext

from connectors.moodle.rights import OF_FUNCTION
from connectors.records import Check
from lti_plugin.services.checkups import Checkup

GROUPS: Mapping[str, Any] = {
    "connection": lazy("Connection"),
    "function": lazy("Functions of the external service"),
    "right": lazy("Rights of the service account"),
    "report": lazy("The report"),
    "ratings": lazy("The report of ratings"),
    "writing": lazy("Making groups and cohorts (not needed for reading)"),
}
PURPOSES: Mapping[str, Any] = {
    "connection": lazy("Moodle answers at this address and accepts the token"),
    "version": lazy("Moodle is 4.5 or later"),
    "address": lazy("Moodle calls itself as it is called here, so that links lead there"),
    "core_course_get_courses_by_field": lazy("the courses"),
    "core_course_get_categories": lazy("the categories"),
    "core_user_get_users": lazy("the people"),
    "core_user_get_users_by_field": lazy("the people of a large site, page by page"),
    "core_enrol_get_enrolled_users": lazy("who is in a course, and the people of a large site"),
    "core_enrol_get_users_courses": lazy("one person’s courses, where there is no report"),
    "core_competency_list_competency_frameworks": lazy("the frameworks of competencies"),
    "core_competency_list_competencies": lazy("the competencies, which become skills"),
    "core_competency_list_course_competencies": lazy("what each course teaches"),
    "core_reportbuilder_retrieve_report": lazy("the report"),
    "moodle/course:view": lazy("most of a course’s settings, and who is in it"),
    "moodle/course:viewhiddencourses": lazy("hidden courses"),
    "moodle/category:viewhiddencategories": lazy("hidden categories"),
    "moodle/course:viewparticipants": lazy("who is in which course"),
    "moodle/site:viewparticipants": lazy(
        "the people page by page, where there are more than five thousand"
    ),
    "moodle/site:accessallgroups": lazy("people in courses with separate groups"),
    "moodle/user:viewdetails": lazy("the people at all"),
    "moodle/user:viewalldetails": lazy("user names, ID numbers, departments and profile fields"),
    "moodle/site:viewuseridentity": lazy("e-mail addresses, and with them the list of all people"),
    "report/completion:view": lazy("progress and completion, where there is no report"),
    "moodle/course:update": lazy(
        "ID numbers and change dates of courses; it could also write, so it may well stay away"
    ),
    "core_group_get_course_groups": lazy("which groups a course has"),
    "core_group_create_groups": lazy("a teacher’s group in their course"),
    "core_group_add_group_members": lazy("people of a course into its group"),
    "enrol_manual_enrol_users": lazy("enrolling who is to be in a group or cohort"),
    "core_cohort_search_cohorts": lazy("which cohorts the site has"),
    "core_cohort_create_cohorts": lazy("an L&D admin’s cohort of the site"),
    "core_cohort_add_cohort_members": lazy("people into a cohort"),
    "report": lazy("the report can be read"),
    "report number": lazy("there is a report with this number"),
    "report rows": lazy("the report has rows"),
    "report dates": lazy("the report’s dates are understood"),
    "ratings report": lazy("the report of ratings can be read, and has rows"),
}
PLACES: Mapping[str, Any] = {
    "function": lazy(
        "Site administration > Server > Web services > External services: press “Functions” at the "
        "service of this token, then “Add functions”."
    ),
    "writing": lazy(
        "Only where Fingerpost is to make groups: External services > Functions > Add functions. "
        "The rights that belong to it stand in step 2."
    ),
    "right": lazy(
        "Site administration > Users > Permissions > Define roles: edit the role of the service "
        "account and allow it. Under Assign system roles the account has to have that role."
    ),
    "report": lazy(
        "Site administration > Reports > Report builder > Custom reports: open the report in the "
        "editor and click the column in the list on the left."
    ),
    "ratings": lazy(
        "Site administration > Reports > Report builder > Custom reports: open the second report "
        "in the editor and click the column in the list on the left."
    ),
}
AUDIENCE = lazy(
    "Site administration > Reports > Report builder > Custom reports: open the report, go to "
    "Audience > Manually added users, add the service account and save. If it is there already, "
    "its role needs moodle/reportbuilder:view."
)
OWN_PLACES: Mapping[str, Any] = {
    "version": lazy("Update Moodle, or use one of 4.5 or later."),
    "address": lazy("Enter the address above as Moodle’s own pages show it in the browser."),
    "report": AUDIENCE,
    "report number": lazy(
        "Open the report in Moodle’s report builder: its number is the last of the address. Enter "
        "it in step 4."
    ),
    "report rows": AUDIENCE,
    "ratings report": AUDIENCE,
    "report dates": lazy(
        "Site administration > Users > Accounts > Browse list of users: edit the service account "
        "and set its preferred language to English."
    ),
}
UNTOLD: Mapping[str, Any] = {
    "core_competency_list_competencies": lazy(
        "There is no visible framework of competencies to try it on."
    ),
    "core_competency_list_course_competencies": lazy(
        "There is no visible framework of competencies to try it on."
    ),
    "core_reportbuilder_retrieve_report": lazy("No report was chosen to try it on."),
    "writing": lazy("It is in the service; whether its right is there shows with a group."),
    "moodle/site:accessallgroups": lazy(
        "Some courses have separate groups: allow it, so that everybody in them is seen."
    ),
    "report/completion:view": lazy(
        "Nobody was met who is in a course with completion: allow it all the same."
    ),
    "moodle/course:viewhiddencourses": lazy(
        "Moodle does not count its courses here: allow it if there are hidden ones."
    ),
    "moodle/course:viewparticipants": lazy("There is no course to try it on."),
}
WRITING = "writing"
REPORT_COLUMN, RATINGS_COLUMN = "report column ", "ratings report column "


def groups(found: Iterable[Check]) -> list[dict[str, Any]]:
    """Return the lines by what they are about, each group with how many of it work."""
    lines = list(found)
    made = []
    for kind, title in GROUPS.items():
        own = [line(each) for each in lines if each.kind == kind]
        if own:
            works = sum(each["state"] == "passed" for each in own)
            said = _("%(count)s of %(total)s work", count=works, total=len(own))
            if kind == WRITING:  # nothing is written to see whether it works
                there = sum(each["state"] == "untold" for each in own)
                said = _("%(count)s of %(total)s are there", count=there, total=len(own))
                for each in [each for each in own if each["todo"]][1:]:
                    each["todo"] = ""  # it is the same beside each of them
            bad = any(each["state"] == "failed" for each in own)
            made.append({"kind": kind, "title": title, "said": said, "lines": own, "open": bad})
    return made


def line(each: Check) -> dict[str, Any]:
    """Return one line: its sign, what it is for, and what to do where it does not work."""
    state = "failed" if not each.ok and each.required else "passed"
    if not each.ok and not each.required:
        state = "optional"
    elif each.ok and not each.certain:
        state = "untold"
    words = {
        "passed": _("works"),
        "failed": _("missing"),
        "optional": _("missing, an update does without"),
        "untold": _("Moodle does not tell"),
    }
    untold = state == "untold"
    return {
        "name": _name(each.name),
        "code": each.kind in ("function", "right", WRITING),
        "purpose": str(PURPOSES.get(each.name, "")),
        "state": state,
        "sign": {"passed": "✓", "failed": "✗", "optional": "–", "untold": "?"}[state],
        "word": words[state],
        "todo": "" if each.ok else _todo(each),
        "said": each.said,
        "unsure": str(UNTOLD.get(each.name) or UNTOLD.get(each.kind, "")) if untold else "",
    }


def headline(checkup: Checkup) -> str:
    """Return in one sentence what a look at Moodle found."""
    missing = len(checkup.missing)
    if not missing:
        return _("Everything that an update needs is there.")
    return ngettext(
        "%(num)d thing that an update needs is missing.",
        "%(num)d things that an update needs are missing.",
        missing,
    )


def _name(name: str) -> str:
    for start in (REPORT_COLUMN, RATINGS_COLUMN):
        if name.startswith(start):
            return _("Column “%(name)s”", name=name.removeprefix(start))
    names = {
        "connection": _("Connection"),
        "version": _("Version"),
        "address": _("Address"),
        "report": _("Report"),
        "report number": _("Number of the report"),
        "report rows": _("Rows"),
        "report dates": _("Dates"),
        "ratings report": _("Report"),
    }
    return names.get(name, name)


def _todo(each: Check) -> str:
    """Return where in Moodle it is set; what the connection itself lacks is told by its hint."""
    place = OWN_PLACES.get(each.name) or PLACES.get(each.kind)
    if each.kind == "function" and each.said and each.name in OF_FUNCTION:
        wanted = _("Allow %(rights)s.", rights=", ".join(OF_FUNCTION[each.name]))
        return f"{wanted} {PLACES['right']}"
    return str(place) if place else each.hint.removeprefix(each.said).strip()
