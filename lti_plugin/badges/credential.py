"""An Open Badge as a document: an achievement, whose it is, since when and until when."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from math import isfinite
from typing import Any

from lti_plugin.badges import schema
from lti_plugin.badges.contexts import CREDENTIALS, EXTENSIONS, OPEN_BADGES
from lti_plugin.badges.failures import BadgeFailure
from lti_plugin.badges.moments import spelled

COURSE, PATH, SKILL = "CertificateOfCompletion", "LearningProgram", "Competency"


@dataclass(frozen=True, slots=True)
class Issuer:
    """Who vouches for a badge; ``id`` is a did:web."""

    id: str
    name: str
    url: str
    email: str | None = None
    image: str | None = None


@dataclass(frozen=True, slots=True)
class Alignment:
    """A skill of a framework that an achievement shows; ``kind`` such as ``ext:ESCOSkill``."""

    name: str
    url: str
    framework: str
    kind: str
    code: str | None = None


@dataclass(frozen=True, slots=True)
class Achievement:
    """What is recognised. ``url`` is its own address; ``kind`` one of Open Badges' types."""

    url: str
    version: str
    kind: str
    name: str
    description: str
    narrative: str
    language: str
    image: str
    caption: str
    tags: Sequence[str] = ()
    alignments: Sequence[Alignment] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What somebody reached, as a bare figure: of how many is for the name to say."""

    name: str
    score: float


@dataclass(frozen=True, slots=True)
class Evidence:
    """What shows it."""

    name: str
    narrative: str = ""
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Award:
    """One person's badge.

    ``id`` stays the same as long as it is the same badge; ``valid_from`` moves with each change, as
    readers keep the newest. ``subject`` is the recipient's identity object, ``status`` the place in
    a status list, ``refresh`` where the badge is to be had anew.
    """

    id: str
    valid_from: datetime
    awarded: datetime
    subject: Mapping[str, Any]
    status: Mapping[str, Any] | None = None
    expires: datetime | None = None
    evidence: Sequence[Evidence] = ()
    result: Result | None = None
    refresh: str | None = None


def build(issuer: Issuer, achievement: Achievement, award: Award) -> dict[str, Any]:
    """Return the credential, unsigned.

    Raises
    ------
    BadgeFailure
        ``schema``: something is missing or not as the official schema wants it, ``result``: what
        was reached is not a number.
    """
    document = {
        "@context": [CREDENTIALS, OPEN_BADGES, EXTENSIONS],
        "id": award.id,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": achievement.name,
        "description": achievement.description,
        "issuer": _issuer(issuer),
        "validFrom": spelled(award.valid_from),
        "validUntil": None if award.expires is None else spelled(award.expires),
        "awardedDate": spelled(award.awarded),
        "credentialSubject": _subject(achievement, award),
        "evidence": [_evidence(each) for each in award.evidence],
        "credentialSchema": [{"id": schema.ADDRESS, "type": "1EdTechJsonSchemaValidator2019"}],
        "credentialStatus": award.status,
        "refreshService": award.refresh
        and {"id": award.refresh, "type": "1EdTechCredentialRefresh"},
    }
    found: dict[str, Any] = _said(document)
    schema.check(found)
    return found


def alone(achievement: Achievement) -> dict[str, Any]:
    """Return an achievement as a document of its own, which is nobody's."""
    found: dict[str, Any] = _said(_achievement(achievement, None, ""))
    return {"@context": [CREDENTIALS, OPEN_BADGES, EXTENSIONS], **found}


def _issuer(issuer: Issuer) -> dict[str, Any]:
    return {
        "id": issuer.id,
        "type": ["Profile"],
        "name": issuer.name,
        "url": issuer.url,
        "email": issuer.email,
        "image": issuer.image and {"id": issuer.image, "type": "Image"},
    }


def _subject(achievement: Achievement, award: Award) -> dict[str, Any]:
    result = award.result
    grade = f"{achievement.url}#grade"
    return {
        # It names the holder within this badge alone.
        "id": f"{award.id}#holder",
        "type": ["AchievementSubject"],
        "identifier": [award.subject],
        "achievement": _achievement(achievement, result, grade),
        "result": result
        and [
            {
                "type": ["Result"],
                "resultDescription": grade,
                "value": _figure(result.score),
                "status": "Completed",
            }
        ],
    }


def _figure(score: float) -> str:
    if not isfinite(score):
        raise BadgeFailure("result", "The result of a badge is not a number.")
    return f"{score:.10g}"


def _achievement(achievement: Achievement, result: Result | None, grade: str) -> dict[str, Any]:
    return {
        "id": achievement.url,
        "type": ["Achievement"],
        "achievementType": achievement.kind,
        "version": achievement.version,
        "inLanguage": achievement.language,
        "name": achievement.name,
        "description": achievement.description,
        "tag": list(achievement.tags),
        "image": {"id": achievement.image, "type": "Image", "caption": achievement.caption},
        "criteria": {"id": f"{achievement.url}#criteria", "narrative": achievement.narrative},
        "alignment": [_alignment(each) for each in achievement.alignments],
        "resultDescription": result
        and [
            {
                "id": grade,
                "type": ["ResultDescription"],
                "name": result.name,
                "resultType": "RawScore",
            }
        ],
    }


def _alignment(alignment: Alignment) -> dict[str, Any]:
    return {
        "type": ["Alignment"],
        "targetName": alignment.name,
        "targetUrl": alignment.url,
        "targetFramework": alignment.framework,
        "targetType": alignment.kind,
        "targetCode": alignment.code,
    }


def _evidence(evidence: Evidence) -> dict[str, Any]:
    return {
        "id": evidence.url,
        "type": ["Evidence"],
        "name": evidence.name,
        "narrative": evidence.narrative,
    }


def _said(value: Any) -> Any:
    """Return a value without what says nothing: badges have no nulls and nothing empty."""
    if isinstance(value, Mapping):
        kept = {name: _said(each) for name, each in value.items()}
        return {name: each for name, each in kept.items() if each not in (None, "", [], {})}
    return [_said(each) for each in value] if isinstance(value, list) else value
