"""What there is to say about a training beside its figures, as keys with values."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from lti_plugin.services.freshness import FEATURES
from lti_plugin.services.model_card import Comparison, comparison
from lti_plugin.store.models import ModelRun
from recommender.engine.interactions import MIN_COMPLETIONS, MIN_LEARNERS

# As they stand in the rows, for the command line and the API.
FORMER = "The former model goes on ranking."
WITHOUT = "Courses are ranked by skills and descriptions until a training does better."
TAKEN_BACK = "An earlier model was put in its place."

TOO_LITTLE, BELOW_FLOOR, AS_TOLD = "too_little", "below_floor", "as_told"
FORMER_STAYS, NONE_STAYS, REPLACED = "former_stays", "none_stays", "replaced"
STAYS = "stays"  # where one line tells the reason and what ranks now: the key of the latter


@dataclass(frozen=True, slots=True)
class Note:
    """One thing to say.

    TOO_LITTLE has ``completions``, ``people`` and how many of each are needed; BELOW_FLOOR the
    method that ranks better, both figures and how many people were tested; AS_TOLD the ``text``.
    """

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)


def notes(run: ModelRun) -> list[Note]:
    """Return what there is to say about a training, the reason first."""
    text = run.note or ""
    if text == TAKEN_BACK:
        return [Note(REPLACED)]
    if text == WITHOUT:
        return [Note(NONE_STAYS)]
    if run.basis == FEATURES and text:
        return [_too_little(run)]
    compared = comparison(run)
    if not run.promoted and compared is not None and compared.beats_floor is False:
        stays = NONE_STAYS if text.endswith(WITHOUT) else FORMER_STAYS
        return [_below_floor(compared), Note(stays)]
    return [Note(AS_TOLD, {"text": text})] if text else []


def _too_little(run: ModelRun) -> Note:
    return Note(
        TOO_LITTLE,
        {
            "completions": run.completions,
            "people": run.people,
            "needed": MIN_COMPLETIONS,
            "by": MIN_LEARNERS,
        },
    )


def _below_floor(found: Comparison) -> Note:
    reached = {each.name: each.ndcg for each in found.methods}
    values = {
        "floor": found.floor,
        "own": reached.get("fusion"),
        "other": reached.get(found.floor or ""),
        "people": found.people,
    }
    return Note(BELOW_FLOOR, values)
