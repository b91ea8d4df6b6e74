"""Somebody is erased while jobs run, and does not come back with any of them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import scipy.sparse as sp
from sqlalchemy import func, select

from connectors.records import Learner, Page
from lti_plugin.jobs import plans, score, sync, train
from lti_plugin.jobs.tools import Progress, Tools
from lti_plugin.services import privacy
from lti_plugin.store import jobs, models, people
from lti_plugin.store.jobs import Job
from lti_plugin.store.models import ModelRun, Scored
from lti_plugin.store.participation import Enrolment
from lti_plugin.store.people import Person
from lti_plugin.store.sites import Site
from recommender.engine import model_store
from recommender.engine.errors import NotEnoughHistory
from recommender.engine.factors import LIGHTFM, Factors
from recommender.engine.interactions import IdMap
from recommender.engine.model import Model
from recommender.engine.vocabulary import Vocabulary
from tests.support.sources import MemoryConnector

PLANS = {"sync": sync.STAGES, "train": train.STAGES, "score": score.STAGES}


def run(tools: Tools, site: Site, kind: str = "sync") -> Job:
    return plans.run(tools, PLANS, site.id, kind)


def rows(tools: Tools, table: type[Any], *where: Any) -> int:
    with tools.database.reading() as session:
        return session.scalar(select(func.count()).select_from(table).where(*where)) or 0


def erase(tools: Tools, site: Site, text: str) -> None:
    with tools.database.writing() as session:
        person = people.find(session, site.id, text)
        privacy.erase(session, tools.vault, site.id, person.id, "test")


def waiting(tools: Tools, site: Site) -> list[str]:
    with tools.database.reading() as session:
        return [job.kind for job in jobs.all_open(session)]


@pytest.mark.parametrize("left", ["username", "id_number", "email"])
def test_an_account_made_anew_in_moodle_is_still_the_erased_person(
    tools: Tools, site: Site, source: MemoryConnector, left: str
) -> None:
    ids = {"username": "u3", "id_number": "E3", "email": "p3@x.test"}
    source.all_learners[3] = Learner("3", "Person 3", **ids)
    run(tools, site)
    erase(tools, site, "moodle_id:3")
    source.all_learners[3] = Learner("903", "Person 3", **{left: ids[left]})
    assert run(tools, site).counts["people_erased"] == 1
    assert rows(tools, Person) == 24


def test_erasing_asks_for_a_training_in_the_same_transaction(tools: Tools, site: Site) -> None:
    with tools.database.writing() as session:
        people.upsert(session, site.id, [Learner("3")], people.MOODLE)
    with tools.database.reading() as session:
        person = people.find(session, site.id, "moodle_id:3")
        privacy.erase(session, tools.vault, site.id, person.id, "test")
        session.rollback()
    assert (rows(tools, Person), waiting(tools, site)) == (1, [])
    erase(tools, site, "moodle_id:3")
    assert (rows(tools, Person), waiting(tools, site)) == (0, ["train"])


def test_a_training_that_runs_while_somebody_is_erased_is_followed_by_another(
    tools: Tools, site: Site
) -> None:
    run(tools, site)
    erased: list[str] = []

    def look(progress: Progress) -> None:
        if progress.kind == "train" and not erased:
            erased.append("3")
            erase(tools, site, "moodle_id:3")

    first = run(replace(tools, show=look), site, "train")
    assert (first.status, waiting(tools, site)) == ("done", ["train"])
    second = run(tools, site, "train")
    assert second.id != first.id
    assert waiting(tools, site) == []


def test_a_sync_goes_on_without_somebody_erased_meanwhile(
    tools: Tools, site: Site, source: MemoryConnector, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = source.participation_pages

    def pages(start: str | None = None) -> Iterator[Page[Any]]:
        for number, page in enumerate(read(start)):
            if number == 0:
                erase(tools, site, "moodle_id:3")
            yield page

    monkeypatch.setattr(source, "participation_pages", pages)
    job = run(tools, site)
    assert (job.status, job.error) == ("done", None)
    assert job.counts["unmatched"] == 5
    assert (rows(tools, Person), rows(tools, Enrolment)) == (24, 72)


def test_a_scoring_goes_on_without_somebody_erased_meanwhile(
    tools: Tools, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(tools, site)
    with tools.database.writing() as session:
        session.add(ModelRun(site_id=site.id, basis="features", promoted=True, metrics={}))
    rank = score.recommend_block

    def ranked(*arguments: Any) -> Any:
        found = rank(*arguments)
        erase(tools, site, "moodle_id:3")
        return found

    monkeypatch.setattr(score, "recommend_block", ranked)
    assert run(tools, site, "score").status == "done"
    with tools.database.reading() as session:
        assert len(set(session.scalars(select(Scored.person_id)))) == 24


def tiny(people: tuple[str, ...]) -> Model:
    """Return a model of nothing that knows these people."""
    nothing, none = np.zeros((1, 2), dtype=np.float32), IdMap(())
    vectors = np.zeros((len(people), 2), dtype=np.float32)
    return Model(
        learners=IdMap(people),
        courses=IdMap(("c",)),
        learner_feature_names=none,
        course_feature_names=none,
        factors=Factors(nothing, np.zeros(1, dtype=np.float32), vectors),
        vocabulary=Vocabulary(none, np.zeros(0)),
        content=sp.csr_matrix((1, 0)),
        parts=(),
        weights={LIGHTFM: 1.0},
        course_counts=np.zeros(1),
        followers=sp.csr_matrix((1, 1), dtype=np.int32),
        usual_norm=1.0,
        card={"completions": 0},
    )


class TestModels:
    """What the training after an erasure leaves of the models that were made before it."""

    @pytest.fixture(autouse=True)
    def _trained(self, tools: Tools, site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
        """Let trainings publish a model of whoever is here, and train once."""

        def child(_dataset: object, root: Path, **_options: Any) -> str:
            with tools.database.reading() as session:
                people = tuple(map(str, session.scalars(select(Person.id))))
            return model_store.publish(root, tiny(people))

        monkeypatch.setattr(train, "train_in_child", child)
        run(tools, site)
        self.train(tools, site)

    def train(self, tools: Tools, site: Site) -> None:
        """Train without the scoring after it."""
        plans.run(tools, {"train": train.STAGES[:1]}, site.id, "train")

    def kept(self, tools: Tools, site: Site) -> list[str]:
        return model_store.versions(tools.settings.models_dir / str(site.id))

    def serving(self, tools: Tools, site: Site) -> ModelRun:
        with tools.database.reading() as session:
            found = models.current(session, site.id)
        assert found is not None
        return found

    def test_versions_stay_as_long_as_nobody_is_erased(self, tools: Tools, site: Site) -> None:
        self.train(tools, site)
        assert len(self.kept(tools, site)) == 2

    def test_only_its_own_version_stays_after_an_erasure(self, tools: Tools, site: Site) -> None:
        self.train(tools, site)
        erase(tools, site, "moodle_id:3")
        self.train(tools, site)
        assert self.kept(tools, site) == [self.serving(tools, site).version]
        self.train(tools, site)
        assert len(self.kept(tools, site)) == 2

    def test_a_version_that_cannot_be_read_does_not_stay(self, tools: Tools, site: Site) -> None:
        (damaged,) = self.kept(tools, site)
        (tools.settings.models_dir / str(site.id) / damaged / "names.json").write_text("[")
        self.train(tools, site)
        assert self.kept(tools, site) == [self.serving(tools, site).version]

    def test_without_enough_history_left_no_version_stays(
        self, tools: Tools, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def little(*_args: Any, **_options: Any) -> str:
            raise NotEnoughHistory("Not enough history yet.")

        monkeypatch.setattr(train, "train_in_child", little)
        self.train(tools, site)
        assert self.serving(tools, site).basis == "history"
        erase(tools, site, "moodle_id:3")
        self.train(tools, site)
        assert (self.kept(tools, site), self.serving(tools, site).basis) == ([], "features")
        root = tools.settings.models_dir / str(site.id)
        assert model_store.load_current(root) is None
