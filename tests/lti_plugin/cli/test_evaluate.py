"""`fingerpost evaluate`: the table, the same for machines, and what to do without one."""

from __future__ import annotations

import json

import pytest

from lti_plugin.store.database import Database
from lti_plugin.store.sites import LESS, Site
from tests.support.command import CommandLine, failure
from tests.support.trained import EVALUATION, FEATURES, ROWS, train_with

pytestmark = pytest.mark.usefixtures("small")


def cells(out: str, name: str) -> list[str]:
    """Return what stands in the row of this name, whose cells may have several lines."""
    lines = [[each.strip() for each in line.split("│")[1:-1]] for line in out.splitlines()]
    place = next(place for place, row in enumerate(lines) if row and row[0].startswith(name))
    found = lines[place]
    for row in lines[place + 1 :]:
        if not row or row[0]:
            break
        found = [f"{a} {b}".strip() for a, b in zip(found, row, strict=True)]
    return found[1:]


def test_every_method_has_its_row_and_the_best_are_marked(
    fingerpost: CommandLine, database: Database, site: Site
) -> None:
    train_with(database, site)
    ended = fingerpost("evaluate")
    assert (ended.code, ended.err) == (0, "")
    assert cells(ended.out, "Fusion") == [
        "0.130*",
        "0.190",
        "0.115*",
        "0.380",
        "0.740",
        "0.060*",
        "",
    ]
    ease = cells(ended.out, "EASE")
    assert ease[1] == "0.200*"
    assert " ".join(ease[-1].split()) == "-0.002 (-0.006 to +0.002)"
    assert cells(ended.out, "Gap alone") == ["-"] * 6 + [""]
    assert "To be beaten: Popularity. The fusion is surely better." in ended.out
    assert "412 people were tested." in ended.out
    assert "This training was put in use." in ended.out
    assert "Popular courses count: as learned (100% of what was learned)." in ended.out


def test_groups_are_shown_below(fingerpost: CommandLine, database: Database, site: Site) -> None:
    train_with(database, site)
    out = fingerpost("evaluate").out
    assert cells(out, "department Support") == ["31", "0.140", "0.700", "0.200"]
    assert cells(out, "department =Sales")[0] == "5"


def test_one_that_lost_says_why_and_the_sites_setting_is_told(
    fingerpost: CommandLine, database: Database, site: Site
) -> None:
    rows = [{**ROWS[0], "difference": [0.01, 0.02, 0.03]}, *ROWS[1:]]
    lost = {**EVALUATION, "rows": rows, "beats_floor": False, "exposure": []}
    values = {"metrics": {"evaluation": lost}, "promoted": False, "note": "It lost."}
    train_with(database, site, **values)
    with database.writing() as session:
        session.get_one(Site, site.id).popularity = LESS
    out = fingerpost("evaluate").out
    assert "The fusion is surely worse." in out
    assert "This training was not put in use. It lost." in out
    assert "less (50% of what was learned)" in out
    assert "Who is shown what" not in out


def test_for_a_program_the_rows_come_as_they_were_kept(
    fingerpost: CommandLine, database: Database, site: Site
) -> None:
    run = train_with(database, site)
    told = json.loads(fingerpost("evaluate", "--json", "--site", "acme").out)
    assert told["site"] == "acme"
    assert told["evaluation"] == EVALUATION
    assert told["popularity"] == {"setting": "learned", "share": 1.0}
    assert told["training"]["id"] == str(run.id)
    assert told["training"]["promoted"] is True


@pytest.mark.parametrize("options", [(), ("--json",)])
def test_without_a_comparison_it_says_what_to_do(
    fingerpost: CommandLine, database: Database, site: Site, options: tuple[str, ...]
) -> None:
    assert "fingerpost train" in failure(fingerpost("evaluate", *options))
    train_with(database, site, metrics={}, **FEATURES)
    line = failure(fingerpost("evaluate", *options))
    assert "3 of 200 completions" in line
    assert "fingerpost import" in line
    train_with(database, site, metrics={"weights": {}})
    assert "compared no methods" in failure(fingerpost("evaluate", *options))
    train_with(database, site, metrics={"evaluation": {**EVALUATION, "rows": []}})
    assert "too few people" in failure(fingerpost("evaluate", *options))
    alike = {"people": 700, "metrics": {"evaluation": {**EVALUATION, "way": "end", "rows": []}}}
    train_with(database, site, **alike)
    line = failure(fingerpost("evaluate", *options))
    assert "comes last for all who have it" in line
    assert "Read more history" not in line
    train_with(database, site, **{**alike, "people": 20, "completions": 20 * 40})
    assert "everybody had finished every course" in failure(fingerpost("evaluate", *options))


def test_a_program_gets_json_without_a_comparison_too(
    fingerpost: CommandLine, database: Database, site: Site
) -> None:
    none = json.loads(fingerpost("evaluate", "--json").out)
    assert (none["training"], none["evaluation"]) == (None, None)
    run = train_with(database, site, metrics={"evaluation": {**EVALUATION, "rows": []}})
    ended = fingerpost("evaluate", "--json")
    assert ended.code == 1
    told = json.loads(ended.out)
    assert told["training"]["id"] == str(run.id)
    assert told["evaluation"]["rows"] == []
    assert fingerpost("evaluate").out == ""
