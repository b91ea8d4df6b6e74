"""What can go wrong outside: one tree for every connector and every outgoing request.

Each error's text is one sentence for a person and never contains a secret.
"""

from __future__ import annotations


class ConnectorError(Exception):
    """Anything that went wrong while talking to a source; ``hint`` says what to do next."""

    hint = "Try again later."

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        if hint is not None:
            self.hint = hint


class Unreachable(ConnectorError):
    """No connection, a timeout, or a gateway that keeps failing."""

    hint = "Check the address and that this machine can reach it."


class AddressRefused(ConnectorError):
    """The address points where an outgoing request must not go."""

    hint = "Use a public address, or allow this host in FINGERPOST_ALLOWED_HOSTS."


class AnswerTooLarge(ConnectorError):
    """The answer is larger than the cap."""

    hint = "Check that the address is the one of the service and not of a download."


class BadAnswer(ConnectorError):
    """The answer is not in the promised form."""

    hint = "Check that the address is the one of the service."


class NotAMoodle(BadAnswer):
    """Something answers at this address, but it is not Moodle's web service."""

    hint = "Give the address of Moodle's front page, as it stands in the browser's address bar."


class WebServicesOff(ConnectorError):
    """Moodle's web services or the REST protocol are switched off."""

    hint = "Switch on web services and the REST protocol in Moodle's site administration."


class Maintenance(ConnectorError):
    """Moodle is in maintenance mode."""

    hint = "Try again when the maintenance is over."


class BadToken(ConnectorError):
    """The web-service token is unknown or has expired."""

    hint = (
        "Make a new token in Moodle and give it on the page “Connect” or by `fingerpost site add`."
    )


class MissingFunction(ConnectorError):
    """A function is not part of the external service."""

    hint = "Add the function to the external service in Moodle."


class MissingCapability(ConnectorError):
    """The service account lacks a right."""

    hint = "Give the service account's role the named capability."


class NotShared(MissingCapability):
    """The account is not in the audience of a report."""


class BadParameter(ConnectorError):
    """Moodle refused a parameter."""

    hint = "This is likely a difference between Moodle versions; please report it."


class BadReport(ConnectorError):
    """The report is missing, or lacks columns."""

    hint = "Add the named columns to the report in Moodle."


class NoReport(BadReport):
    """There is no report with this number."""


class MoodleError(ConnectorError):
    """Any other error that Moodle names; ``code`` is Moodle's own short word for it."""

    def __init__(self, message: str, *, hint: str | None = None, code: str = "") -> None:
        super().__init__(message, hint=hint)
        self.code = code


class BadFile(ConnectorError):
    """A file cannot be read at all."""

    hint = "Correct the file and import it again."
