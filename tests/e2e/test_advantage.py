"""From the invitation to the grade: the demo with a browser that blocks third-party cookies."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from tests.support.browser import BLOCKED, profile
from tests.support.demo_moodle import (
    COURSE,
    answer,
    go,
    open_activity,
    place,
    register,
    tool,
)
from tests.support.menus import button
from tests.support.waiting import until

pytestmark = [pytest.mark.browser, pytest.mark.full]

LEARNER, ANOTHER = "Amara Okafor", "Grace Mensah"
FOR_ME, SKILLS, COHORTS = (
    "Recommendations for me",
    "This course’s skills",
    "Recommended cohorts (teachers only)",
)
GRADES = f"grade/report/grader/index.php?id={COURSE}"


@pytest.fixture(scope="module")
def profiled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[BrowserContext]:
    """A browser whose user has blocked third-party cookies."""
    with profile(tmp_path_factory.mktemp("profile"), BLOCKED) as context:
        yield context


@pytest.fixture
def page(profiled: BrowserContext) -> Iterator[Page]:
    """A fresh tab; an error on a page fails the test."""
    problems: list[str] = []
    page = profiled.new_page()
    page.set_viewport_size({"width": 1280, "height": 900})
    page.on("pageerror", lambda error: problems.append(str(error)))
    yield page
    page.close()
    assert problems == []


def path_to(role: str) -> str:
    return f"Path to the role {role}"


def start_path(page: Page) -> None:
    expect(answer(page)).to_contain_text("closer to")
    tool(page).get_by_role("button", name="Start this path").click()
    expect(answer(page)).to_contain_text("ahead of you on the way to")


def await_grade(page: Page, demo: str, person: str, role: str, points: str) -> None:
    """Wait until the look-alike's gradebook holds these points in the path's column."""
    go(page, demo, "instructor", GRADES)
    headers = page.get_by_role("columnheader").all_inner_texts()
    column = headers.index(f"{path_to(role)} (of 100)") - 1  # the first one is of the names
    cell = page.get_by_role("row", name=person).get_by_role("cell").nth(column)

    def there() -> bool:
        page.reload()
        return cell.inner_text() == points

    until(there, seconds=60)


def test_what_an_invited_tool_places_fills_a_grade_column(page: Page, demo: str) -> None:
    role = "Senior Data Analyst"
    register(page, demo, "Update Fingerpost (deployment 1)")
    expect(page.get_by_role("article", name="Fingerpost").first).to_contain_text("Active")
    place(page, demo, [role])
    go(page, demo, "learner")
    open_activity(page, path_to(role))
    start_path(page)
    await_grade(page, demo, LEARNER, role, "0.00")


def test_what_a_new_tool_places_opens_for_whom_it_is_for_and_so_do_its_copies(
    page: Page, demo: str
) -> None:
    role = "Data Engineer"
    register(page, demo, "Register as a new tool")
    card = page.get_by_role("article", name="Fingerpost").last
    expect(card).to_contain_text("Pending")
    card.get_by_role("button", name="Activate Fingerpost").click()
    expect(card).to_contain_text("Active")
    place(page, demo, [FOR_ME, SKILLS, COHORTS, role], which=1)

    go(page, demo, "office-to-data")
    open_activity(page, FOR_ME)
    expect(answer(page)).to_contain_text("Next for you")
    go(page, demo, "office-to-data")
    open_activity(page, SKILLS)
    expect(answer(page)).to_contain_text("“SQL from the ground up” builds 1 skill.")
    go(page, demo, "office-to-data")
    open_activity(page, COHORTS)
    expect(tool(page).get_by_role("alert")).to_be_visible()
    expect(answer(page)).to_have_count(0)
    go(page, demo, "office-to-data")
    open_activity(page, path_to(role))
    start_path(page)

    go(page, demo, "instructor")
    open_activity(page, path_to(role))
    expect(answer(page)).to_contain_text(re.compile(r"1 of \d\d learners"))
    expect(tool(page).get_by_role("row", name=ANOTHER)).to_contain_text("0 of ")
    await_grade(page, demo, ANOTHER, role, "0.00")

    go(page, demo, "admin")
    page.get_by_role("button", name="Copy this course").click()
    expect(page.get_by_role("status")).to_contain_text("This is the copy")
    copy = page.url.removeprefix(demo)
    go(page, demo, "office-to-data", copy)
    open_activity(page, path_to(role))
    expect(answer(page)).to_contain_text("ahead of you on the way to")
    go(page, demo, "office-to-data", copy)
    open_activity(page, FOR_ME)
    expect(answer(page)).to_contain_text("Next for you")
    go(page, demo, "instructor", copy)
    open_activity(page, path_to(role))
    expect(answer(page)).to_contain_text(re.compile(r"1 of \d\d learners"))
    go(page, demo, "instructor", copy)
    open_activity(page, COHORTS)
    # Whose copy it is stands in a parameter that a teacher may write, so no class is told by it.
    expect(answer(page)).to_contain_text("This course has not been read from Moodle yet.")


def test_finished_courses_of_a_path_count_after_the_next_update(page: Page, demo: str) -> None:
    role = "Content Writer"
    place(page, demo, [role])
    go(page, demo, "learner")
    open_activity(page, path_to(role))
    start_path(page)
    links = tool(page).get_by_role("link", name="Open in Moodle").all()
    for address in [link.get_attribute("href") for link in links[:2]]:
        page.goto(str(address))
        page.get_by_role("button", name="Mark as done").click()
        expect(page.get_by_role("status")).to_contain_text("Marked as done")
    page.goto(demo)
    page.locator('a[href$="as=admin"]').click()
    tool(page).get_by_role("button", name="Update from Moodle now").click()
    row = tool(page).get_by_role("row", name="Update from Moodle").first
    expect(row).to_contain_text("new completions: 2", timeout=90_000)
    go(page, demo, "instructor")
    open_activity(page, path_to(role))
    progress = tool(page).get_by_role("row", name=LEARNER)
    expect(progress).to_contain_text(re.compile(r"2 of \d+ courses"))
    told = re.search(r"2 of (\d+) courses", progress.inner_text())
    assert told is not None
    await_grade(page, demo, LEARNER, role, f"{200 / int(told[1]):.2f}")


def test_the_tests_of_the_diagnostics_find_the_demo_in_order(page: Page, demo: str) -> None:
    page.goto(demo)
    page.locator('a[href$="as=admin"]').click()
    button(tool(page), "Diagnostics").click()
    for test, found in (
        ("Test the token", "Token"),
        ("Test the roster", "Roster"),
        ("Test the web services", "Web services"),
    ):
        tool(page).get_by_role("button", name=test).first.click()
        said = tool(page).get_by_role("status")
        expect(said).to_contain_text(found)
        expect(said).to_contain_text("works.")


def test_the_full_page_goes_on_when_moodle_is_closed(page: Page, demo: str) -> None:
    page.goto(demo)
    page.locator('a[href$="as=admin"]').click()
    with page.expect_popup() as opened:
        button(tool(page), "Open full page").click()
    window = opened.value
    expect(window.locator("h1.answer")).to_contain_text("courses and")
    page.close()
    expect(window.get_by_role("button", name="Open full page")).to_be_hidden()
    button(window, "Diagnostics").click()
    expect(window.locator("h1.answer")).to_contain_text("The last launch")
    window.reload()
    expect(window.locator("h1.answer")).to_contain_text("The last launch")
    window.close()
