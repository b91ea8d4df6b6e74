"""Web addresses in a launch: whose they are, and where Moodle opens an activity again."""

from __future__ import annotations

import json
import re
from urllib.parse import urlsplit

from lti_plugin.settings import Settings

LAUNCH_PATH = "/lti/launch"
LONGEST = 2000
# Anything but ASCII has to be written in another way in an address, and in a header it breaks.
_UNSAFE = re.compile(r"[^\x21-\x7e]|\\")
# What a host may consist of; a sign more could add a rule of its own to a page's policy.
_HOST = re.compile(r"[a-z0-9._-]+|[0-9a-f:.]+")


def origin(url: str) -> str | None:
    """Return scheme, host and port of a web address, or None when it is not a plain one."""
    if len(url) > LONGEST or _UNSAFE.search(url):
        return None
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or "@" in parts.netloc:
        return None
    host = parts.hostname or ""
    if not _HOST.fullmatch(host):
        return None
    host = f"[{host}]" if ":" in host else host
    usual = {"http": 80, "https": 443}[parts.scheme]
    return f"{parts.scheme}://{host}" + ("" if port in {None, usual} else f":{port}")


def same_origin(url: object, other: str) -> bool:
    """Say whether ``url`` is a web address of the same scheme, host and port as ``other``."""
    return isinstance(url, str) and origin(url) is not None and origin(url) == origin(other)


def redirect_uri(settings: Settings) -> str:
    """Return the one address to which platforms send launches."""
    return settings.base_url + LAUNCH_PATH


def course_module(hint: str | None) -> int | None:
    """Return Moodle's id of the activity from its message hint, or None where it tells none."""
    try:
        told = json.loads(hint or "")
    except (ValueError, RecursionError):
        return None
    number = told.get("cmid") if isinstance(told, dict) else None
    if isinstance(number, str) and re.fullmatch(r"[0-9]{1,9}", number):
        number = int(number)
    return number if type(number) is int and 0 < number < 2**31 else None


def new_window(issuer: str, module: int | None) -> str | None:
    """Return where Moodle launches the activity afresh, without its page around it."""
    return f"{issuer.rstrip('/')}/mod/lti/launch.php?id={module}" if module else None


def open_again(issuer: str, module: int | None, return_url: str | None) -> str | None:
    """Return where Moodle shows the activity, or else where the launch asked to return to."""
    if module:
        return f"{issuer.rstrip('/')}/mod/lti/view.php?id={module}"
    return return_url if same_origin(return_url, issuer) else None
