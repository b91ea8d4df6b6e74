"""How Moodle rates somebody, as they see it: under its own name, with the day it was first seen."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import update

from lti_plugin.services.competency_ratings import MOODLE
from lti_plugin.store.evidence import EvidenceRow
from recommender.skills.evidence import RATING
from tests.support.goals import Goals
from tests.support.installation import Installation
from tests.support.own_pages import STAND, opened


@pytest.mark.parametrize("first_seen", [True, False])
def test_a_rating_says_where_it_is_from_and_what_its_day_means(
    installation: Installation, nobody: Goals, me: UUID, first_seen: bool
) -> None:
    nobody.role("Reporter", {"Writing": 4})
    nobody.has(me, "Reporter")
    nobody.knows(me, {"Writing": 3}, RATING)
    with installation.database.writing() as session:
        session.execute(update(EvidenceRow).values(first_seen=first_seen, by=MOODLE))
    text = opened(installation, STAND).page.text
    assert "Rating in Moodle, " in text
    assert ("Rating in Moodle, first seen on " in text) is first_seen
