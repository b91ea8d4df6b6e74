"""What a launch tells of its activity and of its course's services is kept, and kept up to date."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from lti_plugin.lti.endpoints import GRADES, ROSTER
from lti_plugin.store.resource_links import ResourceLink
from tests.support.platform import LTI, MISSING, Platform
from tests.support.tool import Browser, Clock, Install, Tool

SERVICES = "https://moodle.test/mod/lti/services.php"
MEMBERS = f"{SERVICES}/CourseSection/2/bindings/1/memberships"
ITEMS = f"{SERVICES}/2/lineitems?type_id=1"
ITEM = f"{SERVICES}/2/lineitems/7/lineitem?type_id=1"
TOGETHER = 6


def claims(
    members: object = MEMBERS, items: object = ITEMS, item: object = ITEM, **more: Any
) -> dict[str, Any]:
    """Return the claims about a course's services, as Moodle sends them."""
    return {
        ROSTER: {"context_memberships_url": members, "service_versions": ["1.0", "2.0"]},
        GRADES: {"scope": [], "lineitems": items, "lineitem": item},
        **more,
    }


def link(number: str, title: str = "Placed") -> dict[str, Any]:
    """Return the claim about an activity."""
    return {LTI + "resource_link": {"id": number, "title": title}}


def kept(tool: Tool, number: str) -> ResourceLink:
    """Return what is known of an activity."""
    with tool.database.reading() as session:
        return session.scalars(
            select(ResourceLink).where(ResourceLink.resource_link_id == number)
        ).one()


def urls(row: ResourceLink) -> tuple[str | None, ...]:
    return (row.memberships_url, row.line_items_url, row.line_item_url)


def test_the_services_of_a_course_are_kept_with_its_activity(tool: Tool, browser: Browser) -> None:
    assert browser.launch(**claims(**link("101"))).status_code == 303
    row = kept(tool, "101")
    assert urls(row) == (MEMBERS, ITEMS, ITEM)
    assert (row.deployment_id, row.context_id, row.title) == ("1", "2", "Placed")
    assert (row.view, row.role, row.item) == (None, None, None)


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.test/mod/lti/services.php",
        "http://moodle.test/mod/lti/services.php",
        "https://moodle.test:8443/mod/lti/services.php",
        "https://moodle.test@evil.test/",
        "https://moodle.test.evil.test/",
        "//moodle.test/services",
        "/mod/lti/services.php",
        "javascript:alert(1)",
        f"https://moodle.test/{'x' * 2000}",
        "https://moodle.test/a b",
        "$ToolProxyBinding.memberships.url",
        "",
        5,
        None,
        ["https://moodle.test/"],
    ],
    ids=str,
)
def test_addresses_elsewhere_than_at_the_platform_are_dropped(
    tool: Tool, browser: Browser, url: object
) -> None:
    assert browser.launch(**claims(url, ITEMS, url, **link("102"))).status_code == 303
    assert urls(kept(tool, "102")) == (None, ITEMS, None)
    assert browser.launch(**claims(MEMBERS, url, ITEM, **link("102"))).status_code == 303
    assert urls(kept(tool, "102")) == (MEMBERS, None, ITEM)


@pytest.mark.parametrize(
    "claim", [MISSING, None, "text", [], 5], ids=["missing", "null", "text", "list", "number"]
)
def test_services_in_another_form_are_none(tool: Tool, browser: Browser, claim: object) -> None:
    told = {ROSTER: claim, GRADES: claim, **link("103")}
    assert browser.launch(**told).status_code == 303
    assert urls(kept(tool, "103")) == (None, None, None)


def test_a_launch_that_tells_something_new_changes_the_row(tool: Tool, browser: Browser) -> None:
    browser.launch(**claims(MEMBERS, ITEMS, None, **link("104")))
    before = kept(tool, "104")
    placed = {"fingerpost_view": "path", "fingerpost_role": "Data Analyst"}
    changes = {LTI + "custom": placed, LTI + "context": {"id": "3"}, **link("104", "Renamed")}
    browser.launch(**claims(None, ITEMS, ITEM, **changes))
    after = kept(tool, "104")
    assert after.id == before.id
    assert urls(after) == (None, ITEMS, ITEM)
    assert (after.context_id, after.title) == ("3", "Renamed")
    assert (after.view, after.role, after.item) == ("path", "Data Analyst", None)
    assert after.seen_at > before.seen_at


def test_a_launch_without_news_writes_once_an_hour(
    tool: Tool, browser: Browser, clock: Clock
) -> None:
    browser.launch(**claims(**link("105")))
    first = kept(tool, "105").seen_at
    clock.shift(59 * 60)
    browser.launch(**claims(**link("105")))
    assert kept(tool, "105").seen_at == first
    clock.shift(2 * 60)
    browser.launch(**claims(**link("105")))
    assert kept(tool, "105").seen_at > first


def test_each_registration_and_deployment_has_its_own_activities(install: Install) -> None:
    platforms = (
        Platform(),
        Platform(deployment_id="2"),
        Platform(client_id="client-2"),
        Platform(issuer="https://other.test"),
    )
    tool = install(*platforms)
    for platform in platforms:
        url = f"{platform.issuer}/mod/lti/services.php/{platform.client_id}"
        Browser(tool, platform).launch(**claims(url, None, None, **link("1")))
    with tool.database.reading() as session:
        rows = session.scalars(select(ResourceLink)).all()
    assert sorted((row.deployment_id, str(row.memberships_url)) for row in rows) == [
        ("1", "https://moodle.test/mod/lti/services.php/client-1"),
        ("1", "https://moodle.test/mod/lti/services.php/client-2"),
        ("1", "https://other.test/mod/lti/services.php/client-1"),
        ("2", "https://moodle.test/mod/lti/services.php/client-1"),
    ]


@pytest.mark.parametrize("name", ["sqlite", pytest.param("postgres", marks=pytest.mark.postgres)])
def test_first_launches_of_an_activity_at_once_keep_it_once(
    install: Install, request: pytest.FixtureRequest, name: str
) -> None:
    given = {"database_url": request.getfixturevalue("postgres_url")} if name != "sqlite" else {}
    tool = install(Platform(), **given)

    def launch(_number: int) -> int:
        return Browser(tool, tool.platforms[0]).launch(**claims(**link("9"))).status_code

    with ThreadPoolExecutor(TOGETHER) as pool:
        assert set(pool.map(launch, range(TOGETHER))) == {303}
    assert urls(kept(tool, "9")) == (MEMBERS, ITEMS, ITEM)


def test_a_refused_launch_leaves_nothing_of_its_activity(tool: Tool, browser: Browser) -> None:
    assert browser.launch(**claims(aud="other", **link("106"))).status_code == 401
    with tool.database.reading() as session:
        query = select(ResourceLink).where(ResourceLink.resource_link_id == "106")
        assert session.scalars(query).all() == []
