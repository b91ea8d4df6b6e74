"""What L&D admins said of the catalogue survives whole syncs, and rules meet what is new."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import select

from connectors.records import Course as CourseRecord
from lti_plugin.jobs import plans, sync
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import catalogue_rules, editing, outside
from lti_plugin.services.editing import Wish
from lti_plugin.store import course_edits, prerequisites
from lti_plugin.store.courses import Course
from lti_plugin.store.picks import CATEGORY
from lti_plugin.store.sites import Site
from tests.support.sources import MemoryConnector

BY = "an admin"


def synced(tools: Tools, site: Site) -> dict[str, Course]:
    """Read everything, and return the courses by title."""
    job = plans.run(tools, {"sync": sync.STAGES}, site.id, "sync")
    assert (job.status, job.error) == ("done", None)
    with tools.database.reading() as session:
        rows = session.scalars(select(Course).where(Course.gone_at.is_(None)))
        return {row.title: row for row in rows}


def test_a_whole_sync_leaves_what_admins_said_and_shows_what_it_would_have_written(
    tools: Tools, site: Site, source: MemoryConnector
) -> None:
    before = synced(tools, site)
    first, second = before["Course 1"].id, before["Course 2"].id
    with tools.database.writing() as session:
        editing.change(session, site.id, first, Wish({"mode": "workshop"}), BY)
        editing.require(session, site.id, second, [first], BY)
        catalogue_rules.put(session, site.id, CATEGORY, "2", excluded=True, actor=BY)
        item = outside.add(
            session, site.id, {"title": "Shadow a buyer", "mode": "mentoring"}, Wish(), BY
        )
        assert item.gone_at is None
    records = [each for each in source.all_courses if isinstance(each, CourseRecord)]
    source.all_courses = [
        *(replace(each, mode="seminar", category_id="2") for each in records),
        CourseRecord("new", "Course new", category_id="2"),
    ]
    after = synced(tools, site)
    assert (after["Course 1"].mode, after["Course 2"].mode) == ("workshop", "seminar")
    assert all(row.excluded for title, row in after.items() if title.startswith("Course"))
    assert after["Shadow a buyer"].excluded is False
    with tools.database.reading() as session:
        assert course_edits.with_news(session, site.id) == {first}
        assert prerequisites.of_course(session, site.id, second) == {first}
