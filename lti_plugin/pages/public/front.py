"""The page at the root: what this is."""

from __future__ import annotations

from flask import Blueprint, render_template

blueprint = Blueprint("front", __name__)


@blueprint.get("/")
def index() -> str:
    """Tell a visitor what this is and where it is used."""
    return render_template("public/front.html")
