"""A site's own rules: as what somebody with an LTI role comes in there, instead of the usual."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from lti_plugin.lti import roles
from lti_plugin.lti.roles import ADMIN, INSTRUCTOR, LEARNER

_COURSE_ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership#"
_SUB_ROLE = "http://purl.imsglobal.org/vocab/lis/v2/membership/"


def audience(given: Iterable[str], rules: Mapping[str, str], *, admin: bool = True) -> str:
    """Return the audience of somebody with these roles on a site with these rules.

    Where ``admin`` is False nothing makes them an admin: a role that would is then what it usually
    is, or no role at all.
    """
    ours = {role: each for role, each in rules.items() if admin or each != ADMIN}
    held = {roles.full(role) for role in given}
    # Platforms send a sub-role together with its principal role: the rule is for the two of them.
    held -= {_principal(role) for role in held & ours.keys()}
    found = {ours.get(role) or _usual(role, admin) for role in held}
    return next((each for each in (ADMIN, INSTRUCTOR) if each in found), LEARNER)


def _usual(role: str, admin: bool) -> str:
    usual = roles.audience([role])
    return usual if admin or usual != ADMIN else LEARNER


def _principal(role: str) -> str | None:
    """Return the role that a sub-role is a kind of: Instructor of Instructor#TeachingAssistant."""
    name, _, kind = role.removeprefix(_SUB_ROLE).partition("#")
    return _COURSE_ROLE + name if kind and role.startswith(_SUB_ROLE) else None
