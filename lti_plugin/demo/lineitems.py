"""The line items of a course, as tools read and write them: the first half of the grade service."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from flask import Response, request

from lti_plugin.demo import addresses
from lti_plugin.demo.gradebook import GradeItem, plain
from lti_plugin.demo.lookalike import LookAlike
from lti_plugin.demo.servicecalls import (
    ServiceError,
    answer,
    body_of,
    check_accepted,
    holder,
    number,
)
from lti_plugin.demo.tools import Tool
from lti_plugin.demo.vocabulary import LINE_ITEM_READING_SCOPE, LINE_ITEM_SCOPE

CONTAINER = "application/vnd.ims.lis.v2.lineitemcontainer+json"
ITEM = "application/vnd.ims.lis.v2.lineitem+json"
FILTERS = ("resource_id", "resource_link_id", "tag")

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class LineItems:
    """Answers calls about line items; a tool sees and changes only its own."""

    moodle: LookAlike

    def listed(self, course_id: str) -> Response:
        """Answer with the line items that fit the filters, a page or all of them."""
        tool, number_of_course = self.opened(course_id, LINE_ITEM_SCOPE, LINE_ITEM_READING_SCOPE)
        check_accepted(CONTAINER)
        items = [item for item in self._own(tool, number_of_course) if _fits(item)]
        first, most = number("from"), number("limit")
        page = items[first : first + most] if most else items[first:]
        response = answer([self._shape(item) for item in page], CONTAINER)
        if most:
            base = addresses.line_items(self.moodle.site, number_of_course)
            response.headers["Link"] = _links(base, tool, first, most, len(items))
        return response

    def made(self, course_id: str) -> Response:
        """Add a line item; the answer is what was sent, with the id it has now."""
        tool, number_of_course = self.opened(course_id, LINE_ITEM_SCOPE)
        said = body_of(ITEM)
        label, maximum = _label_and_maximum(said)
        item = GradeItem(
            course_id=number_of_course,
            tool_id=tool.id,
            label=label,
            maximum=maximum,
            resource_id=str(said.get("resourceId") or ""),
            tag=str(said.get("tag") or ""),
            activity_id=self._activity(said, tool, number_of_course),
            described=True,
        )
        kept = self.moodle.gradebook.add(item)
        return answer(said | {"id": self._address(kept)}, ITEM, 201)

    def shown(self, course_id: str, item_id: str) -> Response:
        """Answer with one line item."""
        item = self.item(course_id, item_id, LINE_ITEM_SCOPE, LINE_ITEM_READING_SCOPE)
        check_accepted(ITEM)
        return answer(self._shape(item), ITEM)

    def replaced(self, course_id: str, item_id: str) -> Response:
        """Change a line item to what was sent; what is left out is lost, its activity as well."""
        item = self.item(course_id, item_id, LINE_ITEM_SCOPE)
        tool = holder(self.moodle, LINE_ITEM_SCOPE)
        said = body_of(ITEM)
        label, maximum = _label_and_maximum(said)
        activity_id = self._activity(said, tool, item.course_id)
        changed = replace(
            item,
            label=label,
            maximum=maximum,
            resource_id=str(said.get("resourceId") or ""),
            tag=str(said.get("tag") or "") if item.described else "",
            activity_id=activity_id if item.described else activity_id or item.activity_id,
        )
        self.moodle.gradebook.change(changed)
        return answer(said | {"id": self._address(changed)}, ITEM)

    def deleted(self, course_id: str, item_id: str) -> tuple[str, int]:
        """Remove a line item with its scores, unless it only came about with its activity."""
        item = self.item(course_id, item_id, LINE_ITEM_SCOPE)
        if not item.described:
            raise ServiceError(403, "Forbidden")
        self.moodle.gradebook.remove(item)
        return "", 204

    def opened(self, course_id: str, *scopes: str) -> tuple[Tool, int]:
        """Return the calling tool and the course's id, once both are known and fit."""
        tool = holder(self.moodle, *scopes)
        if request.args.get("type_id") != str(tool.id):
            raise ServiceError(401, "Unauthorised")
        if not course_id.isdecimal() or int(course_id) not in self.moodle.courses:
            raise ServiceError(404, "Not found: there is no such course")
        return tool, int(course_id)

    def item(self, course_id: str, item_id: str, *scopes: str) -> GradeItem:
        """Return the line item that a call is about."""
        tool, number_of_course = self.opened(course_id, *scopes)
        for item in self._own(tool, number_of_course):
            if str(item.id) == item_id:
                return item
        raise ServiceError(404, "Not found: there is no such line item")

    def _own(self, tool: Tool, course_id: int) -> list[GradeItem]:
        return [i for i in self.moodle.gradebook.items(course_id) if i.tool_id == tool.id]

    def _activity(self, said: Json, tool: Tool, course_id: int) -> int | None:
        """Return the activity that a line item is for; it has to be one of the tool's there."""
        given = said.get("resourceLinkId") or said.get("ltiLinkId")
        if given is None:
            return None
        if not str(given).isdecimal():
            raise ServiceError(400, "The resource link is no number")
        for activity in self.moodle.activities.of_course(course_id):
            if activity.id == int(given) and activity.tool_id == tool.id:
                return activity.id
        raise ServiceError(403, "Forbidden")

    def _shape(self, item: GradeItem) -> Json:
        shape: Json = {
            "id": self._address(item),
            "label": item.label,
            "scoreMaximum": plain(item.maximum),
            "resourceId": item.resource_id,
            "tag": item.tag,
        }
        if item.activity_id is not None:
            shape |= {"resourceLinkId": str(item.activity_id), "ltiLinkId": str(item.activity_id)}
        return shape

    def _address(self, item: GradeItem) -> str:
        base = addresses.line_item(self.moodle.site, item.course_id, item.id)
        return f"{base}?type_id={item.tool_id}"


def _fits(item: GradeItem) -> bool:
    has = (item.resource_id, str(item.activity_id), item.tag)
    wanted = (request.args.get(name) for name in FILTERS)
    return all(value in {None, own} for value, own in zip(wanted, has, strict=True))


def _label_and_maximum(said: Json) -> tuple[str, float]:
    label, maximum = said.get("label"), said.get("scoreMaximum")
    if label is None or maximum is None:
        raise ServiceError(400, "A label and a maximum are needed")
    try:
        return str(label), float(maximum)
    except (TypeError, ValueError) as error:
        raise ServiceError(400, "The maximum is no number") from error


def _links(base: str, tool: Tool, first: int, most: int, total: int) -> str:
    """Return the pages' addresses as Moodle writes them: escaped for HTML, in curly quotes."""
    pages = {"first": 0}
    inside = first < total
    if inside and first > 0:
        pages["prev"] = max(first - most, 0)
    pages["canonical"] = first
    if inside and first + most < total:
        pages["next"] = first + most
    pages["last"] = max(total - most + 1, 0)
    given = {name: request.args[name] for name in FILTERS if name in request.args}
    links = []
    for name, start in pages.items():
        query = urlencode(given | {"type_id": tool.id, "limit": most, "from": start})
        links.append(f"<{base}?{query.replace('&', '&amp;')}>; rel=“{name}”")
    # Headers travel as single bytes; a server writes each letter here as one.
    return ", ".join(links).encode().decode("latin-1")
