"""Reads a public taxonomy into a site, all of it or nothing."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeVar
from uuid import UUID, uuid4

from sqlalchemy import insert
from sqlalchemy.orm import Session

from connectors.records import Notice, Rejected
from connectors.taxonomies.onet import Onet
from connectors.taxonomies.records import Demand, Occupation, Skill
from lti_plugin.services.batches import batches
from lti_plugin.store import skills, taxonomies
from lti_plugin.store.taxonomies import Concept, Taxonomy
from lti_plugin.store.taxonomies import Occupation as OccupationRow

BATCH = 1_000
COLLECTIONS = frozenset({"digital", "green", "transversal"})
Record = TypeVar("Record")
Named = TypeVar("Named", Skill, Occupation)


class Source(Protocol):
    """What a taxonomy is read from; a row that cannot be read is yielded as Rejected."""

    def skills(self) -> Iterator[Skill | Rejected]: ...

    def occupations(self) -> Iterator[Occupation | Rejected]: ...

    def demands(self) -> Iterator[Demand | Rejected]: ...


@dataclass
class Report:
    """What was read: numbers by kind, rows that were left out with why, and what else to know."""

    counts: Counter[str] = field(default_factory=Counter)
    rejected: list[str] = field(default_factory=list)
    notices: list[str] = field(default_factory=list)

    def sound(self, rows: Iterable[Record | Rejected]) -> Iterator[Record]:
        """Yield the rows that can be used, and keep why the others cannot."""
        for row in rows:
            if isinstance(row, Rejected):
                told = self.notices if isinstance(row, Notice) else self.rejected
                told.append(f"{row.where}: {row.reason}")
            else:
                yield row


def read_in(session: Session, site_id: UUID, name: str, language: str, source: Source) -> Report:
    """Make a site's taxonomy of this name exactly what the source holds.

    What a site has drawn from an earlier one, its own skills and roles, stays. The caller's
    transaction makes it all or nothing.

    Raises
    ------
    BadFile
        When a file is missing or is not what it should be.
    """
    report = Report()
    row = taxonomies.renewed(session, site_id, name, language)
    known = _concepts(session, row, report, source)
    _mark(session, site_id)
    _occupations(session, row, report, source, known)
    row.counts = dict(report.counts)
    return report


def _concepts(session: Session, row: Taxonomy, report: Report, source: Source) -> set[str]:
    known: set[str] = set()
    for batch in batches(_once(report.sound(source.skills()), known), BATCH):
        report.counts["groups"] += sum(each.kind == "group" for each in batch)
        report.counts["skills"] += sum(each.kind != "group" for each in batch)
        session.execute(insert(Concept), [_concept(row, each) for each in batch])
    return known


def _mark(session: Session, site_id: UUID) -> None:
    """Tell the site's own skills which of ESCO's collections they are in, as ESCO says today."""
    own = {skill.uri: skill for skill in skills.of_site(session, site_id) if skill.uri}
    for uri, concept in taxonomies.concepts(session, site_id, list(own)).items():
        others = set(own[uri].collections) - COLLECTIONS
        own[uri].collections = sorted(others | COLLECTIONS.intersection(concept.collections))


def _once(records: Iterable[Named], known: set[str]) -> Iterator[Named]:
    """Yield what is not known yet: some of what a taxonomy says it says in several files."""
    for each in records:
        if each.id not in known:
            known.add(each.id)
            yield each


def _concept(row: Taxonomy, skill: Skill) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "site_id": row.site_id,
        "taxonomy_id": row.id,
        "uri": skill.id,
        "name": skill.name,
        "alternatives": list(skill.alternatives),
        "kind": skill.kind,
        "description": skill.description,
        "broader": list(skill.broader),
        "collections": sorted(skill.collections),
    }


def _occupations(
    session: Session, row: Taxonomy, report: Report, source: Source, known: set[str]
) -> None:
    """Write the occupations, each with what it asks for; a demand of something unknown is told."""
    demands: dict[str, list[Any]] = defaultdict(list)
    unknown = 0
    for each in report.sound(source.demands()):
        if each.skill in known:
            demands[each.occupation].append(
                [each.skill, each.essential, each.level, each.importance]
            )
            report.counts["demands"] += 1
        else:
            unknown += 1
    ratings, related = _of_onet(report, source)
    for batch in batches(_once(report.sound(source.occupations()), set()), BATCH):
        session.execute(
            insert(OccupationRow),
            [
                _occupation(row, each, demands.pop(each.id, []))
                | {"ratings": ratings.get(each.id, []), "related": related.get(each.id, [])}
                for each in batch
            ],
        )
        report.counts["occupations"] += len(batch)
    orphans = sum(len(each) for each in demands.values())
    if unknown or orphans:
        report.notices.append(
            f"{unknown + orphans} demands name a skill or an occupation that is in no file."
        )


def _occupation(row: Taxonomy, record: Occupation, demands: list[Any]) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "site_id": row.site_id,
        "taxonomy_id": row.id,
        "uri": record.id,
        "name": record.name,
        "alternatives": list(record.alternatives),
        "family": record.family,
        "description": record.description,
        "broader": list(record.broader),
        "job_zone": record.job_zone,
        "demands": demands,
    }


def _of_onet(report: Report, source: Source) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """Return the ratings and the related occupations that O*NET alone has, by occupation."""
    ratings: dict[str, list[Any]] = defaultdict(list)
    related: dict[str, list[Any]] = defaultdict(list)
    if isinstance(source, Onet):
        for each in report.sound(source.ratings()):
            ratings[each.occupation].append([each.skill, each.level, each.importance])
        for pair in report.sound(source.related()):
            if pair.primary:
                related[pair.occupation].append(pair.other)
    return ratings, related
