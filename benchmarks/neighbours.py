"""Measures how well neighbouring occupations are found: those that O*NET calls related against any.

    python benchmarks/neighbours.py --esco DIR --onet DIR --crosswalk FILE [--seed 0]

The crosswalk is Nesta's "esco_onet_crosswalk_Nov2020.csv": two O*NET occupations with ratings are
as alike as, on average, the ESCO occupations matched with one are to those matched with the other.
The AUC is the chance that a primary related pair is more alike than two occupations drawn at
random. O*NET's relations and ratings share their origin, which flatters the ratings.
"""

from __future__ import annotations

import argparse
import csv
import sys
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from scipy.stats import rankdata

from connectors.records import Rejected
from connectors.taxonomies.esco import Esco
from connectors.taxonomies.onet import OCCUPATION, Onet
from recommender.skills.measures import (
    ESSENTIAL,
    OPTIONAL,
    rating_similarity,
    skill_similarity,
)
from recommender.skills.mobility import (
    DEFAULT_RULES,
    Readiness,
    RoleProfile,
    one_way_gap,
    readiness,
)
from recommender.skills.roles import Requirement
from recommender.skills.similarity import Similarity, blend

CONFIDENCE = 0.5
RANDOM_PAIRS = 4000
GAPS = 4000
BANDS: tuple[Readiness, ...] = ("near", "reach", "far")

Asked = dict[str, dict[str, float]]
Pairs = list[tuple[str, str]]
Item = TypeVar("Item")


