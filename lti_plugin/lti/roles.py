"""From the roles of a launch to the audience whose page is shown."""

from __future__ import annotations

from collections.abc import Iterable

LEARNER, INSTRUCTOR, ADMIN = "learner", "instructor", "admin"
AUDIENCES = (LEARNER, INSTRUCTOR, ADMIN)

_VOCABULARY = "http://purl.imsglobal.org/vocab/lis/v2/"
SITE_ADMIN = _VOCABULARY + "system/person#Administrator"
# Only what somebody is in this course counts: an institution's administrator teaches nobody.
_TEACHING = frozenset(
    {
        "Instructor",
        "Administrator",
        _VOCABULARY + "membership#Instructor",
        _VOCABULARY + "membership#Administrator",
    }
)
_TEACHING_KINDS = (
    _VOCABULARY + "membership/Instructor#",
    _VOCABULARY + "membership/Administrator#",
)


def audience(roles: Iterable[str]) -> str:
    """Return ADMIN, INSTRUCTOR or LEARNER, whichever of them comes first; unknown roles count not.

    A site administrator is an admin even where they also teach; nobody in particular is a learner.
    """
    given = set(roles)
    if SITE_ADMIN in given:
        return ADMIN
    return INSTRUCTOR if teaches(given) else LEARNER


def teaches(roles: Iterable[str]) -> bool:
    """Say whether somebody with these roles teaches in the course."""
    given = set(roles)
    return bool(given & _TEACHING) or any(role.startswith(_TEACHING_KINDS) for role in given)


def plays(roles: Iterable[str], wanted: str) -> bool:
    """Say whether ``wanted`` is among somebody's roles in the course, itself or a kind of it.

    Each of them may be a short name, such as ``Learner``, or its URI.
    """
    uri = full(wanted)
    kinds = uri.replace("membership#", "membership/") + "#"
    return any(full(role) == uri or role.startswith(kinds) for role in roles)


def full(role: str) -> str:
    """Return the URI of a course role that may be written by its short name, such as Learner."""
    return role if ":" in role or not role else f"{_VOCABULARY}membership#{role}"
