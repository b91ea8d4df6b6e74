"""The application's errors: one tree, turned into a page, a problem or a line in one place.

``code`` is stable and may be searched for in the documentation; the message is one sentence for a
person; ``hint`` says what to do next. None of them ever holds a secret.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence


class FingerpostError(Exception):
    """Anything that the application itself refuses or cannot do."""

    code = "error"
    status = 500
    hint = ""

    def __init__(self, message: str, *, hint: str | None = None, status: int | None = None) -> None:
        super().__init__(message)
        self.message = message
        if hint is not None:
            self.hint = hint
        if status is not None:
            self.status = status


class BadSettings(FingerpostError):
    """Settings are missing or wrong; the message lists every mistake."""

    code = "settings"
    hint = "Correct the environment and start again; docs/operate.md lists every setting."


class DatabaseNotReady(FingerpostError):
    """The database is of another revision than the code, or cannot be opened."""

    code = "database"
    status = 503
    hint = "Run `fingerpost migrate`."


class NotFound(FingerpostError):
    """The thing asked for does not exist on this site."""

    code = "not-found"
    status = 404


class BadRequest(FingerpostError):
    """The request is malformed."""

    code = "bad-request"
    status = 400


class BadFields(BadRequest):
    """The request is well formed but does not fit; ``fields`` tell what is wrong, by name."""

    code = "bad-fields"
    status = 422

    def __init__(
        self, message: str, *, hint: str | None = None, fields: Mapping[str, Sequence[str]]
    ) -> None:
        super().__init__(message, hint=hint)
        self.fields = fields


class Conflict(FingerpostError):
    """Somebody else has changed the same thing in the meantime."""

    code = "conflict"
    status = 409


class NotTrusted(FingerpostError):
    """A message could not be verified."""

    code = "not-trusted"
    status = 401
    hint = "Open the activity again from your course page."


class NotAllowed(FingerpostError):
    """Known, but without the right to do this."""

    code = "not-allowed"
    status = 403


class SessionEnded(NotTrusted):
    """The page has been open for too long, or its session was closed."""

    code = "session-ended"


class OutsideFailed(FingerpostError):
    """Another system, such as Moodle, did not answer as promised."""

    code = "outside"
    status = 503


class JobFailed(FingerpostError):
    """A background job ended without success."""

    code = "job"


class BadInput(FingerpostError):
    """A file or an argument is not usable.

    ``key`` names a sentence that pages have in their reader's language, to be filled with
    ``values``; without one they look the message itself up.
    """

    code = "input"
    status = 400

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        key: str | None = None,
        values: Mapping[str, object] | None = None,
    ) -> None:
        super().__init__(message, hint=hint)
        self.key = key
        self.values = values or {}
