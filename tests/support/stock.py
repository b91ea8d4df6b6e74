"""A stock of RSA keys for the installations of the tests: to make one takes longer than most tests.

They are given out in turn, so that one installation meets the same key again only after all others.
"""

from __future__ import annotations

import itertools
from functools import cache

from lti_plugin.keys import KINDS, SigningJwk
from lti_plugin.store.keys import LTI

SIZE = 12
_make = KINDS[LTI].make
_places = itertools.cycle(range(SIZE))


def next_key() -> SigningJwk:
    """Return the next key, which an installation of the product has made."""
    return _made(next(_places))


@cache
def _made(_place: int) -> SigningJwk:
    return _make()
