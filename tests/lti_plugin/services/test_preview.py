"""What other weights would do: three people's lists before and after, as an admin may see them."""

from __future__ import annotations

from pathlib import Path

import pytest

from lti_plugin.services import choices, preview
from lti_plugin.services.preview import Compared, Moved
from lti_plugin.services.shelf import Shelf
from lti_plugin.services.site_settings import BadSetting
from lti_plugin.store import recommendations
from lti_plugin.store.choices import HISTORY
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.recommendations import NOT_FOR_ME
from lti_plugin.store.sites import Site
from recommender.skills.evidence import MANAGER, SELF
from tests.support.audited import hire
from tests.support.catalogue import Small, small_site
from tests.support.goals import Goals


@pytest.fixture
def small(database: Database, site: Site) -> Small:
    return small_site(database, site)


@pytest.fixture
def goals(database: Database, site: Site) -> Goals:
    return Goals(database, site)


def looked(
    database: Database, site: Site, folder: Path, department: str = "", **wanted: object
) -> list[Compared]:
    with database.reading() as session:
        return preview.of_lists(session, Shelf(folder), site.id, wanted, department)


def test_the_same_settings_change_no_list(
    database: Database, site: Site, small: Small, tmp_path: Path
) -> None:
    found = looked(database, site, tmp_path)
    assert len(found) == 3
    assert [each.finished for each in found] == sorted(each.finished for each in found)
    assert not any(each.changed for each in found)


def test_a_weight_moves_courses_in_the_preview_alone(
    database: Database, site: Site, small: Small, goals: Goals, tmp_path: Path
) -> None:
    goals.role("Lead", {"Charts": 4, "Empathy": 4}, leader=True)
    goals.skill("Empathy", durable=True)
    hard, soft = small.courses["2"], small.courses["4"]
    with database.writing() as session:
        session.get_one(Course, soft).duration_minutes = 60  # as long as the other one
    goals.teaches(hard, "Charts", 4)
    goals.teaches(soft, "Empathy", 3)
    goals.knows(hire(goals, "Lead", "Board"), {"Charts": 1, "Empathy": 1}, MANAGER)
    (plain,) = looked(database, site, tmp_path, "Board", leader=1.0)
    (boosted,) = looked(database, site, tmp_path, "Board", leader=5.0)
    with database.reading() as session:
        names = [session.get_one(Course, each).title for each in (hard, soft)]
    assert [each.course for each in plain.after][:2] == names
    assert [each.course for each in boosted.after][:2] == names[::-1]
    assert boosted.before == plain.before
    assert boosted.after[0] == Moved(names[1], 1, boosted.before.index(names[1]) + 1)
    assert (boosted.role, boosted.department, boosted.finished) == ("Lead", "Board", 0)


def test_nothing_comes_from_what_people_say_of_themselves(
    database: Database, site: Site, small: Small, goals: Goals, tmp_path: Path
) -> None:
    goals.role("Analyst", {"SQL": 4})
    goals.teaches(small.courses["3"], "SQL", 4)
    person = hire(goals, "Analyst", "Own")
    before = looked(database, site, tmp_path, "Own")
    goals.knows(person, {"SQL": 5}, SELF)
    with database.writing() as session:
        recommendations.say(session, site.id, person, small.courses["3"], NOT_FOR_ME, None)
    assert looked(database, site, tmp_path, "Own") == before
    with database.writing() as session:
        choices.opt_out(session, site.id, person, HISTORY)
    assert looked(database, site, tmp_path, "Own") == []


def test_a_value_that_cannot_be_is_refused(
    database: Database, site: Site, small: Small, tmp_path: Path
) -> None:
    with pytest.raises(BadSetting):
        looked(database, site, tmp_path, leader=0.0)
