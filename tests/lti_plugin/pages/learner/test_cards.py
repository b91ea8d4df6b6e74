"""Cards of a list that serves a goal: what each is tied to, why it is there, and what is not."""

from __future__ import annotations

import re
from html import unescape
from uuid import UUID

from werkzeug.test import TestResponse

from lti_plugin.store.evidence import EvidenceRow
from lti_plugin.store.objectives import Objective, ObjectiveSkill
from tests.support.catalogue import Small
from tests.support.goals import Goals
from tests.support.installation import Installation
from tests.support.own_pages import opened

LIST = "/learn/"


def cards(page: TestResponse) -> dict[str, str]:
    """Return what each card says, by its title and in their order."""
    found = page.text.split('<li class="card course"')[1:]
    titles = [re.search(r'id="title-[^"]*">([^<]*)<', each) for each in found]
    return {
        unescape(title[1]): unescape(re.sub(r"<[^>]*>", "", each))
        for title, each in zip(titles, found, strict=True)
        if title is not None
    }


def objective(goals: Goals, name: str, skill: str) -> None:
    """Let the organisation want something that needs a skill."""
    skill_id = goals.skill(skill)
    with goals.database.writing() as session:
        row = Objective(site_id=goals.site.id, name=name)
        session.add(row)
        session.flush()
        session.add(ObjectiveSkill(site_id=goals.site.id, objective_id=row.id, skill_id=skill_id))


def test_what_closes_most_by_the_hour_comes_first_and_says_so(
    installation: Installation, three: Goals
) -> None:
    found = cards(opened(installation, LIST).page)
    assert next(iter(found)) == "SQL: Practitioner"
    assert (
        "Data Analyst asks for SQL at the level “advanced”. You are at “aware”; "
        "this leads to “advanced”."
    ) in found["SQL: Practitioner"]


def test_two_people_with_different_gaps_get_different_lists(
    installation: Installation, three: Goals, me: UUID
) -> None:
    first = next(iter(cards(opened(installation, LIST).page)))
    three.role("Buyer", {"Negotiation": 3})
    three.has(me, None, "Buyer")
    assert first != next(iter(cards(opened(installation, LIST).page)))


def test_a_card_names_what_it_qualifies_for_and_which_objectives_it_helps(
    installation: Installation, three: Goals
) -> None:
    objective(three, "Reports within a day", "SQL")
    objective(three, "Fewer disputes", "Negotiation")
    found = cards(opened(installation, LIST).page)
    assert "Qualifies you for: Data Analyst: SQL (advanced)" in found["SQL: Practitioner"]
    assert "Helps us: Reports within a day" in found["SQL: Practitioner"]
    assert "Fewer disputes" not in found["SQL: Practitioner"]
    assert "Helps us: Fewer disputes" in found["Negotiation: Foundations"]
    assert "Not tied to a goal" not in found["SQL: Practitioner"]


def test_a_role_is_named_once_with_all_that_a_course_teaches_for_it(
    installation: Installation, three: Goals, small: Small
) -> None:
    three.teaches(small.courses["4"], "SQL", 4, entry=0)
    found = cards(opened(installation, LIST).page)["Statistics: Foundations"]
    assert "Qualifies you for: Data Analyst: SQL (advanced), Statistics (independent)" in found


def test_what_serves_no_goal_says_so_in_a_list_that_was_made_for_one(
    installation: Installation, three: Goals, small: Small
) -> None:
    three.teaches(small.courses["5"], "Knitting", 3, entry=0)
    three.teaches(small.courses["5"], "Negotiation", 1, entry=0)
    found = cards(opened(installation, LIST).page)
    assert "Not tied to a goal" in found["Negotiation: Foundations"]
    assert list(found)[-1] != "SQL: Practitioner"


def test_without_a_goal_nothing_is_reproached(installation: Installation, nobody: Goals) -> None:
    page = opened(installation, LIST).page
    assert len(cards(page)) > 2
    assert "Not tied to a goal" not in page.text
    assert "Qualifies you for" not in page.text


def test_what_is_only_assumed_is_called_not_assessed(
    installation: Installation, three: Goals, me: UUID
) -> None:
    three.role("Accountant", {"Statistics": 3})
    three.has(me, None, "Accountant")
    with three.database.writing() as session:
        session.query(EvidenceRow).delete()
    found = cards(opened(installation, LIST).page)["Statistics: Foundations"]
    assert "Yours is not assessed yet; this leads to “independent”." in found


def test_names_are_shown_as_text(installation: Installation, three: Goals) -> None:
    objective(three, "<b>R&D</b>", "SQL")
    page = opened(installation, LIST).page
    assert "<b>R&D" not in page.text
    assert "&lt;b&gt;R&amp;D&lt;/b&gt;" in page.text
