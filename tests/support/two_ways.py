"""The same folder of files ranked by `bench-data` and by an installation, and what each went by."""

from __future__ import annotations

import csv
import importlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from lti_plugin.cli.bench_data import bench_data
from lti_plugin.jobs import score, train
from lti_plugin.jobs.worker import run_here
from lti_plugin.services import recommendations
from lti_plugin.services.shelf import Shelf
from lti_plugin.settings import Settings
from lti_plugin.store import courses, people
from lti_plugin.store.database import Database
from lti_plugin.store.jobs import IMPORT, TRAIN
from lti_plugin.store.models import Scored
from lti_plugin.store.sites import Site
from recommender.engine.child import train_in_child
from recommender.engine.dataset import Dataset
from recommender.engine.facts import CourseFacts, Person
from recommender.engine.interactions import IdMap
from recommender.ranker import Ranker
from recommender.recommend import Recommendation, recommend_block

# The package gives the command itself under this name, so the module is asked for by path.
BENCH = importlib.import_module("lti_plugin.cli.bench_data")

Names = Mapping[str, str]


@dataclass
class Way:
    """What one way trained on and ranked by, and the lists that it came to, by the files' ids."""

    trained: list[Dataset] = field(default_factory=list)
    courses: dict[str, CourseFacts] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    lists: dict[str, list[tuple[str, float]]] = field(default_factory=dict)

    @contextmanager
    def watching(self, trainer: Any, scorer: Any) -> Iterator[None]:
        """Note what these modules give to the engine."""

        def training(dataset: Dataset, *given: Any, **options: Any) -> str:
            self.trained.append(dataset)
            return train_in_child(dataset, *given, **options)

        def ranking(
            ranker: Ranker, asking: Sequence[Person], *given: Any, **options: Any
        ) -> list[list[Recommendation]]:
            self.courses = {each.id: each for each in ranker.catalogue.courses}
            self.people |= {each.facts.id: each for each in asking}
            return recommend_block(ranker, asking, *given, **options)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(trainer, "train_in_child", training)
            patch.setattr(scorer, "recommend_block", ranking)
            yield

    def renamed(self, names: Names) -> Way:
        """Return the same by other ids."""
        every = [_course(each, names.__getitem__) for each in self.courses.values()]
        asking = [_person(each, names.__getitem__) for each in self.people.values()]
        return Way(
            [_dataset(each, names) for each in self.trained],
            {each.id: each for each in every},
            {each.facts.id: each for each in asking},
            {names[who]: [(names[c], s) for c, s in found] for who, found in self.lists.items()},
        )


def by_files(folder: Path, out: Path) -> Way:
    """Let `bench-data` rank as many courses as an installation keeps, all else as it comes."""
    asked = [folder, "--out", out, "--k", score.KEPT]
    way = Way()
    with way.watching(BENCH, BENCH):
        result = CliRunner().invoke(bench_data, [str(each) for each in asked])
    assert result.exit_code == 0, result.output
    with out.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            item = row["course_id"], float(row["score"])
            way.lists.setdefault(row["learner_id"], []).append(item)
    return way


def installed(settings: Settings, database: Database, site: Site, folder: Path) -> Way:
    """Import the folder into a site and train there, as the commands do."""
    address = database.engine.url.render_as_string(hide_password=False)
    here = replace(settings, database_url=address)
    run_here(here, site.id, IMPORT, {"folder": str(folder)})
    way = Way()
    with way.watching(train, score):
        run_here(here, site.id, TRAIN)
    with database.reading() as session:
        known = (
            *courses.by_kind(session, site.id, courses.FILE).items(),
            *people.by_kind(session, site.id, people.FILE).items(),
        )
        for row in session.scalars(select(Scored).order_by(Scored.person_id, Scored.rank)):
            way.lists.setdefault(str(row.person_id), []).append((str(row.course_id), row.score))
    return way.renamed({str(id): text for text, id in known})


def one_by_one(
    settings: Settings, database: Database, site: Site, ids: Sequence[str]
) -> dict[str, list[str]]:
    """Return the lists of some people as their own pages ask for them."""
    shelf = Shelf(settings.models_dir)
    with database.reading() as session:
        names = {id: text for text, id in courses.by_kind(session, site.id, courses.FILE).items()}
        whose = people.by_kind(session, site.id, people.FILE)
        lists = {
            who: recommendations.for_person(session, shelf, site.id, whose[who], score.KEPT).items
            for who in ids
        }
    return {who: [names[course.id] for _, course in found] for who, found in lists.items()}


def _dataset(dataset: Dataset, names: Names) -> Dataset:
    past = dataset.interactions
    learners, taken = (
        IdMap(tuple(names[id] for id in ids)) for ids in (past.learners, past.courses)
    )
    return replace(dataset, interactions=replace(past, learners=learners, courses=taken))


def _course(course: CourseFacts, name: Callable[[str], str]) -> CourseFacts:
    return replace(
        course, id=name(course.id), prerequisites=tuple(sorted(map(name, course.prerequisites)))
    )


def _person(person: Person, name: Callable[[str], str]) -> Person:
    return replace(
        person,
        facts=replace(person.facts, id=name(person.facts.id)),
        history=tuple(map(name, person.history)),
        enrolled=frozenset(map(name, person.enrolled)),
    )
