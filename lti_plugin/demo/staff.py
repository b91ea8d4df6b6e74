"""The people of the demo organisation: names, jobs, managers, hire dates and a few personas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import count, product
from random import Random

from lti_plugin.demo.entities import JobRole, Person, Persona, ascii_word
from lti_plugin.demo.tables import listed, rows

SITE_ADMIN = 2
FIRST_PERSON = 3
TOP_ROLE = "Managing Director"
HEAD_LEVEL = 3
CITIES = ("Lüneburg", "Valencia", "Utrecht")
LANGUAGES = ("en", "de", "es")
LANGUAGE_SHARES = (80, 13, 7)
NEWCOMERS = 0.06
TEAM = 12
LEADING = "Team Lead"


@dataclass(frozen=True, slots=True)
class Plan:
    """How many courses a persona has completed, and the codes of those that are still ahead.

    ``taking`` is the one that they are in the middle of; where it is empty, chance finds one.
    """

    completions: int
    ahead: tuple[str, ...] = ()
    taking: str = ""


@dataclass(frozen=True, slots=True)
class Staff:
    """Everybody with an account, and what is planned for the past of each persona."""

    people: tuple[Person, ...]
    personas: tuple[Persona, ...]
    planned: dict[int, Plan]


def hire_everybody(roles: dict[str, JobRole], today: date, random: Random) -> Staff:
    """Return the staff of every role, the personas first, and two technical accounts."""
    ids = count(FIRST_PERSON)
    names = _names(random)
    people, personas, planned = [], [], {}
    for row in rows("personas"):
        person = _persona(next(ids), row, roles[row["role"]], today)
        people.append(person)
        personas.append(Persona(row["key"], person.id, row["blurb"]))
        planned[person.id] = Plan(int(row["completions"]), listed(row["ahead"]), row["taking"])
    for role in roles.values():
        people += [_person(next(ids), next(names), role, today, random) for _ in range(role.people)]
    admin = Person(SITE_ADMIN, "Site", "Admin", "admin", site_admin=True)
    service = Person(next(ids), "Fingerpost", "Connector", "wsuser", city=CITIES[0])
    return Staff((admin, *_with_managers(people, roles), service), tuple(personas), planned)


def usernames() -> dict[str, str]:
    """Return the user name of each persona."""
    return {row["key"]: _username(row["first_name"], row["last_name"]) for row in rows("personas")}


def _username(first: str, last: str) -> str:
    return f"{ascii_word(first)}.{ascii_word(last)}"


def _names(random: Random) -> Iterator[tuple[str, str]]:
    """Yield first and last names; no pair comes twice and no persona's name is used."""
    table = rows("names")
    pairs = product([row["first_name"] for row in table], [row["last_name"] for row in table])
    shuffled = list(pairs)
    random.shuffle(shuffled)
    return iter(shuffled)


def _persona(number: int, row: dict[str, str], role: JobRole, today: date) -> Person:
    person = _account(number, (row["first_name"], row["last_name"]), role)
    return replace(
        person,
        target_role=row["target_role"],
        hired_on=today - timedelta(days=int(row["days_employed"])),
        language=row["language"],
        city=CITIES[0],
        site_admin=row["key"] == "admin",
    )


def _person(
    number: int, name: tuple[str, str], role: JobRole, today: date, random: Random
) -> Person:
    head = role.entry_level == HEAD_LEVEL
    if not head and random.random() < NEWCOMERS:
        employed = random.randint(4, 45)
    else:
        employed = random.randint(3000, 6000) if head else int(random.triangular(60, 4500, 500))
    moving = random.random() < role.moving_share
    return replace(
        _account(number, name, role),
        target_role=role.moves_to if moving else "",
        hired_on=today - timedelta(days=employed),
        language=random.choices(LANGUAGES, LANGUAGE_SHARES)[0],
        city=random.choice(CITIES),
    )


def _account(number: int, name: tuple[str, str], role: JobRole) -> Person:
    first, last = name
    return Person(
        id=number,
        first_name=first,
        last_name=last,
        username=_username(first, last),
        id_number=f"E{number - FIRST_PERSON + 1:04d}",
        job_role=role.name,
        department=role.department,
    )


def _with_managers(people: list[Person], roles: dict[str, JobRole]) -> list[Person]:
    """Give everybody a manager: members a team lead, leads their head, heads the top.

    Who is a team lead by their job leads; else those do who have been there longest.
    """
    heads = {p.department: p for p in people if roles[p.job_role].entry_level == HEAD_LEVEL}
    top = next(p for p in people if p.job_role == TOP_ROLE)
    manager_of = {head.id: top for head in heads.values()}
    for department in dict.fromkeys(p.department for p in people):
        members = [p for p in people if p.department == department and p.id not in manager_of]
        members.sort(key=lambda p: (LEADING not in p.job_role, p.hired_on or date.max, p.id))
        leads = members[: -(-len(members) // TEAM)]
        manager_of |= {lead.id: heads.get(department, top) for lead in leads}
        followers = members[len(leads) :]
        manager_of |= {p.id: leads[place % len(leads)] for place, p in enumerate(followers)}
    del manager_of[top.id]
    by_name = {p.username: p for p in people}
    names = usernames()
    manager_of |= {
        by_name[names[row["key"]]].id: by_name[names[row["manager"]]]
        for row in rows("personas")
        if row["manager"]
    }
    return [
        replace(p, manager=manager_of[p.id].id_number) if p.id in manager_of else p for p in people
    ]
