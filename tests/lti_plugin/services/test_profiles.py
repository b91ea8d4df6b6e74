"""Roles as the rules take them, and which of them a job title means."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from uuid import uuid4

import pytest

from lti_plugin.services import profiles
from lti_plugin.store import roles
from lti_plugin.store.database import Database
from lti_plugin.store.roles import Role as Row
from lti_plugin.store.roles import Title
from lti_plugin.store.sites import Site
from recommender.skills.roles import ENDS, REDUNDANCY, UPGRADE, Outlook, Requirement, Role, Trigger
from tests.support.workforce import HEAD, Workforce


def row(name: str, family: str | None = None, step: int | None = None, *others: str) -> Row:
    return Row(name=name, family=family, step=step, alternatives=list(others))


@pytest.mark.parametrize(
    ("title", "meant"),
    [
        ("Data Analyst", "Data Analyst"),
        ("data  analyst ", "Data Analyst"),
        ("NUMBER CRUNCHER", "Data Analyst"),
        ("Baker", "Baker"),
        ("Ｂａｋｅｒ", "Baker"),
        ("Bäckerin", "Baker"),
        ("Ba\u0308ckerin", "Baker"),
        ("Вaker", None),
        ("Chief Baker", None),
        ("", None),
        (None, None),
    ],
)
def test_a_job_title_means_the_role_of_that_name(title: str | None, meant: str | None) -> None:
    every = [
        Title(uuid4(), "Data Analyst", ["Number cruncher", "Baker"], None, None),
        Title(uuid4(), "Baker", ["Bäckerin", "Data Analyst"], None, None),
    ]
    found = profiles.Roles(every).meant(title)
    assert (found.name if found else None) == meant


def test_profiles_are_read_by_many_threads_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(profiles, "read", lambda _session, _site_id, ids: dict.fromkeys(ids))
    monkeypatch.setattr(roles, "of_ids", lambda _session, _site_id, ids: list(ids))
    everybody = profiles.Roles([])

    def reads(_worker: int) -> int:
        return sum(len(everybody.read(None, None, [uuid4()])) for _ in range(200))  # type: ignore[arg-type]  # none is there

    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as workers:
            assert list(workers.map(reads, range(4))) == [200] * 4
    finally:
        sys.setswitchinterval(usual)


def test_the_next_step_is_the_nearest_above_in_the_family() -> None:
    junior, senior, lead = (
        row("Junior", "Data", 1),
        row("Senior", "Data", 3),
        row("Lead", "Data", 5),
    )
    unknown, other, alone = row("Some", "Data"), row("Chef", "Kitchen", 2), row("Alone", None, 1)
    every = [lead, other, unknown, junior, alone, senior]
    steps = {each.name: profiles.next_step(each, every) for each in every}
    assert {name: found.name if found else None for name, found in steps.items()} == {
        "Junior": "Senior",
        "Senior": "Lead",
        "Lead": None,
        "Some": None,
        "Chef": None,
        "Alone": None,
    }


def test_a_role_is_read_with_its_lines_outlook_and_triggers(
    database: Database, site: Site, tmp_path: Path
) -> None:
    acme = Workforce(database, site)
    acme.reads(
        tmp_path,
        f"{HEAD},valid_from,family,role_level,leader\n"
        "Analyst,SQL,4,1,2027-01-01,Data,2,yes\nAnalyst,SQL,3,0.5,,,,\nBaker,Kneading,2,1,,,,\n",
    )
    acme.signs("Analyst", ENDS, ends_on=date(2027, 6, 1), source="plan")
    acme.happens("Analyst", UPGRADE, date(2027, 2, 1), "A new database")
    with database.reading() as session:
        known = {each.name: each for each in roles.of_site(session, site.id)}
        found = profiles.read(session, site.id, list(known.values()))
    signed = known["Analyst"].outlook_signed_on
    analyst = found[known["Analyst"].id]
    assert analyst == Role(
        "Analyst",
        "Data",
        2,
        leader=True,
        requirements=analyst.requirements,
        outlook=Outlook(ENDS, date(2027, 6, 1), signed_on=signed, source="plan"),
        triggers=(Trigger(UPGRADE, date(2027, 2, 1), "A new database", "board minutes"),),
    )
    assert set(analyst.requirements) == {
        Requirement("SQL", 3.0, 0.5),
        Requirement("SQL", 4.0, 1.0, date(2027, 1, 1)),
    }
    assert analyst.profile(date(2026, 12, 31))["SQL"].level == 3
    assert analyst.profile(date(2027, 1, 1))["SQL"].level == 4
    assert [each.skill for each in found[known["Baker"].id].requirements] == ["Kneading"]


def test_a_trigger_without_a_day_is_of_the_day_on_which_it_was_entered(
    database: Database, site: Site, tmp_path: Path
) -> None:
    acme = Workforce(database, site)
    acme.reads(tmp_path, f"{HEAD}\nAnalyst,SQL,3,1\n")
    acme.happens("Analyst", REDUNDANCY)
    with database.reading() as session:
        (role,) = roles.of_site(session, site.id)
        (stored,) = roles.triggers(session, site.id)
        found = profiles.read(session, site.id, [role])[role.id]
    assert [each.on for each in found.triggers] == [stored.created_at.date()]
