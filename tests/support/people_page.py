"""The admin's page about people as its user has it: buttons to press, tables to read."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from uuid import UUID

from werkzeug.test import TestResponse

from lti_plugin.store import overrides, sites
from tests.support.installation import Installation, Visit
from tests.support.platform import VOCABULARY
from tests.support.reading import text_of

PAGE = "/admin/people/access"
ADMINS, CHANGES = "Table of L&D admins", "Table of changes"
MENTOR = VOCABULARY + "membership#Mentor"
CUSTOM = "https://moodle.test/roles#LearningLead"


def press(mine: Visit, path: str = "", **fields: object) -> TestResponse:
    """Press a button of the page where neither a script nor a cookie helps."""
    mine.browser.forget()
    return mine.press(PAGE + path, **fields)


def decide(mine: Visit, person: UUID, decision: str, **fields: object) -> TestResponse:
    """Press one of the buttons about a person."""
    return press(mine, "/admins", person=person, decision=decision, **fields)


def rows(page: TestResponse, table: str) -> list[str]:
    """Return the text of each row of the table with this name."""
    found = re.search(rf'aria-label="{table}">.*?<tbody>(.*?)</tbody>', page.text, re.DOTALL)
    return [text_of(row) for row in found[1].split("</tr>")[:-1]] if found else []


def told(page: TestResponse) -> str:
    """Return what the page says about what was just done."""
    found = re.search(r'<div class="alert[^>]*>(.*?)</div>', page.text, re.DOTALL)
    assert found is not None, page.text
    return text_of(found[1])


def listed(installation: Installation) -> dict[str, bool]:
    """Return what was decided about whom."""
    with installation.database.reading() as session:
        found = overrides.listed(session, installation.site.id)
        return {person.name: row.admin for person, row in found}


def rules_of(installation: Installation) -> dict[str, Any]:
    """Return the rules of the first site."""
    with installation.database.reading() as session:
        return dict(sites.get(session, installation.site.id).roles)


def rule(mine: Visit, *pairs: tuple[str, str]) -> TestResponse:
    """Post the form of the rules."""
    return press(mine, "/rules", role=[p[0] for p in pairs], audience=[p[1] for p in pairs])


def chosen(page: TestResponse) -> dict[str, str]:
    """Return what the form of the rules shows other than as usual, by the label of the role."""
    found: dict[str, str] = {}
    for block in page.text.split('<div class="rule">')[1:]:
        option = re.search(r"<option[^>]*selected>([^<]*)<", block)
        if option is not None:
            found[text_of(block.split("</label>")[0])] = unescape(option[1])
    return found
