"""Table F, the gradebook's columns: found, made and changed without losing anything."""

from __future__ import annotations

from typing import Any

import pytest

from lti_plugin.lti import failures
from lti_plugin.lti.grades import ITEM, ITEMS, LineItem, create, line_item, line_items, update
from tests.support.services import Services, Told, recorded

LIST = "/mod/lti/services.php/2/lineitems"
ONE = "/mod/lti/services.php/2/lineitems/2/lineitem"
EXTRA = {"submissionReview": {"url": "https://tool.test/review"}}


def stored(services: Services, **changes: object) -> dict[str, Any]:
    """Return the recorded column, with a part that we know nothing of."""
    return {**recorded(services, "lineitems")[0], **EXTRA, **changes}


def test_recorded_columns_are_read(services: Services) -> None:
    url = services.tell("GET", LIST, Told(200, recorded(services, "lineitems")))
    (item,) = line_items(services.caller(), f"{url}?type_id=1")
    assert item == LineItem(
        id=f"{services.address}{ONE}?type_id=1",
        label="Your next courses",
        score_maximum=100,
        resource_link_id="1",
    )
    (sent,) = services.sent
    assert (sent.headers["Accept"], sent.query) == (ITEMS, {"type_id": "1"})


def test_columns_are_asked_for_by_their_properties_and_never_by_pages(services: Services) -> None:
    kept = stored(services, resourceId="badge-1", tag="badge")
    url = services.tell("GET", LIST, Told(200, [stored(services), kept]))
    caller = services.caller()
    found = line_items(
        caller, f"{url}?type_id=1", resource_id="badge-1", tag="badge", resource_link_id="1"
    )
    assert [item.resource_id for item in found] == ["badge-1"]
    assert services.sent[0].query == {
        "type_id": "1",
        "resource_id": "badge-1",
        "resource_link_id": "1",
        "tag": "badge",
    }
    assert line_items(caller, url, resource_id="badge-2") == []


def test_F6_a_list_in_pages_is_read_to_its_end(services: Services) -> None:
    link = f"<{services.address}{LIST}?type_id=1&amp;from=1>; rel=“next”"
    headers = {"Link": link.encode().decode("latin-1")}
    item = stored(services)
    url = services.tell("GET", LIST, Told(200, [item], headers), Told(200, [item]))
    assert len(line_items(services.caller(), url)) == 2


@pytest.mark.parametrize(
    "body",
    [
        {},
        None,
        [1],
        [{"id": "x"}],
        [{"scoreMaximum": 1}],
        [{"id": "", "scoreMaximum": 1}],
        [{"id": "x", "scoreMaximum": "1"}],
        [{"id": "x", "scoreMaximum": True}],
        [{"id": "x", "scoreMaximum": 10**400}],
        b'[{"id": "x", "scoreMaximum": NaN}]',
    ],
)
def test_a_list_that_cannot_be_read_is_an_error(services: Services, body: object) -> None:
    url = services.tell("GET", LIST, Told(200, body))
    with pytest.raises(failures.Unreadable) as caught:
        line_items(services.caller(), url)
    assert caught.value.code.startswith("lti-grades-line-item")


def test_a_column_is_made(services: Services) -> None:
    url = services.tell("POST", LIST, Told(201, recorded(services, "lineitem_created")))
    item = create(
        services.caller(),
        f"{url}?type_id=1",
        label="Badge: SQL",
        score_maximum=1,
        resource_id="badge-1",
        tag="badge",
    )
    assert item.id == f"{services.address}/mod/lti/services.php/2/lineitems/5/lineitem?type_id=1"
    (sent,) = services.sent
    assert (sent.headers["Content-Type"], sent.query) == (ITEM, {"type_id": "1"})
    assert sent.json() == {
        "label": "Badge: SQL",
        "scoreMaximum": 1,
        "resourceId": "badge-1",
        "tag": "badge",
    }


def test_a_column_may_belong_to_an_activity(services: Services) -> None:
    url = services.tell("POST", LIST, lambda sent: Told(201, {**sent.json(), "id": "x"}))
    made = create(services.caller(), url, label="A", score_maximum=1, resource_link_id="1")
    assert made.resource_link_id == "1"


def test_a_column_is_not_made_twice_by_a_busy_platform(services: Services) -> None:
    url = services.tell("POST", LIST, Told(503))
    with pytest.raises(failures.Busy):
        create(services.caller(), url, label="A", score_maximum=1)
    assert len(services.sent) == 1


@pytest.mark.parametrize("silent", [False, True])
def test_a_change_sends_all_else_back(services: Services, silent: bool) -> None:
    before = stored(services)
    url = services.tell("GET", ONE, Told(200, before))
    services.tell("PUT", ONE, Told(503), lambda sent: Told(200, b"" if silent else sent.json()))
    caller = services.caller()
    item = line_item(caller, f"{url}?type_id=1")
    changed = update(caller, item, label="New", score_maximum=10, tag="t", resource_id="r")
    sent = services.sent[-1]
    assert sent.json() == before | {
        "label": "New",
        "scoreMaximum": 10,
        "tag": "t",
        "resourceId": "r",
    }
    assert sent.json()["resourceLinkId"] == "1"
    assert (sent.headers["Content-Type"], sent.query) == (ITEM, {"type_id": "1"})
    assert (changed.label, changed.resource_link_id) == ("New", "1")
    assert changed.raw["submissionReview"] == EXTRA["submissionReview"]
    assert item.label == "Your next courses"


def test_a_column_that_was_never_read_is_not_changed(services: Services) -> None:
    item = LineItem(services.address + ONE, "A", 1)
    with pytest.raises(ValueError, match="was read"):
        update(services.caller(), item, label="B")
    assert services.sent == []


def test_a_deleted_column_is_gone(services: Services) -> None:
    with pytest.raises(failures.Gone) as caught:
        line_item(services.caller(), services.address + ONE)
    assert caught.value.code == "lti-grades-gone"


def test_a_column_elsewhere_is_not_asked_for(services: Services) -> None:
    with pytest.raises(failures.ForeignAddress):
        line_item(services.caller(), "https://evil.test" + ONE)
