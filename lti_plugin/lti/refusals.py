"""How a launch is refused: a general sentence for the person, an exact code for the admin.

The code says which check failed; nothing that was sent is ever repeated.
"""

from __future__ import annotations

from lti_plugin.errors import BadRequest, FingerpostError, NotAllowed, NotTrusted

AGAIN = "Open the activity again from your course page."
ASK = "Ask the person who runs Moodle, and give them the code below."


def malformed(code: str) -> FingerpostError:
    """Return the refusal of a message that is not in the agreed form (400)."""
    return _coded(BadRequest("Moodle's message cannot be read.", hint=ASK), code)


def untrusted(code: str) -> FingerpostError:
    """Return the refusal of a message that cannot be verified (401)."""
    return _coded(NotTrusted("This launch cannot be verified.", hint=AGAIN), code)


def forbidden(
    code: str, message: str = "This way in is not switched on.", hint: str = ASK
) -> FingerpostError:
    """Return the refusal of somebody known who may not come in (403)."""
    return _coded(NotAllowed(message, hint=hint), code)


def ended(code: str, message: str, hint: str = AGAIN) -> FingerpostError:
    """Return the refusal of what was right once but is over (401)."""
    return _coded(NotTrusted(message, hint=hint), code)


def _coded(error: FingerpostError, code: str) -> FingerpostError:
    error.code = f"lti-{code}"
    return error
