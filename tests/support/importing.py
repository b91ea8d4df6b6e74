"""Runs imports and syncs of one site, and looks at what they left."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import func, select

from lti_plugin.jobs import imports, plans, sync
from lti_plugin.jobs.tools import Tools
from lti_plugin.store import Base, courses, people, skills
from lti_plugin.store.courses import Course
from lti_plugin.store.jobs import IMPORT, SYNC, Job
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from tests.support import csv_folder

PLANS = {SYNC: sync.STAGES, IMPORT: imports.STAGES}

Import = Callable[..., Job]


def importer(tools: Tools, site: Site, folder: Path) -> Import:
    """Return what imports a folder, written anew from what is given."""

    def run(**files: str) -> Job:
        csv_folder.write(folder, **files)
        return plans.run(tools, PLANS, site.id, IMPORT, {"folder": str(folder)})

    return run


def synced(tools: Tools, site: Site) -> Job:
    """Sync the site with its Moodle."""
    return plans.run(tools, PLANS, site.id, SYNC)


def count(tools: Tools, table: type[Any]) -> int:
    """Return how many rows a table has."""
    with tools.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table)) or 0


def person(tools: Tools, site: Site, text: str) -> Person:
    """Return the person whom an id names."""
    with tools.database.reading() as session:
        return people.find(session, site.id, text)


def course(tools: Tools, site: Site, text: str) -> Course:
    """Return the course that a file's id names."""
    with tools.database.reading() as session:
        own = courses.by_kind(session, site.id, courses.FILE)
        return courses.get(session, site.id, own[text])


def taught(
    tools: Tools, site: Site, text: str
) -> dict[str, tuple[float | None, float | None, str]]:
    """Return a course's skills with outcome, entry and who said so."""
    course_id = course(tools, site, text).id
    query = select(
        skills.Skill.name,
        skills.CourseSkill.outcome,
        skills.CourseSkill.entry,
        skills.CourseSkill.origin,
    ).join(skills.Skill, skills.Skill.id == skills.CourseSkill.skill_id)
    with tools.database.reading() as session:
        rows = session.execute(query.where(skills.CourseSkill.course_id == course_id))
        return {name: (outcome, entry, origin) for name, outcome, entry, origin in rows}


def domain(tools: Tools) -> dict[str, list[Any]]:
    """Return every row of every table apart from the jobs and the site's own times."""
    with tools.database.engine.connect() as connection:
        return {
            table.name: sorted(map(tuple, connection.execute(select(table))), key=repr)
            for table in Base.metadata.sorted_tables
            if table.name not in {"jobs", "sites"}
        }
