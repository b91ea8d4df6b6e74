"""What serves after a training whose model the gate has refused."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from lti_plugin.jobs import plans, sync, train
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import freshness, privacy
from lti_plugin.store import jobs, models, people, sites
from lti_plugin.store.models import ModelRun, Scored
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from recommender.engine import model_store
from recommender.engine.dataset import Dataset
from recommender.engine.errors import BelowFloor
from recommender.engine.held_out import people_set_apart
from tests.support.little_models import tiny
from tests.support.sources import MemoryConnector, school
from tests.support.told import lines

CARD = {"completions": 50, "evaluation": {"floor": "popularity", "beats_floor": False}}
WORSE = "The new model ranks worse than popularity does."


@dataclass
class Bench:
    """A synchronised site whose trainings end as the test says."""

    tools: Tools
    site: Site
    lets: bool = True
    seen: list[Dataset] = field(default_factory=list)

    @property
    def root(self) -> Path:
        return self.tools.settings.models_dir / str(self.site.id)

    def child(self, dataset: Dataset, root: Path, **_options: Any) -> str:
        self.seen.append(dataset)
        if not self.lets:
            raise BelowFloor(WORSE, CARD)
        with self.tools.database.reading() as session:
            here = tuple(map(str, session.scalars(select(Person.id))))
        return model_store.publish(root, tiny(here))

    def trains(self, *, lets: bool, also_scores: bool = False) -> ModelRun:
        """Train, and return what was noted last."""
        self.lets = lets
        stages = train.STAGES if also_scores else train.STAGES[:1]
        plans.run(self.tools, {"train": stages}, self.site.id, "train")
        with self.tools.database.reading() as session:
            return models.latest(session, self.site.id, 1)[0]

    def serving(self) -> ModelRun:
        with self.tools.database.reading() as session:
            found = models.current(session, self.site.id)
        assert found is not None
        return found

    def erases(self, text: str) -> None:
        with self.tools.database.writing() as session:
            person = people.find(session, self.site.id, text)
            privacy.erase(session, self.tools.vault, self.site.id, person.id, "test")


@pytest.fixture
def bench(tools: Tools, site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Bench]:
    found = Bench(tools, site)
    monkeypatch.setattr(train, "train_in_child", found.child)
    plans.run(tools, {"sync": sync.STAGES}, site.id, "sync")
    return found


def test_the_former_model_goes_on_and_the_refused_one_leaves_its_card(bench: Bench) -> None:
    former = bench.trains(lets=True)
    refused = bench.trains(lets=False)
    assert (refused.basis, refused.promoted, refused.version) == ("history", False, None)
    assert refused.metrics == CARD
    assert refused.note == f"{WORSE} The former model goes on ranking."
    assert bench.serving().id == former.id
    assert model_store.current_version(bench.root) == former.version
    assert model_store.versions(bench.root) == [former.version]
    with bench.tools.database.reading() as session:
        assert lines(jobs.latest(session, bench.site.id)[0]) == [refused.note]
        assert sites.get(session, bench.site.id).trained_at is not None


def test_the_next_training_that_is_good_enough_is_promoted(bench: Bench) -> None:
    bench.trains(lets=True)
    bench.trains(lets=False)
    better = bench.trains(lets=True)
    assert (better.promoted, better.note) == (True, None)
    assert bench.serving().id == better.id
    assert model_store.current_version(bench.root) == better.version


def by_features(bench: Bench, refused: ModelRun) -> None:
    """Expect that courses are ranked by features, and that nobody is told anything else."""
    serving = bench.serving()
    assert (serving.basis, serving.version, serving.note) == ("features", None, train.WITHOUT)
    assert (refused.promoted, refused.note) == (False, f"{WORSE} {train.WITHOUT}")
    assert serving.created_at < refused.created_at


def test_without_a_former_model_courses_are_ranked_by_features(bench: Bench) -> None:
    refused = bench.trains(lets=False, also_scores=True)
    by_features(bench, refused)
    assert model_store.load_current(bench.root) is None
    with bench.tools.database.reading() as session:
        runs = set(session.scalars(select(Scored.model_run_id)))
    assert runs == {bench.serving().id}
    first = bench.serving().id
    by_features(bench, bench.trains(lets=False))
    assert bench.serving().id == first


def test_a_former_model_that_knows_somebody_erased_does_not_go_on(bench: Bench) -> None:
    bench.trains(lets=True)
    bench.erases("moodle_id:3")
    by_features(bench, bench.trains(lets=False))
    assert model_store.versions(bench.root) == []
    assert model_store.load_current(bench.root) is None


@pytest.mark.parametrize("file", ["names.json", "manifest.json"])
def test_a_former_model_that_cannot_be_read_does_not_go_on(bench: Bench, file: str) -> None:
    former = bench.trains(lets=True)
    (bench.root / str(former.version) / file).write_text("[", encoding="utf-8")
    by_features(bench, bench.trains(lets=False))


def test_a_refused_model_is_not_trained_again_after_every_sync(bench: Bench) -> None:
    refused = bench.trains(lets=False)
    with bench.tools.database.reading() as session:
        site, at = sites.get(session, bench.site.id), refused.created_at
        folder = bench.tools.settings.models_dir
        assert not freshness.training_is_due(session, site, at + timedelta(days=6), folder)
        assert freshness.training_is_due(session, site, at + timedelta(days=7), folder)


class TestWhoIsCompared:
    """A site with so many people that some can be set apart."""

    @pytest.fixture
    def source(self) -> MemoryConnector:
        return school(people=200)

    def test_what_they_lack_goes_along_where_it_is_known(
        self, bench: Bench, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        asked: list[tuple[str, ...]] = []

        def closed(*arguments: Any) -> str:
            asked.append(arguments[4])
            return "the gap"

        bench.trains(lets=True)
        (dataset,) = bench.seen
        assert dataset.gap is None
        monkeypatch.setattr(train.lacking, "closed", closed)
        bench.trains(lets=True)
        assert bench.seen[-1].gap == "the gap"
        assert asked == [people_set_apart(dataset, train.SEED)]
        assert len(asked[0]) == 50


def test_few_people_are_not_asked_what_they_lack(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(*_arguments: Any) -> Callable[[], None]:
        raise AssertionError("asked for nothing")

    monkeypatch.setattr(train.lacking, "closed", closed)
    bench.trains(lets=True)
    assert bench.seen[-1].gap is None


def test_the_lists_of_a_refused_training_are_those_of_the_former(bench: Bench) -> None:
    former = bench.trains(lets=True)
    bench.trains(lets=False, also_scores=True)
    with bench.tools.database.reading() as session:
        assert set(session.scalars(select(Scored.model_run_id))) == {former.id}
