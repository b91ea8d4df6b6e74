"""Models on disk: whole or not at all, and never without a way back."""

from __future__ import annotations

import dataclasses
import errno
import os
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from recommender.engine import model_store
from recommender.engine.errors import ModelNotWritten, ModelUnreadable
from recommender.engine.model import Model
from recommender.engine.model_store import (
    current_version,
    is_sound,
    learners_of,
    load,
    load_current,
    publish,
    versions,
)
from tests.support.damages import (
    DAMAGES,
    Damage,
    cut_short,
    edit_manifest,
    pipe_in_place_of_an_array,
    pipe_in_place_of_names,
)
from tests.support.told_wrongly import (
    TOLD_WRONGLY,
    deeply_nested_names,
    latest_is_no_number,
    never_familiar,
    no_card,
    numbers_for_courses,
    one_person_twice,
    usual_norm_below_nothing,
    weigh_what_is_not_there,
)


def test_a_published_model_is_read_back_as_memory_mapped_arrays(
    tmp_path: Path, model: Model
) -> None:
    version = publish(tmp_path, model)
    found = load_current(tmp_path)
    assert found is not None
    name, again, problem = found
    assert (name, problem) == (version, None)
    assert isinstance(again.factors.course_embeddings, np.memmap)
    np.testing.assert_array_equal(
        again.factors.learner_embeddings, model.factors.learner_embeddings
    )
    assert again.vocabulary.tokens == model.vocabulary.tokens
    assert (again.content != model.content).nnz == 0
    assert (again.followers != model.followers).nnz == 0
    np.testing.assert_array_equal(again.group_steps, model.group_steps)
    np.testing.assert_array_equal(again.habits, model.habits)
    assert len(model.habits) > 10
    assert again.courses == model.courses
    assert again.card == model.card
    assert again.weights == model.weights
    assert [part.name for part in again.parts] == [part.name for part in model.parts]


def test_after_how_many_courses_newcomers_are_familiar_is_kept(
    tmp_path: Path, model: Model
) -> None:
    folder = tmp_path / publish(tmp_path, dataclasses.replace(model, familiar=1))
    assert load(folder).weighing.familiar == 1
    edit_manifest(folder, familiar=0)
    with pytest.raises(ModelUnreadable, match="familiar after 0 courses"):
        load(folder)


def test_nothing_on_disk_is_pickled(tmp_path: Path, model: Model) -> None:
    folder = tmp_path / publish(tmp_path, model)
    assert {path.suffix for path in folder.iterdir()} == {".npy", ".json"}
    for path in folder.glob("*.npy"):
        assert not np.load(path, allow_pickle=False).dtype.hasobject


def test_before_the_first_training_there_is_no_model(tmp_path: Path) -> None:
    assert load_current(tmp_path) is None
    assert load_current(tmp_path / "nowhere") is None


def test_the_last_three_versions_are_kept(tmp_path: Path, model: Model) -> None:
    made = [publish(tmp_path, model) for _ in range(5)]
    assert versions(tmp_path) == made[:1:-1]
    assert current_version(tmp_path) == made[-1]


def test_the_version_in_use_stays_though_others_seem_newer(tmp_path: Path, model: Model) -> None:
    """So they do where the machine's clock was set back."""
    for number in range(3):
        (tmp_path / publish(tmp_path, model)).rename(tmp_path / f"99990101T00000{number}-later")
    made = publish(tmp_path, model)
    assert current_version(tmp_path) == made
    assert len(versions(tmp_path)) == 4
    found = load_current(tmp_path)
    assert found is not None
    assert found[0] == made


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory, model: Model) -> tuple[Path, str]:
    """A folder with one version, and its name."""
    root = tmp_path_factory.mktemp("models")
    return root, publish(root, model)


@pytest.mark.parametrize("damage", [*DAMAGES, *TOLD_WRONGLY], ids=lambda damage: damage.__name__)
def test_a_damaged_model_is_refused_and_the_one_before_is_used(
    tmp_path: Path, sound: tuple[Path, str], model: Model, damage: Damage
) -> None:
    shutil.copytree(sound[0] / sound[1], tmp_path / sound[1])
    broken = publish(tmp_path, model)
    damage(tmp_path / broken)
    with pytest.raises(ModelUnreadable, match="Train again to replace it"):
        load(tmp_path / broken)
    found = load_current(tmp_path)
    assert found is not None
    assert found[0] == sound[1]
    assert (is_sound(tmp_path), is_sound(sound[0]), is_sound(tmp_path / "none")) == (
        False,
        True,
        True,
    )
    assert broken in str(found[2])


