"""What a tool sends back when content was chosen in it: the items and what it says of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from lti_plugin.demo.activities import Activity
from lti_plugin.demo.gradebook import USUAL_MAXIMUM, GradeItem
from lti_plugin.demo.launches import Launch
from lti_plugin.demo.vocabulary import DEEP_LINKING, RESOURCE_LINK_ITEM

LONGEST_TITLE = 255


@dataclass(frozen=True, slots=True)
class Chosen:
    """One thing that is to stand in the course, with the column that it asks for, if any."""

    activity: Activity
    column: GradeItem | None


def messages(told: dict[str, Any]) -> tuple[str, str]:
    """Return the tool's sentences for the trainer: a plain one and one about an error."""
    said, error = (told.get(f"{DEEP_LINKING}{name}") for name in ("msg", "errormsg"))
    return _text(said), _text(error)


def chosen(told: dict[str, Any], launch: Launch) -> list[Chosen]:
    """Return what the tool's answer adds to the course; only links to the tool count."""
    items = told.get(f"{DEEP_LINKING}content_items")
    if not isinstance(items, list):
        return []
    links = (item for item in items if isinstance(item, dict))
    return [_chosen(item, launch) for item in links if item.get("type") == RESOURCE_LINK_ITEM]


def _chosen(item: dict[str, Any], launch: Launch) -> Chosen:
    custom = item.get("custom")
    activity = Activity(
        course_id=launch.course.id,
        tool_id=launch.tool.id,
        title=(_text(item.get("title")) or launch.tool.name)[:LONGEST_TITLE],
        url=_text(item.get("url")),
        description=_text(item.get("text")),
        custom={key: _text(value) for key, value in custom.items()}
        if isinstance(custom, dict)
        else {},
    )
    graded = item.get("lineItem")
    if not isinstance(graded, dict) or not launch.tool.accepts_grades:
        return Chosen(activity, None)
    return Chosen(activity, _column(graded, activity))


def _column(graded: dict[str, Any], activity: Activity) -> GradeItem:
    """Return the column of an activity; its name is the activity's, whatever label was given."""
    maximum = graded.get("scoreMaximum")
    resource_id, tag = _text(graded.get("resourceId")), _text(graded.get("tag"))
    usable = isinstance(maximum, int | float) and maximum > 0
    return GradeItem(
        course_id=activity.course_id,
        tool_id=activity.tool_id,
        label=activity.title,
        maximum=float(maximum) if usable and maximum is not None else USUAL_MAXIMUM,
        resource_id=resource_id,
        tag=tag,
        described=bool(resource_id or tag),
    )


def _text(value: object) -> str:
    return "" if value is None else str(value)
