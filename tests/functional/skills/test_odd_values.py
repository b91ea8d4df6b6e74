"""No value of a form, however odd, breaks a page: it is refused, or it is taken as it can be."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pytest

from lti_plugin.store.base import now
from tests.support.installation import Installation, Visit
from tests.support.teams import BOSS, Team

YEAR = {"from": "2026-01-01", "until": "2027-12-31"}
NUL = "a\x00b"
NUMBERS = ("", "six", "nan", "inf", "-1", "1e-300", "1e308", "9" * 400, "3\x00")
TEXTS = ("", NUL, "\U0001f980" * 6000, "%(num)d")
DAYS = ("", "soon", "0001-01-01", "9999-12-31", "2026-02-30")
IDS = ("", NUL, str(uuid4()), "9" * 500)
BY_NAME = {
    "hours": NUMBERS,
    "money": NUMBERS,
    "level": NUMBERS,
    "holders": NUMBERS,
    "weight": NUMBERS,
    "from": DAYS,
    "until": DAYS,
    "due_on": DAYS,
    "at": DAYS,
    **dict.fromkeys(("on", "since", "ends_on", "planned_by"), DAYS),
    **dict.fromkeys(("now", "now_importance", "later", "later_importance", "step"), NUMBERS),
    **dict.fromkeys(("leader_weight", "planned_share", "cost_per_hire", "hour_cost"), NUMBERS),
}
OF_IDS = {"skill", "person", "line", "request", "assignment", "objective", "course", "becomes"}


POSTGRES = pytest.param("postgres", marks=pytest.mark.postgres)


@pytest.fixture(params=["sqlite", POSTGRES])
def installation(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Installation]:
    """An installation on each kind of database."""
    more = {}
    if request.param == "postgres":
        more["database_url"] = request.getfixturevalue("postgres_url")
    made = Installation(tmp_path / "installation", **more)
    yield made
    made.close()


def odd(visit: Visit, name: str) -> tuple[str, ...]:
    """Return what somebody may send instead of a field's value.

    PostgreSQL differs from the other database only in what texts it takes.
    """
    if visit.installation.settings.database_url.startswith("postgres"):
        return (NUL,)
    return IDS if name in OF_IDS else BY_NAME.get(name, TEXTS)


def broken(visit: Visit, path: str, good: dict[str, str]) -> list[str]:
    """Send a form with each field missing, and with each odd value of it; return what failed."""
    found = []
    for name in good:
        left = {key: value for key, value in good.items() if key != name}
        for form in (left, *(left | {name: value} for value in odd(visit, name))):
            status = visit.press(path, **form).status_code
            if status >= 500:
                found.append(f"{path} {name}={form.get(name)!r:.40} -> {status}")
    return found


@pytest.mark.full
def test_no_odd_value_breaks_a_managers_pages(team: Team) -> None:
    skill, person = str(team.goals.skill("SQL")), str(team.id("101"))
    waiting, line = str(team.asks("101")), str(team.limits(BOSS, whole_team=True, hours=100))
    boss = team.opens(BOSS)
    plan = {"hours": "5", "money": "", "skill": skill, "level": "4", "holders": "1"}
    rated = {"person": person, "skill": skill, "level": "3", "note": "Good."}
    found = broken(boss, "/learn/team/plan/solve", plan)
    found += broken(boss, "/learn/team/rate", rated)
    found += broken(
        boss, "/learn/team/decide", {"word": "decline", "assignment": waiting, "note": "No."}
    )
    amount = {"hours": "5", "money": "5"}
    found += broken(boss, "/learn/budgets/ask", amount | {"line": line, "text": "For SQL."})
    found += broken(boss, "/learn/budgets/limit", amount | YEAR | {"person": person})
    assert found == []


@pytest.mark.full
def test_no_odd_value_breaks_the_pages_of_assignments(team: Team) -> None:
    learner, item = team.opens("101"), str(team.item("Shadow", "SQL", 3))
    waiting = str(team.asks("101"))
    wish = {"skill": str(team.goals.skill("SQL")), "level": "3", "hours": "5", "title": "Report"}
    found = broken(
        learner, "/learn/assignments/ask", wish | {"text": "", "mode": "stretch assignment"}
    )
    found += broken(learner, "/learn/assignments/item", {"course": item, "text": "Please."})
    found += broken(learner, "/learn/assignments/withdraw", {"assignment": waiting})
    found += broken(learner, "/learn/path/time", {"hours": "5", "start": "09:00", "minutes": "60"})
    assert found == []


def test_no_odd_value_breaks_an_admins_pages(team: Team) -> None:
    line = str(team.limits("101", hours=100))
    admin = team.opens("50", "admin")
    what = {"objective": "", "name": "Speed", "owner": "Me", "measure": "", "weight": "1"}
    more = {"due_on": now().date().isoformat(), "skills": "SQL"}
    found = broken(admin, "/admin/objectives/keep", what | more)
    found += broken(admin, "/admin/objectives/agree", {"objective": "", "by": "Me"})
    found += broken(admin, "/admin/objectives/remove", {"objective": ""})
    wanted = {"department": "", "objective": "", "at": "", "durable": "", "digital": ""}
    found += broken(admin, "/admin/audit", wanted)
    found += broken(admin, "/admin/audit/csv", wanted)
    given = {"hours": "5", "money": "5", "who": "101", "whole_team": "1"}
    found += broken(admin, "/admin/roles/budgets/give", given | YEAR)
    found += broken(
        admin, "/admin/requests/grant", {"word": "approve", "request": "", "note": "Yes."}
    )
    found += broken(
        admin, "/admin/requests/decide", {"word": "approve", "assignment": "", "note": "Yes."}
    )
    found += broken(admin, "/admin/roles/budgets/remove", {"line": line})
    assert found == []


def test_a_budget_until_the_end_of_the_calendar_breaks_nobodys_page(team: Team) -> None:
    amount = {"hours": "5", "money": "", "from": "2026-01-01", "until": "9999-12-31"}
    boss = team.opens(BOSS)
    page = boss.press("/learn/budgets/limit", person=str(team.id("101")), **amount)
    assert page.status_code == 200
    for visit, path in (
        (boss, "/learn/budgets"),
        (team.opens("101"), "/learn/path"),
        (team.opens("50", "admin"), "/admin/requests"),
    ):
        assert visit.press(path).status_code == 200


@pytest.mark.full
def test_no_odd_value_breaks_the_pages_of_roles_and_their_future(team: Team) -> None:
    admin, role = team.opens("50", "admin"), team.goals.role("Clerk", {"SQL": 3})
    own, today = f"/admin/roles/{role}", now().date().isoformat()
    line = {"skill": "SQL", "now": "3", "now_importance": "1", "later": "4", "since": today}
    more = {"later_importance": "1", "step": "1", "leader_weight": "1.5", "seen": "x"}
    found = broken(admin, f"{own}/keep", {"name": "Clerk", "family": "Office"} | line | more)
    found += broken(admin, f"{own}/sign", {"by": "Me", "seen": "x"})
    outlook = {"kind": "ends", "ends_on": today, "planned_share": "70", "planned_by": today}
    found += broken(admin, f"{own}/outlook", outlook | {"source": "S", "by": "B", "seen": "x"})
    figures = {"cost_per_hire": "1", "days_to_hire": "2", "hour_cost": "3"}
    found += broken(admin, f"{own}/hiring/keep", figures | {"source": "S", "by": "B"})
    trigger = {"kind": "upgrade", "role": "Clerk", "skill": "", "on": today, "note": "N"}
    found += broken(admin, "/admin/roles/triggers/keep", trigger | {"trigger": "", "source": "S"})
    found += broken(admin, "/admin/roles/triggers/close", {"trigger": "", "again": "1"})
    what = {"name": "W", "role": str(role), "becomes": str(role), "on": today, "note": ""}
    found += broken(admin, "/admin/roles/scenarios/keep", what)
    filters = {"q": "c", "state": "", "outlook": "", "holders": "", "family": ""}
    found += broken(admin, "/admin/roles", filters)
    found += broken(admin, "/admin/roles/csv", filters)
    found += broken(admin, "/admin/roles/drafts", {"q": "baker"})
    found += broken(admin, "/admin/roles/drafts/take", {"uri": "u", "name": "Baker"})
    assert found == []
