"""What becomes of somebody whom a group or cohort in Moodle is made with, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as lazy

from lti_plugin.services import joining
from lti_plugin.store import made

EXPECTED: Mapping[str, Any] = {
    made.JOINS: lazy("joins the group"),
    made.ENROLS: lazy("is enrolled and joins the group"),
    made.THERE: lazy("is in the group already"),
    made.CANNOT: lazy("cannot: no account in Moodle is known"),
    made.STAYS: lazy("nothing changes: suspended in this course"),
}
OUTCOMES: Mapping[str, Any] = {
    made.WAITS: lazy("not done yet"),
    made.JOINED: lazy("joined the group"),
    made.ENROLLED: lazy("was enrolled and joined the group"),
    made.THERE: lazy("was in the group already"),
    made.ONLY_COURSE: lazy("is in the course, but not in the group"),
    made.ONLY_GROUP: lazy("is in the cohort, but not in the course"),
    made.REFUSED: lazy("nothing changed"),
}
# A cohort of the site is no group of a course, and is called what Moodle calls it.
IN_COHORT: Mapping[str, Any] = {
    made.JOINS: lazy("joins the cohort"),
    made.ENROLS: lazy("is enrolled and joins the cohort"),
    made.JOINED: lazy("is in the cohort"),
    made.ENROLLED: lazy("was enrolled and is in the cohort"),
    made.ONLY_COURSE: lazy("is in the course, but not in the cohort"),
}
# What stood in the way, for whom it is about.
CAUSES: Mapping[str, Any] = {
    joining.NOT_TEACHER: lazy("whoever asked may not change the course"),
    joining.GONE: lazy("your account in Moodle was closed or suspended"),
    joining.NO_ACCOUNT: lazy("your account in Moodle was not known"),
    joining.LEFT: lazy("you had left the course meanwhile"),
    joining.SUSPENDED: lazy("you are suspended in the course"),
    joining.NO_RIGHT: lazy("Fingerpost lacked a right in Moodle"),
    joining.NO_FUNCTION: lazy("Fingerpost lacked a function of Moodle"),
    joining.NO_ROLE: lazy("Fingerpost may not give the role of a student in Moodle"),
    joining.NO_ENROLMENT: lazy("the course takes no enrolments by hand"),
    joining.OTHER: lazy("Moodle refused it"),
}
KINDS: Mapping[str, Any] = {
    made.GROUP: lazy("Group of a course"),
    made.SITE: lazy("Cohort of the site"),
}
STATES: Mapping[str, Any] = {
    made.PLANNED: lazy("Looked at, not made"),
    made.REFUSED: lazy("Not made"),
}


def codes() -> dict[tuple[str, str], Any]:
    """Return the words by column and value, as "My data" shows them."""
    columns = {
        "expected": EXPECTED,
        "outcome": OUTCOMES,
        "problem": CAUSES,
        "kind": KINDS,
        "state": STATES,
    }
    return {(name, code): said for name, words in columns.items() for code, said in words.items()}


def expected(kind: str, code: str) -> str:
    """Return what is to become of somebody in a group or cohort of this kind."""
    return _worded(EXPECTED, kind, code)


def outcome(kind: str, code: str) -> str:
    """Return what became of somebody in a group or cohort of this kind."""
    return _worded(OUTCOMES, kind, code)


def _worded(words: Mapping[str, Any], kind: str, code: str) -> str:
    return str(words[code] if kind == made.GROUP else IN_COHORT.get(code, words[code]))
