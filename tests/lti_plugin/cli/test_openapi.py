"""`fingerpost openapi` prints what the web server serves."""

from __future__ import annotations

import json
from pathlib import Path

from lti_plugin.api import description
from tests.support.command import CommandLine


def test_description_is_printed_without_any_installation(bare: CommandLine) -> None:
    ended = bare("openapi")
    assert (ended.code, ended.err) == (0, "")
    assert json.loads(ended.out) == description.document()
    assert not Path(bare.folder).exists()
