"""The page for a job ad: what it names, how far one is from it, and nothing kept unasked."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from sqlalchemy import func, select

from lti_plugin.store.evidence import EvidenceRow
from lti_plugin.store.people import Person
from tests.support.catalogue import Small
from tests.support.installation import Installation, Visit, arrive
from tests.support.profiles import holds, role, skill
from tests.support.reading import answer_of, main_of, values_of
from tests.support.tool import code_of

PAGE, READ, COMPARE, RATE = (f"/learn/ad{part}" for part in ("", "/read", "/compare", "/rate"))
ME = "100"
AD = "Data Analyst (m/f/d)\n\nSQL, statistics and critical thinking are what we ask for."


@pytest.fixture
def small(installation: Installation) -> Small:
    """The courses and people of the first site, with one skill that is soft and a role."""
    small = installation.fill()
    with installation.database.writing() as session:
        skill(session, installation.site.id, "Critical thinking", durable=True)
        role(session, installation.site.id, "Data Analyst", {"SQL": 3.0})
    return small


@pytest.fixture
def mine(installation: Installation, small: Small) -> Visit:
    """A visit of somebody of whom nothing is known."""
    return arrive(installation, person=ME)


def kept(installation: Installation, person: UUID) -> list[float]:
    with installation.database.reading() as session:
        query = select(EvidenceRow.level).where(EvidenceRow.person_id == person)
        return list(session.scalars(query))


def ticks(mine: Visit, text: str = AD) -> list[str]:
    return values_of(mine.press(READ, text=text), "skill")


def test_the_menu_shows_where_it_belongs(mine: Visit) -> None:
    page = mine.press(PAGE)
    assert answer_of(page) == "Paste a job ad to see which skills it names."
    assert re.findall(r'aria-current="page">([^<]*)<', page.text) == ["Roles"]
    for address in ("/learn/roles", "/learn/skills"):
        assert f'action="{PAGE}?v=' in mine.press(address).text


def test_skills_stand_to_be_ticked_hard_and_soft_apart(mine: Visit) -> None:
    page = mine.press(READ, text=AD)
    assert answer_of(page) == (
        "The ad names 3 skills that are known here. Tick those that are meant."
    )
    text = main_of(page)
    assert "Hard skills SQL because of: SQL Statistics because of: statistics" in text
    assert "Soft skills Critical thinking because of: critical thinking" in text
    assert "Roles here like “Data Analyst (m/f/d)” Data Analyst Aim at this role" in text
    assert len(re.findall(r'type="checkbox"[^>]* checked', page.text)) == 3


def test_the_own_role_is_none_to_aim_at(
    installation: Installation, small: Small, mine: Visit
) -> None:
    with installation.database.writing() as session:
        session.get_one(Person, small.people[ME]).role = "data analyst"
    text = main_of(mine.press(READ, text=AD))
    assert "Data Analyst your role" in text
    assert "Aim at this role" not in text


def test_words_of_several_skills_are_not_ticked_for_the_reader(
    installation: Installation, mine: Visit
) -> None:
    with installation.database.writing() as session:
        for name in ("Public speaking", "Presentation design"):
            skill(session, installation.site.id, name, alternatives=["presenting slides"])
    page = mine.press(READ, text="You like presenting slides.")
    assert main_of(page).count("Other skills are called that as well.") == 2
    assert "checked" not in page.text


def test_a_text_without_skills_says_so(mine: Visit) -> None:
    page = mine.press(READ, text="Nothing to see here.")
    assert answer_of(page) == "No skill that is known here was found in this text."
    assert "Paste the part that lists what is asked for." in main_of(page)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (" \n ", "There is no text. Paste the ad into the field."),
        ("y" * 50_001, "The text has 50,001 characters; at most 50,000 can be read."),
    ],
)
def test_a_text_that_cannot_be_read_is_kept_in_its_field(mine: Visit, text: str, said: str) -> None:
    page = mine.press(READ, text=text)
    assert page.status_code == 400
    assert answer_of(page).startswith(said)
    assert f">{text}</textarea>" in page.text


def test_markup_in_an_ad_is_text(mine: Visit) -> None:
    page = mine.press(READ, text="<h1>Data Analyst</h1><script>alert(1)</script><li>\u0405QL")
    assert "because of: \u0405QL" in main_of(page)
    assert "alert(1)" not in page.text


def test_comparing_tells_what_one_has_and_where_to_learn(
    installation: Installation, small: Small, mine: Visit
) -> None:
    with installation.database.writing() as session:
        person = session.get_one(Person, small.people[ME])
        holds(session, person, {"SQL": 4.0, "Critical thinking": 1.0})
    page = mine.press(COMPARE, skill=ticks(mine))
    assert answer_of(page) == (
        "You have 1 of the 2 skills that are assessed, of 3 that you ticked."
    )
    text = main_of(page)
    assert "SQL You have it. You: advanced" in text
    assert "Statistics Not assessed. Courses here that teach it: Statistics: Foundations" in text
    assert "Critical thinking To learn." in text
    assert "No open course here teaches it." in text
    assert 'href="https://moodle.test/course/view.php?id=4" target="_top"' in page.text
    assert kept(installation, small.people[ME]) == [4.0, 1.0]


def test_only_what_was_rated_is_kept(installation: Installation, small: Small, mine: Visit) -> None:
    keys = ticks(mine)
    assert answer_of(mine.press(COMPARE, skill=keys)).startswith("None of the skills")
    assert kept(installation, small.people[ME]) == []
    rated = {f"level:{keys[0]}": "4", f"level:{keys[1]}": ""}
    page = mine.press(RATE, skill=keys, **rated)
    assert "1 rating is kept." in main_of(page)
    assert answer_of(page).startswith("You have 1 of the 1 skill that is assessed, of 3")
    assert kept(installation, small.people[ME]) == [4.0]


def test_what_is_not_right_keeps_nothing(
    installation: Installation, small: Small, mine: Visit
) -> None:
    (sql, *_others) = ticks(mine)
    for fields, status in (
        ({}, 400),
        ({f"level:{sql}": "6"}, 400),
        ({f"level:{sql}": "nan"}, 400),
        ({f"level:{sql}": "3", "level:unknown": "3"}, 404),
    ):
        assert mine.press(RATE, skill=[sql], **fields).status_code == status
    assert mine.press(COMPARE).status_code == 400
    for unknown in ("unknown", "\0"):
        assert mine.press(COMPARE, skill=[unknown]).status_code == 404
    assert mine.press(COMPARE, skill=[sql] * 61).status_code == 400
    assert kept(installation, small.people[ME]) == []


def test_a_forged_rating_is_none(installation: Installation, small: Small, mine: Visit) -> None:
    (sql, *_others) = ticks(mine)
    page = mine.browser.post(RATE, {"page_token": "forged", f"level:{sql}": "3"})
    assert (page.status_code, code_of(page)) == (401, "session-ended")
    with installation.database.reading() as session:
        assert session.scalar(select(func.count(EvidenceRow.id))) == 0
