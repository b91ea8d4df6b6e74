"""The addresses of a visit's pages: each names its visit, and a posted one leads back to itself."""

from __future__ import annotations

from typing import Any

from flask import current_app, g, request, url_for

from lti_plugin.edge import visits
from lti_plugin.pages import landing


def name_visit(endpoint: str, values: dict[str, Any]) -> None:
    """Name the present visit in every address that is made for a page of visitors."""
    view = current_app.view_functions.get(endpoint)
    if g.get("visit") and hasattr(view, "audiences") and values.get("v") is None:
        values["v"] = g.visit.short


def own_address() -> str:
    """Return where a page that was posted can be read by itself; empty for any other.

    What a page puts into ``g.kept``, such as its filters, stands in the address as well.
    """
    visit = g.get("visit")
    if visit is None or request.method in visits.SAFE or visits.is_fetch():
        return ""
    if "reads_at" in g:  # a page that knows better, such as with which filters it was asked for
        return str(g.reads_at)
    readable = request.url_rule is not None and "GET" in (request.url_rule.methods or ())
    page = request.endpoint if readable else _page_of_button()
    if page is None:
        return url_for(landing.page_of(visit.audience, visit.claims), v=visit.short)
    return url_for(page, v=visit.short, **(request.view_args or {}), **g.get("kept", {}))


def reads_at(endpoint: str, **values: Any) -> None:
    """Say where the page that is being made can be read by itself, with what it was asked for."""
    g.reads_at = url_for(endpoint, **values)


def _page_of_button() -> str | None:
    """Return the page whose button was pressed: the only one of the blueprint that can be read.

    A page about one thing, such as a role, has that thing in its address; so have its buttons.
    """
    things = request.url_rule.arguments if request.url_rule else set()
    known = current_app.extensions.setdefault("pages_of_buttons", {})
    button = request.blueprint, frozenset(things)
    if button not in known:  # looking through all rules takes longer than most answers
        known[button] = _only_page(*button)
    page: str | None = known[button]
    return page


def _only_page(blueprint: str | None, things: frozenset[str]) -> str | None:
    pages = {
        rule.endpoint
        for rule in current_app.url_map.iter_rules()
        if rule.endpoint.rpartition(".")[0] == blueprint
        and rule.arguments == things
        and "GET" in (rule.methods or ())
        and hasattr(current_app.view_functions[rule.endpoint], "audiences")
    }
    return pages.pop() if len(pages) == 1 else None
