"""Scenarios, the pipeline, building against hiring and priorities, as an L&D admin meets them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from lti_plugin.store import aims, scenarios
from lti_plugin.store.base import now
from lti_plugin.store.people import Person
from recommender.skills.evidence import ASSESSMENT
from tests.support.admin_pages import plain, sheet, table
from tests.support.audited import hire, set_objective
from tests.support.goals import Goals
from tests.support.installation import Installation, Visit, visit
from tests.support.reading import answer_of

ROLES = "/admin/roles"
SOON = now().date() + timedelta(days=200)


def test_row_37_a_scenario_never_changes_a_learners_page(
    goals: Goals, admin: Visit, installation: Installation
) -> None:
    clerk = goals.role("Clerk", {"Filing": 3})
    other = goals.role("Archivist", {"Filing": 5, "Scanning": 3})
    goals.sign("Clerk")
    for _ in range(6):
        goals.knows(hire(goals, "Clerk", "Office"), {"Filing": 3, "Scanning": 1}, ASSESSMENT)
    visit(installation)
    with goals.database.writing() as session:
        me = session.scalars(select(Person).where(Person.role.is_(None))).all()[-1]
        me.role = "Clerk"
    pages = ("/learn/", "/learn/skills", "/learn/way", "/learn/path", "/learn/roles")

    def seen() -> list[str]:
        learner = visit(installation)
        found = [learner.press(each) for each in pages]
        assert [each.status_code for each in found] == [200] * len(pages)
        return [plain(each.text) for each in found]

    before = seen()
    given = {"name": "Without paper", "role": clerk, "becomes": other, "on": now().date()}
    made = admin.press(f"{ROLES}/scenarios/keep", **given)
    assert answer_of(made).startswith("Scenario: 7 people would be affected")
    lacks = {each["Skill"]: each["Fall short"] for each in table(made, "lacks")}
    assert lacks == {"Filing": "6", "Scanning": "6"}
    assert seen() == before
    with goals.database.reading() as session:
        (row,) = scenarios.of_site(session, goals.site.id)
    rows = sheet(admin.press(f"{ROLES}/scenarios/{row.id}/csv"))
    assert {each["skill"] for each in rows} == {"Filing", "Scanning"}
    odd = admin.press(f"{ROLES}/scenarios/{row.id}/change", **given | {"on": ""})
    assert odd.status_code == 400
    later = admin.press(f"{ROLES}/scenarios/{row.id}/change", **given | {"on": SOON})
    assert later.status_code == 200
    gone = admin.press(f"{ROLES}/scenarios/remove", scenario=row.id)
    assert answer_of(gone) == "No scenario is kept yet."
    assert seen() == before


def test_row_37_of_whom_too_few_are_assessed_a_scenario_tells_no_gap(
    goals: Goals, admin: Visit
) -> None:
    clerk, other = goals.role("Clerk", {"Filing": 3}), goals.role("Archivist", {"Filing": 5})
    staff = [hire(goals, "Clerk", "Office") for _ in range(12)]
    goals.knows(staff[0], {"Filing": 3}, ASSESSMENT)
    given = {"name": "Without paper", "role": clerk, "becomes": other, "on": SOON}
    page = admin.press(f"{ROLES}/scenarios/keep", **given)
    assert answer_of(page) == (
        "Scenario: 12 people would be affected. Enough is assessed of 1 of them, too few to tell "
        "what they lack: ask for assessments first."
    )
    told = plain(page.text)
    assert "Enough is assessed of 1 Suggested today" in told
    assert 'aria-labelledby="lacks"' not in page.text


def test_row_34_the_pipeline_tells_counts_of_five_and_more(goals: Goals, admin: Visit) -> None:
    assert answer_of(admin.press(f"{ROLES}/pipeline")) == "Nobody aims at another role yet."
    clerk = goals.role("Clerk", {"Filing": 3})
    baker = goals.role("Baker", {"Baking": 3})
    people = [hire(goals, None, None) for _ in range(9)]
    for person in people[:5]:
        goals.knows(person, {"Filing": 5}, ASSESSMENT)
    with goals.database.writing() as session:
        for number, person in enumerate(people):
            aims.aim_at(session, goals.site.id, person, clerk if number < 5 else baker)
    page = admin.press(f"{ROLES}/pipeline")
    assert answer_of(page) == "5 people are ready for the roles that they aim at."
    assert "Fewer than 5 people aim at: Baker." in plain(page.text)
    rows = {each["role"]: each for each in sheet(admin.press(f"{ROLES}/pipeline/csv"))}
    assert (rows["Clerk"]["people"], rows["Clerk"]["ready"], rows["Baker"]["people"]) == (
        *("5", "5", ""),
    )


def test_row_33_building_is_compared_with_hiring_once_both_are_known(
    goals: Goals, admin: Visit
) -> None:
    role_id = goals.role("Clerk", {"Filing": 3})
    page = admin.press(f"{ROLES}/{role_id}/hiring")
    assert "not enough data" in answer_of(page)
    assert "what a hire costs" in plain(page.text)
    given = {"cost_per_hire": "9000", "days_to_hire": "75", "source": "HR", "by": "Head of HR"}
    kept = admin.press(f"{ROLES}/{role_id}/hiring/keep", **given)
    assert "9,000" in plain(kept.text)
    assert "Entered by Head of HR" in plain(kept.text)
    for wrong in ({"cost_per_hire": "-1"}, {"source": " "}, {"days_to_hire": "many"}):
        refused = admin.press(f"{ROLES}/{role_id}/hiring/keep", **given | wrong)
        assert refused.status_code == 400
        assert 'role="alert"' in refused.text
    lines = sheet(admin.press(f"{ROLES}/{role_id}/hiring/csv"))
    rows = {each["figure"]: each["value"] for each in lines}
    assert (rows["cost per hire"], rows["volunteers"], rows["source"]) == ("9000.0", "", "HR")


def test_row_17_priorities_are_told_with_their_formula(goals: Goals, admin: Visit) -> None:
    assert answer_of(admin.press(f"{ROLES}/priorities")) == (
        "No role and no objective asks for a skill yet."
    )
    goals.role("Clerk", {"Filing": 3, "Typing": 2})
    hire(goals, "Clerk", "Office")
    set_objective(goals, "No paper", "Typing", weight=2.5)
    page = admin.press(f"{ROLES}/priorities")
    assert answer_of(page) == "What counts most for the objectives: Typing."
    assert "2.5 × 1 = 2.5" in plain(page.text)
    rows = sheet(admin.press(f"{ROLES}/priorities/csv"))
    assert [(each["skill"], each["priority"]) for each in rows] == [
        ("Typing", "2.5"),
        ("Filing", "1.0"),
    ]
