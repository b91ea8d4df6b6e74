"""A piece of work that is a file, sent and saved from within the course page."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, FrameLocator, Page, Route, expect

from lti_plugin.services.portfolio_files import MEGABYTE
from tests.support.barriers import WIDTHS
from tests.support.browser import profiled
from tests.support.demo_moodle import answer, frame_of, tool
from tests.support.looking import OPEN_ALL, looked_at
from tests.support.menus import button
from tests.support.uploads import HTML, PDF

pytestmark = [pytest.mark.browser, pytest.mark.full]

KEEP = "**/learn/portfolio/keep*"


def chosen(name: str, content: bytes) -> dict[str, object]:
    """Return a file as somebody chooses it."""
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def opened(page: Page, demo: str, title: str) -> FrameLocator:
    """Open the portfolio; return the form for a new piece of work, with its words filled in."""
    page.goto(demo)
    page.locator('a[href$="as=learner"]').click()
    button(tool(page), "Portfolio").click()
    expect(answer(page)).to_be_visible()
    tool(page).locator("#title-new").fill(title)
    tool(page).get_by_label("Skill 1", exact=True).last.fill(
        tool(page).locator("#skills option").first.get_attribute("value") or ""
    )
    tool(page).get_by_label("Level of skill 1", exact=True).last.select_option("3")
    return tool(page)


@pytest.mark.parametrize("width", WIDTHS)
def test_a_file_is_sent_by_keyboard_and_saved(browser: Browser, demo: str, width: int) -> None:
    with profiled(browser, width) as context:
        page = context.new_page()
        here = opened(page, demo, f"Report {width}")
        looked_at(page, f"portfolio-form-{width}")
        here.locator("#file-new").set_input_files(chosen("my report.pdf", PDF))
        here.get_by_role("button", name="Hand in for review").last.focus()
        page.keyboard.press("Enter")
        expect(here.get_by_role("status").first).to_have_text("It is kept and waits for a review.")
        expect(answer(page)).to_be_focused()
        frame_of(page).evaluate(OPEN_ALL)
        looked_at(page, f"portfolio-file-{width}")
        with page.expect_download() as saved:
            here.get_by_role("button", name=re.compile("Download.*my report")).first.click()
        assert saved.value.suggested_filename == "my report.pdf"
        assert Path(saved.value.path()).read_bytes() == PDF
        button(here, "My data").click()
        expect(answer(page)).to_contain_text("Fingerpost holds")


def test_what_is_refused_keeps_what_was_typed_and_chosen(browser: Browser, demo: str) -> None:
    with profiled(browser, 1280) as context:
        page = context.new_page()
        here = opened(page, demo, "A report")
        field, hand_in = here.locator("#file-new"), here.get_by_role("button", name="Hand in").last
        said = here.locator("form:has(#file-new) [data-wrong]")
        field.set_input_files(chosen("a.pdf", PDF.ljust(10 * MEGABYTE + 1)))
        expect(said).to_have_text("A file has at most 10 MB; this one is larger.")
        hand_in.click()
        expect(field).to_be_focused()
        expect(field).to_have_attribute("aria-invalid", "true")
        field.set_input_files(chosen("a.png", HTML))
        expect(said).to_have_text("")
        hand_in.click()
        expect(said).to_contain_text("What is in this file is not what its name says.")
        expect(here.locator("#title-new")).to_have_value("A report")
        assert field.evaluate("each => each.files[0].name") == "a.png"


def test_while_a_file_is_sent_the_form_says_so(browser: Browser, demo: str) -> None:
    with profiled(browser, 320) as context:
        page = context.new_page()
        here = opened(page, demo, "Slow report")
        held: list[Route] = []
        page.route(KEEP, lambda route: held.append(route))
        form = here.locator("form:has(#file-new)")
        hand_in = form.locator("button")
        here.locator("#file-new").set_input_files(chosen("a.pdf", PDF))
        hand_in.click()
        expect(form.get_by_role("status")).to_have_text("The file is being sent…")
        expect(form.get_by_role("progressbar")).to_be_visible()
        expect(hand_in).to_be_disabled()
        expect(form).to_have_attribute("aria-busy", "true")
        looked_at(page, "portfolio-sending-320")
        held[0].abort()
        expect(form.get_by_role("alert")).to_have_text("The file did not arrive. Try again.")
        expect(hand_in).to_be_enabled()
        page.unroute(KEEP)
        hand_in.click()
        expect(answer(page)).to_be_focused()
