"""What a source did not tell of is not taken for gone where it could be there after all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from sqlalchemy import func, select

from connectors.errors import Unreachable
from connectors.records import Learner, Page, Rejected
from lti_plugin.jobs import plans, sync
from lti_plugin.jobs.tools import Tools
from lti_plugin.store.jobs import Job, Seen
from lti_plugin.store.participation import Enrolment
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from tests.support.sources import MemoryConnector

PLANS = {"sync": sync.STAGES}


def run(tools: Tools, site: Site, **arguments: Any) -> Job:
    return plans.run(tools, PLANS, site.id, "sync", arguments)


def rows(tools: Tools, table: type[Any], *where: Any) -> int:
    with tools.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table).where(*where)) or 0


def gone(tools: Tools) -> list[str]:
    with tools.database.reading() as session:
        query = select(Person.name).where(Person.gone_at.is_not(None)).order_by(Person.name)
        return list(session.scalars(query))


@dataclass
class ShiftingConnector(MemoryConnector):
    """Loses somebody of its first page while it is being read, so that the second page shifts.

    It can be asked about single people; ``asked`` keeps who was asked for.
    """

    shifts: bool = False
    asked: list[Sequence[str]] = field(default_factory=list)

    def learner_pages(self, start: str | None = None) -> Iterator[Page[Learner]]:
        """Yield the people page by page."""
        for page in super().learner_pages(start):
            yield page
            if self.shifts:
                self.shifts = False
                self.all_learners.pop(2)

    def present(self, ids: Sequence[str]) -> set[str]:
        """Return which of these people there are."""
        self.asked.append(ids)
        return {one.id for one in self.all_learners if isinstance(one, Learner)} & set(ids)


@pytest.fixture
def shifting(source: MemoryConnector) -> ShiftingConnector:
    """The small site, which can be asked about people."""
    return ShiftingConnector(**{**vars(source), "page_size": 10})


def test_somebody_whom_shifting_pages_skipped_is_not_gone(
    tools: Tools, site: Site, shifting: ShiftingConnector
) -> None:
    there = replace(tools, open_source=shifting.opened)
    run(there, site)
    assert shifting.asked == []
    shifting.shifts = True
    job = run(there, site)
    assert shifting.asked == [["10"]]
    assert (gone(tools), "people_gone" in job.counts) == ([], False)
    job = run(there, site)
    assert (gone(tools), job.counts["people_gone"]) == (["Person 2"], 1)


def test_a_source_that_lists_hardly_anybody_is_asked_for_nobody_until_an_admin_confirms(
    tools: Tools, site: Site, shifting: ShiftingConnector
) -> None:
    there = replace(tools, open_source=shifting.opened)
    run(there, site)
    del shifting.all_learners[3:]
    assert run(there, site).counts["people_to_confirm"] == 22
    assert shifting.asked == []
    assert run(there, site, confirm_gone=True).counts["people_gone"] == 22
    assert [len(ids) for ids in shifting.asked] == [22]


def test_a_source_that_cannot_be_asked_is_taken_at_its_word(
    tools: Tools, site: Site, source: MemoryConnector
) -> None:
    run(tools, site)
    source.all_learners.pop()
    assert run(tools, site).counts["people_gone"] == 1


def test_enrolments_of_somebody_whose_courses_could_not_be_read_stay_active(
    tools: Tools, site: Site, source: MemoryConnector
) -> None:
    run(tools, site)
    kept = [row for row in source.all_participation if getattr(row, "learner_id", "") != "3"]
    failed = Rejected("courses of person 3", "Moodle reports an error.", learner_id="3")
    stranger = Rejected("courses of person 99", "Moodle reports an error.", learner_id="99")
    source.all_participation = [failed, stranger, *kept]
    job = run(tools, site)
    assert (job.counts["rejected"], "enrolments_gone" in job.counts) == (2, False)
    assert rows(tools, Enrolment, Enrolment.active) == 75
    source.all_participation = kept
    assert run(tools, site).counts["enrolments_gone"] == 3


def test_a_pass_whose_memory_was_lost_begins_again(
    tools: Tools, site: Site, source: MemoryConnector
) -> None:
    source.page_size = 10
    run(tools, site)
    source.break_at = "participation 5"
    with pytest.raises(Unreachable):
        run(tools, site)
    with tools.database.writing() as session:
        session.query(Seen).delete()
    source.starts.clear()
    job = run(tools, site)
    assert source.starts == [("participation", None)]
    assert "enrolments_gone" not in job.counts
    assert "enrolments_to_confirm" not in job.counts
    assert rows(tools, Enrolment, Enrolment.active) == 75
