"""What can go wrong when a platform's services are asked: one class for each way to handle it.

As with launches, the sentence is general and the code exact: ``lti-token-…``, ``lti-service-…``,
``lti-roster-…`` or ``lti-grades-…``. Nothing that was sent or received is ever repeated.
"""

from __future__ import annotations

from connectors.errors import AnswerTooLarge, BadAnswer, ConnectorError
from lti_plugin.errors import OutsideFailed
from lti_plugin.lti.refusals import ASK

LATER = "Try again in a minute; if it happens again, tell the person who runs Moodle."


class ServiceFailed(OutsideFailed):
    """Anything that went wrong between us and a platform's services.

    ``part`` says where and ``word`` what, for the code; ``answered`` is the platform's own status,
    None where it did not answer with an error.
    """

    word = "failed"
    said = "Moodle answered with an error."
    hint = LATER

    def __init__(
        self, part: str = "service", word: str | None = None, *, answered: int | None = None
    ) -> None:
        super().__init__(self.said)
        self.code = f"lti-{part}-{word or self.word}"
        self.answered = answered


class Unreached(ServiceFailed):
    """No connection, no answer in time, or an address that we do not connect to."""

    word = "unreachable"
    said = "Moodle cannot be reached right now."


class Busy(ServiceFailed):
    """The platform asks for a pause, or its gateway fails, and went on doing so."""

    word = "busy"
    said = "Moodle is too busy right now."


class Unreadable(ServiceFailed):
    """An answer is not in the agreed form, or is too large."""

    word = "answer"
    said = "Moodle's answer cannot be read."
    hint = ASK


class TokenRefused(ServiceFailed):
    """The platform gives us no access token.

    ``reason`` is the platform's error where it is one of OAuth's words, otherwise empty.
    """

    word = "refused"
    said = "Moodle does not let this tool use its services."
    # Moodle verifies us by our key and the time: these three are what goes wrong in practice.
    hint = (
        "In Moodle, check that the tool is active and that its public keyset is within Moodle's "
        "reach; the clocks of both machines have to agree."
    )

    def __init__(self, reason: str = "", *, answered: int | None = None) -> None:
        super().__init__("token", reason.replace("_", "-") or None, answered=answered)
        self.reason = reason


class ScopeNotGranted(ServiceFailed):
    """The platform lets us in, but not for what we want to do."""

    word = "scope"
    said = "Moodle does not let this tool use the service that is needed here."
    hint = "In the tool's settings in Moodle, switch on the services for grades and members."


class AccessRefused(ServiceFailed):
    """A fresh token was refused too (401): the tool, or a service of it, was switched off."""

    word = "access"
    said = "Moodle does not accept this tool's access."
    hint = ASK


class NotPermitted(ServiceFailed):
    """The tool may not do this there (403), such as in a course where it is not used."""

    word = "permission"
    said = "Moodle does not let this tool do that."
    hint = ASK


class Gone(ServiceFailed):
    """The course, the activity or the grade column is no longer there (404, 410)."""

    word = "gone"
    said = "What was asked for is no longer in Moodle."
    hint = "Open the activity again from your course page."


class ForeignAddress(ServiceFailed):
    """An address is not one to which this platform's token may be sent."""

    word = "address"
    said = "Moodle named an address that is not its own."
    hint = ASK


class EndlessList(ServiceFailed):
    """The pages of a list lead back to one another, or are far too many."""

    word = "pages"
    said = "Moodle's list does not come to an end."
    hint = ASK


def on_the_way(error: ConnectorError, part: str) -> ServiceFailed:
    """Return what to raise instead of an error of the outgoing session."""
    if isinstance(error, AnswerTooLarge | BadAnswer):
        return Unreadable(part)
    return Unreached(part)
