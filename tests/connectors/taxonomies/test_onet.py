"""O*NET as released: text, CSV and Excel files under their old and new names, and what is wrong."""

from __future__ import annotations

import tracemalloc
from pathlib import Path

import pytest

from connectors.errors import BadFile
from connectors.records import Rejected
from connectors.taxonomies.onet import OCCUPATION, Onet
from connectors.taxonomies.onet_skills import ELEMENT, TECHNOLOGY
from connectors.taxonomies.records import Demand, Occupation, Related, Skill
from tests.connectors.taxonomies.packages import SKILL_ROWS, onet, rated, workbook, write, zipped

CHIEF, DEVELOPER = f"{OCCUPATION}11-1011.00", f"{OCCUPATION}15-1252.00"
READING, TRANSPORT = f"{ELEMENT}2.A.1.a", f"{ELEMENT}2.C.10"
SQL = f"{TECHNOLOGY}SQL%20%26%20more"


def test_skills_stand_under_their_groups(tmp_path: Path) -> None:
    found = {
        each.id: each for each in Onet(write(tmp_path, onet())).skills() if isinstance(each, Skill)
    }
    assert found[READING] == Skill(
        READING, "Reading", description="To read.", broader=(f"{ELEMENT}2.A.1",)
    )
    assert found[f"{ELEMENT}2.A.1"] == Skill(
        f"{ELEMENT}2.A.1", "Content", kind="group", description="x", broader=(f"{ELEMENT}2.A",)
    )
    assert found[TRANSPORT].kind == "knowledge"
    assert found[f"{ELEMENT}2"].broader == ()
    assert list(found).index(f"{ELEMENT}2.A") < list(found).index(READING)


def test_technologies_are_skills_with_their_collections(tmp_path: Path) -> None:
    found = {
        each.id: each for each in Onet(write(tmp_path, onet())).skills() if isinstance(each, Skill)
    }
    assert found[SQL] == Skill(
        SQL,
        "SQL & more",
        kind="technology",
        broader=(f"{ELEMENT}43232306",),
        collections=frozenset({"hot", "in demand"}),
    )
    assert found[f"{ELEMENT}43232306"].name == "Query software"
    assert found[f"{TECHNOLOGY}Abacus"].collections == frozenset()


def test_occupations_carry_their_other_titles_and_job_zone(tmp_path: Path) -> None:
    chief, developer = Onet(write(tmp_path, onet())).occupations()
    assert chief == Occupation(
        CHIEF,
        "Chief Executives",
        ("Chief Executive Officer", "CEO", "Owner"),
        family="11",
        description='They "lead".',
        job_zone=5,
    )
    assert isinstance(developer, Occupation)
    assert developer.job_zone is None


def test_what_is_rated_important_is_asked_for(tmp_path: Path) -> None:
    assert list(Onet(write(tmp_path, onet())).demands()) == [
        Demand(CHIEF, READING, True, 2.5, 0.75),
        Demand(CHIEF, TRANSPORT, True, None, 0.5),
        Demand(DEVELOPER, SQL, False, 3.0, 0.8),
    ]


def test_ratings_hold_what_is_not_important_too(tmp_path: Path) -> None:
    found = [each for each in Onet(write(tmp_path, onet())).ratings() if isinstance(each, Demand)]
    assert [each.importance for each in found] == [0.75, 0.4375, 0.5]


def test_related_occupations_come_with_their_rank(tmp_path: Path) -> None:
    assert list(Onet(write(tmp_path, onet())).related()) == [
        Related(CHIEF, DEVELOPER, 1, True),
        Related(DEVELOPER, CHIEF, 12, False),
    ]


@pytest.mark.parametrize("release", ["30.3", "31.0"])
def test_the_names_of_later_releases_are_known(tmp_path: Path, release: str) -> None:
    old, new = Onet(write(tmp_path / "old", onet())), Onet(write(tmp_path / "new", onet(release)))
    assert new.release == release
    assert all(check.ok for check in new.check())
    assert list(new.demands()) == list(old.demands())
    assert SQL in {each.id for each in new.skills() if isinstance(each, Skill)}
    first = next(new.occupations())
    assert isinstance(first, Occupation)
    assert first.alternatives == ("Chief Executive Officer",)


