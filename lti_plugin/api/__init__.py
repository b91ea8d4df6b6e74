"""The same services as JSON for programs, described by OpenAPI."""

from __future__ import annotations

from lti_plugin.api import (
    audit,
    catalogue,
    curation,
    directions,
    evidence,
    hiring,
    me,
    models,
    objectives,
    plans,
    recommendations,
    roles,
    skills,
    teams,
)

RESOURCES = tuple(
    module.resource
    for module in (
        me,
        recommendations,
        plans,
        skills,
        roles,
        hiring,
        evidence,
        directions,
        objectives,
        audit,
        catalogue,
        curation,
        models,
        teams,
    )
)
