"""A taxonomy in memory, and its import into a site."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from connectors.records import Rejected
from connectors.taxonomies.records import Demand, Occupation, Skill
from lti_plugin.services import taxonomy_import
from lti_plugin.services.taxonomy_import import Report
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site

PLACE = "https://taxonomy.test/"


@dataclass(frozen=True)
class Memory:
    """What a taxonomy yields, row by row."""

    has_skills: Sequence[Skill | Rejected] = ()
    has_occupations: Sequence[Occupation | Rejected] = ()
    has_demands: Sequence[Demand | Rejected] = ()

    def skills(self) -> Iterator[Skill | Rejected]:
        yield from self.has_skills

    def occupations(self) -> Iterator[Occupation | Rejected]:
        yield from self.has_occupations

    def demands(self) -> Iterator[Demand | Rejected]:
        yield from self.has_demands


def taxonomy(asks: dict[str, dict[str, float | None]], **names: str) -> Memory:
    """Return one whose occupations ask for skills at levels; ``names`` differ from the ids."""
    skills = dict.fromkeys(skill for each in asks.values() for skill in each)
    return Memory(
        [Skill(PLACE + id, names.get(id, id)) for id in skills],
        [Occupation(PLACE + id, names.get(id, id), family="7512") for id in asks],
        [
            Demand(PLACE + occupation, PLACE + skill, True, level)
            for occupation, each in asks.items()
            for skill, level in each.items()
        ],
    )


def imported(
    database: Database,
    site: Site,
    source: taxonomy_import.Source,
    name: str = "esco",
    language: str = "en",
) -> Report:
    """Read a taxonomy into a site."""
    with database.writing() as session:
        return taxonomy_import.read_in(session, site.id, name, language, source)
