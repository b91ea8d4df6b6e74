""" "My data": what somebody sees of what is held about them, and how it is given out."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest

from lti_plugin.services import admission
from lti_plugin.store import choices
from lti_plugin.store.aims import Decision
from lti_plugin.store.evidence import EvidenceRow
from lti_plugin.store.recommendations import Shown
from lti_plugin.store.requests import Request
from tests.support.catalogue import Small, small_site
from tests.support.installation import Installation, Visit, site_of, visit
from tests.support.my_data import (
    CHOICE,
    CONTEST,
    ENTRIES,
    ERASE,
    EXPORT,
    PAGE,
    WITHDRAW,
    actions,
    filled,
    numbers,
    rows,
)
from tests.support.platform import Platform
from tests.support.reading import answer_of
from tests.support.tool import Browser, code_of


@pytest.fixture
def small(installation: Installation) -> Small:
    """The courses and people of the first site, with something about two of them."""
    return filled(installation)


def test_what_is_held_stands_under_headings_with_why_since_when_and_who(
    installation: Installation, small: Small
) -> None:
    page = visit(installation).press(PAGE)
    assert re.match(
        r"Fingerpost holds \d+ entries about you, the oldest since \w+", answer_of(page)
    )
    headings = [unescape(text) for text in re.findall(r"<h2[^>]*>([^<]*)</h2>", page.text)]
    assert headings == [
        "What you can decide yourself",
        "Who you are",
        "Courses and completions",
        "Evidence of your skills",
        "Badges",
        "What was suggested to you, and what you answered",
        "What you were shown",
        "Recommended cohorts",
        "Your aims and learning times",
        "Paths, and grades sent to Moodle",
        "Assignments at work, and budgets",
        "Visits and changes",
        "What you chose and asked for here",
        "What lies elsewhere",
    ]
    held = numbers(page)
    assert (held["Your record"], held["Courses that you finished"]) == (1, 1)
    assert (held["Courses that you were shown"], held["Your visits"]) == (3, 1)
    assert sum(held.values()) == int(re.findall(r"\d+", answer_of(page))[0])
    assert "To compare what you can do with what a role asks for." in page.text
    assert page.text.count("<caption") == page.text.count("<table")
    assert "So that they stay off your list." in page.text
    assert 'aria-label="Show: Courses that you put aside"' not in page.text  # there are none


@pytest.mark.parametrize("who", ["learner", "instructor", "admin"])
def test_everybody_sees_their_own_and_nobody_elses(
    installation: Installation, small: Small, who: str
) -> None:
    mine = visit(installation, who)
    page = mine.press(ENTRIES, table="evidence")
    assert answer_of(page) == "What speaks for your skills, apart from finished courses: 1 entry."
    assert "A note on 102" in page.text
    assert "A note on 103" not in page.text
    for part in ("SQL · 3 (independent)", "manager", "Person 1"):
        assert part in page.text
    suggested = mine.press(ENTRIES, table="decisions").text
    assert "Upskill · Role of 102" in suggested
    assert "Role of 103" not in suggested


def test_an_entry_opens_and_tells_all_of_it_with_names_for_ids(
    installation: Installation, small: Small
) -> None:
    page = visit(installation).press(ENTRIES, table="shown")
    assert page.text.count("<details>") == 3
    first = page.text.split("<details>")[1]
    assert '<summary class="text-break">' in first
    assert re.search(r"<dt>Course</dt><dd>[\w: ]+</dd>", first)
    assert re.search(r"<dt>Place in the list</dt><dd>\d</dd>", first)
    assert str(small.courses["3"]) not in page.text


def test_many_entries_come_page_by_page_each_once(installation: Installation, small: Small) -> None:
    with installation.database.writing() as session:
        for number in range(45):
            session.add(
                Decision(
                    site_id=installation.site.id,
                    person_id=small.people["102"],
                    rule="R3",
                    kind="upskill",
                    towards=f"Role number {number}",
                )
            )
    mine = visit(installation)
    pages = [mine.press(ENTRIES, table="decisions", page=n) for n in (1, 2, 3)]
    found = [re.findall(r"Upskill · (Role [\w ]+)<", page.text) for page in pages]
    assert [len(each) for each in found] == [20, 20, 6]
    assert len({role for each in found for role in each}) == 46
    assert "Page 2 of 3" in pages[1].text
    offers = [(">Newer<" in page.text, ">Older<" in page.text) for page in pages]
    assert offers == [(False, True), (True, True), (True, False)]
    for number in ("0", "99999999", "x", "-1"):
        assert mine.press(ENTRIES, table="decisions", page=number).status_code == 200
    assert "Page 3 of 3" in mine.press(ENTRIES, table="decisions", page="999").text


def test_the_export_is_a_file_with_every_evidence_row_and_every_decision(
    installation: Installation, small: Small
) -> None:
    answer = visit(installation).press(EXPORT)
    assert answer.headers["Content-Disposition"] == 'attachment; filename="my-data.json"'
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.mimetype == "application/json"
    told = json.loads(answer.text)
    me = small.people["102"]
    for table, kept in (("evidence", EvidenceRow), ("decisions", Decision), ("shown", Shown)):
        own = {str(row.id) for row in rows(installation, kept) if row.person_id == me}
        assert own
        assert {row["id"] for row in told["held"][table]} == own
    assert "103" not in {row["value"] for row in told["held"]["person_ids"]}
    assert told["names"][str(small.courses["2"])] == "SQL: Foundations"
    assert "secret_hash" not in answer.text
    assert actions(installation)[-1] == "own data exported"


@pytest.mark.parametrize("path", [ENTRIES, EXPORT, ERASE, CHOICE, CONTEST, WITHDRAW])
def test_a_forged_post_is_refused_and_an_address_alone_does_nothing(
    installation: Installation, small: Small, path: str
) -> None:
    mine = visit(installation)
    short = mine.page.request.args["v"]
    sent = {"table": "evidence", "sure": "yes", "kind": "history", "decision": "out"}
    for fields in (sent, {**sent, "page_token": "forged"}):
        page = mine.browser.post(path, fields)
        assert (page.status_code, code_of(page)) == (401, "session-ended")
    assert mine.browser.get(f"{path}?v={short}").status_code == 405
    assert rows(installation, Request) == rows(installation, choices.Choice) == []
    assert "own data exported" not in actions(installation)


def test_a_visit_of_nobody_has_no_data(installation: Installation, small: Small) -> None:
    with installation.database.writing() as session:
        secret = admission.invite(session, installation.site.id)
    browser = Browser(installation, installation.platforms[0])
    place = browser.post("/admin/enter", {"secret": secret}).headers["Location"]
    page = browser.get(f"{PAGE}?v={place.partition('v=')[2]}")
    assert (page.status_code, code_of(page)) == (401, "session-ended")


@pytest.mark.parametrize("table", ["", "sites", "courses", "tombstones"])
def test_what_is_not_about_people_cannot_be_looked_at(
    installation: Installation, small: Small, table: str
) -> None:
    page = visit(installation).press(ENTRIES, table=table)
    assert (page.status_code, code_of(page)) == (400, "bad-request")


def test_everything_works_without_cookies(installation: Installation, small: Small) -> None:
    mine: Visit = visit(installation)
    mine.browser.forget()
    for path, fields in ((PAGE, {}), (ENTRIES, {"table": "visits"}), (EXPORT, {}), (ERASE, {})):
        assert mine.press(path, **fields).status_code == 200


def test_every_kind_of_entry_can_be_read(installation: Installation, small: Small) -> None:
    mine = visit(installation)
    mine.press("/learn/feedback", course=small.courses["3"], kind="later")
    mine.press(CHOICE, kind="cohorts", decision="out")
    mine.press(ERASE, sure="yes")
    page = mine.press(PAGE)
    offered = set(re.findall(r'name="table" value="([^"]*)"', page.text))
    assert {"people", "feedback", "choices", "requests", "audit_entries", "visits"} <= offered
    for table in offered:
        page = mine.press(ENTRIES, table=table)
        assert page.status_code == 200
        assert "<summary" in page.text


def test_another_sites_data_are_out_of_reach(tmp_path: Path) -> None:
    platforms = Platform(), Platform(issuer="https://other.test", client_id="client-2")
    both = Installation(tmp_path / "both", *platforms)
    both.fill()
    small_site(both.database, site_of(both.database, "https://other.test"))
    visit(both, platform=1).press(ERASE, sure="yes", text="theirs alone")
    (kept,) = rows(both, Request)
    mine = visit(both)
    assert "theirs alone" not in mine.press(PAGE).text
    assert mine.press(WITHDRAW, request=kept.id).status_code == 404
    assert mine.press(CONTEST, table="requests", entry=kept.id, text="x").status_code == 404
    both.close()
