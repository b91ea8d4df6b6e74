"""One installation and its platform for a whole file: each case makes its own login."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from time_machine import TimeMachineFixture

from tests.support.embedded import Embedded
from tests.support.installation import Installation
from tests.support.platform import Platform
from tests.support.tool import Browser, Clock, Install, Tool


@pytest.fixture(scope="module")
def platform() -> Platform:
    """The platform that the tool knows."""
    return Platform()


@pytest.fixture(scope="module")
def tool(platform: Platform, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Tool]:
    """The tool, connected to that platform."""
    tool = Tool(tmp_path_factory.mktemp("tool"), platform)
    yield tool
    tool.close()


@pytest.fixture
def browser(tool: Tool, platform: Platform) -> Browser:
    """A browser without any history."""
    return Browser(tool, platform)


@pytest.fixture
def install(tmp_path: Path) -> Iterator[Install]:
    """A function that makes an installation of its own for one test."""
    made: list[Tool] = []

    def make(*platforms: Platform, **overrides: Any) -> Tool:
        made.append(Tool(tmp_path / str(len(made)), *platforms, **overrides))
        return made[-1]

    yield make
    for tool in made:
        tool.close()


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """An installation with its real pages, for one test."""
    made = Installation(tmp_path / "installation")
    yield made
    made.close()


@pytest.fixture
def pages(tmp_path: Path) -> Iterator[Embedded]:
    """A platform's courses with the real pages of a small site in their frames."""

    def install(*platforms: Platform, **overrides: Any) -> Installation:
        return Installation(tmp_path / "pages", *platforms, **overrides)

    pages = Embedded(install)
    assert isinstance(pages.tool, Installation)
    pages.tool.fill()
    yield pages
    pages.close()
    pages.tool.close()


@pytest.fixture
def clock(time_machine: TimeMachineFixture) -> Clock:
    """The clock, running on from now until it is moved."""
    time_machine.move_to(datetime.now(UTC), tick=True)
    return time_machine