def test_workbooks_and_csv_files_say_the_same_as_text(tmp_path: Path) -> None:
    text = onet()
    sheet = [line.split("\t") for line in text["Skills.txt"].splitlines()]
    numbers = [sheet[0], *([*row[:4], float(row[4]), *row[5:]] for row in sheet[1:])]
    mixed: dict[str, str | bytes] = dict(text)
    del mixed["Skills.txt"], mixed["Job Zones.txt"]
    mixed["Skills.xlsx"] = workbook(numbers)
    mixed["job_zones.csv"] = "O*NET-SOC Code,Title,Job Zone\n11-1011.00,Chief Executives,5\n"
    plain, other = Onet(write(tmp_path / "a", text)), Onet(write(tmp_path / "b", mixed))
    assert list(other.ratings()) == list(plain.ratings())
    assert list(other.occupations()) == list(plain.occupations())
    packed = Onet(zipped(mixed, tmp_path / "db_29_2.zip"))
    assert list(packed.ratings()) == list(plain.ratings())


def test_check_names_the_file_the_missing_headers_and_the_known_releases(tmp_path: Path) -> None:
    files = onet() | {
        "Skills.txt": "Code\tElement ID\tElement Name\tScale\tData Value\n",
        "Read Me.txt": "O*NET 35.1 Database",
    }
    del files["Knowledge.txt"]
    bad = {check.name: check for check in Onet(write(tmp_path, files)).check() if not check.ok}
    assert list(bad) == ["release", "Skills", "Knowledge"]
    assert "35.1" in bad["release"].hint
    assert not bad["release"].required
    assert (
        "Skills.txt lacks the column O*NET-SOC Code and the column Scale ID." in bad["Skills"].hint
    )
    assert "Knowledge is missing" in bad["Knowledge"].hint
    assert all("29, 30 and 31" in check.hint for check in bad.values())


def test_a_sound_release_passes_every_check(tmp_path: Path) -> None:
    assert all(check.ok for check in Onet(write(tmp_path, onet())).check())


def test_a_folder_without_onet_says_what_is_expected(tmp_path: Path) -> None:
    with pytest.raises(BadFile, match="Occupation Data is missing"):
        Onet(tmp_path)


def test_bad_values_are_reported_with_their_lines(tmp_path: Path) -> None:
    files = onet() | {
        "Skills.txt": rated(("a", "2.A.1.a", "IM", "9"), ("a", "2.A.1.a", "LV", "x"), *SKILL_ROWS),
        "Job Zones.txt": "O*NET-SOC Code\tJob Zone\n11-1011.00\t7\n",
        "Related Occupations.txt": onet()["Related Occupations.txt"] + "a\tb\tPrimary\tfirst\n",
        "Technology Skills.txt": onet()["Technology Skills.txt"] + "15-1252.00\tR\n",
        "Occupation Data.txt": onet()["Occupation Data.txt"] + "\tNo code\t\n",
    }
    found = Onet(write(tmp_path, files))
    told = [
        each.where
        for part in (found.ratings(), found.occupations(), found.related(), found.demands())
        for each in part
        if isinstance(each, Rejected)
    ]
    assert told == [
        "Skills.txt line 2",
        "Skills.txt line 3",
        "Job Zones.txt line 2",
        "Occupation Data.txt line 4",
        "Related Occupations.txt line 4",
        "Skills.txt line 2",
        "Skills.txt line 3",
        "Technology Skills.txt line 4",
    ]


def test_a_broken_workbook_is_named(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = dict(onet())
    del files["Skills.txt"]
    sound = workbook([["O*NET-SOC Code"]])
    for broken in (b"", b"nonsense", sound[:-40], sound[:200]):
        folder = write(tmp_path, files | {"Skills.xlsx": broken})
        with pytest.raises(BadFile, match=r"Skills.xlsx is not a sound Excel workbook"):
            list(Onet(folder).ratings())


def test_the_same_file_twice_is_not_mixed_and_text_goes_before_a_workbook(tmp_path: Path) -> None:
    write(tmp_path, dict(onet()) | {"Skills.xlsx": b"not even a workbook"})
    assert len(list(Onet(tmp_path).ratings())) == 3
    write(tmp_path / "older", {"Skills.txt": rated()})
    with pytest.raises(BadFile, match=r"Skills.txt is there more than once"):
        list(Onet(tmp_path).ratings())


def test_ratings_are_yielded_as_they_are_read_whatever_the_length(tmp_path: Path) -> None:
    many = [(f"{n:08}", "2.A.1.a", scale, "3.5") for n in range(20_000) for scale in ("IM", "LV")]
    folder = write(tmp_path, onet() | {"Skills.txt": rated(*many)})
    del many
    tracemalloc.start()
    try:
        assert sum(isinstance(each, Demand) for each in Onet(folder).ratings()) == 20_001
        assert tracemalloc.get_traced_memory()[1] < 500_000
    finally:
        tracemalloc.stop()
