"""ESCO as downloaded: folders and archives, both layouts, any language, and what is wrong."""

from __future__ import annotations

from itertools import islice
from pathlib import Path

import pytest

from connectors.errors import BadFile
from connectors.records import Notice, Rejected
from connectors.taxonomies.esco import Esco
from connectors.taxonomies.records import Demand, Occupation, Skill
from tests.connectors.taxonomies.packages import (
    BAKER,
    BROADER,
    ESCO,
    FLOUR,
    GROUP,
    KNEAD,
    LISTEN,
    SKILLS,
    SPEAK,
    concept,
    esco,
    sheet,
    write,
    zipped,
)


def skills(place: Path) -> dict[str, Skill]:
    """Return the skills by id; there must be nothing else."""
    found = list(Esco(place).skills())
    assert not any(isinstance(each, Rejected) for each in found)
    return {each.id: each for each in found if isinstance(each, Skill)}


def test_skills_have_labels_kind_groups_and_collections(tmp_path: Path) -> None:
    found = skills(write(tmp_path, esco()))
    assert found == {
        GROUP: Skill(GROUP, "making food", kind="group"),
        KNEAD: Skill(
            KNEAD,
            "knead dough",
            ("work dough", "massage dough"),
            description="<b>Knead</b>.",
            broader=(GROUP,),
        ),
        FLOUR: Skill(FLOUR, "flour", kind="knowledge", collections=frozenset({"green"})),
        LISTEN: Skill(LISTEN, "listen", ("lissen",), collections=frozenset({"transversal"})),
        SPEAK: Skill(
            SPEAK, "speak Danish", kind="language", collections=frozenset({"transversal"})
        ),
    }


def test_occupations_name_their_isco_group(tmp_path: Path) -> None:
    baker, miller = Esco(write(tmp_path, esco())).occupations()
    assert baker == Occupation(
        BAKER,
        "baker",
        ("bread maker",),
        family="7512",
        broader=(f"{ESCO}isco/C7512",),
        family_name="Bakers and others",
    )
    assert isinstance(miller, Occupation)
    assert (miller.family, miller.family_name) == ("8160", "")


def test_essential_and_optional_become_levels_and_importance(tmp_path: Path) -> None:
    assert list(Esco(write(tmp_path, esco())).demands()) == [
        Demand(BAKER, KNEAD, True, 3.0, 1.0),
        Demand(BAKER, FLOUR, False, 2.0, 0.4),
    ]


def test_the_layout_of_version_1_2_says_the_same(tmp_path: Path) -> None:
    old = Esco(write(tmp_path / "old", esco()))
    new = Esco(write(tmp_path / "new", esco(relations="_en")))
    assert list(new.skills()) == list(old.skills())
    assert list(new.occupations()) == list(old.occupations())
    assert list(new.demands()) == list(old.demands())


def test_archives_and_folders_within_are_read_as_they_are(tmp_path: Path) -> None:
    files = esco(relations="_en")
    plain = skills(write(tmp_path / "plain", files))
    deep = {f"ESCO v1.2/{name}": text for name, text in files.items()}
    deep["__MACOSX/ESCO v1.2/._skills_en.csv"] = "\0\5"
    archive = zipped(deep, tmp_path / "esco.zip")
    assert skills(archive) == plain
    write(tmp_path / "sub" / "inner", files)
    assert skills(tmp_path / "sub") == plain
    halves = tmp_path / "halves"
    halves.mkdir()
    names = sorted(files)
    zipped({name: files[name] for name in names[:5]}, halves / "classification.zip")
    zipped({name: files[name] for name in names[5:]}, halves / "relations.zip")
    assert skills(halves) == plain


def test_the_only_language_needs_no_choice_and_one_of_several_does(tmp_path: Path) -> None:
    german = {name: text.replace(",flour,", ",Mehl,") for name, text in esco(suffix="_de").items()}
    assert skills(write(tmp_path / "de", german))[FLOUR].name == "Mehl"
    both = write(tmp_path / "both", esco() | german)
    with pytest.raises(BadFile, match="several languages: de, en"):
        Esco(both)
    assert Esco(both, "de").language == "de"
    assert next(each for each in Esco(both, "DE").skills() if "Mehl" in str(each))
    with pytest.raises(BadFile, match="not hold ESCO in the language es, but in: de, en"):
        Esco(both, "es")


