"""Every table of the admin's pages can be taken along as a file."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import select

from lti_plugin.services import catalogue_rules, scales, standing
from lti_plugin.store import scenarios
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from lti_plugin.store.picks import TAG
from lti_plugin.store.sites import Site
from tests.support.admin_pages import sheet
from tests.support.badged import achievement
from tests.support.goals import Goals
from tests.support.installation import Installation, Visit, visit
from tests.support.occupations import PLACE, imported, taxonomy
from tests.support.platform import Platform


@pytest.fixture(scope="module")
def here(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """A site with one of each thing that is given out."""
    folder: Path = tmp_path_factory.mktemp("sheets")
    made = Installation(folder / "site", Platform())
    people = made.fill().people
    goals = Goals(made.database, made.site)
    role_id = goals.role("=Clerk", {"SQL": 3})
    achievement(made)
    imported(made.database, made.site, taxonomy({"baker": {"bake bread": 3.0}}))
    with made.database.writing() as session:
        site_id = made.site.id
        place = {"site_id": site_id, "role_id": role_id, "becomes_id": role_id}
        session.add(scenarios.Scenario(**place, name="Less paper", on=now().date()))
        catalogue_rules.put(session, site_id, TAG, "old", excluded=True, actor=str(people["101"]))
        standing.decide(session, site_id, people["102"], True, None)
        site = session.get_one(Site, site_id)
        site.fields = {**site.fields, scales.SCALES: {"Default": {"Competent": 3.0}}}
    yield made
    made.close()


@pytest.fixture(scope="module")
def admin(here: Installation) -> Visit:
    return visit(here, "admin", "50")


@pytest.mark.parametrize(
    ("address", "column", "value"),
    [
        ("/admin/roles/scenarios/csv", "role", "'=Clerk"),
        ("/admin/catalogue/rules/csv", "name", "old"),
        ("/admin/badges/csv", "achievement", "SQL in practice"),
        ("/admin/people/access/csv", "is", "admin"),
        ("/admin/settings/csv", "setting", "Default: Competent"),
        ("/admin/csv", "month", f"{now():%Y-%m}"),
    ],
)
def test_a_table_is_given_out(admin: Visit, address: str, column: str, value: str) -> None:
    assert value in {row[column] for row in sheet(admin.press(address))}


def test_the_rules_name_who_made_them(admin: Visit) -> None:
    (row,) = sheet(admin.press("/admin/catalogue/rules/csv"))
    assert (row["courses"], row["since"]) == ("left out", now().date().isoformat())
    assert "-" not in row["by"]  # a name, and no id


def test_what_a_draft_would_ask_for_is_given_out(admin: Visit) -> None:
    page = admin.press("/admin/roles/drafts/look", uri=f"{PLACE}baker")
    assert 'action="/admin/roles/drafts/csv' in page.text
    rows = sheet(admin.press("/admin/roles/drafts/csv", uri=f"{PLACE}baker"))
    assert [row["skill"] for row in rows] == ["Bake bread"]


def test_the_history_of_a_course_is_given_out(admin: Visit, here: Installation) -> None:
    course = _course(here)
    assert (
        admin.press(f"/admin/catalogue/{course}/skill", name="SQL", outcome="4").status_code == 200
    )
    row = sheet(admin.press(f"/admin/catalogue/{course}/csv"))[0]
    assert "SQL" in row["what"]


def _course(here: Installation) -> UUID:
    with here.database.reading() as session:
        found = session.scalar(select(Course.id).where(Course.site_id == here.site.id).limit(1))
        assert found is not None
        return found
