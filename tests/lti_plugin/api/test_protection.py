"""Who may ask: whoever proves a visit, for what is theirs, and no oftener than on pages."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from time_machine import TimeMachineFixture

from lti_plugin.api import RESOURCES, description
from lti_plugin.edge import visits
from lti_plugin.services import admission
from lti_plugin.store.aims import Aim, Decision
from lti_plugin.store.evidence import EvidenceRow
from lti_plugin.store.recommendations import Feedback
from tests.support.api import V1, Program, Roles, problem, program
from tests.support.catalogue import Small
from tests.support.installation import Installation
from tests.support.platform import Platform
from tests.support.tool import Browser

OPEN = {f"{V1}/openapi.json"}
Addresses = list[tuple[str, str]]


def addresses(installation: Installation) -> Addresses:
    """Return each method and address of the API, with some id where one is asked for."""
    found = []
    for rule in installation.app.url_map.iter_rules():
        if rule.rule.startswith("/api/") and rule.rule not in OPEN:
            path = re.sub(r"<uuid:\w+>", str(uuid4()), rule.rule).removeprefix(V1)
            found += [(method, path) for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}]
    return sorted(found)


def test_every_route_stands_in_the_description_and_the_other_way_round(
    installation: Installation,
) -> None:
    described = {
        (method.upper(), re.sub(r"\{\w+\}", "ID", path))
        for path, item in description.document()["paths"].items()
        for method in item.keys() - {"parameters"}
    }
    served = {
        (method, re.sub(r"<[^>]*>", "ID", rule.rule))
        for rule in installation.app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and rule.rule not in OPEN
        for method in (rule.methods or set()) - {"OPTIONS", "HEAD"}
    }
    assert described == served
    assert len(served) >= 15


def test_every_view_is_within_a_visit(installation: Installation) -> None:
    app = installation.app
    names = {resource.name for resource in RESOURCES}
    views = {
        endpoint: view
        for endpoint, view in app.view_functions.items()
        if endpoint.rpartition(".")[0] in names
    }
    assert len(views) >= 15
    assert {view.audiences for view in views.values()} == {visits.EVERYBODY}


def test_without_a_visit_nothing_is_told_or_done(installation: Installation, roles: Roles) -> None:
    stranger = Browser(installation, installation.platforms[0])
    for method, path in addresses(installation):
        for headers in ({}, {"Authorization": "Bearer forged"}):
            answer = stranger.client.open(
                V1 + path, method=method, base_url="https://tool.test", headers=headers, json={}
            )
            assert problem(answer) == (401, "session-ended"), path


def test_visit_that_is_over_serves_no_more(
    learner: Program, installation: Installation, time_machine: TimeMachineFixture
) -> None:
    time_machine.move_to(datetime.now(UTC), tick=True)
    time_machine.shift(31 * 60)
    for method, path in addresses(installation):
        assert problem(learner.ask(method, path, {})) == (401, "session-ended")


def test_each_answer_brings_a_fresh_token(learner: Program) -> None:
    answer = learner.ask("GET", "/me")
    learner.visit.token = answer.headers["X-Page-Token"]
    assert learner.get("/me")


def test_cookie_lets_read_and_never_write(learner: Program, roles: Roles) -> None:
    browser = learner.visit.browser
    short = next(c.key for c in browser.client._cookies.values() if "visit" in c.key)[-8:]
    assert browser.get(f"{V1}/me?v={short}").status_code == 200
    assert problem(browser.get(f"{V1}/me")) == (401, "session-ended")
    body = {"role_id": str(roles.roles["Data scientist"])}
    answer = browser.client.put(f"{V1}/me/aim?v={short}", json=body, base_url="https://tool.test")
    assert problem(answer) == (401, "session-ended")


def test_another_sites_page_cannot_use_a_token(learner: Program) -> None:
    headers = {"Sec-Fetch-Site": "cross-site"}
    assert problem(learner.ask("GET", "/me", headers=headers)) == (401, "session-ended")


def test_limit_is_the_persons_own(tmp_path: Path) -> None:
    few = Installation(tmp_path, Platform(), rate_limit="3 per minute")
    one, two = program(few, person="102"), program(few, person="103")
    statuses = [one.ask("GET", "/objectives").status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    assert problem(one.ask("GET", "/objectives")) == (429, "http-429")
    assert two.ask("GET", "/objectives").status_code == 200
    few.close()


def test_visit_of_nobody_reads_what_is_the_sites(
    installation: Installation, roles: Roles, small: Small
) -> None:
    with installation.database.writing() as session:
        secret = admission.invite(session, installation.site.id)
    browser = Browser(installation, installation.platforms[0])
    place = browser.post("/admin/enter", {"secret": secret}).headers["Location"]
    short = place.partition("v=")[2]
    me = browser.get(f"{V1}/me?v={short}").json
    assert me is not None
    assert (me["person"], me["role"], me["audience"]) == (None, None, "admin")
    assert browser.get(f"{V1}/roles?v={short}").status_code == 200
    assert problem(browser.get(f"{V1}/directions?v={short}")) == (401, "session-ended")
    assert problem(browser.get(f"{V1}/skills/standing?v={short}")) == (400, "bad-request")
    somebody = f"{V1}/skills/standing?v={short}&person_id={small.people['102']}"
    assert browser.get(somebody).status_code == 200


def test_what_is_another_sites_is_not_there(
    installation: Installation, learner: Program, theirs: tuple[Small, Roles]
) -> None:
    small, roles = theirs
    role, skill = roles.roles["Data scientist"], roles.skills["SQL"]
    asked = [
        ("GET", f"/roles/{role}", None),
        ("GET", f"/roles/{role}/gap", None),
        ("PUT", "/me/aim", {"role_id": str(role)}),
        ("POST", f"/recommendations/{small.courses['3']}/feedback", {"kind": "later"}),
        ("POST", f"/recommendations/{small.courses['3']}/feedback", {"kind": "undo"}),
        ("POST", "/evidence", {"ratings": [{"skill_id": str(skill), "level": 3}]}),
    ]
    for method, path, body in asked:
        assert problem(learner.ask(method, path, body)) == (404, "not-found"), path
    with installation.database.reading() as session:
        for table in (Aim, Feedback, EvidenceRow):
            assert session.query(table).count() == 0
    mine = {each["id"] for each in learner.get("/skills")["items"]}
    assert mine.isdisjoint(str(each) for each in roles.skills.values())
    admin = program(installation, "admin", "50")
    query = {"person_id": str(small.people["102"])}
    for path in ("/skills/standing", "/evidence"):
        assert problem(admin.ask("GET", path, query_string=query)) == (404, "not-found")


def test_what_is_another_persons_is_neither_read_nor_written(
    installation: Installation, learner: Program, small: Small, roles: Roles
) -> None:
    other = program(installation, person="103")
    body = {"ratings": [{"skill_id": str(roles.skills["SQL"]), "level": 3}]}
    (row,) = (learner.ask("POST", "/evidence", body).json or {})["items"]
    suggestion = learner.get("/directions")["suggestion"]["id"]
    query = {"person_id": str(small.people["102"])}
    for path in ("/skills/standing", "/evidence", f"/roles/{roles.roles['Analyst']}/gap"):
        for who in (other, program(installation, "instructor", "104")):
            assert problem(who.ask("GET", path, query_string=query)) == (403, "not-allowed")
    word = {"answer": "confirmed"}
    for who in (other, program(installation, "admin", "50")):
        assert problem(who.ask("DELETE", f"/evidence/{row['id']}")) == (404, "not-found")
        answer = who.ask("POST", f"/directions/{suggestion}/answer", word)
        assert problem(answer) == (404, "not-found")
    with installation.database.reading() as session:
        assert session.query(EvidenceRow).count() == 1
        assert {each.answer for each in session.query(Decision)} == {None}


def test_admins_see_others_without_what_these_say_of_themselves(
    installation: Installation, learner: Program, small: Small, roles: Roles
) -> None:
    admin = program(installation, "admin", "50")
    query = {"person_id": str(small.people["102"])}
    before = admin.get("/skills/standing", **query)
    evidence = admin.get("/evidence", **query)
    learner.ask("PUT", "/me/aim", {"role_id": str(roles.roles["Account manager"])})
    ratings = [{"skill_id": str(each), "level": 5} for each in roles.skills.values()]
    assert learner.ask("POST", "/evidence", {"ratings": ratings}).status_code == 201
    assert admin.get("/skills/standing", **query) == before
    assert admin.get("/evidence", **query) == evidence
    assert before["aim"] is None
    assert before["today"]["skills"]
    mine = learner.get("/skills/standing")
    assert mine["aim"]["role"]["name"] == "Account manager"
    assert mine["today"] != before["today"]
    own = learner.get("/skills/standing", person_id=small.people["102"])
    assert own == mine


def test_description_is_everybodys(installation: Installation) -> None:
    answer = installation.app.test_client().get(f"{V1}/openapi.json")
    assert answer.status_code == 200
    assert answer.json == description.document()
