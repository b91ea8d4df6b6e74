""" "My data": what somebody sees of what is held about them, and what they can do about it."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_plugin.services import admission, evidence, requests
from lti_plugin.services.evidence import Said
from lti_plugin.store import choices, skills
from lti_plugin.store.aims import Decision
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.evidence import EvidenceRow
from lti_plugin.store.people import Person
from lti_plugin.store.recommendations import Shown
from lti_plugin.store.requests import Request
from tests.support.catalogue import Small, small_site
from tests.support.installation import Installation, Visit, site_of, visit
from tests.support.platform import Platform
from tests.support.tool import Browser, code_of

PAGE = "/learn/data"
ENTRIES, EXPORT, ERASE = f"{PAGE}/entries", f"{PAGE}/export", f"{PAGE}/erase"
CHOICE, CONTEST, WITHDRAW = f"{PAGE}/choice", f"{PAGE}/contest", f"{PAGE}/withdraw"


@pytest.fixture
def small(installation: Installation) -> Small:
    """The courses and people of the first site, with something about two of them."""
    small = installation.fill()
    with installation.database.writing() as session:
        skill = next(s for s in skills.of_site(session, installation.site.id) if s.name == "SQL")
        for person, level in (("102", 3.0), ("103", 4.0)):
            said = Said(skill.id, level, "manager", note=f"A note on {person}")
            owner = small.people[person]
            evidence.add(session, installation.site.id, owner, said, str(small.people["101"]))
            session.add(
                Decision(
                    site_id=installation.site.id,
                    person_id=owner,
                    rule="R3",
                    kind="upskill",
                    towards=f"Role of {person}",
                    grounds=[{"fact": "coverage", "value": 0.4}],
                )
            )
    return small


def rows(installation: Installation, table: type[Any]) -> list[Any]:
    with installation.database.reading() as session:
        return session.query(table).all()


def actions(installation: Installation) -> list[str]:
    with installation.database.reading() as session:
        return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.at)))


def heading(page: TestResponse) -> str:
    found = re.search(r'<h1 class="answer"[^>]*>([^<]*)</h1>', page.text)
    assert found is not None, page.text
    return unescape(found[1])


def status(page: TestResponse) -> str:
    found = re.search(r'role="(?:status|alert)">\s*<span>([^<]*)</span>', page.text)
    assert found is not None, page.text
    return unescape(found[1])


def numbers(page: TestResponse) -> dict[str, int]:
    """Return how many entries of each kind the page tells of."""
    found = re.findall(r'<th scope="row">([^<]*)</th>\s*<td data-label="Entries">(\d+)<', page.text)
    return {unescape(name): int(number) for name, number in found}


def mine_of(installation: Installation, small: Small, person: str = "102") -> UUID:
    return small.people[person]


def test_what_is_held_stands_under_headings_with_why_since_when_and_who(
    installation: Installation, small: Small
) -> None:
    page = visit(installation).press(PAGE)
    assert re.match(r"Fingerpost holds \d+ entries about you, the oldest since \w+", heading(page))
    headings = [unescape(text) for text in re.findall(r"<h2[^>]*>([^<]*)</h2>", page.text)]
    assert headings == [
        "What you can decide yourself",
        "Who you are",
        "Courses and completions",
        "Evidence of your skills",
        "What was suggested to you, and what you answered",
        "What you were shown",
        "Your aims and learning times",
        "Paths, and grades sent to Moodle",
        "Visits and changes",
        "What you chose and asked for here",
        "What lies elsewhere",
    ]
    held = numbers(page)
    assert (held["Your record"], held["Courses that you finished"]) == (1, 1)
    assert (held["Courses that you were shown"], held["Your visits"]) == (3, 1)
    assert sum(held.values()) == int(re.findall(r"\d+", heading(page))[0])
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
    assert heading(page) == "What speaks for your skills, apart from finished courses: 1 entry."
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
                    person_id=mine_of(installation, small),
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
    me = mine_of(installation, small)
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


def test_erasing_is_asked_for_only_after_it_was_said_what_happens(
    installation: Installation, small: Small
) -> None:
    mine = visit(installation)
    page = mine.press(ERASE)
    assert heading(page) == "Do you want everything about you to be erased here?"
    for words in ("deleted for good", "neither the next update from Moodle nor opening"):
        assert words in page.text
    assert rows(installation, Request) == []
    page = mine.press(ERASE, sure="yes", text="I leave in June")
    assert status(page) == "Your L&D team has your request. Nothing is erased until they answer."
    assert "I leave in June" in page.text
    mine.press(ERASE, sure="yes")
    (kept,) = rows(installation, Request)
    assert (kept.kind, kept.person_id) == ("erase", mine_of(installation, small))
    assert actions(installation).count("erasure asked for") == 1
    with installation.database.reading() as session:
        assert session.get(Person, kept.person_id) is not None


def test_a_request_can_be_taken_back_until_it_is_answered(
    installation: Installation, small: Small
) -> None:
    mine = visit(installation)
    mine.press(ERASE, sure="yes")
    (kept,) = rows(installation, Request)
    theirs = visit(installation, person="103")
    assert theirs.press(WITHDRAW, request=kept.id).status_code == 404
    assert status(mine.press(WITHDRAW, request=kept.id)) == "Your request is taken back."
    assert rows(installation, Request) == []
    assert actions(installation)[-1] == "request withdrawn"
    mine.press(ERASE, sure="yes")
    (kept,) = rows(installation, Request)
    with installation.database.writing() as session:
        requests.settle(session, installation.site.id, kept.id, "The law says <5 years>", "x")
    page = mine.press(PAGE)
    assert "The law says &lt;5 years&gt;" in page.text
    assert "Take back" not in page.text
    assert mine.press(WITHDRAW, request=kept.id).status_code == 404


def test_an_entry_is_contested_in_the_persons_own_words(
    installation: Installation, small: Small
) -> None:
    mine = visit(installation)
    page = mine.press(ENTRIES, table="evidence")
    (entry,) = re.findall(r'name="entry" value="([^"]*)"', page.text)
    page = mine.press(CONTEST, table="evidence", entry=entry, text="I was <never> asked")
    assert status(page) == "Your L&D team has what you wrote."
    (kept,) = rows(installation, Request)
    assert (kept.kind, kept.about, str(kept.about_id)) == ("contest", "evidence", entry)
    assert "I was &lt;never&gt; asked" in mine.press(PAGE).text
    assert actions(installation)[-1] == "entry contested"
    page = mine.press(CONTEST, table="evidence", entry=entry, text=" \x00 ")
    assert (page.status_code, status(page)) == (400, "Say in a few words what is wrong.")
    assert len(rows(installation, Request)) == 1


def test_only_an_own_entry_can_be_contested(installation: Installation, small: Small) -> None:
    theirs = next(
        row.id
        for row in rows(installation, EvidenceRow)
        if row.person_id == mine_of(installation, small, "103")
    )
    mine = visit(installation)
    for entry in (theirs, uuid4()):
        page = mine.press(CONTEST, table="evidence", entry=entry, text="wrong")
        assert (page.status_code, code_of(page)) == (404, "not-found")
    for table, entry in (("sites", uuid4()), ("courses", small.courses["2"]), ("evidence", "7")):
        page = mine.press(CONTEST, table=table, entry=entry, text="wrong")
        assert (page.status_code, code_of(page)) == (400, "bad-request")
    assert rows(installation, Request) == []


@pytest.mark.parametrize("table", ["", "sites", "courses", "tombstones"])
def test_what_is_not_about_people_cannot_be_looked_at(
    installation: Installation, small: Small, table: str
) -> None:
    page = visit(installation).press(ENTRIES, table=table)
    assert (page.status_code, code_of(page)) == (400, "bad-request")


@pytest.mark.parametrize("kind", choices.KINDS)
def test_opting_out_is_seen_kept_and_undone(
    installation: Installation, small: Small, kind: str
) -> None:
    mine = visit(installation)
    page = mine.press(CHOICE, kind=kind, decision="out")
    assert status(page).startswith("Switched off: ")
    assert page.text.count("Switch on again") == 2  # its name for the eye and for the ear
    assert 'aria-label="Undo: Switched off' in page.text
    mine.press(CHOICE, kind=kind, decision="out")
    (kept,) = rows(installation, choices.Choice)
    assert (kept.kind, kept.person_id) == (kind, mine_of(installation, small))
    assert "Switch on again" not in visit(installation, person="103").press(PAGE).text
    assert status(mine.press(CHOICE, kind=kind, decision="in")).startswith("Switched on again: ")
    mine.press(CHOICE, kind=kind, decision="in")
    assert rows(installation, choices.Choice) == []
    assert actions(installation) == ["opted out", "opted in again"]


@pytest.mark.parametrize(
    "sent", [{}, {"kind": "all", "decision": "out"}, {"kind": "history", "decision": "maybe"}]
)
def test_a_choice_that_does_not_exist_is_refused(
    installation: Installation, small: Small, sent: dict[str, str]
) -> None:
    page = visit(installation).press(CHOICE, **sent)
    assert (page.status_code, code_of(page)) == (400, "bad-request")


def test_who_opted_out_of_learning_reads_so_above_the_list(
    installation: Installation, small: Small
) -> None:
    mine = visit(installation)
    mine.press(CHOICE, kind="history", decision="out")
    page = mine.press("/learn/")
    assert "You opted out of learning from finished courses" in page.text
    assert "There is not enough history here yet" not in page.text
    assert "There is not enough history here yet" in visit(installation, person="103").page.text


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
