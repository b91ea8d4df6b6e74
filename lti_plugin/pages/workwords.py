"""What pieces of work, their states and their levels are called on pages."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from flask_babel import format_date, format_decimal
from flask_babel import lazy_gettext as lazy

from lti_plugin.pages import wording
from lti_plugin.services import file_kinds
from lti_plugin.services.portfolio import Shown
from lti_plugin.services.portfolio_files import MEGABYTE
from lti_plugin.store.portfolio import ACCEPTED, RETURNED, UNREVIEWED
from lti_plugin.store.portfolio_files import PortfolioFile

STATES: Mapping[str, Any] = {
    UNREVIEWED: lazy("unreviewed"),
    ACCEPTED: lazy("accepted"),
    RETURNED: lazy("returned"),
}
# A piece of work that shows nothing of a skill is none.
LEVELS = (1, 2, 3, 4, 5)


def told(each: Shown) -> dict[str, Any]:
    """Return what pages show of an item."""
    item = each.item
    return {
        "id": item.id,
        "title": item.title,
        "link": item.link,
        "text": item.text,
        "state": item.state,
        "state_word": STATES[item.state],
        "owner": each.owner,
        "changed": day(item.changed_at),
        "seen": item.changed_at.isoformat(),
        "reviewed": day(item.reviewed_at) if item.reviewed_at else None,
        "reviewer": each.reviewer,
        "note": item.note,
        "file": _file(each.file) if each.file else None,
        "claims": [
            {
                "id": claim.skill.id,
                "skill": claim.skill.name,
                "claimed": claim.claimed,
                "claimed_word": wording.level(claim.claimed),
                "verdict": claim.verdict,
                "verdict_word": wording.level(claim.verdict),
            }
            for claim in each.claims
        ],
    }


def _file(row: PortfolioFile) -> dict[str, Any]:
    return {
        "name": row.name,
        "kind": file_kinds.WORDS.get(row.media_type, row.media_type),
        "size": size(row.size),
    }


def size(number: int) -> str:
    """Return a number of bytes as one reads it, as a file manager does: 1 MB are 1,024 KB."""
    if number < MEGABYTE:
        return f"{format_decimal(max(1, round(number / 1024)))} KB"
    return f"{format_decimal(number / MEGABYTE, '0.#')} MB"


def day(value: datetime) -> str:
    """Return the day of a time, where the reader is."""
    return str(format_date(value))
