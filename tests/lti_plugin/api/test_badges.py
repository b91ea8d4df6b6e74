"""One's own badges, and what the site awards badges for, as JSON."""

from __future__ import annotations

from uuid import UUID

import pytest

from lti_plugin.store.achievements import PATH
from lti_plugin.store.base import now
from tests.support import badged
from tests.support.api import Program, Roles, program
from tests.support.badged import achievement, award, holder, revoke
from tests.support.catalogue import Small
from tests.support.installation import Installation


@pytest.fixture
def kind(installation: Installation, roles: Roles) -> UUID:
    """What is awarded for a course."""
    assert roles
    return achievement(installation)


@pytest.fixture
def badge(installation: Installation, small: Small, kind: UUID) -> UUID:
    """The learner's own badge."""
    return award(installation, kind, small.people["102"])


def test_ones_own_badges_are_listed_with_their_state(
    installation: Installation, learner: Program, badge: UUID, kind: UUID
) -> None:
    (found,) = learner.get("/badges")["items"]
    assert (found["id"], found["achievement_id"]) == (str(badge), str(kind))
    assert (found["state"], found["revoked_because"], found["published"]) == ("held", None, False)
    assert found["address"].endswith(f"/badges/{badge}")
    revoke(installation, badge, "By mistake.")
    (found,) = learner.get("/badges")["items"]
    assert (found["state"], found["revoked_because"]) == ("revoked", "By mistake.")
    assert program(installation, person="103").get("/badges")["items"] == []


def test_a_badge_is_given_as_it_is_signed_to_its_holder_alone(
    installation: Installation, learner: Program, badge: UUID
) -> None:
    found = learner.get(f"/badges/{badge}")
    assert found == {"document": holder(installation, badge).document}
    other = program(installation, person="103")
    assert other.ask("GET", f"/badges/{badge}").status_code == 404
    body = {"published": True}
    assert other.ask("PUT", f"/badges/{badge}/openness", body).status_code == 404


def test_its_holder_says_who_may_see_it(
    installation: Installation, learner: Program, badge: UUID
) -> None:
    path = f"/badges/{badge}/openness"
    told = learner.ask("PUT", path, {"published": True, "named": True}).json
    assert (told["published"], told["named"], told["listed"]) == (True, True, False)
    assert badged.ask(installation, f"/badges/{badge}.json").status_code == 200
    told = learner.ask("PUT", path, {"published": False, "named": True}).json
    assert (told["published"], told["named"]) == (False, False)
    assert learner.ask("PUT", path, {"named": True}).status_code == 422


def test_admins_see_what_badges_are_awarded_for(
    installation: Installation, learner: Program, badge: UUID, roles: Roles
) -> None:
    role = next(iter(roles.roles.values()))
    more = {"kind": PATH, "course_id": None, "role_id": role, "name": "Way", "active_from": None}
    achievement(installation, **more)
    achievement(installation, name="Zeal", retired_at=now())
    assert learner.ask("GET", "/badges/achievements").status_code == 403
    found = program(installation, "admin", "9").get("/badges/achievements")["items"]
    assert [(each["name"], each["state"], each["issued"]) for each in found] == [
        ("SQL in practice", "active", 1),
        ("Way", "draft", 0),
        ("Zeal", "retired", 0),
    ]
    column = {"possible": False, "on": False, "sent": 0, "refused": 0, "problem": None}
    assert [each["column"] for each in found] == [column, None, column]
