"""Templates compiled once in a run, however many applications the tests make."""

from __future__ import annotations

from types import CodeType

from jinja2 import BytecodeCache
from jinja2.bccache import Bucket


class CompiledOnce(BytecodeCache):
    """Keeps what Jinja made of each template, by name, place and content."""

    def __init__(self) -> None:
        self._kept: dict[tuple[str, str], CodeType] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Give the compiled template, if there is one."""
        kept = self._kept.get((bucket.key, bucket.checksum))
        if kept is not None:
            bucket.code = kept

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template that was just compiled."""
        if bucket.code is not None:
            self._kept[bucket.key, bucket.checksum] = bucket.code
