"""The learner's page where the folder of the models is broken: a list all the same, and why."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from recommender.engine import model_store
from recommender.engine.dataset import build_dataset
from recommender.engine.training import train
from tests.support import histories
from tests.support.damages import DAMAGES, former_format
from tests.support.installation import Installation, visit

UNREADABLE = "What was learned from finished courses cannot be read right now"


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with one version of a model that knows nothing of the site."""
    root = tmp_path_factory.mktemp("models")
    data = histories.completions(), histories.courses(), histories.learners()
    model_store.publish(root, train(build_dataset(*data), budget_seconds=0.0))
    return root


@pytest.fixture
def models(installation: Installation, published: Path) -> Path:
    """The folder of the site's models, with one that is sound."""
    installation.fill()
    root = installation.settings.models_dir / str(installation.site.id)
    shutil.copytree(published, root)
    return root


def broken(root: Path) -> Path:
    """Return the folder of the only version."""
    (version,) = model_store.versions(root)
    return root / version


def cards(text: str) -> int:
    return len(re.findall(r'id="title-[^"]*">', text))


def test_a_model_that_knows_none_of_the_courses_ranks_by_what_they_are_about(
    installation: Installation, models: Path
) -> None:
    page = visit(installation).page
    assert cards(page.text) == 3
    assert UNREADABLE not in page.text
    assert "not enough history" not in page.text


def test_whatever_is_wrong_with_a_model_the_page_shows_a_list_and_says_so(
    installation: Installation, models: Path, published: Path
) -> None:
    for damage in DAMAGES:
        shutil.rmtree(models)
        shutil.copytree(published, models)
        # A version that has not been there yet, as whoever reads it remembers the former.
        folder = broken(models)
        folder = folder.rename(folder.with_name(f"{folder.name}-{damage.__name__}"))
        model_store.point_to(models, folder.name)
        damage(folder)
        page = visit(installation).page
        assert cards(page.text) == 3, damage.__name__
        assert UNREADABLE in page.text, damage.__name__


def test_a_pointer_that_is_a_folder_is_passed_over(
    installation: Installation, models: Path
) -> None:
    (models / "current").unlink()
    (models / "current").mkdir()
    assert UNREADABLE not in visit(installation).page.text


def test_a_file_in_place_of_the_folder_is_no_model(
    installation: Installation, models: Path
) -> None:
    shutil.rmtree(models)
    models.write_bytes(b"not a folder")
    page = visit(installation).page
    assert cards(page.text) == 3
    assert "not enough history" in page.text


def test_the_version_before_serves_while_the_one_in_use_is_broken(
    installation: Installation, models: Path, published: Path
) -> None:
    former_format(broken(models))
    shutil.copytree(broken(published), models / "00000000-older")
    page = visit(installation).page
    assert cards(page.text) == 3
    assert UNREADABLE not in page.text
