"""What the organisation wants to reach, and the skills that it needs for it."""

from __future__ import annotations

from tests.support.api import Program, Roles


def test_objectives_are_told_with_the_skills_that_they_need(learner: Program, roles: Roles) -> None:
    (found,) = learner.get("/objectives")["items"]
    assert (found["name"], found["owner"]) == ("Reports in a day", "Head of Data")
    assert (found["due_on"], found["weight"], found["agreed"]) == (None, 1.0, False)
    assert found["skills"] == [{"id": str(roles.skills["SQL"]), "name": "SQL"}]
