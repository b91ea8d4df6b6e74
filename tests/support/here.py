"""A person of a small site who asks for the way to a role."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from lti_plugin.services import paths
from lti_plugin.services.paths import Preview
from lti_plugin.services.shelf import Shelf
from lti_plugin.store import jobs
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.jobs import GRADES
from lti_plugin.store.paths import Path, PathGrade
from lti_plugin.store.resource_links import ResourceLink
from lti_plugin.store.sites import Site
from tests.support.catalogue import Small

ROLE = "Data Analyst"


class Here:
    """A site with one person, who asks for the way to a role."""

    def __init__(self, database: Database, shelf: Shelf, site: Site, small: Small) -> None:
        self.database, self.shelf, self.site, self.small = database, shelf, site, small
        self.person = small.people["102"]

    def preview(self, role: str = ROLE, **options: Any) -> Preview:
        with self.database.reading() as session:
            return paths.preview(session, self.shelf, self.site.id, self.person, role, **options)

    def start(self, link: ResourceLink | None = None, role: str = ROLE) -> Path:
        with self.database.writing() as session:
            path = paths.start(session, self.shelf, self.site.id, self.person, role, link=link)
        assert path is not None
        return path

    def state(self, path: Path) -> paths.State:
        with self.database.reading() as session:
            return paths.state(session, session.get_one(Path, path.id))

    def grades(self) -> int:
        with self.database.reading() as session:
            return session.query(PathGrade).count()

    def asked(self) -> bool:
        with self.database.reading() as session:
            return jobs.unfinished(session, self.site.id, GRADES) is not None

    def change(self, course: str, **values: Any) -> None:
        with self.database.writing() as session:
            session.execute(
                update(Course).where(Course.id == self.small.courses[course]).values(values)
            )
