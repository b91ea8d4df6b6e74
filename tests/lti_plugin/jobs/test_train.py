"""Training and scoring: what is noted, and what stays when something goes wrong."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from lti_plugin.errors import JobFailed
from lti_plugin.jobs import cohorts, plans, score, sync, train
from lti_plugin.jobs.tools import Progress, Tools
from lti_plugin.store import courses, jobs, models, sites
from lti_plugin.store.base import now
from lti_plugin.store.jobs import Job
from lti_plugin.store.models import ModelRun, Scored
from lti_plugin.store.notices import NOT_COMPARED, TEXTS
from lti_plugin.store.participation import Completion, Enrolment
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from recommender.engine import model_store
from recommender.engine.dataset import Dataset
from recommender.engine.errors import TrainingFailed
from tests.support.sources import MemoryConnector, school
from tests.support.told import lines

PLANS = {
    "sync": sync.STAGES,
    "train": train.STAGES,
    "score": score.STAGES,
    "cohorts": cohorts.STAGES,
}


def run(tools: Tools, site: Site, kind: str) -> Job:
    return plans.run(tools, PLANS, site.id, kind)


def lists(tools: Tools) -> dict[UUID, list[UUID]]:
    """Return everybody's kept list."""
    with tools.database.reading() as session:
        found: dict[UUID, list[UUID]] = {}
        for row in session.scalars(select(Scored).order_by(Scored.person_id, Scored.rank)):
            found.setdefault(row.person_id, []).append(row.course_id)
        return found


def current(tools: Tools, site: Site) -> ModelRun:
    with tools.database.reading() as session:
        found = models.current(session, site.id)
    assert found is not None
    return found


