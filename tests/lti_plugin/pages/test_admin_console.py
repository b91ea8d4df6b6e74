"""The admin's pages about people as their user has them: list, person, import, log, inbox."""

from __future__ import annotations

import json
import re
from io import BytesIO
from uuid import UUID, uuid4

import pytest
from werkzeug.test import TestResponse

from lti_plugin.services import inbox, requests
from lti_plugin.services.inbox import Matter
from lti_plugin.store import people
from lti_plugin.store import requests as rows
from lti_plugin.store.people import Person
from lti_plugin.store.requests import CONTEST, COURSE_FEEDBACK, EXPORT
from tests.support.admin_pages import sheet
from tests.support.catalogue import Small
from tests.support.installation import Installation, Visit, site_of
from tests.support.people_page import rows as table
from tests.support.people_page import told
from tests.support.platform import Platform
from tests.support.reading import answer_of
from tests.support.tool import code_of

PEOPLE, IMPORT, LOG = "/admin/people", "/admin/people/import", "/admin/people/log"
INBOX = "/admin/requests"


def upload(admin: Visit, text: str) -> TestResponse:
    """Send a file of people as a browser does."""
    file = (BytesIO(text.encode()), "hr.csv")
    return admin.press(f"{IMPORT}/send", file=file)


def hidden(page: TestResponse, name: str) -> str:
    """Return the value of the first hidden field of this name."""
    return page.text.split(f'name="{name}" value="')[1].split('"')[0]


def test_the_list_says_who_is_what_and_keeps_its_filters_in_the_address(
    admin: Visit, ids: dict[str, UUID]
) -> None:
    page = admin.press(PEOPLE)
    assert answer_of(page) == "3 people are here."
    ada, dmitri, grace = table(page, "Table of people")
    assert ada.startswith("Ada Byron ada, ada@example.org Learner – – Here never")
    assert dmitri.startswith("Dmitri Umar user50")
    assert "L&D admin" in dmitri
    assert grace.startswith("Grace <Hopper> E8")
    page = admin.press(PEOPLE, q="byron", being="learner", state="")
    assert answer_of(page) == "1 person fits this."
    address = page.text.split('data-address="')[1].split('"')[0]
    assert "q=byron" in address
    assert "being=learner" in address
    again = admin.browser.get(f"{PEOPLE}?v={admin.page.request.args['v']}&q=byron")
    assert answer_of(again) == "1 person fits this."
    (row,) = sheet(admin.press(f"{PEOPLE}/csv", q="byron"))
    assert (row["name"], row["username"], row["here_as"]) == ("Ada Byron", "ada", "learner")


@pytest.mark.parametrize("fields", [{"being": "king"}, {"state": "x"}])
def test_a_filter_that_is_not_known_is_refused(admin: Visit, fields: dict[str, str]) -> None:
    assert code_of(admin.press(PEOPLE, **fields)) == "bad-request"


def test_formulas_in_exports_are_defused(admin: Visit, installation: Installation) -> None:
    with installation.database.writing() as session:
        session.add(Person(site_id=installation.site.id, name="=HYPERLINK(1)", extra={}))
    names = [row["name"] for row in sheet(admin.press(f"{PEOPLE}/csv"))]
    assert "'=HYPERLINK(1)" in names


def test_a_record_is_corrected_with_the_source_beside_it(
    admin: Visit, ids: dict[str, UUID]
) -> None:
    mine = f"{PEOPLE}/{ids['ada']}"
    assert answer_of(admin.press(mine)) == "Ada Byron: Learner"
    page = admin.press(f"{mine}/correct", role="Analyst", department="", manager="E8", hired_on="")
    assert told(page) == "It is kept, and no update overwrites it."
    assert answer_of(page) == "Ada Byron: Learner · Analyst"
    line = table(page, "Table of the record")[0]
    assert line.startswith("Role Analyst corrected on")
    assert "Leave it to the source" in line
    refused = admin.press(f"{mine}/correct", role="Boss", manager="nobody")
    assert refused.status_code == 400
    assert 'value="Boss"' in refused.text
    page = admin.press(f"{mine}/release", field="role")
    assert answer_of(page) == "Ada Byron: Learner"


