"""A model's companions as plain arrays and records, and back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from recommender.engine.companions import Part
from recommender.engine.links import Links
from recommender.engine.segments import Segments
from recommender.engine.sparse import read_sparse, sparse_arrays
from recommender.engine.standing import Standing

_LINKS, _SEGMENTS, _STANDING = "links", "segments", "standing"


def part_records(parts: Sequence[Part]) -> list[dict[str, Any]]:
    """Return what the manifest says of each part: its kind, name and few numbers."""
    return [_record(part) for part in parts]


def part_arrays(parts: Sequence[Part]) -> dict[str, Any]:
    """Return the arrays of all parts by the name of their file."""
    arrays: dict[str, Any] = {}
    for part in parts:
        if isinstance(part, Standing):
            arrays[f"part_{part.name}_values"] = part.values
        else:
            matrix = part.weights if isinstance(part, Links) else part.lifts
            arrays |= sparse_arrays(f"part_{part.name}", matrix)
    return arrays


def read_parts(
    records: Sequence[Mapping[str, Any]], arrays: Mapping[str, Any], courses: int
) -> tuple[Part, ...]:
    """Return the parts that :func:`part_records` and :func:`part_arrays` describe.

    Raises
    ------
    KeyError, ValueError
        If they do not fit together.
    """
    return tuple(_part(record, arrays, courses) for record in records)


def _record(part: Part) -> dict[str, Any]:
    if isinstance(part, Links):
        numbers = {"decay": part.decay, "latest": part.latest}
        return {"kind": _LINKS, "name": part.name, **numbers}
    if isinstance(part, Segments):
        return {"kind": _SEGMENTS, "name": part.name}
    return {"kind": _STANDING, "name": part.name, "newcomer": part.newcomer}


def _part(record: Mapping[str, Any], arrays: Mapping[str, Any], courses: int) -> Part:
    name, kind = record["name"], record["kind"]
    if kind == _LINKS:
        weights = read_sparse(arrays, f"part_{name}", courses)
        return Links(name, weights, float(record["decay"]), float(record["latest"]))
    if kind == _SEGMENTS:
        return Segments(read_sparse(arrays, f"part_{name}", courses), name)
    if kind == _STANDING:
        return Standing(name, arrays[f"part_{name}_values"], float(record["newcomer"]))
    raise ValueError(kind)
