"""The L&D admin's pages about roles and their future in a browser: no barrier at any width."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.support.barriers import WIDTHS
from tests.support.browser import profiled
from tests.support.demo_moodle import answer, frame_of, tool
from tests.support.looking import OPEN_ALL, alone_in_both_themes, looked_at, opened_alone
from tests.support.menus import button

pytestmark = [pytest.mark.browser, pytest.mark.full]

TABS = (
    *("Roles", "Objectives", "Priorities", "Triggers", "Pipeline", "Scenarios", "Budgets"),
    "Return on training",
)
RETURN = {
    "People who learn": "12",
    "Fees for each of them": "900",
    "Hours of learning of each": "20",
    "Cost of an hour of work": "48",
    "Fewer hires from outside": "3",
    "Cost of a hire": "9000",
    "Credited to the training, in percent": "60",
}
HOLDERS = "Print Marketing Specialist"


def settled(page: Page) -> None:
    """Wait for the page that a button leads to."""
    page.wait_for_load_state("networkidle")
    expect(answer(page)).to_be_visible()


def pressed(page: Page, name: str, answers: str) -> None:
    """Press a button by the keyboard, and wait for the page that answers so."""
    button(tool(page), name).press("Enter")
    expect(answer(page)).to_contain_text(answers)
    settled(page)


def seen(page: Page, name: str, width: int) -> None:
    """Look at all that a page can show."""
    frame_of(page).evaluate(OPEN_ALL)
    looked_at(page, f"{name}-{width}")
    page.set_viewport_size({"width": width, "height": 900})


def opened(page: Page, demo: str) -> None:
    """Open the list of roles as the admin."""
    page.goto(demo)
    page.locator('a[href$="as=admin"]').click()
    pressed(page, "Roles and future", "roles")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_pages_beneath_roles_and_future(browser: Browser, demo: str, width: int) -> None:
    """In a window of their own, since the frame is always light."""
    with profiled(browser, width) as context:
        page = context.new_page()
        opened(page, demo)
        window = opened_alone(page)
        button(window, "Roles and future").click()
        for tab in TABS:
            tabs = window.get_by_role("navigation", name="Roles and future")
            tabs.get_by_role("button", name=tab, exact=True).click()
            expect(window.locator("[aria-current=true]")).to_have_text(tab)
            window.evaluate(OPEN_ALL)
            alone_in_both_themes(window, f"future-{tab.lower().replace(' ', '-')}-{width}")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_role_is_found_read_changed_and_signed(browser: Browser, demo: str, width: int) -> None:
    with profiled(browser, width) as context:
        page = context.new_page()
        opened(page, demo)
        tool(page).get_by_label("Holders").select_option("some")
        tool(page).get_by_label("Name", exact=True).first.fill("print")
        page.keyboard.press("Enter")
        expect(answer(page)).to_contain_text("fits")
        settled(page)
        tool(page).locator("table").get_by_role("button").first.press("Enter")
        expect(answer(page)).to_contain_text("signed by")
        settled(page)
        seen(page, "future-role", width)
        tool(page).get_by_label("Family of roles that it belongs to").fill(f"Print {width}")
        pressed(page, "Keep the role", "is signed by")
        expect(tool(page).locator(".alert-success")).to_contain_text("The role is kept.")
        pressed(page, "Build or buy", "enough data")
        seen(page, "future-hiring", width)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_scenario_is_made_and_removed(browser: Browser, demo: str, width: int) -> None:
    with profiled(browser, width) as context:
        page = context.new_page()
        opened(page, demo)
        pressed(page, "Scenarios", "scenario")
        frame_of(page).evaluate(OPEN_ALL)
        tool(page).get_by_label("Name of the scenario").fill(f"Without print {width}")
        role = tool(page).get_by_label("If this role", exact=True)
        role.select_option(label=HOLDERS)
        tool(page).get_by_label("By when").fill("2030-01-01")
        pressed(page, "Keep it and work it out", "Scenario:")
        seen(page, "future-scenario", width)
        pressed(page, "All scenarios", "is kept")
        seen(page, "future-scenarios-kept", width)
        pressed(page, "Remove it", "scenario")
        expect(tool(page).locator(".alert-success")).to_contain_text("is removed")


@pytest.mark.parametrize("width", WIDTHS)
def test_the_return_on_training_is_worked_out(browser: Browser, demo: str, width: int) -> None:
    with profiled(browser, width) as context:
        page = context.new_page()
        opened(page, demo)
        window = opened_alone(page)
        button(window, "Roles and future").click()
        window.get_by_role("button", name="Return on training", exact=True).click()
        window.evaluate(OPEN_ALL)
        window.get_by_label("Which training it is about").fill("SQL for analysts")
        for name, value in RETURN.items():
            window.get_by_label(f"{name}: Likely", exact=True).fill(value)
            window.get_by_label(f"{name}: Where this comes from", exact=True).fill("HR 2026")
        window.get_by_label("Who stands for it, with their job").fill("Ada, HR")
        window.get_by_role("button", name="Keep the figures and work it out").press("Enter")
        expect(window.locator("h1.answer")).to_contain_text("SQL for analysts: It is open")
        alone_in_both_themes(window, f"future-return-{width}")


@pytest.mark.parametrize("width", WIDTHS)
def test_a_role_is_removed_and_brought_back(browser: Browser, demo: str, width: int) -> None:
    with profiled(browser, width) as context:
        page = context.new_page()
        opened(page, demo)
        tool(page).get_by_label("Name", exact=True).first.fill("UX Designer")
        page.keyboard.press("Enter")
        expect(answer(page)).to_contain_text("fit")
        settled(page)
        pressed(page, "UX Designer", "UX Designer is")
        seen(page, "future-role-removal", width)
        pressed(page, "Remove it", "role")
        expect(tool(page).locator(".alert-success")).to_contain_text("is removed")
        seen(page, "future-role-removed", width)
        tool(page).get_by_role("button", name="Undo", exact=True).press("Enter")
        expect(tool(page).locator(".alert-success")).to_contain_text("The role is back")
