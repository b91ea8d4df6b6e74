"""Rows 25, 27, 32 and 43: what an ad names, a portfolio shows, strengths open, and is held."""

from __future__ import annotations

import json
import re
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from lti_plugin.services.portfolio import Work
from lti_plugin.store.aims import Decision
from lti_plugin.store.evidence import EvidenceRow
from tests.support.api import program
from tests.support.catalogue import Small
from tests.support.goals import Goals
from tests.support.installation import Installation, visit
from tests.support.own_pages import STAND, WAY, opened
from tests.support.reading import main_of, values_of
from tests.support.uploads import PDF, PNG, field, upload
from tests.support.work import accepted

ME, OTHER = "100", "103"
# A junior analyst's advertisement, as the founding documents' support agent would read it.
AD = """Junior Data Analyst (m/f/d)
You like numbers and questions. You bring:
- SQL and one tool to visualise data
- critical thinking, and the patience to explain a chart twice
We offer a team that learns."""


def kept(installation: Installation) -> int:
    with installation.database.reading() as session:
        return session.scalar(select(func.count(EvidenceRow.id))) or 0


def shared(installation: Installation, secret: str) -> TestResponse:
    client = installation.app.test_client()
    return client.get(f"/portfolio/{secret}", base_url="https://tool.test")


def test_row_25_an_ad_names_hard_and_soft_skills_and_only_what_is_confirmed_is_kept(
    installation: Installation, goals: Goals
) -> None:
    goals.skill("Critical thinking", durable=True, alternatives=["think critically"])
    mine = visit(installation, person=ME)
    page = mine.press("/learn/ad/read", text=AD)
    text = main_of(page)
    hard, soft = text.index("Hard skills SQL"), text.index("Soft skills Critical thinking")
    assert hard < soft
    assert kept(installation) == 0
    keys = values_of(page, "skill")
    assert len(keys) == 2
    mine.press("/learn/ad/compare", skill=keys)
    assert kept(installation) == 0
    mine.press("/learn/ad/rate", skill=keys, **{f"level:{keys[0]}": "2"})
    assert kept(installation) == 1


def test_row_27_unreviewed_work_says_so_counts_nothing_and_a_link_can_be_taken_back(
    installation: Installation, goals: Goals, small: Small, me: UUID
) -> None:
    mine = visit(installation, person=ME)
    page = mine.press(
        "/learn/portfolio/keep",
        item="new",
        title="A dashboard",
        link="https://example.org/d",
        text="I made it.",
        skill=["SQL"],
        level=["4"],
    )
    assert "A dashboard unreviewed" in main_of(page)
    assert kept(installation) == 0
    place = (installation.database, installation.site, me, small.people[OTHER])
    work = Work("A report", "https://example.org/", "Text", {goals.skill("SQL"): 4.0})
    item = accepted(*place, work)
    assert kept(installation) == 1
    page = mine.press("/learn/portfolio/share", item=[str(item)])
    found = re.search(r'value="https://tool\.test/portfolio/([^"]*)"', page.text)
    assert found is not None
    public = shared(installation, found[1])
    assert public.status_code == 200
    assert "A report" in public.text
    assert "A dashboard" not in public.text
    (share,) = values_of(mine.press("/learn/portfolio"), "share")
    mine.press("/learn/portfolio/take-back", share=share)
    assert shared(installation, found[1]).status_code == 404


def test_row_27_a_piece_is_a_link_a_file_or_a_text_and_its_link_gives_the_file_until_taken_back(
    installation: Installation, goals: Goals, small: Small, me: UUID
) -> None:
    mine = visit(installation, person=ME)
    parts: tuple[dict[str, Any], ...] = (
        {"link": "https://example.org/d"},
        {"text": "I made it."},
        {"file": field()},
    )
    for number, part in enumerate(parts, 1):
        form = {"item": "new", "title": "Piece", "skill": ["SQL"], "level": ["4"]}
        page = mine.press("/learn/portfolio/keep", **form, **part)
        assert main_of(page).count("Piece unreviewed") == number
    assert "report.pdf (PDF, 1 KB)" in main_of(page)
    assert kept(installation) == 0
    work = Work("A file", "", "", {goals.skill("SQL"): 4.0}, file=upload())
    item = accepted(installation.database, installation.site, me, small.people[OTHER], work)
    assert kept(installation) == 1
    page = mine.press("/learn/portfolio/share", item=[str(item)])
    found = re.search(r'value="https://tool\.test/portfolio/([^"]*)"', page.text)
    assert found is not None
    address = f"{found[1]}/{item}/file"
    assert shared(installation, address).data == PDF
    form = {"item": str(item), "title": "A file", "skill": ["SQL"], "level": ["4"]}
    page = mine.press("/learn/portfolio/keep", **form, file=field("b.png", PNG))
    assert "A file unreviewed" in main_of(page)
    assert kept(installation) == 0
    assert shared(installation, address).status_code == 404


@pytest.mark.parametrize("who", ["instructor", "admin"])
def test_row_32_strengths_open_roles_to_the_person_alone(
    installation: Installation, goals: Goals, me: UUID, who: str
) -> None:
    goals.role("Support Agent", {"Problem solving": 2, "Patience": 4})
    goals.role("Analyst", {"Problem solving": 4, "SQL": 4})
    goals.has(me, "Support Agent")
    said = "Your strengths open these roles Analyst You are strong in Problem solving"
    mine = visit(installation, person=ME)
    assert said not in main_of(mine.press("/learn/roles"))
    goals.knows(me, {"Problem solving": 4.6})
    assert said in main_of(mine.press("/learn/roles"))
    other = visit(installation, who, "50")
    pages = ["/learn/roles", "/teach/people"] + (
        ["/admin/people", "/admin/people/access"] if who == "admin" else []
    )
    for address in pages:
        page = other.press(address)
        if page.status_code == 405:
            page = other.browser.get(f"{address}?v={other.page.request.args['v']}")
        assert page.status_code == 200, address
        assert "strong in" not in main_of(page)


def test_row_43_the_export_holds_every_row_of_evidence_and_every_decision(
    installation: Installation, goals: Goals, small: Small, me: UUID
) -> None:
    goals.role("Clerk", {"Filing": 3, "SQL": 2}, family="Office")
    analyst = goals.role("Analyst", {"SQL": 4}, family="Data")
    goals.has(me, "Clerk")
    goals.sign("Clerk")
    goals.knows(me, {"Filing": 1})
    goals.knows(me, {"SQL": 2}, "manager")
    goals.knows(small.people[OTHER], {"SQL": 5})
    mine = opened(installation, STAND)
    for level in ("3", "4"):  # the newer one counts, both are held
        mine.press("/learn/skills/rate", skill=str(goals.skill("SQL")), level=level)
    mine.press(WAY)
    program(installation, person=ME).ask("PUT", "/me/aim", {"role_id": str(analyst)})
    mine.press(WAY)
    told = json.loads(mine.press("/learn/data/export").text)["held"]
    with installation.database.reading() as session:
        for table, name, number in ((EvidenceRow, "evidence", 4), (Decision, "decisions", 2)):
            rows = session.scalars(select(table).where(table.person_id == me)).all()
            assert {row["id"] for row in told[name]} == {str(row.id) for row in rows}
            assert len(rows) == number
