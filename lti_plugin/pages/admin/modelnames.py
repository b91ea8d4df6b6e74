"""What the methods, figures and parts of a model card are called, and what each of them means."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as lazy

from lti_plugin.services.model_card import BETTER_THAN_FUSION, NO_DIFFERENCE, WORSE_THAN_FUSION
from lti_plugin.services.training_notes import FORMER_STAYS, NONE_STAYS, REPLACED
from lti_plugin.store.sites import AS_LEARNED, LESS, NOT_AT_ALL

Told = tuple[Any, Any]  # what something is called, and what it means

METHODS: Mapping[str, Told] = {
    "popularity": (
        lazy("Popularity"),
        lazy("The courses that most people finished, the same for everybody."),
    ),
    "recent_popularity": (
        lazy("Popularity of late"),
        lazy("The same, with what was finished lately counting most."),
    ),
    "item_knn": (
        lazy("Item neighbours (item-kNN)"),
        lazy("Courses that share many of their people with those that somebody finished."),
    ),
    "ease": (
        lazy("EASE"),
        lazy("Weights from every course to every other, found in one calculation."),
    ),
    "als": (
        lazy("ALS"),
        lazy("People and courses as points in one space, found by alternating least squares."),
    ),
    "lightfm": (
        lazy("LightFM alone"),
        lazy("People and courses as points, with what is known about both in them."),
    ),
    "gap_only": (
        lazy("Gap alone"),
        lazy("What closes most by the hour of what a role asks for, without anybody’s history."),
    ),
    "fusion": (
        lazy("Fusion"),
        lazy("LightFM and its companions, each with the weight that this site’s history gives it."),
    ),
}
NDCG = (
    "NDCG@10",
    lazy(
        "How far up among the first ten stands what people took next: 1 when all of it comes "
        "first, 0 when none of it is there."
    ),
)
COVERAGE = (
    lazy("Coverage"),
    lazy("How much of the catalogue stands on the list of at least one of these people."),
)
POPULAR = (
    lazy("Popularity shown"),
    lazy(
        "How popular the listed courses are on average: 100 percent is the most popular course, "
        "50 percent one in the middle. It is no merit in itself."
    ),
)
COLUMNS: Mapping[str, Told] = {
    "ndcg": NDCG,
    "recall": (
        lazy("Recall@10"),
        lazy("How much of what people took next stands among the first ten."),
    ),
    "mrr": (
        "MRR",
        lazy("1 divided by the place of the first course that somebody took next, on average."),
    ),
    "coverage": COVERAGE,
    "popularity": POPULAR,
    "cold_ndcg": (
        lazy("NDCG@10, new courses"),
        lazy("The same as NDCG@10, for courses that nobody had finished before."),
    ),
    "difference": (
        lazy("Against the fusion"),
        lazy(
            "NDCG@10 less the fusion’s for the same people, and the range in which it lies with "
            "95 percent confidence (a paired bootstrap). Where 0 lies in it, chance may have made "
            "it."
        ),
    ),
}
OF_A_GROUP: Mapping[str, Told] = {"ndcg": NDCG, "popularity": POPULAR, "coverage": COVERAGE}
VERDICTS: Mapping[str, Any] = {
    BETTER_THAN_FUSION: lazy("better than the fusion"),
    WORSE_THAN_FUSION: lazy("worse than the fusion"),
    NO_DIFFERENCE: lazy("no clear difference"),
}
PARTS: Mapping[str, Told] = {
    "lightfm": ("LightFM", METHODS["lightfm"][1]),
    "ease": METHODS["ease"],
    "spectral": (
        lazy("Shared directions"),
        lazy("Courses that lie in the few directions which most people’s histories have."),
    ),
    "neighbours": METHODS["item_knn"],
    "transitions": (lazy("Transitions"), lazy("What people went on to after a course.")),
    "next": (lazy("Next step"), lazy("What people took right after the last course.")),
    "content": (
        lazy("Content"),
        lazy("Courses whose title, text and tags are close to those of finished ones."),
    ),
    # No training has it any more, but one of an earlier version may rank still and name it.
    "launch_content": (
        lazy("New courses by content"),
        lazy("Courses without history that are close to finished ones."),
    ),
    "launch": (
        lazy("Head start of new courses"),
        lazy("What courses have ahead that are about to begin."),
    ),
    "segments": (
        lazy("Role and department"),
        lazy("What people with the same role or department take more often than others."),
    ),
    "popularity": METHODS["popularity"],
    "recent": METHODS["recent_popularity"],
}
OF_A_PART = lazy("Courses with a history"), lazy("New courses")
WAYS: Mapping[str, Any] = {
    "time": lazy(
        "Each method knew the history up to a day and had to tell what people took after it."
    ),
    "launch": lazy(
        "Each method knew people’s histories up to the first new course and had to tell what came "
        "after it."
    ),
    "random": lazy(
        "Each method knew a part of each history, drawn at random, and had to tell the rest."
    ),
    "end": lazy("Each method had to tell the last course of each person."),
    "last": lazy("Each method had to tell one of the last three courses of each person."),
}
NOTES: Mapping[str, Any] = {
    FORMER_STAYS: lazy("The former model goes on ranking."),
    NONE_STAYS: lazy("Courses are ranked by skills and descriptions until a training does better."),
    REPLACED: lazy("An L&D admin has put an earlier model in its place."),
}
KINDS: Mapping[str, Any] = {"department": lazy("Department"), "role": lazy("Role")}
STEPS: Mapping[str, Told] = {
    AS_LEARNED: (
        lazy("As learned"),
        lazy("As much as the site’s own history says: closest to what people would take anyway."),
    ),
    LESS: (lazy("Less"), lazy("Half of that.")),
    NOT_AT_ALL: (
        lazy("Not at all"),
        lazy("No course comes first only because many have finished it."),
    ),
}


def name_of(names: Mapping[str, Told], key: str) -> str:
    """Return what something is called; what has no name here stays as the card calls it."""
    return str(names[key][0]) if key in names else key


def meaning_of(names: Mapping[str, Told], key: str) -> str:
    """Return what something means, nothing where that is not known here."""
    return str(names[key][1]) if key in names else ""
