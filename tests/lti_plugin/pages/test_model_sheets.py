"""The files of the page about the model: its tables, its parts and its trainings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from lti_plugin.store.base import now
from lti_plugin.store.models import ModelRun
from tests.support.admin_pages import sheet
from tests.support.installation import Installation, Visit
from tests.support.trained import train_with

MODEL = "/admin/model"


def trained(installation: Installation, **values: Any) -> ModelRun:
    return train_with(installation.database, installation.site, **values)


def test_the_file_holds_both_tables_and_no_formula(
    installation: Installation, admin: Visit
) -> None:
    trained(installation)
    rows = {(row["table"], row["name"]): row for row in sheet(admin.press(f"{MODEL}/csv"))}
    assert rows["method", "popularity"]["ndcg"] == "0.098"
    assert rows["method", "popularity"]["low"] == "-0.041"
    assert rows["method", "popularity"]["floor"] == "yes"
    assert rows["method", "gap_only"]["ndcg"] == ""
    assert rows["department", "Support"]["people"] == "31"
    assert ("department", "'=Sales") in rows


def test_the_parts_and_the_trainings_are_given_out(
    installation: Installation, admin: Visit
) -> None:
    assert sheet(admin.press(f"{MODEL}/csv/parts")) == []
    assert sheet(admin.press(f"{MODEL}/csv/trainings")) == []
    trained(installation, created_at=now() - timedelta(days=1))
    trained(installation, promoted=False, note="=It lost.")
    page = admin.press(MODEL)
    for table_of in ("parts", "trainings"):
        assert f'action="{MODEL}/csv/{table_of}' in page.text
    parts = sheet(admin.press(f"{MODEL}/csv/parts"))
    assert parts[0] == {"part": "ease", "weight": "0.45", "new_courses_weight": "0.45"}
    newest, oldest = sheet(admin.press(f"{MODEL}/csv/trainings"))
    assert (newest["put_in_use"], newest["ranks_now"], newest["note"]) == ("", "", "'=It lost.")
    assert (oldest["put_in_use"], oldest["ranks_now"]) == ("yes", "yes")
    assert (oldest["people"], oldest["completions"]) == ("50", "900")
