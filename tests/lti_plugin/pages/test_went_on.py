"""What the own department went on to, from completions to the sentence: of five people at least."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from html import unescape

import pytest

from lti_plugin.jobs.train import _dataset
from lti_plugin.services import choices
from lti_plugin.store.choices import HISTORY
from lti_plugin.store.participation import Completion
from recommender.engine import model_store, training
from tests.support.installation import Installation, visit

WENT_ON = {
    "en": "People in Data who finished “SQL: Foundations” went on to this.",
    "de": "In der Abteilung Data ging es nach „SQL: Foundations“ mit diesem Kurs weiter.",
    "es": "En el departamento Data, quienes terminaron «SQL: Foundations» siguieron con este "
    "curso.",
}
WENT = 6


@pytest.fixture
def history(installation: Installation) -> None:
    """Twenty people of one department finished a course, and some of them went on to another."""
    small = installation.fill(finishers=20)
    with installation.database.writing() as session:
        for number in range(WENT):
            session.add(
                Completion(
                    site_id=installation.site.id,
                    person_id=small.people[str(101 + number)],
                    course_id=small.courses["3"],
                    completed_at=datetime(2026, 4, 1, tzinfo=UTC) + timedelta(days=number),
                )
            )


def trained(installation: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a model of what there is to learn from in use."""
    monkeypatch.setattr(training, "shortfall", lambda _past: None)
    with installation.database.reading() as session:
        dataset = _dataset(session, installation.site.id)
    root = installation.settings.models_dir / str(installation.site.id)
    model_store.publish(root, training.train(dataset, budget_seconds=0.0))


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize("locale", WENT_ON)
def test_it_is_told_in_the_readers_language(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, locale: str
) -> None:
    trained(installation, monkeypatch)
    assert WENT_ON[locale] in unescape(visit(installation, person="115", locale=locale).page.text)


@pytest.mark.usefixtures("history")
@pytest.mark.parametrize(("opted_out", "told"), [(1, True), (2, False)])
def test_who_opted_out_is_not_among_the_five(
    installation: Installation, monkeypatch: pytest.MonkeyPatch, opted_out: int, told: bool
) -> None:
    with installation.database.writing() as session:
        for number in range(opted_out):
            people = session.query(Completion.person_id).order_by(Completion.completed_at.desc())
            person = people.offset(number).limit(1).scalar()
            choices.opt_out(session, installation.site.id, person, HISTORY)
    trained(installation, monkeypatch)
    assert (WENT_ON["en"] in unescape(visit(installation, person="115").page.text)) is told
