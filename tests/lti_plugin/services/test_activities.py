"""What a launch changes of what is known of its activity."""

from __future__ import annotations

import pytest

from lti_plugin.lti.message import Launch
from lti_plugin.services import activities
from lti_plugin.store import jobs
from lti_plugin.store.database import Database
from lti_plugin.store.jobs import GRADES
from lti_plugin.store.paths import Path, PathGrade
from lti_plugin.store.resource_links import ResourceLink
from lti_plugin.store.sites import Site
from tests.support.catalogue import small_site
from tests.support.placed import activity, column


@pytest.fixture
def link(database: Database, site: Site) -> ResourceLink:
    """An activity whose column has taken one person's progress."""
    link = activity(database, site, "1", column(1))
    person = small_site(database, site).people["102"]
    with database.writing() as session:
        path = Path(site_id=site.id, person_id=person, role="Analyst", steps=[])
        session.add(path)
        session.flush()
        row = {"site_id": site.id, "path_id": path.id, "person_id": person}
        session.add(PathGrade(**row, resource_link_id=link.id, sent=40.0, problem="Why."))
    return link


@pytest.mark.parametrize(
    ("line_item", "again"), [(column(1), False), (None, False), (column(2), True)]
)
def test_a_new_grade_column_is_filled_anew(
    database: Database, site: Site, link: ResourceLink, line_item: str | None, again: bool
) -> None:
    launch = Launch("102", "1", [], resource_link_id="1", line_item_url=line_item)
    with database.writing() as session:
        activities.note(session, site.id, link.registration_id, launch)
    with database.reading() as session:
        grade = session.query(PathGrade).one()
        assert session.get_one(ResourceLink, link.id).line_item_url == line_item
        assert (grade.sent, grade.problem) == ((None, None) if again else (40.0, "Why."))
        assert (jobs.unfinished(session, site.id, GRADES) is not None) is again


def test_a_column_without_paths_asks_for_nothing(database: Database, site: Site) -> None:
    link = activity(database, site, "1")
    launch = Launch("102", "1", [], resource_link_id="1", line_item_url=column(1))
    with database.writing() as session:
        activities.note(session, site.id, link.registration_id, launch)
        assert jobs.unfinished(session, site.id, GRADES) is None