def test_relations_of_another_language_serve_as_well(tmp_path: Path) -> None:
    files = {
        name.replace("Relations_en", "Relations_fr"): text
        for name, text in esco(relations="_en").items()
    }
    assert len(list(Esco(write(tmp_path, files), "en").demands())) == 2


def test_check_names_the_file_its_missing_columns_and_the_known_versions(tmp_path: Path) -> None:
    files = esco() | {"skills_en.csv": "uri,preferredLabel,skillType,reuseLevel\n"}
    del files["occupationSkillRelations.csv"]
    bad = [check for check in Esco(write(tmp_path, files)).check() if not check.ok]
    assert [check.name for check in bad] == ["skills", "occupationSkillRelations"]
    assert "skills_en.csv lacks the column conceptUri and the column status." in bad[0].hint
    assert all("v1.1 and v1.2" in check.hint for check in bad)
    with pytest.raises(BadFile, match="skills_en.csv lacks the column conceptUri"):
        list(Esco(tmp_path).skills())


def test_a_sound_download_passes_every_check(tmp_path: Path) -> None:
    assert all(check.ok for check in Esco(write(tmp_path, esco())).check())


def test_collections_may_be_missing(tmp_path: Path) -> None:
    files = esco()
    del files["greenSkillsCollection_en.csv"]
    write(tmp_path, files)
    assert skills(tmp_path)[FLOUR].collections == frozenset()
    assert [check.required for check in Esco(tmp_path).check() if not check.ok] == [False]


def test_bad_rows_are_reported_with_their_lines(tmp_path: Path) -> None:
    files = esco()
    files["skills_en.csv"] = sheet(
        SKILLS, concept(KNEAD, "knead"), concept(KNEAD, "again"), concept(FLOUR, "")
    )
    files["broaderRelationsSkillPillar.csv"] = BROADER + "\nx,y\n"
    files["occupationSkillRelations.csv"] = (
        "occupationUri,relationType,skillType,skillUri\n"
        f"{BAKER},vital,,{KNEAD}\n{BAKER},essential,,\n{BAKER},essential,,{LISTEN}\n"
        f"{BAKER},optional,,{LISTEN}\n"
    )
    found = Esco(write(tmp_path, files))
    told = [each for each in found.skills() if isinstance(each, Rejected)]
    assert [each.where for each in told] == [
        "broaderRelationsSkillPillar.csv line 2",
        "skills_en.csv line 3",
        "skills_en.csv line 4",
    ]
    assert "already used in line 2" in told[1].reason
    vital, empty, notice, *demands = found.demands()
    assert isinstance(vital, Rejected)
    assert "'vital'" in vital.reason
    assert isinstance(empty, Rejected)
    assert isinstance(notice, Notice)
    assert (notice.where, LISTEN in notice.reason) == ("occupationSkillRelations.csv line 4", True)
    assert len(demands) == 2


@pytest.mark.parametrize("files", [{}, {"notes.csv": "a\n"}])
def test_a_folder_without_esco_says_what_is_expected(tmp_path: Path, files: dict[str, str]) -> None:
    with pytest.raises(BadFile, match="no files of ESCO") as caught:
        Esco(write(tmp_path, files))
    assert "v1.1 and v1.2" in caught.value.hint


def test_two_releases_in_one_folder_are_not_mixed(tmp_path: Path) -> None:
    write(tmp_path, esco())
    zipped(esco(), tmp_path / "again.zip")
    with pytest.raises(BadFile, match="is there more than once"):
        list(Esco(tmp_path).skills())


def test_another_encoding_is_named_with_its_line(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = dict(esco())
    files["occupations_en.csv"] = esco()["occupations_en.csv"].encode() + "ä".encode("latin-1")
    with pytest.raises(BadFile, match=r"occupations_en.csv is not in UTF-8 \(line 5\)"):
        list(Esco(write(tmp_path, files)).occupations())


def test_a_large_file_is_read_only_as_far_as_it_is_asked_for(tmp_path: Path) -> None:
    row = f"{BAKER},essential,skill/competence,{KNEAD}\n"
    content = "occupationUri,relationType,skillType,skillUri\n" + row * 50_000 + "broken\n"
    files = esco() | {"occupationSkillRelations.csv": content}
    demands = Esco(write(tmp_path, files)).demands()
    assert all(isinstance(each, Demand) for each in islice(demands, 10))
    (tmp_path / "occupationSkillRelations.csv").write_text("")
    read_on = sum(1 for _ in demands)
    assert read_on < 2_000
