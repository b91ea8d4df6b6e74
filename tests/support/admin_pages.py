"""The admin's pages about skills as tests read them: tables with their heads, and CSV files."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

from werkzeug.test import TestResponse

AUDIT, OBJECTIVES, CATALOGUE = "/admin/audit", "/admin/objectives", "/admin/catalogue"
UPKEEP = "/admin/catalogue/upkeep"


def plain(html: str) -> str:
    """Return what somebody reads of a piece of a page."""
    text = unescape(re.sub(r"<[^>]*>", " ", html))
    return " ".join(text.replace("\xa0", " ").replace("\u202f", " ").split())


def table(page: TestResponse, heading: str) -> list[dict[str, str]]:
    """Return the rows of the table in the section of this heading, by the heads of its columns."""
    section = next(
        each for each in page.text.split("<section")[1:] if f'aria-labelledby="{heading}"' in each
    )
    heads = [plain(each) for each in re.findall(r'<th scope="col">(.*?)</th>', section, re.DOTALL)]
    body = section.partition("<tbody>")[2]
    rows = re.findall(r"<tr>(.*?)</tr>", body, re.DOTALL)
    cells = [re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row, re.DOTALL) for row in rows]
    return [dict(zip(heads, map(plain, row), strict=True)) for row in cells]


def sheet(answer: TestResponse) -> list[dict[str, str]]:
    """Return the rows of a CSV file."""
    assert answer.status_code == 200, answer.text
    assert answer.mimetype == "text/csv"
    return list(csv.DictReader(io.StringIO(answer.get_data().decode("utf-8-sig"))))
