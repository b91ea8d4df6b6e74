"""The official JSON schema of Open Badges 3.0 credentials."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cache
from importlib import resources
from typing import Any

import jsonschema_rs

from lti_plugin.badges.failures import BadgeFailure

ADDRESS = (
    "https://purl.imsglobal.org/spec/ob/v3p0/schema/json/ob_v3p0_achievementcredential_schema.json"
)
_FILE = "ob_v3p0_achievementcredential_schema.json"
_DIGEST = "b7358e895f492e74055dc6bfc7ffc420d0e497f90c4579fb83d9519b86d393ea"


def check(document: Mapping[str, Any]) -> None:
    """Make sure that a credential is as the schema wants it.

    Raises
    ------
    BadgeFailure
        ``schema``, with where it differs and how.
    """
    error = next(_validator().iter_errors(document), None)
    if error is not None:
        place = "/".join(str(each) for each in error.instance_path) or "the badge"
        raise BadgeFailure("schema", f"{place}: {error.message[:300]}")


@cache
def _validator() -> Any:
    raw = (resources.files(__package__) / "schemas" / _FILE).read_bytes()
    if hashlib.sha256(raw).hexdigest() != _DIGEST:
        raise BadgeFailure("schema", f"The file {_FILE} is not the one that was pinned.")
    return jsonschema_rs.validator_for(json.loads(raw), validate_formats=True)
