"""What a catalogue's courses say, and what follows from it alone: which of them are alike."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from recommender.engine.likeness import content_links
from recommender.engine.links import Links


@dataclass(frozen=True)
class Contents:
    """Courses x tokens as CSR, rows of length 1 or empty.

    All cuts of a history share one object, so that who is like whom is looked for once.
    """

    vectors: Any

    @cached_property
    def links(self) -> Links:
        """The courses most alike; see :func:`recommender.engine.likeness.content_links`."""
        return content_links(self.vectors)
