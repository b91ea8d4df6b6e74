"""Progress of a job in the foreground, as bars on a terminal and as lines elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from lti_plugin.jobs.tools import Progress as Step


@contextmanager
def bars() -> Iterator[Callable[[Step], None]]:
    """Give a function that shows how far a job is; one bar a stage."""
    console = Console(stderr=True)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        tasks: dict[tuple[str, str], TaskID] = {}

        def show(step: Step) -> None:
            place = step.kind, step.stage
            if place not in tasks:
                for earlier in tasks.values():
                    progress.stop_task(earlier)
                tasks[place] = progress.add_task(f"{step.kind}: {step.stage}", total=step.total)
                if not console.is_terminal:
                    console.print(f"{step.kind}: {step.stage}")
            progress.update(tasks[place], completed=step.done, total=step.total)

        yield show
