"""The columns of a course's gradebook that are this tool's: Assignment and Grade Services 2.0.

No request has ``limit`` in it: Moodle answers it with unreadable links, or with an error page.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, Self

from lti_plugin.lti.failures import Unreadable
from lti_plugin.lti.service import ServiceCaller, content

WRITE = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem"
READ = "https://purl.imsglobal.org/spec/lti-ags/scope/lineitem.readonly"
ITEM = "application/vnd.ims.lis.v2.lineitem+json"
ITEMS = "application/vnd.ims.lis.v2.lineitemcontainer+json"
PART = "grades"


@dataclass(frozen=True, slots=True)
class LineItem:
    """One column; ``id`` is its address.

    ``resource_link_id`` is the activity that it belongs to, None for a column by itself. ``raw`` is
    the whole object as the platform sent it: a change has to send all of it back.
    """

    id: str
    label: str
    score_maximum: float
    resource_id: str = ""
    tag: str = ""
    resource_link_id: str | None = None
    raw: Mapping[str, Any] = field(default_factory=dict, repr=False, compare=False)

    @classmethod
    def read(cls, given: object) -> Self:
        """Return the column that a platform's object describes; raise Unreadable for any other."""
        if not isinstance(given, dict):
            raise Unreadable(PART, "line-item")
        address, maximum = given.get("id"), number(given.get("scoreMaximum"))
        if not isinstance(address, str) or not address or maximum is None:
            raise Unreadable(PART, "line-item")
        return cls(
            id=address,
            label=_text(given, "label"),
            score_maximum=maximum,
            resource_id=_text(given, "resourceId"),
            tag=_text(given, "tag"),
            resource_link_id=_text(given, "resourceLinkId") or None,
            raw=given,
        )


def line_items(
    caller: ServiceCaller,
    line_items_url: str,
    *,
    resource_id: str | None = None,
    resource_link_id: str | None = None,
    tag: str | None = None,
) -> list[LineItem]:
    """Return the tool's columns in a course, those with all of these properties.

    A column that cannot be read is an error, not left out: a second one would be made in its place.

    Raises
    ------
    Unreadable
        When an answer is not a list of columns.
    ServiceFailed
        As :meth:`ServiceCaller.pages` does.
    """
    wanted = {"resource_id": resource_id, "resource_link_id": resource_link_id, "tag": tag}
    url = caller.address(line_items_url, part=PART, query=wanted)
    found: list[LineItem] = []
    for page in caller.pages(url, [READ], accept=ITEMS, part=PART):
        if not isinstance(page, list):
            raise Unreadable(PART, "line-items")
        found += map(LineItem.read, page)
    # A platform may know fewer filters than we ask by.
    return [
        item
        for item in found
        if all(value is None or getattr(item, name) == value for name, value in wanted.items())
    ]


def line_item(caller: ServiceCaller, line_item_url: str) -> LineItem:
    """Return one column; raise as :func:`line_items` does, Gone where it was deleted."""
    answer = caller.call("GET", line_item_url, [READ], accept=ITEM, part=PART)
    return LineItem.read(content(answer, PART))


def create(
    caller: ServiceCaller,
    line_items_url: str,
    *,
    label: str,
    score_maximum: float,
    resource_id: str = "",
    tag: str = "",
    resource_link_id: str | None = None,
) -> LineItem:
    """Make a column and return it.

    It is asked for once: where the platform does not answer, look for it by ``resource_id`` before
    making another one. Raises as :func:`line_items` does.
    """
    body: dict[str, Any] = {
        "label": label,
        "scoreMaximum": score_maximum,
        "resourceId": resource_id,
        "tag": tag,
    }
    if resource_link_id is not None:
        body["resourceLinkId"] = resource_link_id
    url = caller.address(line_items_url, part=PART)
    answer = caller.call("POST", url, [WRITE], accept=ITEM, content_type=ITEM, body=body, part=PART)
    return LineItem.read(content(answer, PART))


def update(
    caller: ServiceCaller,
    item: LineItem,
    *,
    label: str | None = None,
    score_maximum: float | None = None,
    resource_id: str | None = None,
    tag: str | None = None,
) -> LineItem:
    """Change what is given of a column that was read before, and return it as it is now.

    All else is sent back as it was read, since Moodle takes away what is missing: a column without
    its resource link no longer belongs to the activity. A changed maximum rescales the grades that
    are there. Raises as :func:`line_items` does; ValueError for a column that was never read.
    """
    if not item.raw:
        raise ValueError("only a column that was read can be sent back whole")
    given = {
        "label": label,
        "scoreMaximum": score_maximum,
        "resourceId": resource_id,
        "tag": tag,
    }
    changed = {**item.raw, **{name: value for name, value in given.items() if value is not None}}
    answer = caller.call(
        "PUT",
        item.id,
        [WRITE],
        accept=ITEM,
        content_type=ITEM,
        body=changed,
        # The same object twice leaves the same column.
        retry=True,
        part=PART,
    )
    return LineItem.read(content(answer, PART) if answer.body.strip() else changed)


def number(value: object) -> float | None:
    """Return a number of JSON that is one of arithmetic too, or None."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    try:
        return float(value) if isfinite(value) else None
    except OverflowError:
        return None


def _text(given: Mapping[str, Any], name: str) -> str:
    value = given.get(name)
    return value if isinstance(value, str) else ""