def test_without_any_sound_version_the_error_names_the_one_in_use(
    tmp_path: Path, model: Model
) -> None:
    first, second = publish(tmp_path, model), publish(tmp_path, model)
    for version in (first, second):
        cut_short(tmp_path / version)
    assert not is_sound(tmp_path)
    with pytest.raises(ModelUnreadable, match=second):
        load_current(tmp_path)


@pytest.mark.parametrize("place", ["current", ""])
def test_a_folder_in_place_of_the_pointer_or_a_file_in_place_of_all_is_no_exception(
    tmp_path: Path, model: Model, place: str
) -> None:
    root = tmp_path / "models"
    if place:
        version = publish(root, model)
        (root / place).unlink()
        (root / place).mkdir()
        found = load_current(root)
        assert found is not None
        assert found[0] == version
    else:
        root.write_bytes(b"not a folder")
        assert load_current(root) is None


def test_a_folder_that_may_not_be_read_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_root: Path) -> None:
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

    monkeypatch.setattr(model_store, "versions", refused)
    with pytest.raises(ModelUnreadable, match="cannot be read: Permission denied"):
        load_current(tmp_path)


@pytest.mark.parametrize("content", [b"", b"no-such-version", b"\xff\xfe"])
def test_a_pointer_to_nothing_falls_back_to_the_newest_version(
    tmp_path: Path, model: Model, content: bytes
) -> None:
    version = publish(tmp_path, model)
    (tmp_path / "current").write_bytes(content)
    found = load_current(tmp_path)
    assert found is not None
    assert found[0] == version


def test_a_full_disk_leaves_the_model_in_use_and_nothing_half_written(
    tmp_path: Path, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = publish(tmp_path, model)
    written: list[object] = []

    def fills_up(file: object, array: object, **_options: object) -> None:
        written.append(array)
        if len(written) == 3:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(model_store.np, "save", fills_up)
    with pytest.raises(ModelNotWritten, match=r"No space left.*Free some space.*unchanged"):
        publish(tmp_path, model)
    monkeypatch.undo()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted([before, "current"])
    assert load_current(tmp_path) is not None


def test_what_a_killed_training_left_goes_with_the_next_but_not_while_it_may_still_run(
    tmp_path: Path, model: Model
) -> None:
    old, young = tmp_path / ".unfinished-old", tmp_path / ".unfinished-young"
    pointer = tmp_path / ".unfinished-current-x"
    for folder in (old, young):
        folder.mkdir()
        (folder / "half.npy").write_bytes(b"half")
    pointer.write_bytes(b"x")
    day_ago = time.time() - 86400
    os.utime(old, (day_ago, day_ago))
    os.utime(pointer, (day_ago, day_ago))
    assert versions(tmp_path) == []
    publish(tmp_path, model)
    assert not old.exists()
    assert not pointer.exists()
    assert young.exists()


def test_a_pipe_in_place_of_the_pointer_holds_nobody_up(tmp_path: Path, model: Model) -> None:
    version = publish(tmp_path, model)
    (tmp_path / "current").unlink()
    os.mkfifo(tmp_path / "current")
    found = load_current(tmp_path)
    assert found is not None
    assert found[0] == version


@pytest.mark.parametrize("damage", [pipe_in_place_of_names, deeply_nested_names])
def test_whom_a_damaged_model_knows_is_not_told(
    tmp_path: Path, model: Model, damage: Damage
) -> None:
    folder = tmp_path / publish(tmp_path, model)
    assert learners_of(folder) == set(model.learners)
    damage(folder)
    with pytest.raises(ModelUnreadable, match="damaged"):
        learners_of(folder)


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (pipe_in_place_of_an_array, "damaged: course_biases.npy"),
        (never_familiar, "newcomers are familiar after inf courses"),
        (weigh_what_is_not_there, "weighs .*, which it does not have"),
        (usual_norm_below_nothing, "usual_norm is -1"),
        (no_card, "the card is no object"),
        (latest_is_no_number, "the latest of .* is nan"),
        (one_person_twice, "learners holds an id twice"),
        (numbers_for_courses, "courses holds an id that is no text"),
    ],
    ids=lambda given: getattr(given, "__name__", None),
)
def test_what_does_not_fit_is_named(
    tmp_path: Path, model: Model, damage: Damage, said: str
) -> None:
    folder = tmp_path / publish(tmp_path, model)
    damage(folder)
    with pytest.raises(ModelUnreadable, match=said):
        load(folder)


def test_a_leftover_that_goes_while_it_is_looked_at_does_not_fail_a_training(
    tmp_path: Path, model: Model, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process may remove what it has left at any time."""
    real = Path.glob

    def just_gone(folder: Path, pattern: str) -> Iterator[Path]:
        yield from (*real(folder, pattern), folder / ".unfinished-gone")

    monkeypatch.setattr(Path, "glob", just_gone)
    assert publish(tmp_path, model) == current_version(tmp_path)