def test_a_record_is_given_out_and_erased_only_when_sure(
    admin: Visit, ids: dict[str, UUID], installation: Installation
) -> None:
    record = admin.press(f"{PEOPLE}/{ids['ada']}/export")
    assert json.loads(record.text)["held"]["people"][0]["name"] == "Ada Byron"
    said = sheet(admin.press(f"{PEOPLE}/{ids['ada']}/export/csv"))
    named = {(row["about"], row["field"]): row["value"] for row in said}
    assert named["people", "name"] == "Ada Byron"
    assert {about for about, _field in named} <= set(json.loads(record.text)["held"])
    assert not {field for _about, field in named} & {"target_role", "extra"}
    page = admin.press(f"{PEOPLE}/erase", person=ids["ada"])
    assert told(page) == "Tick that you are sure; nothing was erased."
    page = admin.press(f"{PEOPLE}/erase", person=ids["ada"], sure="yes")
    assert told(page) == "Ada Byron is erased, and no update brings them back."
    with installation.database.reading() as session:
        assert session.get(Person, ids["ada"]) is None
    (gone, given, given_before, *_rest) = table(admin.press(LOG), "Table of changes")
    assert gone.endswith("Dmitri Umar A person was erased.")
    assert "was given out" in given
    assert "was given out" in given_before


def test_another_sites_person_is_not_found_and_the_asking_is_logged(
    admin: Visit, installation: Installation, caplog: pytest.LogCaptureFixture
) -> None:
    other = Platform(issuer="https://other.test", client_id="client-2")
    installation.register(other)
    with installation.database.writing() as session:
        site = site_of(installation.database, other.issuer)
        stranger = Person(site_id=site.id, name="Stranger", extra={})
        session.add(stranger)
    for path in ("", "/correct", "/export", "/standing"):
        page = admin.press(f"{PEOPLE}/{stranger.id}{path}", decision="on", role="x")
        assert (page.status_code, code_of(page)) == (404, "not-found")
        assert "Stranger" not in page.text
    assert admin.press(f"{PEOPLE}/erase", person=stranger.id, sure="yes").status_code == 404
    refused = [each.msg for each in caplog.records if each.name == "fingerpost.error"]
    assert len(refused) == 5
    assert all(f"'site': '{installation.site.id}'" in str(each) for each in refused)


def test_a_file_is_sent_looked_at_corrected_and_taken(
    admin: Visit, ids: dict[str, UUID], installation: Installation
) -> None:
    assert answer_of(admin.press(IMPORT)) == "Send a file of your people from the HR system."
    assert "Choose a file first." in told(admin.press(f"{IMPORT}/send"))
    page = upload(admin, "id,name,hire date\nE8,Grace,\n,=1+1,\n")
    assert answer_of(page) == "“hr.csv” would change 1 person. Nothing is written yet."
    assert table(page, "Table of bad rows")[0].startswith("Line 3 The column id is empty.")
    (bad,) = sheet(admin.press(f"{IMPORT}/bad", file=hidden(page, "file")))
    assert (bad["line"], bad["id"], bad["name"]) == ("3", "", "'=1+1")
    page = admin.press(f"{IMPORT}/take", file=hidden(page, "file"))
    assert answer_of(page) == "“hr.csv” is being worked on."
    assert "data-busy" in admin.fetch(f"{IMPORT}/state").text
    page = admin.press(f"{IMPORT}/drop")
    assert answer_of(page) == "Send a file of your people from the HR system."
    with installation.database.reading() as session:
        assert people.get(session, installation.site.id, ids["grace"]).name == "Grace <Hopper>"


def test_a_file_that_is_none_says_why(admin: Visit) -> None:
    page = admin.press(f"{IMPORT}/send", file=(BytesIO(b"id\n\xff\xfe"), "hr.csv"))
    assert page.status_code == 400
    assert "not in UTF-8" in told(page)
    assert admin.press(f"{IMPORT}/take", file=uuid4()).status_code == 404


