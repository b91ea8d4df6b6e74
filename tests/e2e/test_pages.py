"""Pages in states that others brought about, in every width and theme: no barrier, no sideways
scrolling; pictures to look at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.barriers import WIDTHS
from tests.support.browser import profiled
from tests.support.demo_moodle import (
    answer,
    begin_registration,
    choose_content,
    go,
    invite,
    open_activity,
    place,
    tool,
)
from tests.support.looking import looked_at, opened_alone, seen_alone
from tests.support.menus import button

pytestmark = [pytest.mark.browser, pytest.mark.full]

ROLE = "Learning and Development Partner"
PATH = f"Path to the role {ROLE}"
# Nobody knows this client; it is as long as an id may become, and nowhere can it be broken.
STRANGER = "0f1e2d3c4b5a69788796a5b4c3d2e1f0" * 2


@pytest.fixture
def page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page of the width that the test asks for."""
    with profiled(browser, request.getfixturevalue("width")) as context:
        yield context.new_page()


@pytest.fixture(scope="module")
def placed(browser: Browser, demo: str) -> None:
    """A path that one learner has started and another has not."""
    with profiled(browser, 1280) as context:
        page = context.new_page()
        place(page, demo, [ROLE])
        go(page, demo, "office-to-data")
        open_activity(page, PATH)
        tool(page).get_by_role("button", name="Start this path").click()
        expect(answer(page)).to_contain_text("ahead of you on the way to")


@pytest.fixture(scope="module")
def stranger(browser: Browser, demo: str) -> None:
    """A registration entered by hand that Moodle knows nothing of."""
    with profiled(browser, 1280) as context:
        page = context.new_page()
        open_admin(page, demo, "Connect")
        tool(page).get_by_text("Register the tool in Moodle").click()
        tool(page).get_by_text("Show what belongs into Moodle’s form").click()
        tool(page).get_by_label("Client ID").fill(STRANGER)
        tool(page).get_by_label("Deployment ID").fill("9")
        tool(page).get_by_role("button", name="Save", exact=True).click()
        expect(tool(page).get_by_role("status")).to_contain_text("Saved")


def open_admin(page: Page, demo: str, name: str) -> None:
    """Open a page of the menu as the admin."""
    page.goto(demo)
    page.locator('a[href$="as=admin"]').click()
    button(tool(page), name).click()


@pytest.mark.usefixtures("placed")
@pytest.mark.parametrize("width", WIDTHS)
def test_a_path_before_and_after_its_start(page: Page, demo: str, width: int) -> None:
    for who, state, words in (
        ("learner", "before", "closer to"),
        ("office-to-data", "after", "ahead of you"),
    ):
        go(page, demo, who)
        open_activity(page, PATH)
        expect(answer(page)).to_contain_text(words)
        looked_at(page, f"path-{state}-{width}")


@pytest.mark.usefixtures("placed")
@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_of_a_course(page: Page, demo: str, width: int) -> None:
    go(page, demo, "instructor")
    open_activity(page, PATH)
    expect(answer(page)).to_contain_text(re.compile(r"1 of \d\d learners"))
    looked_at(page, f"people-{width}")
    button(tool(page), "This course’s skills").click()
    expect(answer(page)).to_contain_text("builds 1 skill")
    looked_at(page, f"skills-{width}")


