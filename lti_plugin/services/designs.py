"""What somebody says of an achievement, as it can be kept and as badges can tell it.

It is checked by making a badge of it, so that a text which makes none is refused at once and not
when people have earned it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from connectors.fitting import cleaned
from lti_plugin.badges import credential, recipient, status_list
from lti_plugin.badges.canonical import statements
from lti_plugin.badges.credential import Award
from lti_plugin.badges.failures import BadgeFailure
from lti_plugin.badges.recipient import EMAIL, Recipient
from lti_plugin.errors import BadInput
from lti_plugin.services import alignments, issuers, issuing
from lti_plugin.store import sites
from lti_plugin.store.achievements import KEEP, REVOKE, Achievement
from lti_plugin.store.base import now

LONGEST_NAME, LONGEST_DESCRIPTION, LONGEST_CRITERIA = 255, 2000, 10_000
MOST_TAGS, LONGEST_TAG = 20, 60
LONGEST_EXPIRY = 36_500
UNREADABLE = "No badge that others can read comes of this."
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,2}")


@dataclass(frozen=True, slots=True)
class Said:
    """An achievement as somebody describes it; ``criteria`` in Markdown, ``skills`` by name."""

    name: str
    description: str
    criteria: str
    caption: str = ""
    tags: Sequence[str] = ()
    language: str = "en"
    skills: Sequence[str] = ()
    expires_after_days: int | None = None
    when_undone: str = KEEP


def columns(session: Session, site_id: UUID, said: Said) -> dict[str, Any]:
    """Return the columns' values of what is said.

    Raises
    ------
    BadInput
        When something is missing, too long or not as it has to be.
    """
    name = _line(said.name)
    if not 0 < len(name) <= LONGEST_NAME:
        raise BadInput("A badge needs a name of at most 255 characters.")
    description, criteria = _text(said.description), _text(said.criteria)
    if not 0 < len(description) <= LONGEST_DESCRIPTION:
        raise BadInput("Describe the badge, in at most 2,000 characters.")
    if not 0 < len(criteria) <= LONGEST_CRITERIA:
        raise BadInput("Say what somebody has to do for it, in at most 10,000 characters.")
    caption = _line(said.caption)
    if len(caption) > LONGEST_NAME:
        raise BadInput("What the picture shows is said in at most 255 characters.")
    tags = list(dict.fromkeys(tag for each in said.tags if (tag := _line(each))))
    if len(tags) > MOST_TAGS or any(len(tag) > LONGEST_TAG for tag in tags):
        raise BadInput("There may be 20 tags of at most 60 characters each.")
    if not _LANGUAGE.fullmatch(said.language):
        raise BadInput("A language is written as in “en” or “pt-BR”.")
    days = said.expires_after_days
    if days is not None and not 0 < days <= LONGEST_EXPIRY:
        raise BadInput("A badge expires after 1 to 36,500 days, or never.")
    if said.when_undone not in {KEEP, REVOKE}:
        raise BadInput("Choose what becomes of a badge whose completion disappears.")
    return {
        "name": name,
        "description": description,
        "criteria": criteria,
        "caption": caption,
        "tags": tags,
        "language": said.language,
        "alignments": [asdict(each) for each in alignments.named(session, site_id, said.skills)],
        "expires_after_days": days,
        "when_undone": said.when_undone,
    }


def check(session: Session, base_url: str, row: Achievement) -> None:
    """Make a badge of an achievement, up to its signature.

    Raises
    ------
    BadInput
        When none comes of it, or one that not everybody would read alike.
    """
    at = now().replace(microsecond=0)
    award = Award(
        id=f"urn:uuid:{row.id}",
        valid_from=at,
        awarded=at,
        subject=recipient.identity_object(Recipient(EMAIL, "a@example.org"), recipient.new_salt()),
        status=status_list.entry(issuers.address_of_list(base_url, 1), 0),
    )
    issuer = issuers.of_site(base_url, sites.get(session, row.site_id))
    try:
        statements(credential.build(issuer, issuing.described(base_url, row), award))
    except BadgeFailure as failure:
        raise BadInput(UNREADABLE, hint=failure.message) from None


def _text(given: str) -> str:
    """Return a text as it can be signed, with line breaks of one kind; browsers send two for each.

    What is pasted holds characters now and then that nobody sees, and that no badge may hold.
    """
    text = cleaned(given.replace("\r\n", "\n").replace("\r", "\n"))
    return unicodedata.normalize("NFC", text).strip()


def _line(given: str) -> str:
    return " ".join(_text(given).split())
