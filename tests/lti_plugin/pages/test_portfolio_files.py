"""Files in a portfolio's pages: how they are sent, what is said of a wrong one, who gets them."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4
from zipfile import ZipFile

import pytest
from werkzeug.test import TestResponse

from lti_plugin.services.portfolio import Work
from lti_plugin.services.portfolio_files import MEGABYTE
from lti_plugin.store import portfolio as rows
from lti_plugin.store.portfolio import PortfolioItem
from tests.support.catalogue import Small
from tests.support.installation import Installation, Visit, visit
from tests.support.platform import Platform
from tests.support.profiles import skill
from tests.support.reading import main_of
from tests.support.tool import TOOL, code_of
from tests.support.uploads import HTML, PDF, PNG, field, send, upload
from tests.support.work import accepted, add

PAGE, KEEP = "/learn/portfolio", "/learn/portfolio/keep"
ME, OTHER = "102", "103"
WORK: dict[str, Any] = {"item": "new", "title": "Report", "skill": ["SQL"], "level": ["4"]}


@pytest.fixture
def small(installation: Installation) -> Small:
    """The courses and people of the first site."""
    return installation.fill()


@pytest.fixture
def mine(installation: Installation, small: Small) -> Visit:
    """A visit of somebody who has no piece of work yet."""
    return visit(installation, person=ME)


@pytest.fixture
def work(installation: Installation, small: Small) -> Work:
    """A piece of work that is a file with an awkward name."""
    with installation.database.writing() as session:
        sql = skill(session, installation.site.id, "SQL").id
    return Work("Report", "", "", {sql: 4.0}, file=upload("Bericht „Zoë“; a.pdf"))


@pytest.fixture
def few(tmp_path: Path) -> Iterator[Installation]:
    """An installation that takes files of at most 1 MB."""
    installation = Installation(tmp_path, Platform(), portfolio_file_mb=1)
    installation.fill()
    yield installation
    installation.close()


def kept(installation: Installation, person: UUID) -> list[PortfolioItem]:
    with installation.database.reading() as session:
        return list(rows.of_person(session, installation.site.id, person))


def file_of(item: UUID) -> str:
    return f"{PAGE}/{item}/file"


@pytest.mark.parametrize("way", ["press", "fetch"])
def test_a_file_is_kept_with_and_without_the_pages_script_and_without_cookies(
    installation: Installation, small: Small, mine: Visit, way: str
) -> None:
    mine.browser.forget()
    page = getattr(mine, way)(KEEP, **WORK, file=field("../my report.pdf"))
    assert page.status_code == 200, page.text
    assert "my report.pdf (PDF, 1 KB) Download : my report.pdf" in main_of(page)
    (item,) = kept(installation, small.people[ME])
    got = mine.press(file_of(item.id))
    assert (got.status_code, got.data) == (200, PDF)


def test_an_empty_field_is_no_file(installation: Installation, small: Small, mine: Visit) -> None:
    page = mine.press(KEEP, **WORK, text="Text", file=field("", b""))
    assert page.status_code == 200
    assert "Another file in its place" not in page.text
    assert "add it as a file" in main_of(mine.press(KEEP, **WORK, file=field("", b"")))


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([("a.pdf", b"")], "This file is empty."),
        ([("a.png", HTML)], "What is in this file is not what its name says."),
        ([("a.svg", PDF)], "Files of this kind are not accepted. Accepted are PDF,"),
        ([("a.pdf", PDF), ("b.pdf", PDF)], "A piece of work has one file."),
        ([("a.pdf", PDF.ljust(MEGABYTE + 1))], "A file has at most 1 MB; this one is larger."),
        ([("a.pdf", PDF.ljust(3 * MEGABYTE))], "A file has at most 1 MB; this one is larger."),
    ],
    ids=["empty", "page", "drawing", "two", "too large", "far too large"],
)
def test_a_wrong_file_is_told_and_what_was_typed_stays(
    few: Installation, files: list[tuple[str, bytes]], said: str
) -> None:
    page = send(visit(few, person=ME), KEEP, *files, **WORK, text="My <words>")
    assert page.status_code == 400
    assert said in main_of(page)
    assert "Choose the file once more." in main_of(page)
    assert "My &lt;words&gt;</textarea>" in page.text
    assert page.text.count('name="item"') == 1


def test_the_pages_script_keeps_the_file_that_was_refused(mine: Visit) -> None:
    page = mine.fetch(KEEP, **WORK, file=field("a.png", HTML))
    assert page.status_code == 400
    assert "What is in this file is not what its name says." in main_of(page)
    assert "once more" not in main_of(page)


def test_what_is_much_too_large_is_not_read_and_told_in_the_frame(few: Installation) -> None:
    page = send(visit(few, person=ME), KEEP, ("a.pdf", PDF.ljust(5 * MEGABYTE)), **WORK)
    assert (page.status_code, code_of(page)) == (413, "http-413")
    assert "frame-ancestors *" in page.headers["Content-Security-Policy"]


def test_no_other_page_takes_more_than_before(installation: Installation, mine: Visit) -> None:
    big = ("a.pdf", PDF.ljust(MEGABYTE + 1))
    for address in (PAGE, "/learn/portfolio/share", "/learn/ad/read"):
        assert send(mine, address, big).status_code == 413
    assert send(mine, KEEP, big, **WORK).status_code == 200


def test_files_can_be_switched_off_and_those_there_stay(tmp_path: Path) -> None:
    off = Installation(tmp_path, Platform(), portfolio_file_mb=0)
    owner = off.fill().people[ME]
    mine = visit(off, person=ME)
    assert 'type="file"' not in mine.press(PAGE).text
    page = mine.press(KEEP, **WORK, file=field())
    assert "No files are taken here. Give a link instead." in main_of(page)
    with off.database.writing() as session:
        sql = skill(session, off.site.id, "SQL").id
    item = add(off.database, off.site, owner, Work("A", "", "", {sql: 1.0}, file=upload()))
    assert mine.press(file_of(item)).data == PDF
    assert 'name="without_file"' in mine.press(PAGE).text
    off.close()


def test_a_file_is_replaced_and_taken_away(
    installation: Installation, small: Small, mine: Visit
) -> None:
    mine.press(KEEP, **WORK, file=field())
    (item,) = kept(installation, small.people[ME])
    mine.press(KEEP, **WORK | {"item": str(item.id)}, file=field("b.png", PNG))
    assert mine.press(file_of(item.id)).data == PNG
    form = WORK | {"item": str(item.id), "without_file": "on"}
    page = mine.press(KEEP, **form)
    assert page.status_code == 400
    assert re.search(r'name="without_file"[^>]* checked', page.text)
    assert "b.png" not in mine.press(KEEP, **form, text="Text").text
    assert mine.press(file_of(item.id)).status_code == 404


def safe(answer: TestResponse) -> None:
    """Check that a browser only ever saves an answer."""
    headers = answer.headers
    assert headers["Content-Disposition"].startswith("attachment; filename")
    assert "filename*=UTF-8''Bericht%20%E2%80%9EZo%C3%AB%E2%80%9C" in headers["Content-Disposition"]
    assert headers["Content-Type"] == "application/pdf"
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Content-Security-Policy"].endswith("; sandbox")
    assert headers["Cache-Control"] == "no-store"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert headers["Content-Length"] == str(len(PDF))
    assert "ETag" not in headers


def test_its_owner_alone_gets_it_on_their_pages(
    installation: Installation, small: Small, mine: Visit, work: Work
) -> None:
    item = add(installation.database, installation.site, small.people[ME], work)
    address = f"{file_of(item)}?v={mine.page.request.args['v']}"
    got, head = mine.browser.get(address), mine.browser.client.head(address, base_url=TOOL)
    assert (got.data, head.data) == (PDF, b"")
    for answer in (got, head, mine.press(file_of(item))):
        assert answer.status_code == 200
        safe(answer)
    other = visit(installation, person=OTHER)
    for person, which in ((other, item), (mine, uuid4())):
        page = person.press(file_of(which))
        assert (page.status_code, code_of(page)) == (404, "not-found")
    mine.browser.forget()
    assert mine.browser.get(address).status_code == 401
    assert mine.press(f"{PAGE}/nonsense/file").status_code == 404


def test_whoever_has_the_link_gets_the_files_that_it_shows_until_it_is_taken_back(
    installation: Installation, small: Small, mine: Visit, work: Work
) -> None:
    place = (installation.database, installation.site, small.people[ME], small.people[OTHER])
    chosen, hidden = accepted(*place, work), accepted(*place, work)
    page = mine.press(f"{PAGE}/share", item=str(chosen))
    found = re.search(r'id="link" value="https://tool\.test(/portfolio/[^"]*)"', page.text)
    assert found is not None
    client = installation.app.test_client()
    seen = client.get(found[1], base_url=TOOL)
    assert "a.pdf (PDF, 1 KB) Download" in main_of(seen)
    address = f"{found[1]}/{chosen}/file"
    assert f'href="{address}"' in seen.text
    for answer in (client.get(address, base_url=TOOL), client.head(address, base_url=TOOL)):
        assert answer.status_code == 200
        safe(answer)
        assert answer.headers["X-Robots-Tag"] == "noindex, nofollow"
    for lost in (f"{found[1]}/{hidden}/file", f"{found[1]}x/{chosen}/file"):
        assert client.get(lost, base_url=TOOL).status_code == 404
    (share,) = re.findall(r'name="share" value="([^"]*)"', page.text)
    mine.press(f"{PAGE}/take-back", share=share)
    assert client.get(address, base_url=TOOL).status_code == 404


def test_guessing_by_files_is_slowed_down_with_the_rest(installation: Installation) -> None:
    client = installation.app.test_client()
    addresses = [
        f"/portfolio/guess{number}" + (f"/{uuid4()}/file" if number % 2 else "")
        for number in range(61)
    ]
    statuses = [client.get(each, base_url=TOOL).status_code for each in addresses]
    assert statuses == [404] * 60 + [429]


def test_my_data_tells_of_files_and_gives_them_out(
    installation: Installation, small: Small, mine: Visit, work: Work
) -> None:
    add(installation.database, installation.site, small.people[ME], work)
    add(installation.database, installation.site, small.people[OTHER], work)
    entries = mine.press("/learn/data/entries", table="portfolio_files")
    assert "Kind of file application/pdf" in main_of(entries)
    with mine.press("/learn/data/export") as answer:
        content, headers = answer.data, answer.headers
    assert headers["Content-Disposition"] == 'attachment; filename="my-data.zip"'
    assert (headers["Content-Type"], headers["Cache-Control"]) == ("application/zip", "no-store")
    with ZipFile(BytesIO(content)) as archive:
        (row,) = json.loads(archive.read("my-data.json"))["held"]["portfolio_files"]
        assert archive.namelist() == ["my-data.json", f"files/{row['id']}/{row['name']}"]
        assert archive.read(archive.namelist()[1]) == PDF
