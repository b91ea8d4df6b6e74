"""Where somebody stands: against their role and their aim, how sure that is, and rating it."""

from __future__ import annotations

import re
from html import unescape
from uuid import UUID, uuid4

import pytest
from werkzeug.test import TestResponse

from lti_plugin.store.evidence import EvidenceRow
from lti_plugin.store.sites import Site
from recommender.skills.evidence import MANAGER, SELF
from tests.support.catalogue import Small
from tests.support.goals import Goals
from tests.support.installation import Installation
from tests.support.own_pages import STAND, opened
from tests.support.placed import finished
from tests.support.reading import answer_of
from tests.support.tool import code_of

RATE = "/learn/skills/rate"


@pytest.fixture
def goals(nobody: Goals) -> Goals:
    """Two roles with a skill in common; the one who looks has neither."""
    goals = nobody
    goals.role("Reporter", {"Writing": 4, "Interviews": 3, "Research": 3})
    goals.role("Producer", {"Writing": 2, "Cameras": 4})
    goals.skill("Writing", durable=True, description="Says it so that others <get> it.")
    return goals


def rows(page: TestResponse) -> dict[str, str]:
    """Return what is said of each skill, by its name; of a skill of both roles the last."""
    pattern = r'<h3 class="h6">([^<]*).*?</h3>.*?<p class="mb-1">(.*?)</p>'
    found = re.findall(pattern, page.text, re.DOTALL)
    return {
        unescape(name).strip(): " ".join(unescape(re.sub(r"<[^>]*>", "", said)).split())
        for name, said in found
    }


