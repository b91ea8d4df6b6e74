"""Reads the parameters of a form or a query: each at most once, bounded, without control signs."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from lti_plugin.lti.refusals import malformed

# A line break inside a value would come back from the browser as another one.
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def read(sent: Mapping[str, Sequence[str]], limits: Mapping[str, int]) -> dict[str, str]:
    """Return the parameters named in ``limits`` (name: most characters) that were sent and filled.

    ``sent`` has all values of each name. Everything else that was sent is ignored.

    Raises
    ------
    BadRequest
        When one was sent twice, is too long or has control characters in it.
    """
    found = {}
    for name, longest in limits.items():
        values = sent.get(name, ())
        if len(values) > 1 or any(len(v) > longest or _CONTROL.search(v) for v in values):
            raise malformed("parameter")
        if values and values[0]:
            found[name] = values[0]
    return found
