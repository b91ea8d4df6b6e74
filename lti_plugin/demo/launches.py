"""What a launch is about: a tool, opened from a course, mostly through an activity there."""

from __future__ import annotations

from dataclasses import dataclass

from lti_plugin.demo import vocabulary
from lti_plugin.demo.activities import Activity
from lti_plugin.demo.entities import Course
from lti_plugin.demo.tools import Tool


@dataclass(frozen=True, slots=True)
class Launch:
    """A tool that is opened; without an activity when content for the course is chosen in it."""

    tool: Tool
    course: Course
    activity: Activity | None = None

    @property
    def message_type(self) -> str:
        """Return the type of the message that the tool gets."""
        if self.activity is None:
            return vocabulary.DEEP_LINKING_MESSAGE
        return vocabulary.RESOURCE_LINK_MESSAGE

    @property
    def target(self) -> str:
        """Return the address that the tool is to open."""
        wanted = self.tool.selection_url if self.activity is None else self.activity.url
        return wanted or self.tool.target_link_uri
