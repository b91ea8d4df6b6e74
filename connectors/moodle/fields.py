"""Which custom fields of a site's courses and people carry what the product needs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Self


@dataclass(frozen=True, slots=True)
class FieldMap:
    """The short names of custom fields, course fields first, then profile fields.

    The value of ``prerequisites`` is a list of course short names, ID numbers or ids separated by
    ``;``; the value of ``skills`` is ``skill[:outcome[:entry]]`` separated by ``;``. A field that
    the site does not have is simply never filled.
    """

    duration_minutes: str = "duration_minutes"
    level: str = "level"
    mode: str = "learning_mode"
    cost: str = "cost"
    reviewed_at: str = "reviewdate"
    prerequisites: str = "prerequisites"
    skills: str = "skills"
    role: str = "jobrole"
    target_role: str = "targetrole"
    department: str = "department"
    manager: str = "manager"
    hired_on: str = "hiredate"

    @classmethod
    def from_mapping(cls, chosen: Mapping[str, str]) -> Self:
        """Return the map with the defaults replaced by ``chosen``; ValueError for other names."""
        unknown = sorted(set(chosen) - {field.name for field in fields(cls)})
        if unknown:
            raise ValueError(f"There is no field called {', '.join(unknown)}.")
        return cls(**chosen)
