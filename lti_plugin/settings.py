"""Every setting, read once from the environment; all mistakes are reported together."""

from __future__ import annotations

import contextlib
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import fields as fields_of
from ipaddress import ip_address, ip_network
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from limits import parse_many
from marshmallow import Schema, ValidationError, fields
from marshmallow.validate import Length, OneOf, Range
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from lti_plugin.errors import BadSettings

PREFIX = "FINGERPOST_"
DATABASES = frozenset({"postgresql", "sqlite"})
LANGUAGES = ("en", "de", "es")
SECRETS = ("database_url", "secret_key", "metrics_token")
KEY_FILE = "secret.key"
SHORTEST_KEY = 32


@dataclass(frozen=True, slots=True)
class Settings:
    """What the environment says; docs/operate.md describes each field under its upper-case name."""

    base_url: str
    database_url: str
    secret_key: str
    data_dir: Path
    allowed_hosts: frozenset[str]
    trusted_proxies: int
    inline_worker: bool
    connect_timeout: float
    read_timeout: float
    max_answer_bytes: int
    session_hours: float
    session_idle_minutes: float
    sync_hour: int
    train_weekday: int
    train_minutes: float
    default_language: str
    metrics_token: str
    log_level: str
    log_format: str
    rate_limit: str
    portfolio_file_mb: int

    def __repr__(self) -> str:
        """Leave out whatever may hold a secret."""
        shown = (
            f"{f.name}={getattr(self, f.name)!r}" for f in fields_of(self) if f.name not in SECRETS
        )
        return f"Settings({', '.join(shown)})"

    @property
    def models_dir(self) -> Path:
        """Where each site's fitted models lie."""
        return self.data_dir / "models"


def _own_host(value: str) -> None:
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username:
        raise ValidationError("Must be a web address such as https://skills.example.org.")
    if parts.path not in {"", "/"} or parts.query or parts.fragment:
        raise ValidationError("Must be a host of its own, without a path.")


def _known_database(value: str) -> None:
    """Refuse what is no address of SQLite or PostgreSQL, without repeating it: it may be secret."""
    try:
        known = not value or make_url(value).get_backend_name() in DATABASES
    except (ArgumentError, ValueError):
        known = False
    if not known:
        raise ValidationError("Must be an address such as postgresql://user:password@host/name.")


def _hosts(value: str) -> None:
    """Refuse what would never match: a malformed network, a port, a whole web address."""
    wrong = [host for host in _split(value) if not _is_host(host)]
    if wrong:
        raise ValidationError(
            f"{', '.join(wrong)}: must be host names, addresses or networks such as 10.0.0.0/8."
        )


def _is_host(text: str) -> bool:
    try:
        if "/" in text:
            ip_network(text)
        elif ":" in text:
            ip_address(text.strip("[]"))
    except ValueError:
        return False
    return True


def _split(value: str) -> list[str]:
    return value.replace(",", " ").split()


def _rate(value: str) -> None:
    try:
        parse_many(value)
    except ValueError:
        raise ValidationError("Must be a rate such as 300 per minute.") from None


class SettingsSchema(Schema):
    """One field for each setting: its kind, its default and what it may be."""

    base_url = fields.String(load_default="http://localhost:8000", validate=_own_host)
    data_dir = fields.String(load_default="var")
    database_url = fields.String(load_default="", validate=_known_database)
    secret_key = fields.String(load_default=None, validate=Length(min=SHORTEST_KEY))
    allowed_hosts = fields.String(load_default="", validate=_hosts)
    trusted_proxies = fields.Integer(load_default=0, validate=Range(0, 5))
    inline_worker = fields.Boolean(load_default=True)
    connect_timeout = fields.Float(load_default=5.0, validate=Range(0.1, 60))
    read_timeout = fields.Float(load_default=60.0, validate=Range(1, 600))
    max_answer_bytes = fields.Integer(load_default=64_000_000, validate=Range(1_000, 2**31))
    session_hours = fields.Float(load_default=8.0, validate=Range(0.1, 24))
    session_idle_minutes = fields.Float(load_default=30.0, validate=Range(5, 480))
    sync_hour = fields.Integer(load_default=2, validate=Range(0, 23))
    train_weekday = fields.Integer(load_default=6, validate=Range(0, 6))
    train_minutes = fields.Float(load_default=30.0, validate=Range(0.1, 1440))
    default_language = fields.String(load_default="en", validate=OneOf(LANGUAGES))
    metrics_token = fields.String(load_default="")
    log_level = fields.String(
        load_default="INFO", validate=OneOf(("DEBUG", "INFO", "WARNING", "ERROR"))
    )
    log_format = fields.String(load_default="console", validate=OneOf(("console", "json")))
    rate_limit = fields.String(load_default="300 per minute", validate=_rate)
    portfolio_file_mb = fields.Integer(load_default=10, validate=Range(0, 100))


