"""What the words of a site's own scales mean on the scale of 0-5; an admin may say otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from connectors.moodle.competencies import PROFICIENT
from lti_plugin.errors import BadInput
from lti_plugin.services import lessons
from lti_plugin.store import sites
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.sites import Site
from recommender.skills.levels import HIGHEST, LOWEST, level_of

SCALES = "scales"  # where a site keeps them, in its ``fields``: scale -> word -> level
CHANGED = "scale changed"
NOT_YET = 1.0  # a rating that is not enough: aware


@dataclass(frozen=True, slots=True)
class Drafted:
    """A word of a scale that was met for the first time, and the level that it counts as."""

    word: str
    scale: str
    level: str


class Scales:
    """A site's scales; words that are met for the first time are given a level and kept."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self._usual: Mapping[str, float] = fields.get(lessons.LEVELS, {})
        self.maps: dict[str, dict[str, float]] = {
            scale: dict(words) for scale, words in fields.get(SCALES, {}).items()
        }
        self.drafted: list[Drafted] = []

    def level(self, scale: str | None, word: str, proficient: bool | None) -> float | None:
        """Return the level of a word of a scale; None where nothing tells what it means.

        A new word means what it usually does, else "independent" where it makes somebody
        proficient, and "aware" where it does not.
        """
        name = scale or ""
        words = self.maps.get(name, {})
        known = {each.casefold(): level for each, level in words.items()}.get(word.casefold())
        if known is not None:
            return known
        level = level_of(word, self._usual)
        if level is None and proficient is not None:
            level = PROFICIENT if proficient else NOT_YET
        if level is not None:
            self.maps[name] = {**words, word: level}
            self.drafted.append(Drafted(word, name or "(none)", f"{level:g}"))
        return level


def keep(site: Site, scales: Scales) -> None:
    """Keep what new words were taken for."""
    if scales.drafted:
        site.fields = {**site.fields, SCALES: scales.maps}


def set_level(
    session: Session, site_id: UUID, scale: str, word: str, level: float, actor: str
) -> None:
    """Say what a word of a scale means; the next sync counts ratings by it.

    Raises
    ------
    BadInput
        When the level is none, or no rating has had this word.
    """
    if not LOWEST <= level <= HIGHEST:
        raise BadInput("A level is a number from 0 to 5.")
    site = sites.hold(session, site_id)
    maps = Scales(site.fields).maps
    known = {each.casefold(): each for each in maps.get(scale, {})}
    if word.casefold() not in known:
        raise BadInput(
            f"No rating with the word {word!r} of scale {scale!r} was read yet.",
            hint="See `fingerpost site scales`.",
        )
    if maps[scale][known[word.casefold()]] == level:
        return
    maps[scale][known[word.casefold()]] = level
    site.fields = {**site.fields, SCALES: maps}
    details = {"scale": scale, "word": known[word.casefold()], "level": level}
    session.add(AuditEntry(site_id=site_id, actor=actor, action=CHANGED, details=details))
