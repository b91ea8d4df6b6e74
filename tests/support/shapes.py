"""Compares the shape of an answer with a recorded one: same keys, same kinds of values."""

from __future__ import annotations

from typing import Any


def differences(recorded: Any, given: Any, where: str = "") -> list[str]:
    """Return in words where ``given`` is of another shape than ``recorded``.

    Every member of a list has to fit one of the recorded members. ``None`` fits any kind of value.
    """
    if recorded is None or given is None:
        return []
    if isinstance(recorded, dict) and isinstance(given, dict):
        found = [f"{where}.{key} is missing" for key in recorded.keys() - given.keys()]
        found += [f"{where}.{key} is too much" for key in given.keys() - recorded.keys()]
        for key in recorded.keys() & given.keys():
            found += differences(recorded[key], given[key], f"{where}.{key}")
        return found
    if isinstance(recorded, list) and isinstance(given, list):
        return _in_lists(recorded, given, where) if recorded else []
    if type(recorded) is not type(given):
        return [f"{where} is a {type(given).__name__}, not a {type(recorded).__name__}"]
    return []


def _in_lists(recorded: list[Any], given: list[Any], where: str) -> list[str]:
    found = []
    for place, member in enumerate(given):
        tries = [differences(example, member, f"{where}[{place}]") for example in recorded]
        found += min(tries, key=len)
    return found
