"""Acceptance checks of the skills audit: rows 1, 2 and 31."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from connectors.taxonomies.esco import Esco
from lti_plugin.services import sites
from lti_plugin.services.audit import Wanted
from lti_plugin.services.sites import Connection
from lti_plugin.store import skills
from lti_plugin.store.base import now
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from lti_plugin.vault import Vault
from recommender.skills.evidence import ASSESSMENT, MANAGER
from tests.connectors.taxonomies.packages import FLOUR, KNEAD, esco, write
from tests.support.admin_pages import AUDIT, OBJECTIVES, plain, sheet, table
from tests.support.api import Program, problem
from tests.support.audited import audited, hire, set_objective
from tests.support.goals import Goals
from tests.support.installation import Installation, Visit, visit
from tests.support.occupations import imported
from tests.support.reading import answer_of


def ten_people(goals: Goals) -> None:
    """Let ten people of one department be asked for SQL, three of whom nothing is known."""
    goals.role("Analyst", {"SQL": 3})
    staff = [hire(goals, "Analyst", "Data") for _ in range(10)]
    for person, level, source in zip(
        staff,
        (5, 4, 4, 3, 1, 1, 1),
        (ASSESSMENT, MANAGER, MANAGER, MANAGER, ASSESSMENT, MANAGER, MANAGER),
        strict=False,
    ):
        goals.knows(person, {"SQL": level}, source)


def test_row_01_three_of_ten_are_not_assessed_and_percentages_are_of_seven(
    goals: Goals, admin: Visit
) -> None:
    ten_people(goals)
    page = admin.press(AUDIT)
    (row,) = table(page, "grid")
    assert row == {
        "Skill": "SQL",
        "Data": "57% 4 of 7 meet it 3 not assessed fairly sure",
    }
    (gap,) = table(page, "critical")
    assert gap["Fall short"] == "3 of 7 3 not assessed surely 30% of all"
    assert "70% of what their roles ask for is assessed." in plain(page.text)


def test_row_01_the_file_and_the_api_say_the_same(goals: Goals, admin: Visit) -> None:
    ten_people(goals)
    (row,) = sheet(admin.press(f"{AUDIT}/csv"))
    assert (row["skill"], row["group"]) == ("SQL", "Data")
    told = {key: row[key] for key in ("required", "meets", "below", "not_assessed")}
    assert told == {"required": "10", "meets": "4", "below": "3", "not_assessed": "3"}
    found = Program(admin).get("/audit")
    (line,) = found["skills"]
    assert line["total"].items() >= {"required": 10, "meets": 4, "below": 3}.items()
    assert line["total"]["unassessed"] == 3
    assert line["total"]["share"] == pytest.approx(4 / 7)
    assert [(each["kind"], each["people"]) for each in found["groups"]] == [("department", 10)]


def two_of_ten(goals: Goals) -> None:
    """Let ten people be asked for SQL, two of whom are assessed and fall short of it."""
    goals.role("Analyst", {"SQL": 3})
    staff = [hire(goals, "Analyst", "Data") for _ in range(10)]
    for person in staff[:2]:
        goals.knows(person, {"SQL": 1}, MANAGER)
    set_objective(goals, "Reports in a day", "SQL")


def test_row_02_what_two_of_ten_lack_is_no_figure_of_all(goals: Goals, admin: Visit) -> None:
    two_of_ten(goals)
    page = admin.press(AUDIT)
    assert answer_of(page) == "Too few people are assessed yet to tell where skills are missing."
    (row,) = table(page, "grid")
    assert row["Data"] == "– too few assessed: 2, 5 are needed 8 not assessed"
    assert 'aria-labelledby="critical"' in page.text
    assert "There is none among what is assessed." in plain(page.text)
    told = plain(page.text.partition('aria-labelledby="unclear"')[2].partition("</section>")[0])
    assert "Ask for assessments: managers rate their people" in told
    assert "SQL: 2 of 10 assessed, 5 are needed" in told
    behind = admin.press(f"{AUDIT}/cell", cell=f"{goals.skill('SQL')}/Data")
    assert answer_of(behind) == "SQL, Data: 2 of 10 are assessed, too few to tell of all."


def test_row_02_the_file_and_the_api_tell_no_figure_of_two_either(
    goals: Goals, admin: Visit
) -> None:
    two_of_ten(goals)
    (row,) = sheet(admin.press(f"{AUDIT}/csv"))
    assert row["state"] == "too few assessed"
    assert (row["required"], row["assessed"], row["needed"]) == ("10", "2", "5")
    empty = ("meets", "below", "meets_share", "mean_sd", "shortage_share", "sure_shortage_share")
    assert {row[name] for name in (*empty, "criticality")} == {""}
    (line,) = Program(admin).get("/audit")["skills"]
    assert line["total"] == {
        "required": 10,
        "assessed": 2,
        "needed": 5,
        "unassessed": 8,
        **dict.fromkeys(("meets", "below", "share", "sd")),
    }
    assert line["shortage"] is line["sure_shortage"] is line["criticality"] is None


def test_row_01_nine_of_ten_departments_are_shown_as_one(goals: Goals, admin: Visit) -> None:
    goals.role("Analyst", {"SQL": 3})
    for department in ["Data"] * 10 + [f"Team {number}" for number in range(9)] + ["Team 1"]:
        hire(goals, "Analyst", department)
    (row,) = table(admin.press(AUDIT), "grid")
    assert list(row) == ["Skill", "Everybody", "Data", "Other departments"]
    alone = admin.press(AUDIT, department="Team 1")
    assert list(table(alone, "grid")[0]) == ["Skill", "Other departments"]


def test_row_01_the_audit_is_for_admins_alone(installation: Installation, goals: Goals) -> None:
    for who in ("learner", "instructor"):
        mine = visit(installation, who)
        assert mine.press(AUDIT).status_code == 401
        assert mine.press(f"{AUDIT}/csv").status_code == 401
        assert problem(Program(mine).ask("GET", "/audit")) == (403, "not-allowed")


def test_row_01_a_name_in_the_file_is_no_formula(goals: Goals, admin: Visit) -> None:
    goals.role("Analyst", {"=1+1": 3})
    for _ in range(10):
        hire(goals, "Analyst", '@SUM(A1:A9)"')
    (row,) = sheet(admin.press(f"{AUDIT}/csv"))
    assert (row["skill"], row["group"]) == ("'=1+1", "'@SUM(A1:A9)\"")


def test_row_01_nobody_with_a_known_role_is_said_so(goals: Goals, admin: Visit) -> None:
    page = admin.press(AUDIT)
    assert answer_of(page).startswith("Nobody here has a role that is known")
    assert sheet(admin.press(f"{AUDIT}/csv")) == []


def short_in_two(goals: Goals) -> None:
    """Let ten people fall short of two skills that an objective each needs."""
    goals.role("Analyst", {"SQL": 3, "Writing": 3})
    for _ in range(10):
        goals.knows(hire(goals, "Analyst", "Data"), {"SQL": 1, "Writing": 1}, MANAGER)
    set_objective(goals, "Reports in a day", "SQL")
    set_objective(goals, "Letters that are read", "Writing", weight=1.2)


def test_row_02_raising_an_objectives_weight_moves_its_skills_up(
    goals: Goals, admin: Visit
) -> None:
    short_in_two(goals)
    before = table(admin.press(AUDIT), "critical")
    assert [row["Skill"] for row in before] == ["Writing", "SQL"]
    assert before[0]["Criticality"] == "1.2 × 1 × 100% = 1.2"
    target = next(
        each["id"]
        for each in Program(admin).get("/objectives")["items"]
        if each["name"] == "Reports in a day"
    )
    form = {"name": "Reports in a day", "weight": "2", "skills": "SQL"}
    assert admin.press(f"{OBJECTIVES}/keep", objective=target, **form).status_code == 200
    page = admin.press(AUDIT)
    after = table(page, "critical")
    assert [row["Skill"] for row in after] == ["SQL", "Writing"]
    assert after[0]["Objectives"] == "Reports in a day"
    assert after[0]["Criticality"] == "2 × 1 × 100% = 2"
    assert answer_of(page) == "2 skills hold back 2 objectives."
    assert "Criticality = weight of the objective × importance" in plain(page.text)


def test_row_02_what_counts_is_shown_objective_by_objective(goals: Goals, admin: Visit) -> None:
    short_in_two(goals)
    set_objective(goals, "Nobody works for this", "Juggling")
    found = {row["Objective"]: row for row in table(admin.press(AUDIT), "priorities")}
    told = "Skill: weight × importance"
    assert found["Letters that are read"][told] == "Writing: 1.2 × 1 = 1.2"
    assert found["Nobody works for this"][told] == "No role asks for what it needs."


def test_row_02_a_gap_that_nobody_assessed_is_not_ranked(goals: Goals, admin: Visit) -> None:
    goals.role("Analyst", {"SQL": 3})
    for _ in range(10):
        hire(goals, "Analyst", "Data")
    set_objective(goals, "Reports in a day", "SQL")
    page = admin.press(AUDIT)
    assert answer_of(page).startswith("Nothing is assessed yet")
    assert "There is none among what is assessed." in plain(page.text)
    assert table(page, "grid")[0]["Data"] == "– 10 not assessed"


@pytest.fixture
def started(database: Database, vault: Vault) -> Goals:
    """A new site with the starter pack, and one person in each of its roles."""
    with database.writing() as session:
        said = Connection("https://moodle.test", timezone="Europe/London")
        sites.connect(session, vault, said)
    with database.reading() as session:
        return Goals(database, session.query(Site).one())


def test_row_31_the_filter_lists_members_of_escos_collection_alone(
    started: Goals, tmp_path: Path
) -> None:
    hire(started, "Data Analyst", None)
    everything, digital = audited(started), audited(started, Wanted(digital=True))
    assert 0 < len(digital.lines) < len(everything.lines)
    with started.database.reading() as session:
        known = {skill.name: skill for skill in skills.of_site(session, started.site.id)}
    for line in digital.lines:
        assert "digital" in known[line.name].collections
        assert (known[line.name].uri or "").startswith("http://data.europa.eu/esco/skill/")
    missing = {line.name for line in everything.lines} - {line.name for line in digital.lines}
    for name in missing:
        assert not (known[name].uri and "digital" in known[name].collections)


def test_row_31_what_esco_says_counts_once_it_is_read(
    database: Database, site: Site, tmp_path: Path
) -> None:
    goals = Goals(database, site)
    goals.skill("Kneading", uri=KNEAD, collections=["digital", "our own"])
    goals.skill("Flour", uri=FLOUR)
    goals.skill("Our own tool", collections=["digital"])
    goals.role("Baker", {"Kneading": 3, "Flour": 3, "Our own tool": 3})
    hire(goals, "Baker", None)
    assert [line.name for line in audited(goals, Wanted(digital=True)).lines] == ["Kneading"]
    files = esco()
    name = next(each for each in files if each.startswith("digitalSkillsCollection"))
    files[name] = files[next(each for each in files if each.startswith("greenSkillsCollection"))]
    imported(database, site, Esco(write(tmp_path, files)))
    assert [line.name for line in audited(goals, Wanted(digital=True)).lines] == ["Flour"]
    with database.reading() as session:
        known = skills.by_any_name(session, site.id)
        assert known["kneading"].collections == ["our own"]


def test_row_31_the_page_filters_too(goals: Goals, admin: Visit) -> None:
    uri = "http://data.europa.eu/esco/skill/598de5b0-5b58-4ea7-8058-a4bc4d18c742"
    goals.skill("SQL", uri=uri, collections=["digital"])
    goals.role("Analyst", {"SQL": 3, "Writing": 3})
    hire(goals, "Analyst", "Data")
    assert [row["Skill"] for row in table(admin.press(AUDIT, digital="1"), "grid")] == [
        "SQL digital"
    ]


def test_an_audit_of_a_later_day_and_an_unknown_filter(goals: Goals, admin: Visit) -> None:
    later = now().date() + timedelta(days=200)
    goals.role("Analyst", {"SQL": 3}, {"Writing": (3.0, later)})
    hire(goals, "Analyst", "Data")
    assert len(table(admin.press(AUDIT), "grid")) == 1
    assert len(table(admin.press(AUDIT, at=str(later)), "grid")) == 2
    for wrong in ({"at": "soon"}, {"objective": "x"}, {"at": "1990-01-01"}):
        assert admin.press(AUDIT, **wrong).status_code == 400
    assert admin.press(AUDIT, department="Nowhere").status_code == 404
