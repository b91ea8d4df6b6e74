"""What a teacher may choose to place: what the form refuses, and what it makes of the rest."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from sqlalchemy import func, select

from lti_plugin.store.audit import AuditEntry
from tests.support.deeplinking import ITEMS, SEND, picker, placed, told
from tests.support.installation import Installation, visit
from tests.support.platform import Platform
from tests.support.tool import code_of


@pytest.fixture(scope="module")
def installation(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The whole application, without anybody whose roles could be offered."""
    made = Installation(tmp_path_factory.mktemp("choices"), Platform())
    yield made
    made.close()


def entries(installation: Installation) -> int:
    with installation.database.reading() as session:
        return session.scalar(select(func.count()).select_from(AuditEntry)) or 0


@pytest.mark.parametrize("fields", [{}, {"role": ["", "  "]}, {"column": "1", "role": ""}])
def test_where_nothing_is_chosen_the_form_comes_again(
    installation: Installation, fields: dict[str, Any]
) -> None:
    chooser = picker(installation)
    page = chooser.press(SEND, **fields)
    assert page.status_code == 400
    assert "Choose at least one." in page.text
    here = chooser.page.request.args["v"]
    assert f'action="{SEND}?v={here}"' in page.text
    assert f'data-address="/teach/place?v={here}"' in page.text
    assert "JWT" not in page.text
    assert len(placed(chooser, view="skills")) == 1


@pytest.mark.parametrize(
    "fields",
    [
        {"view": "unknown"},
        {"view": ["skills", "admin"]},
        {"view": "path"},
        {"view": ""},
        {"view": "SKILLS"},
        {"role": "x" * 256},
        {"role": "Analyst\nfingerpost_view=cohorts"},
        {"role": "Analyst\x00"},
        {"role": [f"Role {n}" for n in range(31)]},
        {
            "role": [f"Role {n}" for n in range(28)],
            "view": ["recommendations", "skills", "cohorts"],
        },
    ],
    ids=str,
)
def test_a_forged_choice_is_refused(installation: Installation, fields: dict[str, Any]) -> None:
    before = entries(installation)
    page = picker(installation).press(SEND, **fields)
    assert (page.status_code, code_of(page)) == (400, "bad-request")
    assert "JWT" not in page.text
    assert entries(installation) == before


def test_thirty_things_at_once_are_taken(installation: Installation) -> None:
    roles = [f"Role {n}" for n in range(29)]
    assert len(placed(picker(installation), role=roles, view="skills")) == 30


def test_a_long_role_is_carried_whole_but_its_titles_fit_into_moodle(
    installation: Installation,
) -> None:
    role = "ä" * 255
    (item,) = placed(picker(installation), role=role, column="1")
    assert item["custom"]["fingerpost_role"] == role
    assert len(item["title"]) == len(item["lineItem"]["label"]) == 255


def test_a_role_is_taken_and_shown_as_it_was_typed(installation: Installation) -> None:
    role = "<b>R&D</b> 100% “Lead”"
    (item,) = placed(picker(installation), role=role)
    assert item["custom"]["fingerpost_role"] == role
    assert item["title"] == f"Path to the role {role}"


def test_where_one_thing_is_taken_the_form_has_no_boxes(installation: Installation) -> None:
    page = picker(installation, accept_multiple=False).page
    assert "What would you like to place in this course?" in page.text
    assert "several" not in page.text
    assert page.text.count('type="radio"') == 3


@pytest.mark.parametrize(
    "fields",
    [{"view": ["skills", "cohorts"]}, {"view": "skills", "role": "Analyst"}, {"role": ["A", "B"]}],
    ids=str,
)
def test_where_one_thing_is_taken_two_bring_the_form_again(
    installation: Installation, fields: dict[str, Any]
) -> None:
    before = entries(installation)
    chooser = picker(installation, accept_multiple=False)
    page = chooser.press(SEND, **fields)
    assert page.status_code == 400
    assert "Moodle takes one thing at a time here." in page.text
    assert "JWT" not in page.text
    assert entries(installation) == before
    (item,) = told(chooser.browser, chooser.press(SEND, view="skills"))[ITEMS]
    assert item["custom"]["fingerpost_view"] == "skills"


def test_a_launch_of_another_kind_places_nothing(installation: Installation) -> None:
    teacher = visit(installation, "instructor", "51")
    for path in ("/teach/place", SEND):
        page = teacher.press(path, view="skills")
        assert (page.status_code, code_of(page)) == (400, "bad-request")
        assert "Nothing can be placed from here." in page.text
    learner = visit(installation, "learner", "52")
    page = learner.press(SEND, view="skills")
    assert (page.status_code, code_of(page)) == (401, "session-ended")


@pytest.mark.parametrize("token", [None, "forged"])
def test_a_forged_post_places_nothing(installation: Installation, token: str | None) -> None:
    browser = picker(installation).browser
    fields = {"view": "skills"} | ({"page_token": token} if token else {})
    page = browser.post(SEND, fields)
    assert (page.status_code, code_of(page)) == (401, "session-ended")
    assert "JWT" not in page.text