def test_who_has_none_of_it_yet_is_at_the_beginning(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.has(me, None, "Producer")
    goals.knows(me, {"Writing": 0, "Cameras": 0})
    page = opened(installation, STAND).page
    assert answer_of(page) == "You are at the very beginning of what Producer asks for."


def test_without_a_role_the_page_leads_to_choosing_one(
    installation: Installation, goals: Goals
) -> None:
    page = opened(installation, STAND).page
    assert answer_of(page).startswith("Your role is not known here yet")
    assert "Choose a role to compare with" in page.text
    assert 'action="/learn/way' in page.text
    assert rows(page) == {}


def test_before_anything_is_assessed_nothing_is_called_a_gap(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.has(me, "reporter")
    page = opened(installation, STAND).page
    assert answer_of(page) == "Nothing of what Reporter asks for is assessed yet."
    assert "Nothing of it is assessed yet. What is not assessed is no gap." in page.text
    assert "of that you have" not in page.text
    assert rows(page)["Writing"] == (
        "Not assessed. Asked for: advanced. Taken to be advanced until it is assessed."
    )
    assert page.text.count('class="bar-assumed"') == 3
    assert 'class="bar-held"' not in page.text


def test_a_skill_of_which_nothing_is_known_is_an_outline_and_no_empty_bar(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.has(me, None, "Producer")
    page = opened(installation, STAND).page
    assert answer_of(page) == "Nothing of what Producer asks for is assessed yet."
    assert rows(page)["Cameras"] == "Not assessed. Asked for: advanced."
    assert page.text.count('class="bar-assumed"') == 2


def test_what_is_held_is_told_with_its_range_and_how_sure_it_is(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.has(me, "Reporter")
    goals.knows(me, {"Writing": 4, "Interviews": 1})
    goals.knows(me, {"Research": 3}, SELF)
    page = opened(installation, STAND).page
    assert re.fullmatch(r"You have \d+% of what Reporter asks for\.", answer_of(page))
    assert "100% of it is assessed" in page.text
    said = rows(page)
    assert said["Writing"].startswith("You have it. Asked for: advanced. You: advanced (")
    assert said["Writing"].endswith(", sure.")
    assert said["Interviews"].startswith("To learn. Asked for: independent. You: aware (")
    assert said["Research"].endswith(", fairly sure.")
    assert list(said) == ["Interviews", "Research", "Writing"]
    assert page.text.count('class="bar-range"') == 3
    assert "keeps its worth in any job" in page.text
    assert "Says it so that others &lt;get&gt; it." in page.text


def test_a_range_is_wider_after_ones_own_rating_than_after_an_assessment(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    def width() -> float:
        page = opened(installation, STAND).page
        found = re.search(r'class="bar-range" x="[^"]*" y="3" width="([^"]*)"', page.text)
        assert found is not None
        return float(found[1])

    goals.has(me, "Reporter")
    goals.knows(me, {"Writing": 3}, SELF)
    alone = width()
    goals.knows(me, {"Writing": 3})
    assert width() < alone / 1.5


def test_little_assessed_is_said_before_what_is_covered(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.role("Editor", {"Writing": 1, "Law": 5})
    goals.has(me, "Editor")
    goals.knows(me, {"Writing": 5})
    assert answer_of(opened(installation, STAND).page) == (
        "Only 17% of what Editor asks for is assessed yet."
    )


def test_role_and_aim_stand_side_by_side_and_every_choice_has_its_own_label(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.has(me, "Reporter", "Producer")
    page = opened(installation, STAND).page
    assert re.findall(r'<h2 class="h5" id="role-\d">([^<]*)<', page.text) == [
        "Reporter",
        "Producer",
    ]
    every = re.findall(r'\bid="([^"]*)"', page.text)
    assert sorted(every) == sorted(set(every))
    labels = re.findall(r'<label class="form-check-label" for="([^"]*)"', page.text)
    assert len(labels) == 5 * 6
    assert set(labels) <= set(every)


def test_the_role_that_one_has_is_not_shown_again_as_the_aim(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.has(me, "Reporter", "REPORTER")
    assert opened(installation, STAND).page.text.count('id="role-') == 1


def test_a_rating_is_kept_and_changes_the_page(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.has(me, "Reporter")
    mine = opened(installation, STAND)
    skill = goals.skill("Writing")
    page = mine.press(RATE, skill=skill, level="2")
    assert "Your rating is kept." in page.text
    assert answer_of(page) == "You have 67% of what Reporter asks for."
    assert rows(page)["Writing"].startswith("To learn. Asked for: advanced. You: independent (")
    assert "Your own rating, " in page.text
    assert "Assumed from your role, " in page.text
    page = mine.press(RATE, skill=skill, level="5")
    assert rows(page)["Writing"].startswith("You have it.")
    with installation.database.reading() as session:
        kept = session.query(EvidenceRow).order_by(EvidenceRow.created_at).all()
    assert [(row.source, row.level, row.by) for row in kept] == [
        (SELF, 2.0, str(me)),
        (SELF, 5.0, str(me)),
    ]


def test_a_rating_alone_never_makes_somebody_sure(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.has(me, "Reporter")
    mine = opened(installation, STAND)
    for _ in range(3):
        page = mine.press(RATE, skill=goals.skill("Writing"), level="4")
    assert rows(page)["Writing"].endswith(", fairly sure.")


def test_a_rating_is_one_of_six_levels(installation: Installation, goals: Goals, me: UUID) -> None:
    goals.has(me, "Reporter")
    mine = opened(installation, STAND)
    for level in ("", "6", "-1", "2.5", "nan", "two"):
        page = mine.press(RATE, skill=goals.skill("Writing"), level=level)
        assert (page.status_code, code_of(page)) == (400, "bad-request"), level
    with installation.database.reading() as session:
        assert session.query(EvidenceRow).count() == 0


@pytest.mark.parametrize(("skill", "status"), [(uuid4(), 404), ("", 400), ("x", 400)])
def test_a_skill_that_is_not_here_is_not_rated(
    installation: Installation, goals: Goals, me: UUID, skill: object, status: int
) -> None:
    goals.has(me, "Reporter")
    assert opened(installation, STAND).press(RATE, skill=skill, level="3").status_code == status
    with installation.database.reading() as session:
        assert session.query(EvidenceRow).count() == 0


def test_a_skill_of_another_site_is_not_rated(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    other = Site(slug="o", name="O", issuer="https://o.test", timezone="UTC", fields={})
    with installation.database.writing() as session:
        session.add(other)
    foreign = Goals(installation.database, other).skill("Writing")
    assert opened(installation, STAND).press(RATE, skill=foreign, level="3").status_code == 404
    with installation.database.reading() as session:
        assert session.query(EvidenceRow).count() == 0


def test_the_answer_that_would_tell_most_is_named_and_led_to(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.role("Editor", {"Law": 5, "Writing": 1})
    goals.has(me, "Editor")
    page = opened(installation, STAND).page
    law = goals.skill("Law")
    assert f'<a href="#rate-{law}">rate yourself in Law</a>' in page.text
    assert f'<li id="rate-{law}">' in page.text
    assert page.text.count("<details open>") == 1


def test_while_too_little_is_assessed_there_is_always_a_next_question(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    wide = {f"Skill {number}": 3.0 for number in range(9)} | {"Writing": 4.0}
    goals.role("Generalist", wide)
    goals.has(me, "Generalist")
    mine = opened(installation, STAND)
    asked = []
    while found := re.search(r'href="#rate-([^"]*)">rate yourself in ([^<]*)<', mine.page.text):
        asked.append(found[2])
        mine.page = mine.press(RATE, skill=found[1], level="3")
        assert len(asked) <= 10
    assert asked[0] == "Writing"
    assert len(asked) == len(set(asked)) >= 3
    assert answer_of(mine.page).startswith("You have ")


def test_what_somebody_has_just_rated_is_not_asked_again(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.has(me, None, "Producer")
    mine = opened(installation, STAND)
    cameras = goals.skill("Cameras")
    page = mine.press(RATE, skill=cameras, level="1")
    assert f'href="#rate-{cameras}"' not in page.text


def test_what_a_level_rests_on_is_listed_the_weightiest_first(
    installation: Installation, goals: Goals, small: Small, me: UUID
) -> None:
    goals.has(me, "Reporter")
    goals.knows(me, {"Writing": 3}, MANAGER)
    goals.teaches(small.courses["3"], "Writing", 5)
    finished(installation.database, installation.site, me, small.courses["3"])
    page = opened(installation, STAND).page
    part = page.text[page.text.index(f'id="rate-{goals.skill("Writing")}"') :]
    part = part[part.index("What this rests on") : part.index("</ul>")]
    assert re.findall(r"<li>([^,]*), ", part) == [
        "Rating by your manager (tests)",
        "Finished course",
        "Assumed from your role",
    ]
    assert "no date" in part


@pytest.mark.parametrize("who", ["instructor", "admin"])
def test_who_teaches_or_runs_the_site_sees_where_they_stand_themselves(
    installation: Installation, goals: Goals, me: UUID, who: str
) -> None:
    goals.has(me, "Reporter")
    mine = opened(installation, STAND, who)
    assert "Reporter" in answer_of(mine.page)
    assert "Your rating is kept." in mine.press(RATE, skill=goals.skill("Law"), level="3").text


def test_a_script_gets_the_part_that_changes(
    installation: Installation, goals: Goals, me: UUID
) -> None:
    goals.has(me, "Reporter")
    answer = opened(installation, STAND).fetch(RATE, skill=goals.skill("Writing"), level="3")
    assert "<html" not in answer.text
    assert "data-focus" in answer.text
