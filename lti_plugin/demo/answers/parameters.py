"""The parameters of a call: ``criteria[0][key]=…`` read as nested values, and checked."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import Any

from lti_plugin.demo.answers.failures import invalid_parameter

PART = re.compile(r"\[([^\[\]]*)\]")


class Parameters:
    """The parameters of one call; whatever is missing or of the wrong kind is refused."""

    def __init__(self, form: Iterable[tuple[str, str]]) -> None:
        self._tree: dict[str, Any] = {}
        for name, value in form:
            *path, last = [name.split("[", 1)[0], *PART.findall(name)]
            place = self._tree
            for part in path:
                place = place.setdefault(part, {})
                if not isinstance(place, dict):
                    raise invalid_parameter()
            place[last] = value

    def number(self, name: str, default: int | None = None) -> int:
        """Return a whole number."""
        value = self._tree.get(name, default)
        if value is None or not re.fullmatch(r"-?\d{1,18}", str(value)):
            raise invalid_parameter()
        return int(value)

    def word(self, name: str, default: str | None = None) -> str:
        """Return a text."""
        value = self._tree.get(name, default)
        if not isinstance(value, str):
            raise invalid_parameter()
        return value

    def values(self, name: str) -> list[Any]:
        """Return the members of a list, in the order of their numbers."""
        members = self._tree.get(name, {})
        if not isinstance(members, Mapping) or not all(key.isdecimal() for key in members):
            raise invalid_parameter()
        return [members[key] for key in sorted(members, key=int)]

    def pairs(self, name: str, key: str, value: str) -> dict[str, str]:
        """Return a list of named values, such as ``criteria`` or ``options``, as a mapping."""
        found: dict[str, str] = {}
        for member in self.values(name):
            if not isinstance(member, Mapping) or not {key, value} <= member.keys():
                raise invalid_parameter()
            found[str(member[key])] = str(member[value])
        return found
