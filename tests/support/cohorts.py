"""A small site with people who lack the same skill, and the cohorts that are found among them."""

from __future__ import annotations

from pathlib import Path
from uuid import UUID

from lti_plugin.services import cohort_making, cohort_storing, cohorts, evidence
from lti_plugin.services.cohorts import Cohorts
from lti_plugin.services.evidence import Said
from lti_plugin.store import skills
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from recommender.skills.evidence import ASSESSMENT
from tests.support.catalogue import Small, small_site
from tests.support.workforce import HEAD, Workforce

ROLES = f"{HEAD}\nAnalyst,SQL,4,1\nNegotiator,Negotiation,4,1\n"


def lacking(database: Database, site: Site, folder: Path, finishers: int = 6) -> Small:
    """Fill a site: the finishers of SQL: Foundations are assessed at basic, a new one at aware."""
    found = small_site(database, site, finishers)
    Workforce(database, site).reads(folder / "roles", ROLES)
    for number, person in enumerate(found.people.values()):
        assess(database, site, person, 1.0 if number == 0 else 2.0)
    return found


def assess(
    database: Database, site: Site, person: UUID, level: float, source: str = ASSESSMENT
) -> None:
    """Write how somebody is at SQL."""
    with database.writing() as session:
        sql = skills.ids(session, site.id, ["SQL"])["SQL"]
        evidence.add(session, site.id, person, Said(sql, level, source), "a test")


def find(database: Database, site: Site) -> None:
    """Find the cohorts of all courses and keep them, as the job does."""
    with database.writing() as session:
        found = cohort_making.of_site(session, site.id, now().date())
        cohort_storing.drop_others(session, site.id, found.keys())
        cohort_storing.put(session, site.id, found)


def of_course(database: Database, course: UUID) -> Cohorts:
    """Return the cohorts that are kept for a course."""
    with database.reading() as session:
        return cohorts.of_course(session, session.get_one(Course, course))
