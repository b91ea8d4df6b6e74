"""An earlier model ranks again: at once, only if it is whole, and never with who was erased."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest

from lti_plugin.errors import BadInput, NotFound
from lti_plugin.services import choices, earlier_models, training_notes
from lti_plugin.services.training_notes import BELOW_FLOOR, FORMER_STAYS, NONE_STAYS, REPLACED
from lti_plugin.store import jobs, models
from lti_plugin.store.base import now
from lti_plugin.store.choices import HISTORY
from lti_plugin.store.database import Database
from lti_plugin.store.jobs import SCORE, TRAIN
from lti_plugin.store.models import ModelRun
from lti_plugin.store.sites import Site
from recommender.engine import model_store
from tests.support.catalogue import small_site
from tests.support.little_models import tiny
from tests.support.trained import EVALUATION, train_with


def use(database: Database, site: Site, run_id: UUID, root: Path) -> None:
    with database.writing() as session:
        earlier_models.use(session, site.id, run_id, root, "an admin")


def two(database: Database, site: Site, root: Path, *people: str) -> list[ModelRun]:
    """Train twice, with models that know these people."""
    versions = [model_store.publish(root, tiny(people)) for _ in range(2)]
    days = (timedelta(days=1), timedelta())
    return [
        train_with(database, site, version=version, created_at=now() - ago)
        for version, ago in zip(versions, days, strict=True)
    ]


def test_it_ranks_at_once_and_lists_are_made_anew(
    database: Database, site: Site, tmp_path: Path
) -> None:
    first, second = two(database, site, tmp_path)
    use(database, site, first.id, tmp_path)
    with database.reading() as session:
        serving = models.current(session, site.id)
        assert serving is not None
        assert serving.id == first.id
        assert jobs.unfinished(session, site.id, SCORE) is not None
        newest = models.latest(session, site.id, 1)[0]
        assert newest.id == second.id  # by which it is told whether there is more to learn from
        assert [each.key for each in training_notes.notes(newest)] == [REPLACED]
    assert model_store.current_version(tmp_path) == first.version


def test_who_opted_out_since_does_not_come_back(
    database: Database, site: Site, tmp_path: Path
) -> None:
    small = small_site(database, site)
    first, second = two(database, site, tmp_path, *map(str, small.people.values()))
    with database.writing() as session:
        choices.opt_out(session, site.id, small.people["101"], HISTORY)
    with pytest.raises(BadInput, match="erased or has opted out"):
        use(database, site, first.id, tmp_path)
    assert model_store.current_version(tmp_path) == second.version


def test_what_is_damaged_gone_or_another_sites_is_refused(
    database: Database, site: Site, tmp_path: Path
) -> None:
    first, _second = two(database, site, tmp_path)
    (tmp_path / str(first.version) / "course_counts.npy").write_bytes(b"")
    with pytest.raises(BadInput, match="cannot be read"):
        use(database, site, first.id, tmp_path)
    with pytest.raises(BadInput, match="not kept any more"):
        use(database, site, first.id, tmp_path / "elsewhere")
    with pytest.raises(NotFound):
        use(database, site, uuid4(), tmp_path)


def test_no_model_is_changed_under_a_training(
    database: Database, site: Site, tmp_path: Path
) -> None:
    first, second = two(database, site, tmp_path)
    use(database, site, second.id, tmp_path)  # the one in use: nothing to do
    with database.writing() as session:
        assert jobs.unfinished(session, site.id, SCORE) is None
        jobs.enqueue(session, site.id, TRAIN)
    with pytest.raises(BadInput, match="A training is under way"):
        use(database, site, first.id, tmp_path)


@pytest.mark.parametrize(
    ("note", "stays"),
    [
        (f"It lost. {training_notes.FORMER}", FORMER_STAYS),
        (f"It lost. {training_notes.WITHOUT}", NONE_STAYS),
    ],
)
def test_a_refusal_is_told_by_keys_and_values(
    database: Database, site: Site, note: str, stays: str
) -> None:
    lost = {"evaluation": {**EVALUATION, "beats_floor": False}}
    run = train_with(database, site, metrics=lost, promoted=False, note=note)
    first, second = training_notes.notes(run)
    assert (first.key, second.key) == (BELOW_FLOOR, stays)
    assert first.values == {"floor": "popularity", "own": 0.13, "other": 0.098, "people": 412}
