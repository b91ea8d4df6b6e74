"""Models on disk: memory-mapped arrays and JSON, published whole or not at all.

A root folder holds one folder per version and ``current``, a file that names the version in use.
A version is written into a hidden folder, flushed, checked off in a manifest with the size and
sha256 of every file, and only then renamed; the last three versions stay.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import time
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np

from recommender.engine.errors import UNREADABLE, ModelNotWritten, ModelUnreadable
from recommender.engine.factors import Factors
from recommender.engine.flushing import flush_folder, flushed, write
from recommender.engine.interactions import IdMap
from recommender.engine.manifest import (
    ADVICE,
    FORMAT,
    MANIFEST,
    checked_manifest,
    list_of_files,
    read_text,
)
from recommender.engine.model import Model
from recommender.engine.part_store import part_arrays, part_records, read_parts
from recommender.engine.soundness import flaw
from recommender.engine.sparse import read_sparse, sparse_arrays
from recommender.engine.vocabulary import Vocabulary

KEPT_VERSIONS = 3
_NAMES = "names.json"
_CURRENT = "current"
_LONGEST_NAME = 255
_UNFINISHED = ".unfinished-"
_LEFTOVER_SECONDS = 3600


def publish(root: Path, model: Model) -> str:
    """Store ``model`` as the version in use and return the version's name.

    Raises
    ------
    ModelNotWritten
        If the disk is full or not writable; the model in use is untouched.
    """
    now = datetime.now(UTC)
    version = f"{now:%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(3)}"
    unfinished = root / f"{_UNFINISHED}{version}"
    try:
        unfinished.mkdir(parents=True)
        _write_version(unfinished, model, now)
        unfinished.rename(root / version)
        flush_folder(root)
        point_to(root, version)
    except OSError as error:
        shutil.rmtree(unfinished, ignore_errors=True)
        raise ModelNotWritten(
            f"The new model could not be written to {root}: {error.strerror or error}. "
            "Free some space or correct the folder's rights, then train again; "
            "the model in use is unchanged."
        ) from error
    _prune(root, version)
    return version


def point_to(root: Path, version: str) -> None:
    """Make ``version`` the one in use, in one atomic step."""
    pointer = root / f"{_UNFINISHED}{_CURRENT}-{secrets.token_hex(3)}"
    write(pointer, version.encode())
    os.replace(pointer, root / _CURRENT)
    flush_folder(root)


def versions(root: Path) -> list[str]:
    """Return the names of the stored versions, newest first."""
    if not root.is_dir():
        return []
    found = (entry.name for entry in root.iterdir() if entry.is_dir())
    return sorted((name for name in found if not name.startswith(".")), reverse=True)


def current_version(root: Path) -> str | None:
    """Return the name of the version in use, or None before the first training."""
    try:
        return read_text(root / _CURRENT, _LONGEST_NAME).strip() or None
    except (OSError, UnicodeDecodeError):
        return None  # as good as none: the newest version that can be read is taken


def load_current(root: Path) -> tuple[str, Model, str | None] | None:
    """Return version, model and problem; None if nothing was ever published.

    Where the version in use is damaged, the newest sound older one is returned, with the problem
    in one sentence.

    Raises
    ------
    ModelUnreadable
        If there are versions but none can be read.
    """
    current = current_version(root)
    try:
        stored = versions(root)
    except OSError as error:
        reason = error.strerror or error
        raise ModelUnreadable(f"The models in {root} cannot be read: {reason}.") from error
    if current is None and not stored:
        return None
    candidates = [current] if current is not None else []
    candidates += [name for name in stored if name != current]
    problem: str | None = None
    for version in candidates:
        try:
            return version, load(root / version), problem
        except ModelUnreadable as error:
            problem = problem or str(error)
    raise ModelUnreadable(problem)


def is_sound(root: Path) -> bool:
    """Say whether the version in use can be read, or none was ever published."""
    try:
        found = load_current(root)
    except ModelUnreadable:
        return False
    return found is None or found[2] is None


def load(folder: Path) -> Model:
    """Map the model in ``folder`` into memory after checking every file.

    Raises
    ------
    ModelUnreadable
        If a file is missing, shorter or other than the manifest says, or of another format; or if
        what is in the files does not fit together or is no number.
    """
    manifest = checked_manifest(folder)
    try:
        model = _read(folder, manifest)
        problem = flaw(model)
    except UNREADABLE as error:
        raise ModelUnreadable(f"The model in {folder} does not fit together. {ADVICE}") from error
    if problem is not None:
        raise ModelUnreadable(f"The model in {folder} does not fit together: {problem}. {ADVICE}")
    return model


def _read(folder: Path, manifest: dict[str, Any]) -> Model:
    names = json.loads(read_text(folder / _NAMES))
    maps = {kind: IdMap(tuple(ids)) for kind, ids in names.items()}
    arrays = {
        name.removesuffix(".npy"): np.load(folder / name, mmap_mode="r", allow_pickle=False)
        for name in manifest["files"]
        if name.endswith(".npy")
    }
    return Model(
        learners=maps["learners"],
        courses=maps["courses"],
        learner_feature_names=maps["learner_feature_names"],
        course_feature_names=maps["course_feature_names"],
        vocabulary=Vocabulary(maps["tokens"], arrays["token_weights"]),
        content=read_sparse(arrays, "content", len(maps["tokens"])),
        factors=Factors(
            arrays["course_embeddings"], arrays["course_biases"], arrays["learner_embeddings"]
        ),
        parts=read_parts(manifest["parts"], arrays, len(maps["courses"])),
        weights=_weights(manifest["weights"]),
        newcomers_weights=_weights(manifest["newcomers_weights"]),
        untaken_weights=_weights(manifest["untaken_weights"]),
        familiar=manifest["familiar"],
        course_counts=arrays["course_counts"],
        followers=read_sparse(arrays, "followers", len(maps["courses"])),
        group_steps=arrays["group_steps"],
        habits=arrays["habits"],
        card=manifest["card"],
        usual_norm=manifest["usual_norm"],
    )


def _weights(told: dict[str, Any]) -> dict[str, float]:
    return {name: float(weight) for name, weight in told.items()}


def learners_of(folder: Path) -> frozenset[str]:
    """Return the ids of the people whom the version in ``folder`` knows.

    Raises
    ------
    ModelUnreadable
        If the list of them cannot be read.
    """
    try:
        names = json.loads(read_text(folder / _NAMES))
        return frozenset(names["learners"])
    except UNREADABLE as error:
        raise ModelUnreadable(f"The model in {folder} is damaged. {ADVICE}") from error


def keep_only(root: Path, version: str | None) -> None:
    """Delete every other version; without one, all of them, so that no model is in use."""
    if version is None:
        (root / _CURRENT).unlink(missing_ok=True)
    for name in versions(root):
        if name != version:
            shutil.rmtree(root / name, ignore_errors=True)


def _write_version(folder: Path, model: Model, now: datetime) -> None:
    arrays = {
        "course_embeddings": model.factors.course_embeddings,
        "course_biases": model.factors.course_biases,
        "learner_embeddings": model.factors.learner_embeddings,
        "course_counts": model.course_counts,
        "group_steps": model.group_steps,
        "habits": model.habits,
        "token_weights": model.vocabulary.weights,
        **sparse_arrays("content", model.content),
        **sparse_arrays("followers", model.followers),
        **part_arrays(model.parts),
    }
    for name, array in arrays.items():
        with flushed(folder / f"{name}.npy") as file:
            np.save(file, array, allow_pickle=False)
    maps = ("learners", "courses", "learner_feature_names", "course_feature_names")
    names = {name: getattr(model, name).ids for name in maps}
    names["tokens"] = model.vocabulary.tokens.ids
    write(folder / _NAMES, json.dumps(names).encode())
    manifest = {
        "format": FORMAT,
        "created_at": now.isoformat(),
        "card": model.card,
        "weights": dict(model.weights),
        "newcomers_weights": dict(model.newcomers_weights),
        "untaken_weights": dict(model.untaken_weights),
        "familiar": model.familiar,
        "parts": part_records(model.parts),
        "usual_norm": model.usual_norm,
        "files": list_of_files(folder),
    }
    write(folder / MANIFEST, json.dumps(manifest, indent=1).encode())
    flush_folder(folder)


def _prune(root: Path, current: str) -> None:
    kept = {current, *versions(root)[:KEPT_VERSIONS]}
    for name in versions(root):
        if name not in kept:
            shutil.rmtree(root / name, ignore_errors=True)
    for leftover in root.glob(f"{_UNFINISHED}*"):
        with suppress(OSError):  # it may be gone by now, and the new model is in use already
            _remove_if_old(leftover)


def _remove_if_old(leftover: Path) -> None:
    if time.time() - leftover.lstat().st_mtime < _LEFTOVER_SECONDS:
        return  # perhaps another training, still writing
    if leftover.is_dir():
        shutil.rmtree(leftover, ignore_errors=True)
    else:
        leftover.unlink()
