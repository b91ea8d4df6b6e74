"""The demo catalogue: families, skills, courses and job roles, read from the tables."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from lti_plugin.demo.entities import Course, Family, JobRole, Skill
from lti_plugin.demo.tables import listed, rows

FIRST_CATEGORY = 2
FIRST_COURSE = 2  # course 1 is a Moodle's front page


@dataclass(frozen=True, slots=True)
class Catalogue:
    """Everything that can be learnt, and the jobs it is learnt for."""

    families: tuple[Family, ...]
    skills: tuple[Skill, ...]
    courses: tuple[Course, ...]
    roles: dict[str, JobRole]


def read_catalogue() -> Catalogue:
    """Return the catalogue; ids follow the order of the tables and so never change."""
    families = tuple(
        Family(number, row["prefix"], row["name"])
        for number, row in enumerate(rows("families"), FIRST_CATEGORY)
    )
    skills = tuple(Skill(number, **row) for number, row in enumerate(rows("skills"), 1))
    by_prefix = {family.prefix: family for family in families}
    by_name = {skill.name: skill for skill in skills}
    courses = tuple(
        _course(number, row, by_prefix, by_name)
        for number, row in enumerate(rows("courses"), FIRST_COURSE)
    )
    return Catalogue(families, skills, courses, {row["role"]: _role(row) for row in rows("roles")})


def _course(
    number: int, row: dict[str, str], families: dict[str, Family], skills: dict[str, Skill]
) -> Course:
    cells = listed(row["skills"])  # a skill, or skill:outcome:entry where the level does not fit
    taught = tuple(skills[cell.split(":")[0]] for cell in cells)
    return Course(
        id=number,
        code=row["code"],
        title=row["title"],
        family=families[row["code"].split("-")[0]],
        level=row["level"],
        mode=row["mode"],
        minutes=int(row["duration_minutes"]),
        cost=int(row["cost"]),
        skills=taught,
        summary=f"<p>{escape(row['summary'])}</p>",
        language=row["language"],
        prerequisites=listed(row["prerequisites"]),
        visible=row["visible"] == "yes",
        outcomes=";".join(cell for cell in cells if ":" in cell),
    )


def _role(row: dict[str, str]) -> JobRole:
    return JobRole(
        name=row["role"],
        department=row["department"],
        family=row["family"],
        people=int(row["people"]),
        entry_level=int(row["entry_level"]),
        skills=listed(row["skills"]),
        moves_to=row["moves_to"],
        moving_share=float(row["moving_share"]),
    )
