"""Sends how far people are to the grade columns of their activities, one person at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from uuid import UUID

from lti_plugin.lti.access import AccessTokens, Client
from lti_plugin.lti.failures import (
    AccessRefused,
    Busy,
    ForeignAddress,
    Gone,
    NotPermitted,
    ScopeNotGranted,
    ServiceFailed,
    TokenRefused,
    Unreached,
)
from lti_plugin.lti.scores import Outcome as Posted
from lti_plugin.lti.scores import Score, post_score
from lti_plugin.lti.service import ServiceCaller
from lti_plugin.services import platforms
from lti_plugin.services.placements import FULL_SCORE
from lti_plugin.settings import Settings
from lti_plugin.store import sites
from lti_plugin.store.database import Database
from lti_plugin.store.lti import Registration
from lti_plugin.vault import Vault

NOT_GRADED = "Moodle keeps no grades for this person in this course, as for those who teach it."
LATER_THERE = "A later grade is in Moodle already."
OF_COLUMN = (ForeignAddress, Gone, NotPermitted)
OF_PLATFORM = (AccessRefused, Busy, ScopeNotGranted, TokenRefused, Unreached)


class Outcome(StrEnum):
    """What became of a mark.

    NOT_GRADED stays so for this person; the others are worth another try another day: LATER_THERE
    and FAILED tell of this person alone, COLUMN of everybody in this column, and PLATFORM of
    everything that this registration would send.
    """

    TAKEN = "taken"
    NOT_GRADED = "not graded"
    LATER_THERE = "later there"
    FAILED = "failed"
    COLUMN = "column"
    PLATFORM = "platform"


@dataclass(frozen=True, slots=True)
class Mark:
    """One person's progress in percent, and whose column it goes to as whom."""

    registration_id: UUID
    line_item_url: str
    user_id: str
    percent: float
    comment: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What the platform made of a mark; ``problem`` is a sentence unless it was taken."""

    outcome: Outcome
    problem: str | None = None


Send = Callable[[Mark], Answer]
OpenSender = Callable[[Settings, Vault, Database, UUID], AbstractContextManager[Send]]


@contextmanager
def sender(settings: Settings, vault: Vault, database: Database, site_id: UUID) -> Iterator[Send]:
    """Give what sends marks to the platform of a site."""
    tokens = AccessTokens()
    with platforms.outgoing(settings) as http:

        @cache
        def caller(registration_id: UUID) -> ServiceCaller:
            with database.writing() as session:
                site = sites.get(session, site_id)
                client = Client.of(site, session.get_one(Registration, registration_id))
                return platforms.caller(session, vault, client, tokens, http)

        yield lambda mark: post(caller(mark.registration_id), mark)


def post(caller: ServiceCaller, mark: Mark) -> Answer:
    """Send one mark and tell what became of it, whatever the platform does."""
    score = Score(
        mark.user_id,
        mark.percent,
        FULL_SCORE,
        activity_progress="Completed" if mark.percent >= FULL_SCORE else "InProgress",
        comment=mark.comment,
    )
    try:
        posted = post_score(caller, mark.line_item_url, score, newest=True)
    except OF_COLUMN as error:
        return Answer(Outcome.COLUMN, error.message)
    except OF_PLATFORM as error:
        return Answer(Outcome.PLATFORM, error.message)
    except ServiceFailed as error:
        return Answer(Outcome.FAILED, error.message)
    if posted is Posted.NOT_GRADED:
        return Answer(Outcome.NOT_GRADED, NOT_GRADED)
    if posted is Posted.ALREADY_THERE:
        return Answer(Outcome.LATER_THERE, LATER_THERE)
    return Answer(Outcome.TAKEN)
