"""What a file tells of people's skills becomes evidence, once, and bad rows are named by line."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from connectors.errors import BadFile
from lti_plugin.jobs.tools import Tools
from lti_plugin.store import evidence
from lti_plugin.store.evidence import EvidenceRow
from lti_plugin.store.jobs import Job
from lti_plugin.store.sites import Site
from tests.support.importing import count, importer, person
from tests.support.told import lines

HEAD = "learner_id,skill,level,source,date,note,expires,url"


def imported(tools: Tools, site: Site, folder: Path, text: str) -> Job:
    """Import the small folder with this file of evidence."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [row + "," * (HEAD.count(",") - row.count(",")) for row in text.splitlines()]
    (folder / "evidence.csv").write_text("\n".join([HEAD, *rows]), encoding="utf-8")
    return importer(tools, site, folder)()


def of(tools: Tools, site: Site, text: str) -> list[EvidenceRow]:
    with tools.database.reading() as session:
        return list(evidence.of_people(session, site.id, [person(tools, site, text).id]))


def test_ratings_are_written_with_their_day_and_note(
    tools: Tools, site: Site, tmp_path: Path
) -> None:
    text = "e1,sql,4,Manager,2026-03-01,Led the migration\ne1,Statistics,2.5,assessment,,\n"
    job = imported(tools, site, tmp_path, text)
    assert (job.status, job.counts["evidence_added"], job.counts["rejected"]) == ("done", 2, 0)
    sql, statistics = sorted(of(tools, site, "e1"), key=lambda row: -row.level)
    assert (sql.level, sql.source, sql.on) == (4.0, "manager", date(2026, 3, 1))
    assert (sql.note, sql.by) == ("Led the migration", "evidence.csv")
    assert (statistics.level, statistics.source) == (2.5, "assessment")


def test_a_badge_counts_until_it_expires_and_leads_to_its_page(
    tools: Tools, site: Site, tmp_path: Path
) -> None:
    page = "https://badges.example/7"
    imported(tools, site, tmp_path, f"e1,SQL,4,badge,2026-03-01,,2027-03-01,{page}\n")
    (row,) = of(tools, site, "e1")
    assert (row.source, row.expires, row.url) == ("badge", date(2027, 3, 1), page)
    job = imported(tools, site, tmp_path, f"e1,SQL,4,badge,2026-03-01,,2028-03-01,{page}\n")
    assert job.counts["evidence_added"] == 1
    assert [row.expires for row in of(tools, site, "e1")] == [date(2028, 3, 1)]


def test_read_again_nothing_is_written_twice_and_a_correction_replaces(
    tools: Tools, site: Site, tmp_path: Path
) -> None:
    imported(tools, site, tmp_path, "e1,SQL,4,manager,2026-03-01,\n")
    job = imported(tools, site, tmp_path, "e1,SQL,4,manager,2026-03-01,\n")
    assert (job.counts["evidence_added"], count(tools, EvidenceRow)) == (0, 1)
    job = imported(tools, site, tmp_path, "e1,SQL,3,manager,2026-03-01,\n")
    assert job.counts["evidence_added"] == 1
    assert [row.level for row in of(tools, site, "e1")] == [3.0]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("e1,SQL,6,manager,,", "The column level is out of range: '6'."),
        ("e1,SQL,,manager,,", "The column level is empty."),
        ("e1,SQL,good,manager,,", "The column level is not a number: 'good'."),
        ("e1,SQL,3,self,,", "The column source is none of assessment, badge, manager, peer."),
        ("e1,SQL,3,manager,soon,", "The column date is not a date such as 2025-06-27: 'soon'."),
        ("e1,SQL,3,manager,2190-01-01,", "The date lies in the future."),
        (
            "e1,SQL,3,badge,,,never,",
            "The column expires is not a date such as 2025-06-27: 'never'.",
        ),
        ("e1,SQL,3,badge,,,,javascript:x", "The column url is not a web address: 'javascript:x'."),
        ("e1,Juggling,3,manager,,", "The skill 'Juggling' is not known here."),
        ("e9,SQL,3,manager,,", "Nobody here has the id 'e9'."),
        (",SQL,3,manager,,", "The column learner_id is empty."),
    ],
)
def test_a_bad_row_is_named_by_its_line_and_the_others_are_read(
    tools: Tools, site: Site, tmp_path: Path, row: str, reason: str
) -> None:
    job = imported(tools, site, tmp_path, f"e2,SQL,3,peer,,\n{row}\n")
    assert f"evidence.csv line 3: {reason}" in lines(job)
    assert (job.counts["evidence_added"], job.counts["rejected"]) == (1, 1)
    assert count(tools, EvidenceRow) == 1


def test_a_file_that_cannot_be_read_changes_nothing(
    tools: Tools, site: Site, tmp_path: Path
) -> None:
    (tmp_path / "evidence.csv").write_text("learner_id,skill\ne1,SQL\n", encoding="utf-8")
    with pytest.raises(BadFile, match="evidence.csv lacks the column level"):
        importer(tools, site, tmp_path)()
    assert count(tools, EvidenceRow) == 0
