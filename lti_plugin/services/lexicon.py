"""Keeps the names of each site's skills ready for reading texts, as long as they stay the same."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.store import taxonomies
from lti_plugin.store.skills import Skill
from lti_plugin.store.taxonomies import Concept, Taxonomy
from recommender.skills.text.vocabulary import Entry, Vocabulary, kind_of

GROUP, TRANSVERSAL = "group", "transversal"
USUAL_LANGUAGE = "en"


@dataclass(frozen=True)
class _Own:
    """A site's own skill; ``uri`` names the concept that it was drawn from."""

    entry: Entry
    uri: str | None


@dataclass(frozen=True)
class _Ready:
    """A vocabulary with what it was made of; ``beyond`` are the skills that are no mere copies."""

    imported: tuple[UUID, ...]
    concepts: Mapping[str, Entry]
    beyond: tuple[_Own, ...]
    vocabulary: Vocabulary


class Lexicon:
    """Vocabularies by site; safe to be used by several threads, which wait for one to make it.

    An entry's id is the URI of a concept of an imported taxonomy, else our own id of the skill.
    """

    def __init__(self) -> None:
        self._ready: dict[UUID, _Ready] = {}
        self._locks: defaultdict[UUID, threading.Lock] = defaultdict(threading.Lock)

    def of_site(self, session: Session, site_id: UUID) -> Vocabulary:
        """Return a site's vocabulary, made anew when its skills or taxonomies have changed.

        The skills themselves are compared, so that no change of a name can be missed; a taxonomy,
        which has a hundred times as many, is only ever replaced as a whole. A skill that is drawn
        from a taxonomy as it is brings no new name, and so costs nobody the time to make it anew.
        """
        own, imported = _own(session, site_id), taxonomies.of_site(session, site_id)
        if (found := self._found(site_id, own, imported)) is not None:
            return found
        with self._locks[site_id]:
            if (found := self._found(site_id, own, imported)) is not None:
                return found
            concepts = _concepts(session, site_id, imported)
            beyond = _beyond(own, concepts)
            vocabulary = Vocabulary(_joined(beyond, concepts), _language(imported))
            self._ready[site_id] = _Ready(_ids(imported), concepts, beyond, vocabulary)
            return vocabulary

    def _found(
        self, site_id: UUID, own: Sequence[_Own], imported: Sequence[Taxonomy]
    ) -> Vocabulary | None:
        ready = self._ready.get(site_id)
        if ready is None or ready.imported != _ids(imported):
            return None
        return ready.vocabulary if ready.beyond == _beyond(own, ready.concepts) else None


def _ids(imported: Sequence[Taxonomy]) -> tuple[UUID, ...]:
    return tuple(row.id for row in imported)


def _beyond(own: Sequence[_Own], concepts: Mapping[str, Entry]) -> tuple[_Own, ...]:
    """Return the skills that say more than the concepts that they were drawn from."""
    return tuple(each for each in own if not _is_copy(each.entry, concepts.get(each.uri or "")))


def _is_copy(entry: Entry, concept: Entry | None) -> bool:
    if concept is None or (entry.durable and not concept.durable):
        return False
    return set(_names(entry)) <= set(_names(concept))


def _names(entry: Entry) -> list[str]:
    return [name.casefold() for name in (entry.name, *entry.alternatives)]


def _own(session: Session, site_id: UUID) -> list[_Own]:
    rows = session.execute(
        select(Skill.id, Skill.name, Skill.alternatives, Skill.kind, Skill.durable, Skill.uri)
        .where(Skill.site_id == site_id, Skill.kind != GROUP)
        .order_by(Skill.name)
    )
    return [
        _Own(Entry(str(id_), name, tuple(others), kind_of(kind), durable), uri)
        for id_, name, others, kind, durable, uri in rows
    ]


def _concepts(session: Session, site_id: UUID, imported: Sequence[Taxonomy]) -> dict[str, Entry]:
    """Return what the taxonomies know by URI, in the order of their names."""
    found: dict[str, Entry] = {}
    for taxonomy in imported:
        rows = session.execute(
            select(
                Concept.uri, Concept.name, Concept.alternatives, Concept.kind, Concept.collections
            ).where(
                Concept.site_id == site_id,
                Concept.taxonomy_id == taxonomy.id,
                Concept.kind != GROUP,
            )
        )
        for uri, name, others, kind, collections in rows:
            entry = Entry(uri, name, tuple(others), kind_of(kind), TRANSVERSAL in collections)
            found.setdefault(uri, entry)
    return found


def _joined(own: Sequence[_Own], concepts: Mapping[str, Entry]) -> Iterator[Entry]:
    """Yield each skill once: a concept that the site has a skill of only lends it its names."""
    entries: dict[str, Entry] = {}
    for each in own:
        concept = concepts.get(each.uri or "")
        mine = each.entry if concept is None else _lent(each.entry, concept, concept.id)
        entries.setdefault(mine.id, mine)
    known = {name: entry.id for entry in entries.values() for name in _names(entry)}
    for concept in concepts.values():
        if concept.id in entries:
            continue
        skill = known.get(concept.name.casefold())
        if skill is None:
            entries[concept.id] = concept
            known[concept.name.casefold()] = concept.id
        else:
            entries[skill] = _lent(entries[skill], concept, skill)
    yield from entries.values()


def _lent(entry: Entry, concept: Entry, id_: str) -> Entry:
    """Return a skill that is also called what a concept is, under this id."""
    names = dict.fromkeys((*entry.alternatives, concept.name, *concept.alternatives))
    durable = entry.durable or concept.durable
    return Entry(id_, entry.name, tuple(names), entry.kind, durable)


def _language(imported: Sequence[Taxonomy]) -> str:
    """Return the language of most names: that of the taxonomies, where they agree on one."""
    languages = {row.language for row in imported}
    return languages.pop() if len(languages) == 1 else USUAL_LANGUAGE
