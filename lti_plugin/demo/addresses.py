"""Where the services of the look-alike answer: the addresses that launches hand to tools."""

from __future__ import annotations

from lti_plugin.demo.site import DemoSite


def services(site: DemoSite) -> str:
    """Return where the addresses of all services begin."""
    return f"{site.platform_url}/mod/lti/services.php"


def memberships(site: DemoSite, course_id: int, tool_id: int) -> str:
    """Return where the people of a course are listed."""
    return f"{services(site)}/CourseSection/{course_id}/bindings/{tool_id}/memberships"


def line_items(site: DemoSite, course_id: int) -> str:
    """Return where a tool's line items of a course are listed; the tool is to be added."""
    return f"{services(site)}/{course_id}/lineitems"


def line_item(site: DemoSite, course_id: int, item_id: int) -> str:
    """Return where one line item is found; the tool is to be added."""
    return f"{line_items(site, course_id)}/{item_id}/lineitem"


def settings(site: DemoSite, course_id: int, tool_id: int, *, link: bool) -> dict[str, str]:
    """Return where a tool's settings would be kept; ``link`` for those of an activity too."""
    start = services(site)
    found = {
        "system_setting_url": f"{start}/tool/{tool_id}/custom",
        "context_setting_url": f"{start}/CourseSection/{course_id}/bindings/tool/{tool_id}/custom",
    }
    # Moodle leaves the place of the link's id unfilled, and so does this.
    return found | ({"link_setting_url": f"{start}/links/{{link_id}}/custom"} if link else {})
