"""Moodle upgraded under us: the next update says so, and reads all the same."""

from __future__ import annotations

from dataclasses import dataclass, replace

from lti_plugin.jobs import plans, sync
from lti_plugin.jobs.tools import Tools
from lti_plugin.store import sites
from lti_plugin.store.sites import Site
from tests.support.sources import MemoryConnector
from tests.support.told import lines

PLANS = {"sync": sync.STAGES}


@dataclass
class UpgradedConnector(MemoryConnector):
    """A source that tells its version."""

    release: str = "4.5.6"


def test_another_version_is_noticed_once(tools: Tools, site: Site, source: MemoryConnector) -> None:
    moodle = UpgradedConnector(**vars(source))
    tools = replace(tools, open_source=moodle.opened)
    told = []
    for release in ("4.5.6", "4.5.6", "5.0.1", "", "5.0.1"):
        moodle.release = release
        job = plans.run(tools, PLANS, site.id, "sync")
        assert job.status == "done"
        told.append([text for text in lines(job) if text.startswith("Moodle was")])
    said = "Moodle was 4.5.6 and is 5.0.1 now. See on the page “Connect” whether everything works."
    assert told == [[], [], [said], [], []]
    with tools.database.reading() as session:
        assert sites.get(session, site.id).release == "5.0.1"
