"""Who is asking, and the role that they aim at."""

from __future__ import annotations

from sqlalchemy import update

from lti_plugin.store.people import Person
from tests.support.api import Program, Roles, problem, program
from tests.support.catalogue import Small
from tests.support.installation import Installation


def test_who_is_asking_as_what_and_where(learner: Program, small: Small, roles: Roles) -> None:
    me = learner.get("/me")
    assert me["person"]["id"] == str(small.people["102"])
    assert me["person"]["title"] == "Analyst"
    assert me["role"] == {"id": str(roles.roles["Analyst"]), "name": "Analyst"}
    assert (me["audience"], me["language"], me["timezone"]) == ("learner", "en", "Europe/London")
    assert me["aim"] == {"role": None, "chosen_by": None}


def test_own_choice_goes_before_the_record_and_may_be_none(
    installation: Installation, learner: Program, small: Small, roles: Roles
) -> None:
    with installation.database.writing() as session:
        session.execute(update(Person).values(target_role="Account manager"))
    assert learner.get("/me")["aim"]["chosen_by"] == "record"
    role = {"id": str(roles.roles["Data scientist"]), "name": "Data scientist"}
    answer = learner.ask("PUT", "/me/aim", {"role_id": role["id"]})
    assert answer.status_code == 200
    assert answer.json == learner.get("/me")
    assert learner.get("/me")["aim"] == {"role": role, "chosen_by": "own"}
    learner.ask("PUT", "/me/aim", {"role_id": None})
    assert learner.get("/me")["aim"] == {"role": None, "chosen_by": "own"}
    assert program(installation, person="103").get("/me")["aim"]["chosen_by"] == "record"


def test_own_role_is_no_aim(learner: Program, roles: Roles) -> None:
    answer = learner.ask("PUT", "/me/aim", {"role_id": str(roles.roles["Analyst"])})
    assert problem(answer) == (400, "input")
    assert learner.get("/me")["aim"]["chosen_by"] is None


def test_somebody_whose_title_means_no_role_is_told_so(
    installation: Installation, roles: Roles
) -> None:
    newcomer = program(installation, person="9000")
    me = newcomer.get("/me")
    assert (me["role"], me["person"]["title"]) == (None, None)
    assert newcomer.get("/skills/standing")["today"] is None
