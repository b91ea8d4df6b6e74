"""The same services as JSON for programs, described by OpenAPI."""

from __future__ import annotations

from lti_plugin.api import (
    audit,
    catalogue,
    directions,
    evidence,
    future,
    hiring,
    me,
    models,
    objectives,
    plans,
    recommendations,
    roles,
    skills,
    teams,
    written_roles,
)

RESOURCES = tuple(
    module.resource
    for module in (
        me,
        recommendations,
        plans,
        skills,
        roles,
        written_roles,
        hiring,
        future,
        evidence,
        directions,
        objectives,
        audit,
        catalogue,
        models,
        teams,
    )
)
