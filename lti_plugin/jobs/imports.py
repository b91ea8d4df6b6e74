"""Takes a folder of CSV files into a site, by the stages of a sync."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from pathlib import Path
from uuid import UUID

from connectors.files import FilesConnector
from lti_plugin.jobs import sync
from lti_plugin.jobs.plans import Stage
from lti_plugin.jobs.tools import Source, Tools
from lti_plugin.services import evidence_import, imports, matching, weights
from lti_plugin.store import jobs, sites
from lti_plugin.store.base import now
from lti_plugin.store.jobs import IMPORT
from lti_plugin.store.notices import reported
from lti_plugin.store.people import FILE
from lti_plugin.store.sites import Site

FOLDER = "folder"
READING, FEATURES = "reading", "features"


def take_in(tools: Tools, job_id: UUID, _cursor: str | None) -> None:
    """Read everything, then write everything; begins again if broken off.

    A folder that cannot be read to its end changes nothing.
    """
    with tools.batch(job_id) as (session, job):
        jobs.enter(job, READING)
        job.counts, job.notices = {}, []
        site = sites.get(session, job.site_id)
        folder = Path(job.arguments[FOLDER])
    files = imports.connector(folder, site)
    contents = imports.read(files)
    contents.notices.clear()  # what is told of rows, each stage tells again
    with tools.batch(job_id) as (session, job):
        site = sites.get(session, job.site_id)
        matched = imports.match(session, site, contents)
        matching.join(session, site.id, matched)
        matching.feed(site, contents.fed)
        jobs.note(job, contents.notices)
    own = replace(tools, open_source=_opener(files))
    for stage in (sync.catalogue, sync.everyone, sync.who_does_what):
        stage(own, job_id, None)
    _features(own, job_id, files)
    _evidence(own, job_id, files)
    sync.finish(own, job_id, None)


def _opener(files: FilesConnector) -> Callable[[Site], AbstractContextManager[Source]]:
    @contextmanager
    def open_source(_site: Site) -> Iterator[Source]:
        yield Source(files, course_kind=FILE, person_kind=FILE, whole=False)

    return open_source


def _features(tools: Tools, job_id: UUID, files: FilesConnector) -> None:
    found = imports.Contents()
    with tools.batch(job_id) as (session, job):
        jobs.enter(job, FEATURES)
        of_courses = found.sound(files.course_features())
        of_people = found.sound(files.learner_features())
        jobs.count(
            job,
            course_features_changed=weights.of_courses(session, job.site_id, of_courses),
            learner_features_changed=weights.of_people(session, job.site_id, of_people),
            rejected=len(found.rejected),
        )
        jobs.note(job, [*found.notices, *reported(found.rejected)])


def _evidence(tools: Tools, job_id: UUID, files: FilesConnector) -> None:
    """Write what the file tells of people's skills, all of it at once."""
    found = imports.Contents()
    with tools.batch(job_id) as (session, job):
        told = list(found.sound(files.evidence()))
        added, problems = evidence_import.write(session, job.site_id, told, now().date())
        jobs.count(job, evidence_added=added, rejected=len(found.rejected) + len(problems))
        jobs.note(job, [*found.notices, *reported([*found.rejected, *problems])])


STAGES = (Stage(IMPORT, take_in),)
