"""Tables and, beside each, its queries as plain functions that take a session."""

from lti_plugin.store import (
    access,
    audit,
    courses,
    erasure,
    installation,
    jobs,
    keys,
    lti,
    models,
    overrides,
    participation,
    paths,
    people,
    recommendations,
    resource_links,
    sites,
    skills,
)
from lti_plugin.store.base import Base

__all__ = [
    "Base",
    "access",
    "audit",
    "courses",
    "erasure",
    "installation",
    "jobs",
    "keys",
    "lti",
    "models",
    "overrides",
    "participation",
    "paths",
    "people",
    "recommendations",
    "resource_links",
    "sites",
    "skills",
]
