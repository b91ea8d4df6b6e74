"""Values that no sane source would send, and the check that records are sane all the same."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from datetime import datetime
from typing import Any

from hypothesis import strategies as st

from connectors.limits import EARLIEST, LATEST, LENGTHS

NUMBERS = st.one_of(
    st.integers(),
    st.sampled_from([10**13, 10**30, -(10**30), 2**31, 2**63, 253_402_300_800, -1, 0]),
    st.floats(allow_nan=True, allow_infinity=True),
    st.booleans(),
)
MARKUP = st.sampled_from(
    ["<![x[", "<![", "<!", "&#" + "9" * 5000 + ";", "&#55296;", "<script>", "</", "<p title=&#1"]
)
DIGITS = st.sampled_from(
    ["1" + "0" * 12, "9" * 400, "9" * 5000, "-1", "1e999", "nan", "-inf", "٣" * 20, "²", "1_0"]
)
DATES = st.sampled_from(
    ["0001-01-01", "9999-12-31T23:59:59-14:00", "9999-12-31", "2025-02-30", "10000-01-01"]
)
LONG = st.sampled_from(["x" * 101, "İ" * 200, "é" * 256, "; ".join(["y" * 256] * 3), "z" * 2001])
ODD = st.sampled_from(["\x00", "a\x00b", "\ud800", "a\udfffb", "\r\n", "\x1f", "\x85", "\u2028"])
TEXTS = st.one_of(st.text(max_size=20), MARKUP, DIGITS, DATES, LONG, ODD)
PLAIN = st.one_of(st.none(), NUMBERS, TEXTS)
VALUES = st.one_of(PLAIN, st.lists(PLAIN, max_size=2), st.dictionaries(TEXTS, PLAIN, max_size=2))
UNFIT = re.compile(r"[\x00-\x08\x0b-\x1f\ud800-\udfff]")


def misfits(record: Any) -> Iterator[str]:
    """Yield what in a record a store could not take: a text, a time or a number out of bounds."""
    lengths = LENGTHS.get(type(record), {})
    for field in fields(record):
        longest = lengths.get(field.name, math.inf)
        yield from (f"{field.name}: {fault}" for fault in _faults(getattr(record, field.name)))
        for text in _texts(getattr(record, field.name)):
            if len(text) > longest:
                yield f"{field.name}: {len(text)} characters"


def _faults(value: Any) -> Iterator[str]:
    endless = isinstance(value, float) and not math.isfinite(value)
    if endless or (isinstance(value, datetime) and not EARLIEST <= value < LATEST):
        yield str(value)
    for each in value if isinstance(value, tuple) else ():
        yield from misfits(each) if is_dataclass(each) else _faults(each)
    for text in _texts(value):
        if UNFIT.search(text):
            yield repr(text)


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple):
        yield from (each for each in value if isinstance(each, str))
    elif isinstance(value, dict):
        yield from (*value.keys(), *value.values())
