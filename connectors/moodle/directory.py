"""Finds the ids of people, courses and competencies that a report names in other ways."""

from __future__ import annotations

from connectors.records import Competency, Course, Learner


class _Index:
    """Key -> id, where a key that two of them share leads to neither."""

    def __init__(self) -> None:
        self._ids: dict[str, str | None] = {}

    def add(self, key: str | None, id_: str) -> None:
        if key:
            self._ids[key] = id_ if self._ids.get(key, id_) == id_ else None

    def __len__(self) -> int:
        return len(self._ids)

    def holds(self, key: str) -> bool:
        return key in self._ids

    def find(self, key: str | None) -> str | None:
        return self._ids.get(key) if key else None


class Directory:
    """The user names, ID numbers and email addresses of people; the short names of courses.

    Moodle keeps user names and short names unique, the others need not be. Upper and lower case
    count only in course names and ID numbers. A competency's ID number is unique in its framework.
    """

    def __init__(self) -> None:
        self._people: set[str] = set()
        self._usernames = _Index()
        self._id_numbers = _Index()
        self._emails = _Index()
        self._short_names = _Index()
        self._course_numbers = _Index()
        self._course_ids = _Index()
        self._competencies = _Index()
        self._within: dict[str, _Index] = {}

    @property
    def hides_usernames(self) -> bool:
        """Say whether there are people, but no user name besides the service account's own."""
        return len(self._people) > 2 and len(self._usernames) <= 1

    def add_learner(self, learner: Learner) -> None:
        """Remember a person."""
        self._people.add(learner.id)
        self._usernames.add((learner.username or "").casefold(), learner.id)
        self._id_numbers.add(learner.id_number, learner.id)
        self._emails.add((learner.email or "").casefold(), learner.id)

    def add_course(self, course: Course) -> None:
        """Remember a course."""
        self._short_names.add(course.short_name, course.id)
        self._course_numbers.add(course.id_number, course.id)
        self._course_ids.add(course.id, course.id)

    def add_competency(self, competency: Competency) -> None:
        """Remember a competency."""
        self._competencies.add(competency.id_number, competency.id)
        if competency.framework_number:
            within = self._within.setdefault(competency.framework_number, _Index())
            within.add(competency.id_number, competency.id)

    def competency_id(self, id_number: str, framework_number: str = "") -> str | None:
        """Return the id of the competency with this ID number, of this framework where named."""
        if framework_number:
            within = self._within.get(framework_number)
            return within.find(id_number) if within else None
        return self._competencies.find(id_number)

    def is_competency(self, id_number: str) -> bool:
        """Say whether a competency has this ID number, or several do."""
        return self._competencies.holds(id_number)

    def is_framework(self, number: str) -> bool:
        """Say whether a framework with competencies has this ID number."""
        return number in self._within

    def learner_id(self, username: str = "", id_number: str = "", email: str = "") -> str | None:
        """Return the id of the person that the first helpful of the three names."""
        return (
            self._usernames.find(username.casefold())
            or self._id_numbers.find(id_number)
            or self._emails.find(email.casefold())
        )

    def course_id(self, short_name: str = "", id_number: str = "") -> str | None:
        """Return the id of the course that the first helpful of the two names."""
        return self._short_names.find(short_name) or self._course_numbers.find(id_number)

    def course_named(self, text: str) -> str | None:
        """Return the id of the course that ``text`` names: a short name, an ID number or an id."""
        return self.course_id(text, text) or self._course_ids.find(text)
