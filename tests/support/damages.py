"""Ways in which a model's folder goes wrong: broken files, and whole ones that hold nonsense."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

Damage = Callable[[Path], None]


def cut_short(folder: Path) -> None:
    path = folder / "course_embeddings.npy"
    path.write_bytes(path.read_bytes()[:100])


def flip_a_byte(folder: Path) -> None:
    path = folder / "learner_embeddings.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))


def remove_names(folder: Path) -> None:
    (folder / "names.json").unlink()


def remove_an_array(folder: Path) -> None:
    (folder / "course_biases.npy").unlink()


def remove_manifest(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def garble_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text('{"format":', encoding="utf-8")


def list_in_place_of_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("[1, 2]", encoding="utf-8")


def former_format(folder: Path) -> None:
    edit_manifest(folder, format=2)


def later_format(folder: Path) -> None:
    edit_manifest(folder, format=99)


def forget_a_file(folder: Path) -> None:
    edit_manifest(folder, files={})


def weigh_nothing(folder: Path) -> None:
    edit_manifest(folder, weights={})


def weigh_below_nothing(folder: Path) -> None:
    weights = manifest_of(folder)["weights"]
    edit_manifest(folder, weights=weights | {"lightfm": -0.5})


def weigh_no_number(folder: Path) -> None:
    weights = manifest_of(folder)["weights"]
    edit_manifest(folder, weights=weights | {"lightfm": float("nan")})


def no_usual_norm(folder: Path) -> None:
    edit_manifest(folder, usual_norm=float("nan"))


def unknown_part(folder: Path) -> None:
    edit_manifest(folder, parts=[{"kind": "oracle", "name": "o"}])


def name_nobody(folder: Path) -> None:
    rewrite(folder / "names.json", b"[]")


def name_fewer_courses(folder: Path) -> None:
    path = folder / "names.json"
    names = json.loads(path.read_text(encoding="utf-8"))
    names["courses"] = names["courses"][:-1]
    rewrite(path, json.dumps(names).encode())


def empty_file(folder: Path) -> None:
    rewrite(folder / "course_biases.npy", b"")


def one_row_fewer(folder: Path) -> None:
    _change(folder / "course_embeddings.npy", lambda array: array[:-1])


def narrower_vectors(folder: Path) -> None:
    _change(folder / "learner_embeddings.npy", lambda array: array[:, :-1])


def flat_vectors(folder: Path) -> None:
    _change(folder / "course_embeddings.npy", np.ravel)


def no_number_in_vectors(folder: Path) -> None:
    _change(folder / "learner_embeddings.npy", _with_nan)


def no_number_in_biases(folder: Path) -> None:
    _change(folder / "course_biases.npy", _with_nan)


def words_in_biases(folder: Path) -> None:
    _change(folder / "course_biases.npy", lambda array: array.astype(str))


def no_number_in_links(folder: Path) -> None:
    path = next(iter(sorted(folder.glob("part_*_weights.npy"))))
    _change(path, _with_nan)


def links_to_nowhere(folder: Path) -> None:
    path = next(iter(sorted(folder.glob("part_*_columns.npy"))))
    _change(path, lambda array: array + 10_000)


def steps_out_of_order(folder: Path) -> None:
    _change(folder / "group_steps.npy", lambda array: array[::-1])


def habits_out_of_order(folder: Path) -> None:
    _change(folder / "habits.npy", lambda array: array[::-1])


def pipe_in_place_of_an_array(folder: Path) -> None:
    _replace(folder / "course_biases.npy", os.mkfifo)


def pipe_in_place_of_names(folder: Path) -> None:
    _replace(folder / "names.json", os.mkfifo)


def pipe_in_place_of_manifest(folder: Path) -> None:
    _replace(folder / "manifest.json", os.mkfifo)


def link_to_a_device(folder: Path) -> None:
    _replace(folder / "course_biases.npy", lambda path: path.symlink_to("/dev/zero"))


def link_to_an_equal_file(folder: Path) -> None:
    path = folder / "course_biases.npy"
    moved = path.rename(folder.parent / ".elsewhere")
    path.symlink_to(moved)


def manifest_without_end(folder: Path) -> None:
    with (folder / "manifest.json").open("ab") as file:
        file.truncate(1 << 40)


def single_number_of_vectors(folder: Path) -> None:
    _change(folder / "course_embeddings.npy", lambda array: array[0, 0])


DAMAGES: list[Damage] = [
    cut_short,
    flip_a_byte,
    remove_names,
    remove_an_array,
    remove_manifest,
    garble_manifest,
    list_in_place_of_manifest,
    former_format,
    later_format,
    forget_a_file,
    weigh_nothing,
    weigh_below_nothing,
    weigh_no_number,
    no_usual_norm,
    unknown_part,
    name_nobody,
    name_fewer_courses,
    empty_file,
    one_row_fewer,
    narrower_vectors,
    flat_vectors,
    no_number_in_vectors,
    no_number_in_biases,
    words_in_biases,
    no_number_in_links,
    links_to_nowhere,
    steps_out_of_order,
    habits_out_of_order,
    pipe_in_place_of_an_array,
    pipe_in_place_of_names,
    pipe_in_place_of_manifest,
    link_to_a_device,
    link_to_an_equal_file,
    manifest_without_end,
    single_number_of_vectors,
]


def _replace(path: Path, make: Callable[[Path], None]) -> None:
    path.unlink()
    make(path)


def _with_nan(array: Any) -> Any:
    found = array.copy()
    found.flat[0] = np.nan
    return found


def _change(path: Path, change: Callable[[Any], Any]) -> None:
    """Change an array and what the manifest says of it, as whoever wrote it wrongly would have."""
    changed = change(np.load(path, allow_pickle=False))
    with path.open("wb") as file:
        np.save(file, changed, allow_pickle=False)
    rewrite(path, path.read_bytes())


def rewrite(path: Path, content: bytes) -> None:
    path.write_bytes(content)
    files = manifest_of(path.parent)["files"]
    files[path.name] = {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
    edit_manifest(path.parent, files=files)


def manifest_of(folder: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return found


def edit_manifest(folder: Path, **values: object) -> None:
    changed = manifest_of(folder) | values
    (folder / "manifest.json").write_text(json.dumps(changed), encoding="utf-8")
