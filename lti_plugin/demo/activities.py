"""Where tools stand in courses: one in every course from the start, others that were added."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from threading import Lock

from lti_plugin.demo.folder import ACTIVITIES, DemoFolder
from lti_plugin.demo.site import ACTIVITY_TITLE, COURSE_MODULES_FROM, TOOL_ID

ADDED_FROM = 10_001  # above every course's id, which the activity from the start shares


@dataclass(frozen=True, slots=True)
class Activity:
    """One place of a tool in a course; ``url`` is empty where it opens what the tool names."""

    course_id: int
    tool_id: int
    title: str
    url: str = ""
    description: str = ""
    custom: dict[str, str] = field(default_factory=dict)
    id: int = 0

    @property
    def module(self) -> int:
        """Return the course module's id, which stands in addresses."""
        return COURSE_MODULES_FROM + self.id


class Activities:
    """The activities that were added, by id, kept in the demo's folder."""

    def __init__(self, folder: DemoFolder) -> None:
        self._folder = folder
        self._lock = Lock()
        loaded = folder.load(ACTIVITIES, lambda row: Activity(**row))
        self._added = {activity.id: activity for activity in loaded}

    def of_course(self, course_id: int) -> list[Activity]:
        """Return the activities of a course, the one from the start first."""
        with self._lock:
            added = [found for found in self._added.values() if found.course_id == course_id]
        return [from_the_start(course_id), *added]

    def added(self, activity_id: int) -> Activity | None:
        """Return the activity that was added under this id."""
        with self._lock:
            return self._added.get(activity_id)

    def add(self, activities: Iterable[Activity]) -> list[Activity]:
        """Keep new activities and return them with their ids."""
        with self._lock:
            first = max([*self._added, ADDED_FROM - 1]) + 1
            new = [replace(one, id=number) for number, one in enumerate(activities, first)]
            self._added |= {activity.id: activity for activity in new}
            self._folder.save(ACTIVITIES, map(asdict, self._added.values()))
        return new


def from_the_start(course_id: int) -> Activity:
    """Return the activity that every course has; its id is the course's."""
    return Activity(course_id, TOOL_ID, ACTIVITY_TITLE, id=course_id)
