"""Issues badges: one for a person, an achievement and its version, whoever asks how often.

To sign takes longer than to write, so it is done before: a badge is drafted without any lock, and
kept while no other issues on this site.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy.orm import Session

from lti_plugin import keys
from lti_plugin.badges import credential, did, proof, recipient, status_list
from lti_plugin.badges.credential import Alignment, Award, Evidence, Result
from lti_plugin.badges.recipient import EMAIL, LTI_USER, Recipient
from lti_plugin.services import issuers
from lti_plugin.store import achievements, badges, sites
from lti_plugin.store.achievements import Achievement
from lti_plugin.store.badges import Badge, BadgeHolder, StatusList
from lti_plugin.store.base import now
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault

COMPLETED, BY_HAND, BY_FILE, BACKFILLED = "completion", "manual", "file", "backfill"
KINDS = {
    achievements.COURSE: credential.COURSE,
    achievements.PATH: credential.PATH,
    achievements.SKILL: credential.SKILL,
}
# Places are drawn at random; a fuller list would make them guessable, and drawing slow.
FULLEST = status_list.SIZE // 2
_HIGHEST_NUMBER = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Grounds:
    """Why somebody gets a badge: since when, how it is known, and who says so if a person does."""

    source: str
    earned_at: datetime
    by: str | None = None
    reason: str | None = None
    evidence: Sequence[Evidence] = ()
    result: Result | None = None


@dataclass(frozen=True, slots=True)
class Draft:
    """A badge that is signed and not kept yet."""

    badge: Badge
    holder: BadgeHolder


class Issuing:
    """A site that issues: its name, its key and the status list that has room."""

    def __init__(self, session: Session, vault: Vault, base_url: str, site: Site) -> None:
        self.site_id = site.id
        self._platform = site.issuer
        self._base_url = base_url
        self._issuer = issuers.of_site(base_url, site)
        self._key: Ed25519PrivateKey = keys.badge_key(session, vault, site.id)
        self._method = did.method_of(self._issuer.id, self._key.public_key())
        listed = _list_with_room(session, site.id)
        self._list_id, self._list_number = listed.id, listed.number

    def draft(
        self, achievement: Achievement, person: Person, moodle_id: str | None, grounds: Grounds
    ) -> Draft | None:
        """Sign a badge; None where there is nothing that the person could be known by.

        Raises
        ------
        BadgeFailure
            Where the achievement's texts would not make a badge that everybody reads alike.
        """
        known_by = self._recipient(person, moodle_id)
        if known_by is None:
            return None
        days, at = achievement.expires_after_days, now().replace(microsecond=0)
        badge = Badge(
            id=uuid4(),
            site_id=self.site_id,
            achievement_id=achievement.id,
            version=achievement.version,
            status_list_id=self._list_id,
            status_index=secrets.randbelow(status_list.SIZE),
            awarded_at=grounds.earned_at,
            valid_from=at,
            expires_at=None if days is None else grounds.earned_at + timedelta(days=days),
        )
        holder = BadgeHolder(
            site_id=self.site_id,
            badge_id=badge.id,
            achievement_id=achievement.id,
            version=achievement.version,
            person_id=person.id,
            identity=recipient.identity_object(known_by, recipient.new_salt()),
            source=grounds.source,
            awarded_by=grounds.by,
            reason=grounds.reason,
        )
        holder.document = self._signed(
            badge, self._list_number, holder, achievement, grounds.evidence, grounds.result
        )
        return Draft(badge, holder)

    def keep(self, session: Session, drafts: Sequence[Draft]) -> list[Badge]:
        """Keep drafts of one achievement, and return the badges that are new.

        Whoever has a badge of this version already gets no other. A draft whose place has been
        taken meanwhile is left out as well, as is one of two that drew the same: the next run
        issues it.
        """
        if not drafts:
            return []
        sites.hold(session, self.site_id)  # whoever else issues here waits
        first = drafts[0].badge
        people = [each.holder.person_id for each in drafts]
        held = badges.held(session, self.site_id, first.achievement_id, first.version, people)
        places = [each.badge.status_index for each in drafts]
        taken = badges.taken_in(session, self._list_id, places)
        kept = []
        for each in drafts:
            if each.holder.person_id in held or each.badge.status_index in taken:
                continue
            held.add(each.holder.person_id)
            taken.add(each.badge.status_index)
            kept.append(each)
        session.add_all([each.badge for each in kept])
        session.flush()
        session.add_all([each.holder for each in kept])
        session.flush()
        return [each.badge for each in kept]

    def sign_anew(
        self, session: Session, badge: Badge, holder: BadgeHolder, achievement: Achievement
    ) -> None:
        """Sign a badge after a text was corrected: the same id, and a newer date."""
        at = now().replace(microsecond=0)
        corrected = achievement.corrected_at or at
        badge.valid_from = max(at, badge.valid_from + timedelta(seconds=1), corrected)
        number = session.get_one(StatusList, badge.status_list_id).number
        before = holder.document
        holder.document = self._signed(
            badge, number, holder, achievement, _evidence_in(before), _result_in(before)
        )

    def _signed(
        self,
        badge: Badge,
        list_number: int,
        holder: BadgeHolder,
        achievement: Achievement,
        evidence: Sequence[Evidence],
        result: Result | None,
    ) -> dict[str, Any]:
        list_url = issuers.address_of_list(self._base_url, list_number)
        award = Award(
            id=f"urn:uuid:{badge.id}",
            valid_from=badge.valid_from,
            awarded=badge.awarded_at,
            subject=holder.identity,
            status=status_list.entry(list_url, badge.status_index),
            expires=badge.expires_at,
            evidence=evidence,
            result=result,
        )
        told = described(self._base_url, achievement)
        document = credential.build(self._issuer, told, award)
        return proof.signed(document, self._key, self._method, badge.valid_from)

    def _recipient(self, person: Person, moodle_id: str | None) -> Recipient | None:
        if person.email and person.email.strip():
            return Recipient(EMAIL, person.email)
        return Recipient(LTI_USER, f"{self._platform}#{moodle_id}") if moodle_id else None


def described(base_url: str, achievement: Achievement) -> credential.Achievement:
    """Return an achievement as its badges tell it."""
    address = issuers.address_of_achievement(base_url, achievement.id)
    return credential.Achievement(
        url=address,
        version=str(achievement.version),
        kind=KINDS[achievement.kind],
        name=achievement.name,
        description=achievement.description,
        narrative=achievement.criteria,
        language=achievement.language,
        image=f"{address}.png",
        caption=achievement.caption or achievement.name,
        tags=achievement.tags,
        alignments=[Alignment(**each) for each in achievement.alignments],
    )


def _list_with_room(session: Session, site_id: UUID) -> StatusList:
    """Return a list with room, a new one where there is none."""
    sites.hold(session, site_id)
    for listed, count in badges.lists_of(session, site_id):
        if count < FULLEST:
            return listed
    found = StatusList(id=uuid4(), site_id=site_id, number=secrets.randbelow(_HIGHEST_NUMBER) + 1)
    session.add(found)
    session.flush()
    return found


def _evidence_in(document: dict[str, Any]) -> list[Evidence]:
    return [
        Evidence(each.get("name", ""), each.get("narrative", ""), each.get("id"))
        for each in document.get("evidence", ())
    ]


def _result_in(document: dict[str, Any]) -> Result | None:
    subject = document["credentialSubject"]
    if "result" not in subject:
        return None
    (result,), (about,) = subject["result"], subject["achievement"]["resultDescription"]
    return Result(about["name"], float(result["value"]))
