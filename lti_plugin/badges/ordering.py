"""Puts statements in their one order (RDFC-1.0), with a limit to the work that a stranger asks for.

Things without a name that look alike are told apart by trying their orders, of which there are as
many as the factorial of their number: eight of them in three kilobytes take minutes.
"""

from __future__ import annotations

from typing import Any

from pyld.canon import URDNA2015  # type: ignore[import-untyped]  # it has no types

from lti_plugin.badges.failures import BadgeFailure


def in_order(dataset: Any) -> bytes:
    """Return the canonical N-Quads of a dataset as pyld holds it.

    Raises
    ------
    BadgeFailure
        ``too-many``: its unnamed things look so much alike that ordering them would take for ever.
    """
    return str(_Bounded().main(dataset, {"format": "application/n-quads"})).encode()


class _Bounded(URDNA2015):  # type: ignore[misc]  # its base has no types
    """pyld's algorithm, which it knows by the older name of RDFC-1.0, with its tries counted.

    The two names differ in how control characters are written, and those are refused before.
    """

    def __init__(self) -> None:
        super().__init__()
        self._tries = 0

    def hash_n_degree_quads(self, id_: str, issuer: Any) -> Any:
        # One for each thing that looks like another, as the readers in JavaScript have it: they
        # would refuse what takes more, so it must not be signed either.
        self._tries += 1
        if self._tries > sum(len(each) for each in self.hash_to_blank_nodes.values()):
            raise BadgeFailure("too-many", "Too many parts of this badge look alike.")
        return super().hash_n_degree_quads(id_, issuer)