@pytest.mark.parametrize("width", WIDTHS)
def test_my_data_and_what_can_be_done_there(page: Page, demo: str, width: int) -> None:
    page.goto(demo)
    page.locator('a[href$="as=learner"]').click()
    button(tool(page), "My data").click()
    expect(answer(page)).to_contain_text("entries about you")
    looked_at(page, f"my-data-{width}")
    with page.expect_download() as download:
        tool(page).get_by_role("button", name="Download everything").click()
    assert download.value.suggested_filename == "my-data.json"
    tool(page).get_by_role("button", name="Show: Your visits").press("Enter")
    expect(answer(page)).to_contain_text("Your visits:")
    tool(page).locator("summary").first.press("Enter")
    looked_at(page, f"my-data-entries-{width}")
    tool(page).get_by_role("button", name="Back to all of my data").press("Enter")
    tool(page).get_by_role("button", name="Erase everything …").press("Enter")
    expect(answer(page)).to_contain_text("to be erased here?")
    looked_at(page, f"my-data-erase-{width}")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_page_for_placing(page: Page, demo: str, width: int) -> None:
    choose_content(page, demo)
    looked_at(page, f"placing-{width}")
    tool(page).get_by_role("button", name="Place in the course").click()
    expect(tool(page).get_by_role("alert")).to_have_text("Choose at least one.")
    looked_at(page, f"placing-nothing-{width}")


@pytest.mark.usefixtures("stranger")
@pytest.mark.parametrize("width", WIDTHS)
def test_the_states_of_connecting(page: Page, demo: str, width: int) -> None:
    open_admin(page, demo, "Connect")
    tool(page).get_by_text("Register the tool in Moodle").click()
    tool(page).get_by_text("Show what belongs into Moodle’s form").click()
    tool(page).get_by_text("Keep launches out …").last.click()
    expect(tool(page).get_by_label("Client ID")).to_be_visible()
    looked_at(page, f"connect-by-hand-{width}")
    tool(page).get_by_role("button", name="Make an invitation").click()
    expect(tool(page).get_by_label("Invitation", exact=True)).to_be_visible()
    looked_at(page, f"connect-invitation-{width}")


@pytest.mark.usefixtures("stranger")
@pytest.mark.parametrize("width", WIDTHS)
def test_a_good_and_a_bad_finding(page: Page, demo: str, width: int) -> None:
    open_admin(page, demo, "Diagnostics")
    tool(page).get_by_role("button", name="Test the web services").click()
    expect(tool(page).get_by_role("status")).to_contain_text("works")
    looked_at(page, f"diagnostics-green-{width}")
    tool(page).get_by_role("button", name=f"Test the token: {STRANGER}").click()
    expect(tool(page).get_by_role("alert")).to_contain_text("does not work")
    looked_at(page, f"diagnostics-red-{width}")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_registration_in_moodles_frame(page: Page, demo: str, width: int) -> None:
    update = "Update Fingerpost (deployment 1)"
    address = invite(page, demo)
    begin_registration(page, demo, address, update)
    done = tool(page).get_by_role("button", name="Done, back to Moodle")
    expect(done).to_be_visible()
    looked_at(page, f"registered-{width}")
    begin_registration(page, demo, address, update)
    expect(tool(page).get_by_role("alert")).to_be_visible()
    looked_at(page, f"registered-twice-{width}")


@pytest.mark.usefixtures("stranger")
@pytest.mark.parametrize("width", WIDTHS)
def test_an_admins_pages_in_a_window_of_their_own(browser: Browser, demo: str, width: int) -> None:
    own = ("Overview", "Connect", "Diagnostics", "Catalogue", "Roles and future", "Audit", "Model")
    pages = (*own, "People", "Badges", "Settings", "Cohorts")
    with profiled(browser, width, 700) as context:
        page = context.new_page()
        page.goto(demo)
        page.locator('a[href$="as=admin"]').click()
        window = opened_alone(page)
        for name in pages:
            button(window, name).click()
            seen_alone(window, name, f"window-{width}")


@pytest.mark.usefixtures("placed")
@pytest.mark.parametrize("width", WIDTHS)
def test_an_instructors_pages_in_a_window_of_their_own(
    browser: Browser, demo: str, width: int
) -> None:
    pages = ("Participants", "Skills and progress", "This course’s skills", "My next courses")
    with profiled(browser, width, 700) as context:
        page = context.new_page()
        go(page, demo, "instructor")
        open_activity(page, PATH)
        window = opened_alone(page)
        for name in pages:
            button(window, name).click()
            seen_alone(window, name, f"window-{width}")
