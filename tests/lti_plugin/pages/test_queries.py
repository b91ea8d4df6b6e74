"""How often a launch and the page it leads to ask the database: nothing is read row by row."""

from __future__ import annotations

import pytest
from werkzeug.test import TestResponse

from tests.support.audited import set_objective
from tests.support.goals import Goals
from tests.support.installation import Installation, visit
from tests.support.statements import repeated, statements
from tests.support.tool import Browser


def launch(installation: Installation, person: str) -> TestResponse:
    """Log in and launch with all the messages of it; return the page that comes."""
    browser = Browser(installation, installation.platforms[0])
    answer = browser.send(browser.begin(login_hint=person))
    return browser.get(answer.headers["Location"])


def test_learners_list_is_read_and_noted_at_once(installation: Installation) -> None:
    installation.fill()
    launch(installation, "102")  # so that the keys and the ranker are there
    with statements(installation) as found:
        page = launch(installation, "100")
    assert page.text.count('class="card course"') > 2
    assert {path for path, _ in found} == {"/lti/login", "/lti/launch", "/learn/"}
    assert repeated(found) == {}


@pytest.mark.parametrize(
    ("page", "most"),
    [
        ("/learn/", 25),
        ("/learn/skills", 19),
        ("/learn/skills/rate", 22),
        ("/learn/way", 18),
        ("/learn/path", 34),
        ("/learn/path/time", 36),
    ],
)
def test_own_page_asks_a_few_times_however_much_there_is(
    installation: Installation, page: str, most: int
) -> None:
    small = installation.fill()
    goals, me = Goals(installation.database, installation.site), small.people["100"]
    skills = {f"Skill {number}": 3.0 for number in range(12)}
    for number in range(8):
        goals.role(f"Role {number}", skills, family="Family", step=number)
    goals.has(me, "Role 2", "Role 5")
    goals.knows(me, dict.fromkeys(skills, 1.0))
    for course in small.courses.values():
        goals.teaches(course, "Skill 1", 3)
    form = {"skill": goals.skill("Skill 3"), "level": "2", "hours": "6"}
    mine = visit(installation, person="100")
    mine.press(page, **form)
    mine.press("/learn/path/start")
    with statements(installation) as found:
        assert mine.press(page, **form).status_code == 200
    assert repeated(found) == {}
    assert sum(found.values()) <= most


def test_list_that_was_noted_today_is_not_read_again(installation: Installation) -> None:
    installation.fill()
    launch(installation, "100")
    with statements(installation) as found:
        launch(installation, "100")
    assert repeated(found) == {}
    assert not any(text.startswith("INSERT INTO shown") for _, text in found)


@pytest.mark.parametrize("page", ["/admin/audit", "/admin/objectives", "/admin/catalogue"])
def test_page_about_the_organisation_asks_a_few_times_however_much_there_is(
    installation: Installation, page: str
) -> None:
    small = installation.fill(12)
    goals = Goals(installation.database, installation.site)
    names = [f"Skill {number}" for number in range(12)]
    for number in range(4):
        goals.role(f"Role {number}", dict.fromkeys(names, 3.0))
        set_objective(goals, f"Objective {number}", *names)
    for number, person in enumerate(small.people.values()):
        goals.has(person, f"Role {number % 4}")
        goals.knows(person, dict.fromkeys(names, 2.0))
    admin = visit(installation, "admin", "50")
    with statements(installation) as found:
        assert admin.press(page).status_code == 200
    assert repeated(found) == {}
    assert sum(found.values()) <= 19
