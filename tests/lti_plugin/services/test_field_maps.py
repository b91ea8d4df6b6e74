"""Picked custom fields are what the next update reads."""

from __future__ import annotations

from datetime import date

import pytest

from connectors.records import Course, Learner
from lti_plugin.errors import BadInput
from lti_plugin.services import field_maps, sites
from lti_plugin.services.sites import Connection
from lti_plugin.settings import Settings
from lti_plugin.store.database import Database
from lti_plugin.vault import Vault
from tests.connectors.moodle.recorded import BASE, TOKEN, recorded_moodle

NEW = Connection(BASE, timezone="Europe/Lisbon", token=TOKEN)


def test_what_was_picked_is_read_and_the_rest_is_as_usual(
    database: Database, vault: Vault, settings: Settings
) -> None:
    with database.writing() as session:
        site = sites.connect(session, vault, NEW)
        chosen = {"department": "jobrole", "role": "", "level": "learning_mode"}
        field_maps.choose(session, site.id, chosen, "test")
    with recorded_moodle(), sites.outgoing(settings) as http:
        moodle = sites.connector(site, vault, http)
        course = next(each for each in moodle.courses() if isinstance(each, Course))
        people = [each for each in moodle.learners() if isinstance(each, Learner)]
    assert (course.level, course.duration_minutes) == ("workshop", 960)
    person = next(each for each in people if each.id == "3")
    assert (person.department, person.role) == ("Logistics Coordinator", None)
    assert person.hired_on == date(2024, 1, 15)


@pytest.mark.parametrize("wrong", [{"wage": "x"}, {"role": "x" * 101}, {"role": "a\x00b"}])
def test_what_cannot_be_a_field_changes_nothing(
    database: Database, vault: Vault, wrong: dict[str, str]
) -> None:
    with database.writing() as session:
        site = sites.connect(session, vault, NEW)
        with pytest.raises(BadInput):
            field_maps.choose(session, site.id, wrong, "test")
        assert not field_maps.is_chosen(site)
