"""Bridging roles: the way to a role that is too far for one move, over roles in between."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import networkx as nx

from recommender.skills.mobility import (
    DEFAULT_RULES,
    REACH,
    MoveRules,
    RoleProfile,
    one_way_gap,
    profile_of,
)
from recommender.skills.similarity import Similarity

MOST_MOVES = 3
# Each change of role costs by itself: one more has to save at least this much of gap.
CHANGE_COST = 0.1

_Place = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Bridge:
    """A way to a role: the roles in between, none when one move does, and each move's gap."""

    roles: tuple[str, ...]
    gaps: tuple[float, ...]


class RoleGraph:
    """Roles, joined where a move between them is viable.

    Parameters
    ----------
    roles : mapping of id to RoleProfile
        Roles that ``similarity`` doesn't know stay alone.
    similarity : Similarity
        See ``skill_similarity`` and ``blend``.
    rules : MoveRules, optional
        What joins two roles: similarity above ``viable``, job zones close enough.
    """

    def __init__(
        self,
        roles: Mapping[str, RoleProfile],
        similarity: Similarity,
        rules: MoveRules = DEFAULT_RULES,
    ) -> None:
        self._roles = roles
        self._graph = nx.Graph()
        self._graph.add_nodes_from(sorted(roles))
        self._graph.add_edges_from(
            (one, other)
            for one, other in similarity.pairs(above=rules.viable)
            if one in roles and other in roles and rules.zones_fit(roles[one], roles[other])
        )

    def bridge(self, source: str, target: str, most_moves: int = MOST_MOVES) -> Bridge | None:
        """Return the shortest way from ``source`` to ``target``.

        Every move on it has a one-way gap within ``REACH``; among such ways the one with the
        smallest sum of gaps and ``CHANGE_COST`` a move is taken. The gap of a move is that
        between its two roles, so the way there and the way back may differ.

        Parameters
        ----------
        source, target : str
            Two different roles of the graph.
        most_moves : int
            At least 1; one less is the number of roles in between.

        Returns
        -------
        Bridge or None
            Without roles in between when the target is within reach by itself. None when no such
            way exists or one of the two roles asks for nothing.

        Raises
        ------
        ValueError
            A role is unknown, both are the same, or no move is allowed.
        """
        own, wanted = profile_of(source, self._roles), profile_of(target, self._roles)
        if source == target:
            raise ValueError(f"Role {source!r} is today's role already: choose another target.")
        if most_moves < 1:
            raise ValueError(f"A way needs at least 1 move, not {most_moves}.")
        direct = one_way_gap(own, wanted)
        if direct is None or direct <= REACH:
            return None if direct is None else Bridge((), (direct,))
        ways = self._ways(source, target, most_moves)
        try:
            way = nx.dijkstra_path(ways, (source, 0), (target, most_moves))
        except (nx.NetworkXNoPath, nx.NodeNotFound):
            return None
        gaps = tuple(ways.edges[step]["gap"] for step in pairwise(way))
        return Bridge(tuple(role for role, _ in way[1:-1]), gaps)

    def _ways(self, source: str, target: str, most_moves: int) -> Any:
        """Return the directed graph of roles by number of moves made, so that these are limited.

        A node is (role, moves made); the target is one node, (target, most_moves), however early
        it is reached. Only roles from which it can still be reached take part.
        """
        left = nx.single_source_shortest_path_length(self._graph, target, cutoff=most_moves)
        ways = nx.DiGraph()
        reached: list[str] = [source]
        for made in range(most_moves):
            following: dict[str, None] = {}
            for role in reached:
                for other in self._graph[role]:
                    if other == source or left.get(other, most_moves) > most_moves - made - 1:
                        continue
                    gap = one_way_gap(self._roles[role], self._roles[other])
                    if gap is None or gap > REACH:
                        continue
                    place: _Place = (other, most_moves if other == target else made + 1)
                    ways.add_edge((role, made), place, gap=gap, weight=gap + CHANGE_COST)
                    if other != target:
                        following[other] = None
            reached = list(following)
        return ways