@dataclass(frozen=True)
class Material:
    """What the files hold, by the ids of the taxonomies."""

    esco: Asked
    drafts: dict[str, RoleProfile]
    broader: dict[str, tuple[str, ...]]
    ratings: Asked
    related: Pairs
    members: dict[str, list[str]]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--esco", type=Path, required=True)
    parser.add_argument("--onet", type=Path, required=True)
    parser.add_argument("--crosswalk", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args(arguments)
    material = _read(chosen.esco, chosen.onet, chosen.crosswalk)
    random = np.random.default_rng(chosen.seed)
    console = Console()
    console.print(_separation(material, random))
    console.print(_thresholds(material, random))
    return 0


def _read(esco: Path, onet: Path, crosswalk: Path) -> Material:
    asked: Asked = defaultdict(dict)
    needs: dict[str, dict[str, Requirement]] = defaultdict(dict)
    for demand in _sound(Esco(esco, "en").demands()):
        weight = ESSENTIAL if demand.essential else OPTIONAL
        asked[demand.occupation][demand.skill] = weight
        asks = Requirement(demand.skill, demand.level or 0.0, demand.importance)
        needs[demand.occupation][demand.skill] = asks
    ratings: Asked = defaultdict(dict)
    for rating in _sound(Onet(onet).ratings()):
        ratings[rating.occupation][rating.skill] = rating.importance * (rating.level or 0.0)
    members = defaultdict(list)
    with crosswalk.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            code = OCCUPATION + row["onet_code"]
            sure = float(row["confidence"]) >= CONFIDENCE
            if sure and code in ratings and row["concept_uri"] in asked:
                members[code].append(row["concept_uri"])
    return Material(
        esco=asked,
        drafts={role: RoleProfile(role, own) for role, own in needs.items()},
        broader={skill.id: skill.broader for skill in _sound(Esco(esco, "en").skills())},
        ratings=ratings,
        related=[
            (each.occupation, each.other)
            for each in _sound(Onet(onet).related())
            if each.primary and each.occupation in members and each.other in members
        ],
        members=members,
    )


def _sound(items: Iterable[Item | Rejected]) -> Iterator[Item]:
    return (item for item in items if not isinstance(item, Rejected))


def _separation(material: Material, random: np.random.Generator) -> Table:
    ratings = {code: material.ratings[code] for code in material.members}
    essential = {
        role: {skill: weight for skill, weight in row.items() if weight == ESSENTIAL}
        for role, row in material.esco.items()
    }
    skills = _averaged(material, skill_similarity(material.esco, material.broader))
    rated = rating_similarity(ratings)
    measures = {
        "ESCO, essential skills": _averaged(material, skill_similarity(essential)),
        "ESCO, optional ones too": _averaged(material, skill_similarity(material.esco)),
        "ESCO, groups above as well": skills,
        "O*NET ratings, plain cosine": _plain_cosine(ratings),
        "O*NET ratings, standard scores": rated,
        "blend of both": blend(skills, rated),
    }
    codes = sorted(ratings)
    drawn = [random.choice(len(codes), 2, replace=False) for _ in range(RANDOM_PAIRS)]
    others = [(codes[one], codes[other]) for one, other in drawn]
    table = Table("measure", "AUC", "related, median", "random, median", "related at 0")
    table.title = (
        f"{len(codes)} occupations, {len(material.related)} related and {len(others)} random pairs"
    )
    for name, measure in measures.items():
        related, unrelated = _values(measure, material.related), _values(measure, others)
        table.add_row(
            name,
            f"{_auc(related, unrelated):.3f}",
            f"{np.median(related):.3f}",
            f"{np.median(unrelated):.3f}",
            f"{np.mean(related == 0):.1%}",
        )
    return table


def _thresholds(material: Material, random: np.random.Generator) -> Table:
    """Tell what the default thresholds let through among all of ESCO's occupations."""
    skills = skill_similarity(material.esco, material.broader)
    rated = rating_similarity(material.ratings)
    ratings = rated.values[np.triu_indices(len(rated.roles), k=1)]
    possible = len(skills.roles) * (len(skills.roles) - 1) / 2
    table = Table(
        "above", "pairs", "neighbours, median", "without any", "same share of O*NET above"
    )
    for band in BANDS:
        table.add_column(f"gap {band}")
    table.title = f"{len(skills.roles)} ESCO occupations"
    for threshold in (DEFAULT_RULES.viable, DEFAULT_RULES.highly_viable):
        pairs = skills.pairs(above=threshold)
        counts = (skills.values > threshold).sum(axis=1) - 1
        share = len(pairs) / possible
        bands = _bands(material, [pairs[at] for at in random.integers(len(pairs), size=GAPS)])
        table.add_row(
            f"{threshold}",
            f"{share:.2%}",
            f"{np.median(counts):.0f}",
            f"{np.mean(counts == 0):.1%}",
            f"{np.quantile(ratings, 1 - share):.2f}",
            *(f"{bands[band]:.0%}" for band in BANDS),
        )
    return table


def _bands(material: Material, pairs: Pairs) -> dict[Readiness, float]:
    gaps = [one_way_gap(material.drafts[one], material.drafts[other]) for one, other in pairs]
    found = [readiness(gap) for gap in gaps if gap is not None]
    return {band: found.count(band) / len(found) for band in BANDS}


def _averaged(material: Material, esco: Similarity) -> Similarity:
    """Return how alike O*NET occupations are, from the ESCO occupations each is matched with."""
    codes = tuple(sorted(material.members))
    rows = {role: row for row, role in enumerate(esco.roles)}
    shares = np.zeros((len(codes), len(rows)), dtype=np.float32)
    for at, code in enumerate(codes):
        matched = [rows[member] for member in material.members[code] if member in rows]
        shares[at, matched] = 1 / len(material.members[code])
    return Similarity.of(codes, shares @ esco.values @ shares.T)


def _plain_cosine(ratings: Mapping[str, Mapping[str, float]]) -> Similarity:
    roles = tuple(sorted(ratings))
    elements = sorted({element for row in ratings.values() for element in row})
    table = np.array([[ratings[role].get(element, 0.0) for element in elements] for role in roles])
    unit = table / np.linalg.norm(table, axis=1, keepdims=True)
    return Similarity.of(roles, unit @ unit.T)


def _values(measure: Similarity, pairs: Pairs) -> NDArray[np.float64]:
    """Return the pairs' similarity; an occupation that asks for nothing is like none."""
    return np.array([measure.between(*pair) or 0.0 for pair in pairs])


def _auc(related: NDArray[np.float64], others: NDArray[np.float64]) -> float:
    """Return the Mann-Whitney statistic as a share; ties count half."""
    ranks = rankdata(np.concatenate([related, others]))
    above = ranks[: len(related)].sum() - len(related) * (len(related) + 1) / 2
    return float(above / (len(related) * len(others)))


if __name__ == "__main__":
    sys.exit(main())
