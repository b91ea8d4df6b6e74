"""Sends how far people are, and which badges they have, to grade columns: one mark at a time."""

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
ALL = 100.0
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


# What these say of somebody stays so until there is something else to be sent.
SETTLED = (Outcome.TAKEN, Outcome.NOT_GRADED)


@dataclass(frozen=True, slots=True)
class Mark:
    """One person's progress in percent, and whose column it goes to as whom.

    ``full`` is what all of it counts as there; ``taken_back``: there is to be no grade any more.
    """

    registration_id: UUID
    line_item_url: str
    user_id: str
    percent: float
    comment: str
    full: float = FULL_SCORE
    taken_back: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """A mark to be sent, and the row that its answer belongs to."""

    row_id: UUID
    mark: Mark


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
    try:
        posted = post_score(caller, mark.line_item_url, _score(mark), newest=True)
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


def _score(mark: Mark) -> Score:
    if mark.taken_back:
        return Score(
            mark.user_id,
            None,
            None,
            activity_progress="Initialized",
            grading_progress="NotReady",
            comment=mark.comment,
        )
    return Score(
        mark.user_id,
        mark.percent * mark.full / ALL,
        mark.full,
        activity_progress="Completed" if mark.percent >= ALL else "InProgress",
        comment=mark.comment,
    )
