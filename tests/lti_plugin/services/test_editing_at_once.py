"""Many admins who change one course from the same page at the same moment."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from lti_plugin.errors import Conflict
from lti_plugin.services import editing
from lti_plugin.services.editing import Wish
from lti_plugin.store import course_edits
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from tests.support.catalogue import small_site
from tests.support.tables import ON_BOTH

AT_ONCE = 6


@ON_BOTH
def test_one_is_kept_and_all_others_are_told(database: Database, site: Site) -> None:
    small = small_site(database, site)
    course_id, start = small.courses["3"], Barrier(AT_ONCE)
    with database.reading() as session:
        row = session.get_one(Course, course_id)
        site_id, version = row.site_id, row.edits

    def change(number: int) -> bool:
        start.wait()
        try:
            with database.writing() as session:
                wish = Wish({"cost": float(number + 1)})
                editing.change(session, site_id, course_id, wish, f"admin {number}", version)
        except Conflict:
            return False
        return True

    with ThreadPoolExecutor(AT_ONCE) as pool:
        kept = list(pool.map(change, range(AT_ONCE)))
    assert sum(kept) == 1
    with database.reading() as session:
        row = session.get_one(Course, course_id)
        assert (row.cost, row.edits) == (float(kept.index(True) + 1), version + 1)
        changes = course_edits.changes_of(session, site_id, course_id, 10)
        assert [each.by for each in changes] == [f"admin {kept.index(True)}"]
