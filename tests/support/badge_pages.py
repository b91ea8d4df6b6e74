"""The admin's pages about badges as their user has them: forms to send, badges to tick."""

from __future__ import annotations

import base64
import io
import re
from html import unescape
from typing import Any
from uuid import UUID

from PIL import Image
from werkzeug.test import TestResponse

from lti_plugin.store import achievements
from lti_plugin.store.achievements import KEEP, Achievement
from tests.support.achievements import said
from tests.support.catalogue import Small
from tests.support.installation import Installation, Visit

PAGE = "/admin/badges"
BADGES, ROWS, LIST = "Table of badges", "Table of rows", "Table of badges"


def form(small: Small, **changes: Any) -> dict[str, Any]:
    """Return the form of an achievement of the course SQL: Foundations."""
    texts = said()
    fields = {
        "kind": "course",
        "thing": small.courses["2"],
        "name": texts.name,
        "description": texts.description,
        "criteria": texts.criteria,
        "language": "en",
        "skills": "SQL",
        "tags": "data, tables",
        "when_undone": KEEP,
        "picture": "drawn",
        "step": "keep",
    }
    return {**fields, **changes}


def keep(mine: Visit, small: Small, **changes: Any) -> TestResponse:
    """Send that form."""
    return mine.press(f"{PAGE}/keep", **form(small, **changes))


def only(installation: Installation) -> Achievement:
    """Return the one achievement that there is."""
    with installation.database.reading() as session:
        (found,) = achievements.of_site(session, installation.site.id)
        return found


def press(mine: Visit, made: UUID, do: str = "", **fields: object) -> TestResponse:
    """Press a button of the page about an achievement."""
    return mine.press(f"{PAGE}/{made}{do and '/' + do}", **fields)


def picture(page: TestResponse) -> Image.Image:
    """Return the picture that a page shows."""
    found = re.search(r'src="data:image/png;base64,([^"]+)"', page.text)
    assert found is not None
    return Image.open(io.BytesIO(base64.b64decode(found[1])))


def boxes(page: TestResponse) -> dict[str, str]:
    """Return the badges that can be ticked, by whose they are."""
    found = re.findall(r'name="badge" value="([^"]+)">.*?<bdi>(.*?)</bdi>', page.text, re.DOTALL)
    return {unescape(name): value for value, name in found}


def value_of(page: TestResponse, name: str) -> str:
    """Return what a field of the form holds."""
    found = re.search(rf'name="{name}"[^>]* value="([^"]*)"', page.text) or re.search(
        rf'<textarea[^>]* name="{name}"[^>]*>(.*?)</textarea>', page.text, re.DOTALL
    )
    assert found is not None, name
    return unescape(found[1])