def load(environ: Mapping[str, str] | None = None, **overrides: object) -> Settings:
    """Read the settings from ``environ`` (default: the process's own).

    ``overrides`` win over the environment; commands such as ``demo`` use them.

    Raises
    ------
    BadSettings
        With one line for every mistake found.
    """
    given, mistakes = _given(os.environ if environ is None else environ)
    values: dict[str, Any] = {}
    try:
        values = dict(SettingsSchema().load(given))
    except ValidationError as error:
        mistakes |= {name: " ".join(texts) for name, texts in error.messages_dict.items()}
    if mistakes:
        raise BadSettings(
            "\n".join(f"{PREFIX}{name.upper()}: {text}" for name, text in sorted(mistakes.items()))
        )
    values |= overrides
    data_dir = Path(values["data_dir"]).resolve()
    values["data_dir"] = data_dir
    values["base_url"] = values["base_url"].rstrip("/")
    values["allowed_hosts"] = frozenset(_split(values["allowed_hosts"]))
    values["database_url"] = values["database_url"] or f"sqlite:///{data_dir}/fingerpost.sqlite"
    values["secret_key"] = values["secret_key"] or _key_of(data_dir)
    return Settings(**values)


def _given(environ: Mapping[str, str]) -> tuple[dict[str, str], dict[str, str]]:
    """Return what the environment gives, by field name, and the mistakes made so far.

    A secret may come from the file that ``NAME_FILE`` names; an unknown name is a mistake, since
    it is most often a misspelt one.
    """
    given: dict[str, str] = {}
    mistakes: dict[str, str] = {}
    for variable, text in environ.items():
        name = variable.removeprefix(PREFIX).lower()
        if not variable.startswith(PREFIX) or name.startswith("test_"):
            continue
        if name.removesuffix("_file") not in SECRETS or not name.endswith("_file"):
            given[name] = text
            continue
        try:
            given[name.removesuffix("_file")] = Path(text).read_text(encoding="utf-8").strip()
        except (OSError, UnicodeDecodeError) as error:
            mistakes[name] = f"{text} cannot be read ({getattr(error, 'strerror', 'not text')})."
    return given, mistakes


def _key_of(data_dir: Path) -> str:
    """Return the installation's own key, made once in a file that only its owner can read."""
    path = data_dir / KEY_FILE
    try:
        data_dir.mkdir(parents=True, exist_ok=True)
        if not path.exists():
            _make_key(path)
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "not text"
        raise BadSettings(
            f"{PREFIX}DATA_DIR: {path} cannot be written or read ({reason})."
        ) from error
    if len(key) < SHORTEST_KEY:
        raise BadSettings(
            f"{PREFIX}DATA_DIR: {path} holds no whole key.",
            hint="Put the key back from where you keep it; remove the file if there never was one.",
        )
    return key


def _make_key(path: Path) -> None:
    """Put a new key in place whole; of two processes that begin together the first one's counts."""
    partial = path.with_name(f"{path.name}.{secrets.token_hex(4)}")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(secrets.token_urlsafe(48))
            file.flush()
            os.fsync(file.fileno())
        with contextlib.suppress(FileExistsError):
            os.link(partial, path)
    finally:
        partial.unlink()
