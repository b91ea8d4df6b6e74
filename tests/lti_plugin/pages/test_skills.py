"""What the course teaches: with levels, with courses that go further, in copies of the course."""

from __future__ import annotations

import re
from html import unescape

import pytest
from sqlalchemy import update
from werkzeug.test import TestResponse

from connectors.records import SkillLink
from lti_plugin.store import skills
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course
from tests.support.catalogue import Small
from tests.support.installation import Installation, arrive
from tests.support.reading import answer_of

PAGE = "/learn/course"
Links = dict[str, list[SkillLink]]


@pytest.fixture
def small(installation: Installation) -> Small:
    """The courses and people of the first site."""
    return installation.fill()


def teach(installation: Installation, small: Small, links: Links) -> None:
    """Let these courses, and no others, teach something."""
    with installation.database.writing() as session:
        everything = {own: links.get(moodle, []) for moodle, own in small.courses.items()}
        skills.replace_source_links(session, installation.site.id, everything)


def shown(installation: Installation, course: str = "2", who: str = "learner") -> TestResponse:
    """Return the page of a course."""
    return arrive(installation, who, course=course).press(PAGE)


def taught(page: TestResponse) -> dict[str, str]:
    """Return what the page says of each skill's levels, by name and in its order."""
    pattern = r'<h2 class="h6 mb-1">([^<]*)</h2>\s*<p class="mb-0">([^<]*)</p>'
    return {unescape(name): unescape(said).strip() for name, said in re.findall(pattern, page.text)}


def further(page: TestResponse) -> list[str]:
    """Return the courses that go further, in their order."""
    return [unescape(each) for each in re.findall(r'target="_top">([^<]*)</a>', page.text)]


@pytest.mark.parametrize("who", ["learner", "instructor", "admin"])
def test_everybody_sees_what_the_course_builds(
    installation: Installation, small: Small, who: str
) -> None:
    page = shown(installation, who=who)
    assert answer_of(page) == "“SQL: Foundations” builds 1 skill."
    assert taught(page) == {"SQL": "No level is given."}
    assert further(page) == []


def test_levels_are_told_in_words(installation: Installation, small: Small) -> None:
    links = [
        SkillLink("Both", outcome=3.0, entry=1.0),
        SkillLink("From the start", outcome=2.0, entry=0.0),
        SkillLink("No beginning", outcome=5.0),
        SkillLink("No end", entry=2.0),
        SkillLink("<b>R&D</b>"),
    ]
    teach(installation, small, {"2": links})
    page = shown(installation)
    assert answer_of(page) == "“SQL: Foundations” builds 5 skills."
    assert taught(page) == {
        "<b>R&D</b>": "No level is given.",
        "Both": "From aware to independent.",
        "From the start": "From none to basic.",
        "No beginning": "Leads to expert.",
        "No end": "No level is given.",
    }


def test_courses_that_lead_higher_are_named_the_next_one_first(
    installation: Installation, small: Small
) -> None:
    teach(
        installation,
        small,
        {
            "2": [SkillLink("SQL", outcome=2.0)],
            "3": [SkillLink("SQL", outcome=4.0)],
            "4": [SkillLink("SQL", outcome=3.0)],
            "5": [SkillLink("SQL", outcome=2.0)],
        },
    )
    page = shown(installation)
    assert further(page) == ["Statistics: Foundations", "SQL: Practitioner"]
    assert 'href="https://moodle.test/course/view.php?id=4" target="_top"' in page.text
    assert further(shown(installation, "3")) == []


@pytest.mark.parametrize(
    ("links", "values"),
    [
        ([SkillLink("SQL", outcome=4.0)], {"visible": False}),
        ([SkillLink("SQL", outcome=4.0)], {"excluded": True}),
        ([SkillLink("SQL", outcome=4.0)], {"gone_at": now()}),
        ([SkillLink("SQL", entry=4.0)], {}),
        ([SkillLink("Statistics", outcome=4.0)], {}),
    ],
    ids=["hidden", "excluded", "gone", "no-outcome", "other-skill"],
)
def test_other_courses_go_no_further(
    installation: Installation, small: Small, links: list[SkillLink], values: dict[str, object]
) -> None:
    teach(installation, small, {"2": [SkillLink("SQL", outcome=2.0)], "3": links})
    with installation.database.writing() as session:
        chosen = Course.id == small.courses["3"]
        session.execute(update(Course).where(chosen).values(title=Course.title, **values))
    assert further(shown(installation)) == []


def test_without_an_outcome_nothing_is_further(installation: Installation, small: Small) -> None:
    teach(installation, small, {"2": [SkillLink("SQL")], "3": [SkillLink("SQL", outcome=4.0)]})
    assert further(shown(installation)) == []


def test_three_courses_are_enough(installation: Installation, small: Small) -> None:
    links = {course: [SkillLink("SQL", outcome=float(course))] for course in ("3", "4", "5")}
    with installation.database.writing() as session:
        session.execute(update(Course).values(visible=True))
    teach(installation, small, {"2": [SkillLink("SQL", outcome=1.0)], **links, "6": links["5"]})
    assert len(further(shown(installation))) == 3


def test_a_course_without_skills_says_how_to_link_some(
    installation: Installation, small: Small
) -> None:
    teach(installation, small, {})
    page = shown(installation)
    assert answer_of(page) == "It is not known yet which skills “SQL: Foundations” builds."
    assert "Course > More > Competencies" in unescape(page.text)


def test_a_course_that_was_not_read_yet_is_told(installation: Installation, small: Small) -> None:
    assert answer_of(shown(installation, "77")) == "This course has not been read from Moodle yet."
