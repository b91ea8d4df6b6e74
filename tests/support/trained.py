"""Trainings of a site with what they compared, as a training keeps them."""

from __future__ import annotations

from typing import Any

from lti_plugin.store.database import Database
from lti_plugin.store.models import ModelRun
from lti_plugin.store.sites import Site

ROWS: list[dict[str, Any]] = [
    {
        "method": "popularity",
        "ndcg": 0.098,
        "recall": 0.151,
        "mrr": 0.081,
        "coverage": 0.02,
        "popularity": 0.97,
        "cold_ndcg": None,
        "difference": [-0.041, -0.032, -0.024],
    },
    {
        "method": "ease",
        "ndcg": 0.128,
        "recall": 0.2,
        "mrr": 0.11,
        "coverage": 0.41,
        "popularity": 0.71,
        "cold_ndcg": 0.02,
        "difference": [-0.006, -0.002, 0.002],
    },
    {
        "method": "gap_only",
        "ndcg": None,
        "recall": None,
        "mrr": None,
        "coverage": None,
        "popularity": None,
        "cold_ndcg": None,
        "difference": None,
    },
    {
        "method": "fusion",
        "ndcg": 0.13,
        "recall": 0.19,
        "mrr": 0.115,
        "coverage": 0.38,
        "popularity": 0.74,
        "cold_ndcg": 0.06,
        "difference": None,
    },
]
EXPOSURE: list[dict[str, Any]] = [
    {
        "kind": "department",
        "group": "Support",
        "people": 31,
        "ndcg": 0.14,
        "popularity": 0.7,
        "coverage": 0.2,
    },
    {
        "kind": "department",
        "group": "=Sales",
        "people": 5,
        "ndcg": None,
        "popularity": 0.8,
        "coverage": 0.1,
    },
]
EVALUATION: dict[str, Any] = {
    "way": "time",
    "people": 412,
    "rows": ROWS,
    "exposure": EXPOSURE,
    "floor": "popularity",
    "beats_floor": True,
}
WEIGHTS = {"lightfm": 0.3, "ease": 0.45, "popularity": 0.25, "segments": 0.0}
UNTAKEN = {"ease": 0.12, "content": 0.36}
HISTORY: dict[str, Any] = {
    "basis": "history",
    "version": "v1",
    "people": 50,
    "courses": 40,
    "completions": 900,
    "seconds": 12.5,
    "promoted": True,
    "metrics": {"weights": WEIGHTS, "evaluation": EVALUATION},
}
FEATURES: dict[str, Any] = {
    "basis": "features",
    "note": "Not enough history yet: 3 of 200 completions.",
    "promoted": True,
}


def train_with(database: Database, site: Site, **values: Any) -> ModelRun:
    """Keep a training that compared every method, changed in what is given."""
    with database.writing() as session:
        run = ModelRun(site_id=site.id, **{**HISTORY, **values})
        session.add(run)
    return run
