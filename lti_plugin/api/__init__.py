"""The same services as JSON for programs, described by OpenAPI."""

from __future__ import annotations

from lti_plugin.api import (
    audit,
    badges,
    catalogue,
    cohorts,
    curation,
    directions,
    evidence,
    future,
    hiring,
    jobs,
    log,
    me,
    models,
    objectives,
    people,
    people_import,
    plans,
    recommendations,
    requests,
    roles,
    settings,
    sites,
    skills,
    teams,
    tokens,
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
        badges,
        catalogue,
        cohorts,
        curation,
        models,
        settings,
        teams,
        people,
        people_import,
        requests,
        tokens,
        log,
        sites,
        jobs,
    )
)
