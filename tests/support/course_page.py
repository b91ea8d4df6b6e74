"""One course of the catalogue as an admin's page shows it, read by tests."""

from __future__ import annotations

import re
from html import unescape

from werkzeug.test import TestResponse

from lti_plugin.store.courses import Course
from tests.support.catalogue import Small
from tests.support.installation import Installation


def course_of(installation: Installation, small: Small, key: str) -> Course:
    with installation.database.reading() as session:
        return session.get_one(Course, small.courses[key])


def form_of(page: TestResponse) -> dict[str, str]:
    """Return the fields of the form about what is said of a course, as a browser would send it."""
    part = page.text.partition('id="said"')[2].partition("</form>")[0]
    found = dict(re.findall(r'<input[^>]* name="([^"]+)" value="([^"]*)"', part))
    for name, options in re.findall(r'<select[^>]* name="([^"]+)">(.*?)</select>', part, re.DOTALL):
        found[name] = re.findall(r'value="([^"]*)" selected', options)[0]
    return {name: unescape(text) for name, text in found.items() if name != "page_token"}
