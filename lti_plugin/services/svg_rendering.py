"""Renders SVG as PNG, that of others in a process of its own that may take only so much.

As a module it is that process: SVG in, PNG out. It imports next to nothing, as it begins anew for
each picture.
"""

from __future__ import annotations

import resource
import subprocess
import sys

import font_source_sans_pro as fonts
import resvg_py

WIDTH = 600
SECONDS = 10
MEMORY = 1024 * 1024 * 1024


def render(svg: str) -> bytes:
    """Return an SVG as PNG; only our own font is there, whatever machine it is.

    Raises
    ------
    ValueError
        When it cannot be rendered.
    """
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            width=WIDTH,
            skip_system_fonts=True,
            font_files=[fonts.font_files_ttf["SourceSansProSemibold"]],
            font_family="Source Sans Pro",
            sans_serif_family="Source Sans Pro",
        )
    )


def render_apart(svg: str) -> bytes:
    """Do the same to the SVG of somebody else, which may be made to take for ever.

    Raises
    ------
    ValueError
        When it cannot be rendered, or not within the time and the memory that it may take.
    """
    try:
        done = subprocess.run(
            [sys.executable, "-m", __name__],
            input=svg.encode(),
            capture_output=True,
            timeout=SECONDS,
            check=True,
        )
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError):
        raise ValueError("this SVG cannot be rendered here") from None
    return done.stdout


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    _limit()
    sys.stdout.buffer.write(render(sys.stdin.buffer.read().decode()))