class TestWithHistory:
    """A site with enough completions for a real training."""

    @pytest.fixture
    def source(self) -> MemoryConnector:
        return school(people=110)

    def test_a_training_is_noted_and_everybody_gets_a_list(
        self, tools: Tools, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(score, "AT_ONCE", 40)
        monkeypatch.setattr(train, "AT_MOST", 100.0)  # the machine may be busy
        shown: list[Progress] = []
        hasty = replace(
            tools, settings=replace(tools.settings, train_minutes=0.02), show=shown.append
        )
        run(hasty, site, "sync")
        job = run(hasty, site, "train")
        noted = current(tools, site)
        assert (noted.basis, noted.promoted, noted.note) == ("history", True, None)
        assert (noted.people, noted.courses, noted.completions) == (110, 20, 220)
        assert noted.metrics["completions"] == 220
        assert noted.metrics["evaluation"]["rows"] == []  # too few people for that
        assert lines(job) == [TEXTS[NOT_COMPARED]]
        root = tools.settings.models_dir / str(site.id)
        assert model_store.current_version(root) == noted.version
        stages = list(dict.fromkeys(each.stage for each in shown if each.kind == "train"))
        assert stages[0] == "train"
        assert stages[-2:] == ["score", "cohorts"]
        assert "train: fit" in stages
        assert job.counts["people_scored"] == 110
        with tools.database.reading() as session:
            assert sites.get(session, site.id).trained_at is not None
            pairs = select(Enrolment.person_id, Enrolment.course_id)
            taken = {(row.person_id, row.course_id) for row in session.execute(pairs)}
        kept = lists(tools)
        assert len(kept) == 110
        assert set(map(len, kept.values())) == {17}
        assert not taken & {(who, course) for who, each in kept.items() for course in each}

        def killed(*_args: Any, **_options: Any) -> str:
            raise TrainingFailed("The training process was ended by signal 9.")

        monkeypatch.setattr(train, "train_in_child", killed)
        with pytest.raises(TrainingFailed):
            run(tools, site, "train")
        with tools.database.reading() as session:
            last = jobs.latest(session, site.id)[0]
        assert last.error == "The training process was ended by signal 9."
        assert current(tools, site).id == noted.id
        assert lists(tools) == kept


def test_a_training_is_given_the_courses_in_the_order_in_which_they_came(
    tools: Tools, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[str] = []

    def looked_at(dataset: Dataset, *_args: Any, **_options: Any) -> str:
        given.extend(dataset.interactions.courses.ids)
        raise TrainingFailed("That is all that was asked.")

    run(tools, site, "sync")
    monkeypatch.setattr(train, "train_in_child", looked_at)
    with pytest.raises(TrainingFailed):
        run(tools, site, "train")
    with tools.database.reading() as session:
        titles = {str(each.id): each.title for each in courses.of_site(session, site.id)}
    assert [titles[each] for each in given] == [f"Course {number}" for number in range(20)]


def test_too_little_history_is_said_and_lists_come_from_features(tools: Tools, site: Site) -> None:
    run(tools, site, "sync")
    job = run(tools, site, "train")
    noted = current(tools, site)
    assert (noted.basis, noted.version) == ("features", None)
    assert noted.note is not None
    assert noted.note.startswith("Not enough history yet: 50 completions by 25 people")
    assert lines(job) == [noted.note]
    assert len(lists(tools)) == 25


def test_a_model_in_use_stays_when_there_is_too_little_history_now(
    tools: Tools, site: Site
) -> None:
    run(tools, site, "sync")
    with tools.database.writing() as session:
        session.add(ModelRun(site_id=site.id, basis="history", promoted=True, metrics={}))
    run(tools, site, "train")
    assert current(tools, site).basis == "history"


def test_a_list_follows_what_a_person_finished_and_forgets_who_is_gone(
    tools: Tools, site: Site
) -> None:
    run(tools, site, "sync")
    run(tools, site, "train")
    kept = lists(tools)
    person, first = next((who, each[0]) for who, each in sorted(kept.items()))
    leaver = max(kept)
    with tools.database.writing() as session:
        session.add(Completion(site_id=site.id, person_id=person, course_id=first))
        session.execute(update(Person).where(Person.id == leaver).values(gone_at=now()))
    run(tools, site, "score")
    renewed = lists(tools)
    assert first not in renewed[person]
    assert leaver not in renewed


def test_there_are_no_lists_before_the_first_training(tools: Tools, site: Site) -> None:
    run(tools, site, "sync")
    assert run(tools, site, "score").counts == {}
    assert lists(tools) == {}


def child(progress_after: Callable[[], None] = lambda: None) -> Callable[..., str]:
    """Return a training that reports twice and then never comes to an end by itself."""

    def train_in_child(*_args: Any, progress: Callable[[str, int, int], None], **_: Any) -> str:
        progress("fit", 1, 9)
        progress_after()
        progress("fit", 2, 9)
        progress("neighbours", 0, 1)
        raise AssertionError("nobody stopped the training")

    return train_in_child


def test_a_training_that_takes_far_too_long_is_ended(
    tools: Tools, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(train, "train_in_child", child())
    slow = replace(tools, settings=replace(tools.settings, train_minutes=0.0))
    with pytest.raises(JobFailed, match="took too long"):
        run(slow, site, "train")


def test_a_cancelled_training_is_ended_at_its_next_sign_of_life(
    tools: Tools, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cancel() -> None:
        with tools.database.writing() as session:
            job = jobs.unfinished(session, site.id, "train")
            assert job is not None
            assert (job.stage, job.done, job.total) == ("train: fit", 1, 9)
            jobs.cancel(session, site.id, job.id)

    monkeypatch.setattr(train, "train_in_child", child(cancel))
    with pytest.raises(JobFailed, match="cancelled"):
        run(tools, site, "train")


def test_a_full_disk_is_one_clear_line(
    tools: Tools, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: Any, **_options: Any) -> str:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(train, "train_in_child", full)
    with pytest.raises(JobFailed, match=r"could not be written: No space left on device\."):
        run(tools, site, "train")


def test_what_follows_a_sync(tools: Tools, site: Site, source: MemoryConnector) -> None:
    def waiting() -> Counter[str]:
        with tools.database.reading() as session:
            return Counter(job.kind for job in jobs.all_open(session))

    run(tools, site, "sync")
    assert waiting() == {"train": 1}
    run(tools, site, "train")
    run(tools, site, "sync")
    assert waiting() == {"cohorts": 1}
    run(tools, site, "cohorts")
    source.all_learners.pop()
    run(tools, site, "sync")
    assert waiting() == {"score": 1}
    with tools.database.writing() as session:
        session.execute(update(ModelRun).values(created_at=now() - timedelta(days=8)))
    run(tools, site, "sync")
    assert waiting() == {"score": 1, "train": 1}
