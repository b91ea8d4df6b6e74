"""The gradebook: a column for each graded activity or line item, and the scores in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Any

from lti_plugin.demo.folder import GRADE_ITEMS, SCORES, DemoFolder, Row
from lti_plugin.demo.site import ACTIVITY_TITLE, TOOL_ID

MADE_FROM = 10_001  # above every course's id, which the item from the start shares
USUAL_MAXIMUM = 100.0
DIGITS = 5  # as many as Moodle keeps


@dataclass(frozen=True, slots=True)
class GradeItem:
    """One column. ``activity_id`` is the activity it belongs to, if any.

    ``described`` items carry words of the tool: only they can be deleted or taken from their
    activity.
    """

    course_id: int
    tool_id: int
    label: str
    maximum: float = USUAL_MAXIMUM
    resource_id: str = ""
    tag: str = ""
    activity_id: int | None = None
    described: bool = False
    id: int = 0


@dataclass(frozen=True, slots=True)
class Score:
    """What a person has in a column; ``share`` is of the maximum, None where nothing counts."""

    item_id: int
    person_id: int
    at: datetime
    share: float | None
    comment: str = ""


class Gradebook:
    """All columns and scores of the site, kept in the demo's folder."""

    def __init__(self, folder: DemoFolder) -> None:
        self._folder = folder
        self._lock = Lock()
        self._items = {item.id: item for item in folder.load(GRADE_ITEMS, _item)}
        self._scores = {(s.item_id, s.person_id): s for s in folder.load(SCORES, _score)}

    def items(self, course_id: int) -> list[GradeItem]:
        """Return the columns of a course, oldest first."""
        with self._lock:
            found = {item.id: item for item in self._items.values() if item.course_id == course_id}
        return list(({course_id: from_the_start(course_id)} | found).values())

    def find(self, course_id: int, item_id: int) -> GradeItem | None:
        """Return one column of a course."""
        return next((item for item in self.items(course_id) if item.id == item_id), None)

    def coupled(self, course_id: int, activity_id: int) -> list[GradeItem]:
        """Return the columns that belong to one activity."""
        return [item for item in self.items(course_id) if item.activity_id == activity_id]

    def add(self, item: GradeItem) -> GradeItem:
        """Keep a new column and return it with its id."""
        with self._lock:
            item = replace(item, id=max([*self._items, MADE_FROM - 1]) + 1)
            self._items[item.id] = item
            self._save_items()
        return item

    def change(self, item: GradeItem) -> None:
        """Keep ``item`` in the place of the one with its id; scores keep their share of it."""
        with self._lock:
            self._items[item.id] = item
            self._save_items()

    def remove(self, item: GradeItem) -> None:
        """Forget a column and its scores."""
        with self._lock:
            self._items.pop(item.id, None)
            self._scores = {key: s for key, s in self._scores.items() if s.item_id != item.id}
            self._save_items()
            self._save_scores()

    def copy(self, course_id: int, copy_id: int, activities: Mapping[int, int]) -> None:
        """Make the columns of a copied course, without scores; ``activities`` maps old to new."""
        for item in self.items(course_id):
            if item.id >= MADE_FROM:
                activity = activities.get(item.activity_id or 0)
                self.add(replace(item, course_id=copy_id, activity_id=activity))

    def score(self, item: GradeItem, person_id: int) -> Score | None:
        """Return what a person has in a column."""
        with self._lock:
            return self._scores.get((item.id, person_id))

    def scores(self, item: GradeItem) -> list[Score]:
        """Return the scores of a column, the person first scored first."""
        with self._lock:
            return [score for score in self._scores.values() if score.item_id == item.id]

    def put(self, score: Score) -> bool:
        """Keep ``score``; False if the one that is there is as new or newer, to the second."""
        key = (score.item_id, score.person_id)
        with self._lock:
            present = self._scores.get(key)
            if present and int(present.at.timestamp()) >= int(score.at.timestamp()):
                return False
            self._scores[key] = score
            self._save_scores()
        return True

    def _save_items(self) -> None:
        self._folder.save(GRADE_ITEMS, map(asdict, self._items.values()))

    def _save_scores(self) -> None:
        rows = (asdict(score) | {"at": score.at.isoformat()} for score in self._scores.values())
        self._folder.save(SCORES, rows)


def from_the_start(course_id: int) -> GradeItem:
    """Return the column of the activity that every course has; its id is the course's."""
    return GradeItem(course_id, TOOL_ID, ACTIVITY_TITLE, activity_id=course_id, id=course_id)


def points(item: GradeItem, score: Score | None) -> float | None:
    """Return a score in the points of its column."""
    if score is None or score.share is None:
        return None
    return round(score.share * item.maximum, DIGITS)


def plain(number: float) -> float:
    """Return a whole number without its ``.0``, as Moodle writes it."""
    return int(number) if number == int(number) else number


def _item(row: Row) -> GradeItem:
    return GradeItem(**row)


def _score(row: dict[str, Any]) -> Score:
    return Score(**(row | {"at": datetime.fromisoformat(row["at"])}))
