"""Published indices: all of a file or nothing, told as a ground, and deciding nothing."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from lti_plugin.errors import BadInput
from lti_plugin.services import outlook_data
from lti_plugin.services.taxonomy_import import Report
from lti_plugin.store import roles
from lti_plugin.store.database import Database
from lti_plugin.store.roles import RoleIndex
from lti_plugin.store.sites import Site
from recommender.skills.roles import STABLE
from tests.support.workforce import HEAD, Workforce

COLUMNS = "role,index,date,source,value,percentile,higher_is"
PROJECTION = "Analyst,Projection,2025-09-04,Bureau of statistics,16.7,88,good"
EXPOSURE = "analyst,Exposure,2023-08-21,A study,0.75,91,bad"


@pytest.fixture
def acme(database: Database, site: Site, tmp_path: Path) -> Workforce:
    """A site with one signed role."""
    found = Workforce(database, site)
    found.reads(tmp_path / "roles", f"{HEAD}\nAnalyst,SQL,3,1\n")
    found.signs("Analyst", STABLE)
    return found


def read(acme: Workforce, folder: Path, *rows: str) -> Report:
    file = folder / "indices.csv"
    file.write_text("\n".join([COLUMNS, *rows]) + "\n", encoding="utf-8")
    with acme.database.writing() as session:
        return outlook_data.read_file(session, session.merge(acme.site), file)


def kept(acme: Workforce) -> list[RoleIndex]:
    with acme.database.reading() as session:
        return list(roles.indices(session, acme.site.id))


def test_rows_are_kept_and_a_newer_one_of_the_same_index_takes_its_place(
    acme: Workforce, tmp_path: Path
) -> None:
    assert read(acme, tmp_path, PROJECTION, EXPOSURE).counts == {"indices_new": 2}
    newer = PROJECTION.replace("2025-09-04", "2026-09-03").replace("16.7", "12")
    assert read(acme, tmp_path, newer).counts == {"indices_replaced": 1}
    exposure, projection = kept(acme)
    assert (projection.on, projection.value) == (date(2026, 9, 3), 12.0)
    assert (exposure.percentile, exposure.higher_is_better) == (91.0, False)


def test_a_role_that_is_not_here_is_named_and_nothing_is_kept(
    acme: Workforce, tmp_path: Path
) -> None:
    with pytest.raises(BadInput, match="line 3: There is no role “Baker” here") as caught:
        read(acme, tmp_path, PROJECTION, EXPOSURE.replace("analyst", "Baker"))
    assert "Nothing was imported" in caught.value.hint
    assert kept(acme) == []


def test_that_indices_disagree_is_a_ground_and_decides_nothing(
    acme: Workforce, tmp_path: Path
) -> None:
    ada = acme.hires("Ada", "Analyst")
    acme.rates(ada, {"SQL": 1})
    before = acme.way(ada)
    read(acme, tmp_path, PROJECTION, EXPOSURE)
    after = acme.way(ada)
    assert (after.rule, after.flips, after.towards) == (before.rule, before.flips, before.towards)
    assert after.because[:-1] == before.because
    assert after.because[-1].name == "indices_apart"
    assert after.because[-1].value == pytest.approx(0.79)
    read(acme, tmp_path, EXPOSURE.replace("91", "20"))
    assert acme.way(ada) == before
