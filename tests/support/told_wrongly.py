"""Ways in which what a model's folder tells of itself is wrong: its manifest and its names."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from tests.support.damages import Damage, edit_manifest, manifest_of, rewrite


def deeply_nested_manifest(folder: Path) -> None:
    (folder / "manifest.json").write_text("[" * 100_000, encoding="utf-8")


def deeply_nested_names(folder: Path) -> None:
    rewrite(folder / "names.json", b"[" * 100_000)


def file_of_another_folder(folder: Path) -> None:
    outside = folder.parent / ".outside"
    outside.write_bytes(b"")
    told = {"size": 0, "sha256": hashlib.sha256(b"").hexdigest()}
    edit_manifest(folder, files=manifest_of(folder)["files"] | {"../.outside": told})


def never_familiar(folder: Path) -> None:
    edit_manifest(folder, familiar=float("inf"))


def familiar_after_very_many(folder: Path) -> None:
    edit_manifest(folder, familiar=2**70)


def familiar_after_a_part_of_a_course(folder: Path) -> None:
    edit_manifest(folder, familiar=1.5)


def weigh_more_than_all(folder: Path) -> None:
    weights = manifest_of(folder)["weights"]
    edit_manifest(folder, weights=weights | {"lightfm": 1e308})


def weigh_what_is_not_there(folder: Path) -> None:
    """Leave the weights of companions that the model does not have any more."""
    edit_manifest(folder, parts=[])


def one_part_twice(folder: Path) -> None:
    parts = manifest_of(folder)["parts"]
    edit_manifest(folder, parts=[*parts, parts[0]])


def usual_norm_of_nothing(folder: Path) -> None:
    edit_manifest(folder, usual_norm=0)


def usual_norm_below_nothing(folder: Path) -> None:
    edit_manifest(folder, usual_norm=-1)


def absurd_usual_norm(folder: Path) -> None:
    edit_manifest(folder, usual_norm=1e308)


def endless_usual_norm(folder: Path) -> None:
    edit_manifest(folder, usual_norm=10**400)


def no_card(folder: Path) -> None:
    edit_manifest(folder, card=None)


def list_in_place_of_card(folder: Path) -> None:
    edit_manifest(folder, card=[])


def latest_is_no_number(folder: Path) -> None:
    _edit_links(folder, latest=float("nan"))


def latest_beyond_all(folder: Path) -> None:
    _edit_links(folder, latest=1e30)


def decay_that_grows(folder: Path) -> None:
    _edit_links(folder, decay=50.0)


def one_course_twice(folder: Path) -> None:
    _rename(folder, "courses", lambda ids: [ids[1], *ids[1:]])


def one_person_twice(folder: Path) -> None:
    _rename(folder, "learners", lambda ids: [ids[1], *ids[1:]])


def numbers_for_courses(folder: Path) -> None:
    _rename(folder, "courses", lambda ids: list(range(len(ids))))


def objects_for_people(folder: Path) -> None:
    _rename(folder, "learners", lambda ids: [{} for _ in ids])


def nothing_for_tokens(folder: Path) -> None:
    _rename(folder, "tokens", lambda ids: [None for _ in ids])


def _rename(folder: Path, kind: str, change: Callable[[list[str]], list[Any]]) -> None:
    path = folder / "names.json"
    names = json.loads(path.read_text(encoding="utf-8"))
    names[kind] = change(names[kind])
    rewrite(path, json.dumps(names).encode())


def _edit_links(folder: Path, **values: object) -> None:
    parts = manifest_of(folder)["parts"]
    edit_manifest(folder, parts=[p | values if p["kind"] == "links" else p for p in parts])


TOLD_WRONGLY: list[Damage] = [
    deeply_nested_manifest,
    deeply_nested_names,
    file_of_another_folder,
    never_familiar,
    familiar_after_very_many,
    familiar_after_a_part_of_a_course,
    weigh_more_than_all,
    weigh_what_is_not_there,
    one_part_twice,
    usual_norm_of_nothing,
    usual_norm_below_nothing,
    absurd_usual_norm,
    endless_usual_norm,
    no_card,
    list_in_place_of_card,
    latest_is_no_number,
    latest_beyond_all,
    decay_that_grows,
    one_course_twice,
    one_person_twice,
    numbers_for_courses,
    objects_for_people,
    nothing_for_tokens,
]
