"""What became of badges that somebody awards, in the reader's words."""

from __future__ import annotations

from flask_babel import ngettext

from lti_plugin.services.awarding import Awarded


def awarded(done: Awarded) -> str:
    """Return what became of an order."""
    told = [ngettext("%(num)d badge is awarded.", "%(num)d badges are awarded.", done.issued)]
    if done.held:
        told.append(
            ngettext("%(num)d person has it already.", "%(num)d people have it already.", done.held)
        )
    if done.unknown:
        told.append(
            ngettext(
                "Of %(num)d person no address is known that a badge could name.",
                "Of %(num)d people no address is known that a badge could name.",
                done.unknown,
            )
        )
    return " ".join(told)
