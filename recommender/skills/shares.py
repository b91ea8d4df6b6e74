"""What a share of some people says of all: whether they are enough, and what it surely is."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

FEWEST, ENOUGH = 5, 10
_Z = 1.96  # two-sided 95 % of the normal distribution

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


def needed(people: Ints) -> Ints:
    """Return how many of these ``people`` have to be known before a share is told of them.

    Half of them, though never fewer than ``FEWEST``; ``ENOUGH`` are enough of however many. Where
    the people themselves are fewer than that, no share is ever told.
    """
    return np.clip((people + 1) // 2, FEWEST, ENOUGH)


def at_least(share: Floats, known: Ints, people: Ints) -> Floats:
    """Return what a share among all people surely is, from that among those who are known.

    Parameters
    ----------
    share
        The share among the known, 0-1.
    known
        How many they are.
    people
        How many there are in all, the known among them.

    Returns
    -------
    Floats
        The lower end of Wilson's 95 % interval, 0-1: the fewer are known, the further below
        ``share``; though never less than those make up who are known to belong to it. Where
        everybody is known it is ``share`` itself. NaN where nobody is.

    Notes
    -----
    E. B. Wilson, "Probable inference, the law of succession, and statistical inference", Journal of
    the American Statistical Association 22 (1927), 209-212; with the correction for a finite
    population, (people - known) / (people - 1), as W. G. Cochran has it (Sampling Techniques, 3rd
    ed., 1977, section 2.6). It takes the known for no better or worse than the others.
    """
    unknown = (people - known) / np.maximum(people - 1, 1)
    spread = _Z**2 * unknown / np.maximum(known, 1)
    low = share + spread / 2 - np.sqrt(spread * (share * (1 - share) + spread / 4))
    certain = share * known / np.maximum(people, 1)
    return np.where(known > 0, np.clip(low / (1 + spread), certain, share), np.nan)
