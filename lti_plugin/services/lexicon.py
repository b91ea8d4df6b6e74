"""Keeps the names of each site's skills ready for reading texts, as long as they stay the same."""

from __future__ import annotations

import threading
from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from typing import cast, get_args
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.store import taxonomies
from lti_plugin.store.skills import Skill
from lti_plugin.store.taxonomies import Concept, Taxonomy
from recommender.skills.text.vocabulary import Entry, Kind, Vocabulary

GROUP, TRANSVERSAL = "group", "transversal"
USUAL_LANGUAGE = "en"


@dataclass(frozen=True)
class _Own:
    """A site's own skill; ``uri`` joins it with the concept that it was drawn from."""

    entry: Entry
    uri: str | None


@dataclass(frozen=True)
class _Ready:
    stamp: Hashable
    vocabulary: Vocabulary


class Lexicon:
    """Vocabularies by site; safe to be used by several threads, which wait for one to make it.

    An entry's id is our own id of a skill of the site, or the URI of a concept of an imported
    taxonomy that the site has no skill of.
    """

    def __init__(self) -> None:
        self._ready: dict[UUID, _Ready] = {}
        self._locks: defaultdict[UUID, threading.Lock] = defaultdict(threading.Lock)

    def of_site(self, session: Session, site_id: UUID) -> Vocabulary:
        """Return a site's vocabulary, made anew when its skills or taxonomies have changed.

        The skills themselves are the stamp, so that no change of a name can be missed; a taxonomy,
        which has a hundred times as many, is only ever replaced as a whole.
        """
        own, imported = _own(session, site_id), taxonomies.of_site(session, site_id)
        stamp = tuple(own), tuple(row.id for row in imported)
        if (found := self._found(site_id, stamp)) is not None:
            return found
        with self._locks[site_id]:
            if (found := self._found(site_id, stamp)) is not None:
                return found
            entries = [*_joined(own, _concepts(session, site_id, imported))]
            vocabulary = Vocabulary(entries, _language(imported))
            self._ready[site_id] = _Ready(stamp, vocabulary)
            return vocabulary

    def _found(self, site_id: UUID, stamp: Hashable) -> Vocabulary | None:
        ready = self._ready.get(site_id)
        return ready.vocabulary if ready is not None and ready.stamp == stamp else None


def _own(session: Session, site_id: UUID) -> list[_Own]:
    rows = session.execute(
        select(Skill.id, Skill.name, Skill.alternatives, Skill.kind, Skill.durable, Skill.uri)
        .where(Skill.site_id == site_id, Skill.kind != GROUP)
        .order_by(Skill.name)
    )
    return [
        _Own(Entry(str(id_), name, tuple(others), _kind(kind), durable), uri)
        for id_, name, others, kind, durable, uri in rows
    ]


def _concepts(session: Session, site_id: UUID, imported: Sequence[Taxonomy]) -> list[Entry]:
    """Return what the taxonomies know, in the order of their names."""
    found = []
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
        found += [
            Entry(uri, name, tuple(others), _kind(kind), TRANSVERSAL in collections)
            for uri, name, others, kind, collections in rows
        ]
    return found


def _joined(own: Sequence[_Own], concepts: Sequence[Entry]) -> Iterator[Entry]:
    """Yield each skill once: a concept that the site has a skill of only lends it its names."""
    by_uri = {each.uri: each.entry.id for each in own if each.uri}
    known = {
        name.casefold(): each.entry.id
        for each in own
        for name in (*each.entry.alternatives, each.entry.name)
    }
    lent: defaultdict[str, list[str]] = defaultdict(list)
    others: dict[str, Entry] = {}
    for concept in concepts:
        skill = by_uri.get(concept.id) or known.get(concept.name.casefold())
        if skill is not None:
            lent[skill] += [concept.name, *concept.alternatives]
        elif concept.id not in others:
            others[concept.id] = concept
            known[concept.name.casefold()] = concept.id
    for entry in [*(each.entry for each in own), *others.values()]:
        yield Entry(
            entry.id,
            entry.name,
            tuple(dict.fromkeys((*entry.alternatives, *lent[entry.id]))),
            entry.kind,
            entry.durable,
        )


def _kind(kind: str) -> Kind:
    return cast(Kind, kind) if kind in get_args(Kind) else "skill"


def _language(imported: Sequence[Taxonomy]) -> str:
    """Return the language of most names: that of the taxonomies, where they agree on one."""
    languages = {row.language for row in imported}
    return languages.pop() if len(languages) == 1 else USUAL_LANGUAGE
