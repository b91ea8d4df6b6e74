"""What people opt out of is left out of training, lists and cohorts, and comes back with them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from lti_plugin.jobs import plans, score, sync, train
from lti_plugin.jobs.tools import Tools
from lti_plugin.services import choices, freshness, recommendations
from lti_plugin.services.shelf import Shelf
from lti_plugin.store import people, sites
from lti_plugin.store.base import now
from lti_plugin.store.choices import COHORTS, HISTORY
from lti_plugin.store.models import ModelRun, Scored
from lti_plugin.store.sites import Site
from recommender.engine import model_store
from recommender.engine.dataset import Dataset
from recommender.engine.errors import TrainingFailed
from tests.support.sources import MemoryConnector, school

PLANS = {"sync": sync.STAGES, "train": train.STAGES, "score": score.STAGES}


def person(tools: Tools, site: Site, text: str = "moodle_id:3") -> UUID:
    with tools.database.reading() as session:
        return people.find(session, site.id, text).id


@contextmanager
def opted_out(tools: Tools, site: Site, who: UUID, kind: str) -> Iterator[None]:
    """Opt somebody out for a while."""
    for act in (choices.opt_out, choices.opt_in):
        with tools.database.writing() as session:
            act(session, site.id, who, kind)
        if act is choices.opt_out:
            yield


def learned_from(tools: Tools, site: Site, monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """Return whose completions a training is given; it is ended before it begins."""
    given: list[Dataset] = []

    def noted(dataset: Dataset, *_args: Any, **_options: Any) -> str:
        given.append(dataset)
        raise TrainingFailed("That is enough.")

    monkeypatch.setattr(train, "train_in_child", noted)
    with pytest.raises(TrainingFailed):
        plans.run(tools, PLANS, site.id, "train")
    return set(given[0].interactions.learners.ids)


def with_lists(tools: Tools) -> set[UUID]:
    with tools.database.reading() as session:
        return set(session.scalars(select(Scored.person_id)))


def test_a_training_leaves_out_who_opted_out_until_they_take_it_back(
    tools: Tools, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans.run(tools, PLANS, site.id, "sync")
    who = person(tools, site)
    everybody = learned_from(tools, site, monkeypatch)
    assert len(everybody) == 25
    with opted_out(tools, site, who, HISTORY):
        assert learned_from(tools, site, monkeypatch) == everybody - {str(who)}
    assert learned_from(tools, site, monkeypatch) == everybody
    with opted_out(tools, site, who, COHORTS):
        assert learned_from(tools, site, monkeypatch) == everybody


def test_who_opted_out_of_cohorts_loses_the_kept_list_at_once_and_gets_none(
    tools: Tools, site: Site
) -> None:
    plans.run(tools, PLANS, site.id, "sync")
    plans.run(tools, PLANS, site.id, "train")
    who = person(tools, site)
    everybody = with_lists(tools)
    assert who in everybody
    with opted_out(tools, site, who, COHORTS):
        assert with_lists(tools) == everybody - {who}
        job = plans.run(tools, PLANS, site.id, "score")
        assert job.counts["people_scored"] == 24
        assert with_lists(tools) == everybody - {who}
    plans.run(tools, PLANS, site.id, "score")
    assert with_lists(tools) == everybody


def test_history_that_may_not_be_used_makes_no_training_due(
    tools: Tools, site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    plans.run(tools, PLANS, site.id, "sync")
    monkeypatch.setattr(freshness, "MIN_COMPLETIONS", 50)
    with tools.database.writing() as session:
        session.add(ModelRun(site_id=site.id, basis="features", metrics={}))

    def due() -> bool:
        with tools.database.reading() as session:
            at = now() + timedelta(hours=1)
            row, folder = sites.get(session, site.id), tools.settings.models_dir
            return freshness.training_is_due(session, row, at, folder)

    assert due()
    with opted_out(tools, site, person(tools, site), HISTORY):
        assert not due()


class TestWithHistory:
    """A site with enough completions for a real training."""

    @pytest.fixture
    def source(self) -> MemoryConnector:
        return school(people=110)

    def test_no_model_knows_who_opted_out_and_their_list_uses_none(
        self, tools: Tools, site: Site, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(train, "AT_MOST", 100.0)  # the machine may be busy
        tools = replace(tools, settings=replace(tools.settings, train_minutes=0.02))
        plans.run(tools, PLANS, site.id, "sync")
        plans.run(tools, PLANS, site.id, "train")
        root, who = tools.settings.models_dir / str(site.id), person(tools, site)
        (first,) = model_store.versions(root)
        assert str(who) in model_store.learners_of(root / first)
        shelf = Shelf(tools.settings.models_dir)

        def basis() -> tuple[str, bool]:
            with tools.database.reading() as session:
                found = recommendations.for_person(session, shelf, site.id, who)
                return found.basis, found.alone

        assert basis() == ("history", False)
        with opted_out(tools, site, who, HISTORY):
            assert basis() == ("features", True)
            plans.run(tools, PLANS, site.id, "train")
            (second,) = model_store.versions(root)  # the earlier one could have come back
            assert str(who) not in model_store.learners_of(root / second)
            assert who in with_lists(tools)
        assert basis() == ("history", False)