def test_the_log_is_filtered_by_whom_what_and_when(admin: Visit, ids: dict[str, UUID]) -> None:
    admin.press(f"{PEOPLE}/{ids['ada']}/standing", decision="on")
    admin.press(f"{PEOPLE}/{ids['grace']}/correct", role="=Clerk")
    assert answer_of(admin.press(LOG)) == "3 changes, the newest first."
    (row,) = table(admin.press(LOG, who="byron"), "Table of changes")
    assert row.endswith("Dmitri Umar Ada Byron became an L&D admin.")
    assert answer_of(admin.press(LOG, action="person corrected")) == "1 change, the newest first."
    for fields in ({"since": "2999-01-01"}, {"until": "0001-01-01"}, {"who": "no\x00body"}):
        assert answer_of(admin.press(LOG, **fields)) == "Nothing of this kind was changed."
    assert code_of(admin.press(LOG, since="soon")) == "bad-request"
    assert len(sheet(admin.press(f"{LOG}/csv", who="Dmitri"))) == 3


def test_the_inbox_shows_every_kind_and_ends_it_with_a_reason(
    admin: Visit, ids: dict[str, UUID], installation: Installation
) -> None:
    with installation.database.writing() as session:
        place = (session, installation.site.id)
        requests.ask_for_erasure(*place, ids["ada"], "I leave")
        wrong = Matter(COURSE_FEEDBACK, "No joins", "courses", uuid4(), {"defect": "level_wrong"})
        feedback = inbox.file(*place, ids["grace"], wrong).id
    page = admin.press(INBOX)
    assert answer_of(page) == "2 requests wait for the L&D team."
    assert "I leave" in page.text
    assert "Its level is wrong." in page.text
    assert len(sheet(admin.press(f"{INBOX}/csv", kind="erase"))) == 1
    refused = admin.press(f"{INBOX}/answer", request=feedback, word="decline", kind="", state="")
    assert (refused.status_code, told(refused)[:24]) == (400, "Say in a few words why n")
    page = admin.press(f"{INBOX}/answer", request=feedback, word="approve", note="=Thanks")
    assert told(page) == "Accepted."
    with installation.database.reading() as session:
        row = rows.get(session, installation.site.id, feedback)
        assert (row.state, row.answer) == ("accepted", "=Thanks")
    assert "by Dmitri Umar: =Thanks" in admin.press(INBOX, state="accepted").text
    (erase,) = [row for row in admin.press(INBOX).text.split('name="request" value="')[1:]]
    page = admin.press(f"{INBOX}/answer", request=erase[:36], word="approve")
    assert told(page) == "Accepted: everything about them is erased."
    assert code_of(admin.press(INBOX, kind="x")) == "bad-request"
    assert admin.press(f"{INBOX}/answer", request=uuid4(), word="approve").status_code == 404


def test_each_kind_of_request_leads_to_the_page_that_does_it(
    admin: Visit, ids: dict[str, UUID], installation: Installation, small: Small
) -> None:
    course = small.courses["3"]
    with installation.database.writing() as session:
        place = (session, installation.site.id)
        for matter in (
            Matter(EXPORT, "On paper"),
            Matter(CONTEST, "Not my name", "people", ids["ada"]),
            Matter(COURSE_FEEDBACK, "No joins", "courses", course, {"defect": "other"}),
        ):
            inbox.file(*place, ids["ada"], matter)
    person = f"{PEOPLE}/{ids['ada']}"
    for kind, places in (
        (EXPORT, (f"{person}/export", person)),
        (CONTEST, (person,)),
        (COURSE_FEEDBACK, (f"/admin/catalogue/{course}",)),
    ):
        page = admin.press(INBOX, kind=kind)
        led = [each for each in re.findall(r'action="([^"?]*)', page.text) if each in set(places)]
        assert led == list(places)
        assert admin.press(places[-1]).status_code == 200
    assert "Ada" in admin.press(f"{person}/export").text
