"""What the ranking is made of, on the admin's page: for courses with a history and for new ones."""

from __future__ import annotations

from typing import Any

import pytest

from lti_plugin.store.models import ModelRun
from tests.support.admin_pages import plain, sheet, table
from tests.support.installation import Installation, Visit, arrive
from tests.support.trained import UNTAKEN, WEIGHTS, train_with

MODEL = "/admin/model"
KNOWN, NEW = "Courses with a history", "New courses"


def trained(installation: Installation, **card: Any) -> ModelRun:
    metrics = {"weights": WEIGHTS, **card}
    return train_with(installation.database, installation.site, metrics=metrics)


def test_each_part_has_its_share_for_new_courses_and_one_for_these_alone_is_told(
    installation: Installation, admin: Visit
) -> None:
    trained(installation, untaken_weights=UNTAKEN)
    page = admin.press(MODEL)
    rows = [(row["Part"].split()[0], row[KNOWN], row[NEW]) for row in table(page, "parts")]
    assert rows == [
        ("EASE", "45%", "25%"),
        ("LightFM", "30%", "0%"),
        ("Popularity", "25%", "0%"),
        ("Content", "0%", "75%"),
    ]
    assert "for new ones, which nobody has finished yet." in plain(page.text)
    for label in (KNOWN, NEW):
        assert page.text.count(f'data-label="{label}"') == len(rows)


def test_a_training_without_any_of_its_own_ranks_new_courses_as_all_others(
    installation: Installation, admin: Visit
) -> None:
    trained(installation)
    rows = table(admin.press(MODEL), "parts")
    assert [(row[KNOWN], row[NEW]) for row in rows] == [
        (each, each) for each in ("45%", "30%", "25%")
    ]


def test_the_file_tells_both(installation: Installation, admin: Visit) -> None:
    trained(installation, untaken_weights=UNTAKEN)
    first, *_others, last = sheet(admin.press(f"{MODEL}/csv/parts"))
    assert first == {"part": "ease", "weight": "0.45", "new_courses_weight": "0.25"}
    assert last == {"part": "content", "weight": "0.0", "new_courses_weight": "0.75"}


def test_a_part_that_only_earlier_trainings_had_keeps_its_name(
    installation: Installation, admin: Visit
) -> None:
    train_with(
        installation.database, installation.site, metrics={"weights": {"launch_content": 1.0}}
    )
    (row,) = table(admin.press(MODEL), "parts")
    assert row["Part"].startswith("New courses by content")


@pytest.mark.parametrize(
    ("locale", "known", "new"),
    [
        ("de", "Kurse mit Verlauf", "Neue Kurse"),
        ("es", "Cursos con historial", "Cursos nuevos"),
    ],
)
def test_the_columns_speak_the_readers_language(
    installation: Installation, locale: str, known: str, new: str
) -> None:
    trained(installation)
    page = arrive(installation, "admin", "50", locale=locale).press(MODEL)
    assert {known, new} <= set(table(page, "parts")[0])
