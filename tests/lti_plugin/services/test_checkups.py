"""What a look at Moodle found is kept as it was, whatever Moodle writes."""

from __future__ import annotations

from connectors.moodle.survey import FoundField, Survey
from connectors.records import Check
from lti_plugin.services import checkups
from lti_plugin.store import sites
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site

LINES = (Check("connection", True), Check("moodle/course:view", False, "Allow it.", kind="right"))


def test_what_was_kept_is_given_back(database: Database, site: Site) -> None:
    field = FoundField("level", "Level", 3, 4, ("low", "high"))
    found = Survey(LINES, "4.5.6", courses=4, headers=("A", "B"), course_fields=(field,))
    with database.writing() as session:
        kept = checkups.keep(session, site.id, found)
    with database.reading() as session:
        again = checkups.last(sites.get(session, site.id))
    assert again is not None
    assert (again.found, again.missing) == (found, [LINES[1]])
    assert (kept.before, again.before, again.good) == (None, None, False)


def test_what_a_database_refuses_is_left_out(database: Database, site: Site) -> None:
    odd = FoundField("a\x00b", "half \ud800", 1, 1, ("c\x00",))
    with database.writing() as session:
        checkups.keep(session, site.id, Survey((), "4.5\x00", course_fields=(odd,)))
    with database.reading() as session:
        row = sites.get(session, site.id)
        again = checkups.last(row)
        assert row.release == "4.5"
    assert again is not None
    assert again.found.course_fields[0] == FoundField("ab", "half \ufffd", 1, 1, ("c",))


def test_a_moodle_that_does_not_answer_is_no_upgrade(database: Database, site: Site) -> None:
    with database.writing() as session:
        checkups.keep(session, site.id, Survey(LINES, "4.5.6"))
        assert checkups.keep(session, site.id, Survey(LINES)).before is None
        assert sites.get(session, site.id).release == "4.5.6"
        assert checkups.keep(session, site.id, Survey(LINES, "5.0")).before == "4.5.6"
