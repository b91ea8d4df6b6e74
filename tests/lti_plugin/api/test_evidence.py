"""What speaks for somebody's skills: all of it to read, one's own ratings to add and take back."""

from __future__ import annotations

from uuid import uuid4

from lti_plugin.services import evidence
from lti_plugin.services.evidence import Said
from lti_plugin.store.evidence import EvidenceRow
from tests.support.api import Program, Roles, problem
from tests.support.catalogue import Small
from tests.support.installation import Installation


def rate(learner: Program, roles: Roles, **levels: float) -> list[str]:
    """Rate oneself and return the ids of the rows."""
    ratings = [{"skill_id": str(roles.skills[n]), "level": each} for n, each in levels.items()]
    answer = learner.ask("POST", "/evidence", {"ratings": ratings})
    assert answer.status_code == 201, answer.text
    return [each["id"] for each in (answer.json or {})["items"]]


def test_derived_rows_are_told_beside_those_that_are_kept(
    learner: Program, roles: Roles, small: Small
) -> None:
    rate(learner, roles, SQL=4)
    rows = learner.get("/evidence")["items"]
    assert [(each["skill"]["name"], each["source"]) for each in rows] == [
        ("SQL", "completion"),
        ("SQL", "role"),
        ("SQL", "self"),
        ("Statistics", "role"),
    ]
    finished, assumed, own, _ = rows
    assert finished["course"] == {"id": str(small.courses["2"]), "name": "SQL: Foundations"}
    assert (finished["id"], finished["yours"]) == (None, False)
    assert (assumed["id"], assumed["yours"]) == (None, False)
    assert (own["level"], own["yours"]) == (4.0, True)
    assert own["id"] is not None
    assert 0 < own["share"] < 1


def test_rating_that_a_newer_one_replaced_has_no_share(learner: Program, roles: Roles) -> None:
    (old,) = rate(learner, roles, Statistics=1)
    (new,) = rate(learner, roles, Statistics=3)
    shares = {each["id"]: each["share"] for each in learner.get("/evidence")["items"]}
    assert shares[old] == 0
    assert shares[new] > 0


def test_own_rating_can_be_taken_back(learner: Program, roles: Roles) -> None:
    (row,) = rate(learner, roles, Statistics=1)
    answer = learner.ask("DELETE", f"/evidence/{row}")
    assert (answer.status_code, answer.data) == (204, b"")
    assert row not in {each["id"] for each in learner.get("/evidence")["items"]}
    assert problem(learner.ask("DELETE", f"/evidence/{row}")) == (404, "not-found")


def test_what_others_said_can_be_read_but_not_taken_back(
    installation: Installation, learner: Program, small: Small, roles: Roles
) -> None:
    said = Said(roles.skills["SQL"], 2.0, "manager", note="Saw it.", url="https://x.test/")
    place = (installation.site.id, small.people["102"])
    with installation.database.writing() as session:
        row = str(evidence.add(session, *place, said, by=str(small.people["103"])).id)
    (told,) = (each for each in learner.get("/evidence")["items"] if each["id"] == row)
    assert (told["source"], told["note"], told["yours"]) == ("manager", "Saw it.", False)
    assert problem(learner.ask("DELETE", f"/evidence/{row}")) == (404, "not-found")


def test_of_ratings_with_a_skill_that_is_none_nothing_is_kept(
    installation: Installation, learner: Program, roles: Roles
) -> None:
    good = {"skill_id": str(roles.skills["SQL"]), "level": 3}
    body = {"ratings": [good, {"skill_id": str(uuid4()), "level": 3}]}
    assert problem(learner.ask("POST", "/evidence", body)) == (404, "not-found")
    with installation.database.reading() as session:
        assert session.query(EvidenceRow).count() == 0
