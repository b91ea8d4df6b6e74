"""A class whose people have a path in a grade column, and a gradebook for it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from lti_plugin.jobs import grades, plans
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import gradebook, paths, privacy
from lti_plugin.services.gradebook import Answer, Mark, Outcome
from lti_plugin.services.shelf import Shelf
from lti_plugin.store import crowds
from lti_plugin.store.jobs import GRADES, Job
from lti_plugin.store.paths import PathGrade
from lti_plugin.store.resource_links import ResourceLink
from lti_plugin.store.sites import Site
from tests.support.catalogue import Small, small_site
from tests.support.placed import activity, column, finished

ROLE = "Data Analyst"
TAKEN = Answer(Outcome.TAKEN)


class Moodle:
    """Keeps what it is sent; ``answers`` are given by person, or by all of a column."""

    def __init__(self) -> None:
        self.sent: list[Mark] = []
        self.answers: dict[str, Answer] = {}
        self.before: Callable[[Mark], object] = lambda _mark: None

    @contextmanager
    def opened(self, *_: Any) -> Iterator[gradebook.Send]:
        """Give what sends marks here."""
        yield self.take

    def take(self, mark: Mark) -> Answer:
        """Keep a mark and answer."""
        self.before(mark)
        self.sent.append(mark)
        by_column = self.answers.get(mark.line_item_url, TAKEN)
        return self.answers.get(mark.user_id, by_column)

    def told(self) -> list[tuple[str, float]]:
        """Return whose progress arrived, in the order of people; forget it."""
        told = sorted((mark.user_id, mark.percent) for mark in self.sent)
        self.sent.clear()
        return told


class PathClass:
    """A course's activity with a grade column, and people who start the path in it."""

    def __init__(self, tools: Tools, site: Site) -> None:
        self.tools, self.site, self.moodle = tools, site, Moodle()
        self.small: Small = small_site(tools.database, site)
        self.link = activity(tools.database, site, "1", column(1))

    def start(self, *who: str, link: ResourceLink | None = None) -> None:
        """Let these people start the path, in the class or from another activity."""
        shelf = Shelf(self.tools.settings.models_dir)
        with self.tools.database.writing() as session:
            for each in who:
                person = self.small.people[each]
                place = (session, shelf, self.site.id, person, ROLE)
                assert paths.start(*place, link=link or self.link) is not None

    def finish(self, person: str, *courses: str) -> None:
        """Let somebody finish these courses."""
        ids = [self.small.courses[each] for each in courses]
        finished(self.tools.database, self.site, self.small.people[person], *ids)

    def erase(self, person: str) -> None:
        """Erase somebody, if they are still there."""
        with self.tools.database.writing() as session:
            one = self.small.people[person]
            if crowds.still_here(session, self.site.id, [one]):
                privacy.erase(session, self.tools.vault, self.site.id, one, "tests")

    def run(self) -> Job:
        """Run the job."""
        stages = grades.stages(self.moodle.opened)
        return plans.run(self.tools, {GRADES: stages}, self.site.id, GRADES)

    def grade(self, person: str, link: ResourceLink | None = None) -> PathGrade:
        """Return somebody's place in the column."""
        with self.tools.database.reading() as session:
            return (
                session.query(PathGrade)
                .filter_by(
                    person_id=self.small.people[person],
                    resource_link_id=(link or self.link).id,
                )
                .one()
            )
