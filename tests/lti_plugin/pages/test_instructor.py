"""The instructor's page: a class in counts, what comes next, and no name of anybody."""

from __future__ import annotations

import re
from datetime import timedelta
from html import unescape

from sqlalchemy import update

from lti_plugin.store.base import now
from lti_plugin.store.models import ModelRun, Scored
from lti_plugin.store.sites import Site
from tests.support.catalogue import Small
from tests.support.installation import Installation, visit
from tests.support.reading import answer_in


def facts(text: str) -> dict[str, str]:
    """Return the counts by their names."""
    return dict(re.findall(r"<dt>([^<]*)</dt><dd>([^<]*)</dd>", text))


def score(installation: Installation, small: Small) -> None:
    """Rank course 3 first for everybody."""
    with installation.database.writing() as session:
        site_id = installation.site.id
        run = ModelRun(site_id=site_id, basis="history", metrics={}, promoted=True)
        session.add(run)
        session.flush()
        course = {"course_id": small.courses["3"], "rank": 1, "score": 1.0}
        session.add_all(
            Scored(site_id=site_id, person_id=person, model_run_id=run.id, **course)
            for person in small.people.values()
        )


def test_a_class_is_shown_in_counts(installation: Installation) -> None:
    installation.fill()
    text = visit(installation, "instructor").page.text
    assert answer_in(text) == "6 people have finished “SQL: Foundations” so far."
    assert list(facts(text).values()) == ["5", "5"]  # who looks teaches, whatever they finished
    assert '<li class="chip">SQL</li>' in text
    assert "No course stands out" in text


def test_what_comes_next_has_its_row_and_nobodys_name(installation: Installation) -> None:
    score(installation, installation.fill())
    text = visit(installation, "instructor").page.text
    assert "6 people who finished" in answer_in(text)
    assert "“SQL: Practitioner”" in answer_in(text)
    row = text[text.index("<tbody>") : text.index("</tbody>")]
    assert 'href="https://moodle.test/course/view.php?id=3" target="_top"' in row
    assert ">6</td>" in row
    assert "Person" not in text


def test_groups_under_five_are_left_out(installation: Installation) -> None:
    score(installation, installation.fill(finishers=4))
    text = visit(installation, "instructor").page.text
    assert answer_in(text) == "4 people have finished “SQL: Foundations” so far."
    assert "<tbody>" not in text


def test_a_course_without_skills_says_how_to_link_some(installation: Installation) -> None:
    installation.fill()
    text = visit(installation, "instructor", course="6").page.text
    assert answer_in(text) == "0 people have finished “Hidden course” so far."
    assert "Course > More > Competencies" in unescape(text)


def test_a_course_that_was_not_read_yet_is_told(installation: Installation) -> None:
    text = visit(installation, "instructor", course="77").page.text
    assert answer_in(text) == "This course has not been read from Moodle yet."
    assert facts(text) == {}


def test_old_data_are_labelled(installation: Installation) -> None:
    installation.fill()
    with installation.database.writing() as session:
        at = now() - timedelta(hours=27)
        session.execute(update(Site).values(token="locked", synced_at=at))
    assert "may be out of date" in visit(installation, "instructor").page.text
