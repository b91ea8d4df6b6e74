"""What was placed opens the right page: for each audience, in copies of the course, elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import select

from lti_plugin.store.resource_links import ResourceLink
from tests.support.catalogue import small_site
from tests.support.deeplinking import picker, placed
from tests.support.installation import ROLES, Installation, site_of
from tests.support.platform import LTI, Platform
from tests.support.reading import answer_of
from tests.support.tool import Browser, code_of

# What the registration adds to every launch, beside what was placed.
TOOLS_OWN = {"username": "ada", "context_id_history": "", "resource_link_title": "$None"}
ELSEWHERE = "https://other.test"


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """An installation that two platforms know; both have course 2, with other skills."""
    made = Installation(
        tmp_path_factory.mktemp("placed"),
        Platform(),
        Platform(issuer=ELSEWHERE, client_id="client-2", deployment_id="4"),
    )
    made.fill()
    small_site(made.database, site_of(made.database, ELSEWHERE))
    yield made
    made.close()


@pytest.fixture(scope="module")
def items(installation: Installation) -> dict[str, dict[str, str]]:
    """The custom parameters of each kind of activity, as they were placed."""
    views = ["recommendations", "skills", "cohorts"]
    found = placed(picker(installation), view=views, role="Data Analyst")
    return {item["custom"]["fingerpost_view"]: item["custom"] for item in found}


def open_(
    installation: Installation,
    who: str,
    custom: dict[str, str],
    *,
    course: str = "2",
    link: str = "11",
    platform: int = 0,
) -> Any:
    """Launch an activity with these parameters; return what the launch leads to."""
    browser = Browser(installation, installation.platforms[platform])
    changes = {
        LTI + "roles": [ROLES[who]],
        LTI + "context": {"id": course, "title": "SQL: Foundations"},
        LTI + "resource_link": {"id": link, "title": "Placed"},
        LTI + "launch_presentation": {"locale": "en"},
        LTI + "custom": TOOLS_OWN | custom,
    }
    answer = browser.launch(**changes)
    assert answer.status_code == 303
    return browser.get(answer.headers["Location"])


def link_of(installation: Installation, issuer: str, link: str) -> ResourceLink:
    """Return what is kept of an activity."""
    with installation.database.reading() as session:
        return session.scalars(
            select(ResourceLink).where(
                ResourceLink.site_id == site_of(installation.database, issuer).id,
                ResourceLink.resource_link_id == link,
            )
        ).one()


PAGES = [
    ("recommendations", "learner", "/learn/"),
    ("recommendations", "instructor", "/learn/"),
    ("recommendations", "admin", "/learn/"),
    ("path", "learner", "/learn/path"),
    ("path", "instructor", "/teach/people"),
    ("path", "admin", "/teach/people"),
    ("skills", "learner", "/learn/course"),
    ("skills", "instructor", "/learn/course"),
    ("skills", "admin", "/learn/course"),
    ("cohorts", "instructor", "/teach/"),
    ("cohorts", "admin", "/teach/"),
]


@pytest.mark.parametrize(("view", "who", "path"), PAGES)
def test_each_audience_lands_on_the_placed_page(
    installation: Installation, items: dict[str, dict[str, str]], view: str, who: str, path: str
) -> None:
    page = open_(installation, who, items[view])
    assert page.status_code == 200
    assert page.request.path == path
    assert ("<title>Path to Data Analyst</title>" in page.text) is (path == "/learn/path")


@pytest.mark.parametrize(
    ("course", "platform"),
    [
        pytest.param("90", 0, id="copy"),
        pytest.param("2", 1, id="other-site"),
        pytest.param("90", 1, id="copy-on-other-site"),
    ],
)
def test_a_copy_opens_the_same_pages_and_is_an_activity_of_its_own(
    installation: Installation,
    items: dict[str, dict[str, str]],
    course: str,
    platform: int,
) -> None:
    issuer = installation.platforms[platform].issuer
    for number, (view, who, path) in enumerate(PAGES):
        link = f"{course}-{number}"
        page = open_(installation, who, items[view], course=course, link=link, platform=platform)
        assert (page.status_code, page.request.path) == (200, path)
        kept = link_of(installation, issuer, link)
        assert (kept.view, kept.context_id) == (view, course)
        assert kept.item == items[view]["fingerpost_item"]
        assert kept.role == items[view].get("fingerpost_role")


@pytest.mark.parametrize("history", ["2", "88,2", "88, 2,3", "7,2,1"])
def test_a_copied_course_shows_the_skills_of_the_one_it_comes_from(
    installation: Installation, items: dict[str, dict[str, str]], history: str
) -> None:
    custom = items["skills"] | {"context_id_history": history}
    page = open_(installation, "learner", custom, course="91", link="31")
    assert answer_of(page) == "“SQL: Foundations” builds 1 skill."
    assert "SQL" in re.findall(r'<h2 class="h6 mb-1">([^<]*)</h2>', page.text)


@pytest.mark.parametrize("history", ["", "$Context.id.history", "88,89", ",,", "2x"])
def test_a_course_whose_origin_is_not_known_says_so(
    installation: Installation, items: dict[str, dict[str, str]], history: str
) -> None:
    custom = items["skills"] | {"context_id_history": history}
    page = open_(installation, "learner", custom, course="91", link="32")
    assert answer_of(page) == "This course has not been read from Moodle yet."


def test_a_learner_is_led_back_from_what_is_for_teachers(
    installation: Installation, items: dict[str, dict[str, str]]
) -> None:
    page = open_(installation, "learner", items["cohorts"])
    assert (page.status_code, code_of(page)) == (401, "session-ended")
    assert "it is for those who teach the course" in page.text
    assert 'href="https://moodle.test/mod/lti/view.php?id=127" target="_top"' in page.text
    assert "frame-ancestors https://moodle.test" in page.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "custom",
    [
        {},
        {"fingerpost_view": "unknown"},
        {"fingerpost_view": "$Unresolved"},
        {"fingerpost_view": "path"},
        {"fingerpost_view": "path", "fingerpost_role": "  "},
        {"fingerpost_view": "path", "fingerpost_role": "x" * 256},
        {"fingerpost_role": "Data Analyst"},
    ],
    ids=str,
)
@pytest.mark.parametrize(
    ("who", "path"), [("learner", "/learn/"), ("instructor", "/teach/"), ("admin", "/admin/")]
)
def test_parameters_that_tell_no_page_leave_the_usual_one(
    installation: Installation, custom: dict[str, str], who: str, path: str
) -> None:
    page = open_(installation, who, custom, link="41")
    assert (page.status_code, page.request.path) == (200, path)
    assert link_of(installation, "https://moodle.test", "41").view is None


@pytest.mark.parametrize("item", [None, "", "text", "x" * 300])
def test_an_item_without_a_usable_id_still_opens(
    installation: Installation, item: str | None
) -> None:
    custom = {"fingerpost_view": "skills"} | ({} if item is None else {"fingerpost_item": item})
    page = open_(installation, "learner", custom, link="42")
    assert page.request.path == "/learn/course"
    assert link_of(installation, "https://moodle.test", "42").item is None
