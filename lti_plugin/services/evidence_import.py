"""Takes what a file tells of people's skills into the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from connectors.names import plain
from connectors.records import Rating, Rejected
from lti_plugin.services import evidence
from lti_plugin.services.evidence import Said
from lti_plugin.store import evidence as rows
from lti_plugin.store import people, skills
from lti_plugin.store.people import FILE

BY = "evidence.csv"


def write(
    session: Session, site_id: UUID, ratings: Sequence[Rating], today: date
) -> tuple[int, list[Rejected]]:
    """Write these ratings; return how many rows were new, and those that could not be used.

    A rating by the same kind of source on the same day replaces the one that was read before; one
    that says the same is not written again.
    """
    owners = people.by_kind(session, site_id, FILE)
    known = skills.by_any_name(session, site_id)
    written, problems = 0, []
    for each in ratings:
        skill, owner = known.get(plain(each.skill)), owners.get(each.learner_id)
        if skill is None:
            problems.append(Rejected(each.where, f"The skill {each.skill!r} is not known here."))
        elif owner is None:
            reason = f"Nobody here has the id {each.learner_id!r}."
            problems.append(Rejected(each.where, reason))
        elif each.on is not None and each.on > today:
            problems.append(Rejected(each.where, "The date lies in the future."))
        else:
            written += _write(session, site_id, owner, skill.id, each)
    return written, problems


def _write(session: Session, site_id: UUID, owner: UUID, skill_id: UUID, each: Rating) -> bool:
    """Write one rating; tell whether it says anything new."""
    key = f"{BY}:{each.source}:{skill_id}:{each.on or ''}"
    known = rows.with_key(session, site_id, owner, key)
    said = Said(skill_id, each.level, each.source, each.on, each.expires, each.url, each.note, key)
    if known is not None and all(
        getattr(known, name) == getattr(said, name) for name in ("level", "note", "expires", "url")
    ):
        return False
    evidence.add(session, site_id, owner, said, by=BY)
    return True
