"""Who is in a course: Names and Role Provisioning Services 2.0.

A site tool's token reads the members of every course of a Moodle, so callers ask only for courses
that a launch came from.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import unescape
from typing import Any

from structlog import get_logger

from lti_plugin.lti import roles as roles_of
from lti_plugin.lti.failures import Unreadable
from lti_plugin.lti.service import ServiceCaller

SCOPE = "https://purl.imsglobal.org/spec/lti-nrps/scope/contextmembership.readonly"
# Moodle compares it letter by letter: with any other type it finds no such service.
ACCEPT = "application/vnd.ims.lti-nrps.v2.membershipcontainer+json"
PART = "roster"
PAGE_SIZE = 500
LONGEST = 255
MOST_ROLES = 50
STATUSES = ("Active", "Inactive", "Deleted")

log = get_logger("fingerpost.roster")


@dataclass(frozen=True, slots=True)
class Member:
    """One member of a course; what the platform does not tell is empty or None.

    ``user_id`` is the ``sub`` of launches; ``roles`` are short names (Moodle) or URIs; ``status``
    is Active, Inactive or Deleted (Moodle lists only the active).
    """

    user_id: str
    roles: tuple[str, ...]
    status: str = "Active"
    name: str = ""
    given_name: str = ""
    family_name: str = ""
    email: str | None = None
    username: str | None = None
    id_number: str | None = None

    @property
    def is_teacher(self) -> bool:
        """Say whether they teach; a non-editing teacher is a Learner in Moodle's list."""
        return roles_of.teaches(self.roles)

    @property
    def is_learner(self) -> bool:
        """Say whether they are among the learners, whatever else they are."""
        return roles_of.plays(self.roles, "Learner")

    @property
    def is_active(self) -> bool:
        """Say whether they take part in the course now."""
        return self.status == "Active"


def members(
    caller: ServiceCaller,
    memberships_url: str,
    *,
    role: str | None = None,
    page_size: int = PAGE_SIZE,
    rlid: str | None = None,
) -> Iterator[Member]:
    """Yield each member of a course once, a page at a time.

    ``role`` (a short name or a URI) is asked for and applied here too, since Moodle forgets it
    after the first page. With ``rlid`` these are the members who may see that activity. A member
    without a usable id or roles is left out and counted in the log.

    Errors come while iterating; whoever needs the whole class uses nothing before the end.

    Raises
    ------
    Unreadable
        When a page has no list of members, or none of those on it is in the agreed form.
    ServiceFailed
        As :meth:`ServiceCaller.pages` does.
    """
    query = {"role": role, "limit": str(page_size), "rlid": rlid}
    url = caller.address(memberships_url, part=PART, query=query)
    seen: set[str] = set()
    for page in caller.pages(url, [SCOPE], accept=ACCEPT, part=PART):
        for member in _read(page):
            # Pages shift while people join and leave: somebody may come twice.
            if member.user_id in seen or not (role is None or roles_of.plays(member.roles, role)):
                continue
            seen.add(member.user_id)
            yield member


def _read(page: object) -> list[Member]:
    given = page.get("members") if isinstance(page, dict) else None
    if not isinstance(given, list):
        raise Unreadable(PART, "members")
    found = [member for each in given if (member := _member(each)) is not None]
    if given and not found:
        raise Unreadable(PART, "members")
    if len(found) < len(given):
        log.warning("members left out", count=len(given) - len(found))
    return found


def _member(given: object) -> Member | None:
    if not isinstance(given, dict):
        return None
    user_id, roles = _id(given.get("user_id")), given.get("roles")
    if user_id is None or not isinstance(roles, list):
        return None
    status = _text(given, "status") if "status" in given else "Active"
    email = _text(given, "email")
    given_name, family_name = _text(given, "given_name"), _text(given, "family_name")
    return Member(
        user_id=user_id,
        roles=tuple(role for role in roles[:MOST_ROLES] if isinstance(role, str)),
        # A word that is not known is no reason to count somebody in.
        status=status if status in STATUSES else "Inactive",
        name=_text(given, "name") or f"{given_name or ''} {family_name or ''}".strip(),
        given_name=given_name or "",
        family_name=family_name or "",
        email=email if email and "@" in email else None,
        username=_text(given, "ext_user_username"),
        id_number=_text(given, "lis_person_sourcedid"),
    )


def _id(value: object) -> str | None:
    """Return an id as text; some platforms write numbers."""
    if isinstance(value, int) and not isinstance(value, bool):
        value = str(value)
    return value if isinstance(value, str) and 0 < len(value) <= LONGEST else None


def _text(given: dict[str, Any], name: str) -> str | None:
    """Return a text cut to its length, as it reads: Moodle writes ``&amp;`` for ``&`` here."""
    value = given.get(name)
    return (unescape(value).strip()[:LONGEST] or None) if isinstance(value, str) else None
