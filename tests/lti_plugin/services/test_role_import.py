"""Role profiles from a file, and the starter pack: all of it or nothing, and nobody's work lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from connectors.errors import BadFile
from lti_plugin.errors import BadInput
from lti_plugin.services import role_import, signing, sites
from lti_plugin.services.sites import Connection
from lti_plugin.store import Base, roles, skills
from lti_plugin.store.database import Database
from lti_plugin.store.roles import Role
from lti_plugin.store.sites import Site
from lti_plugin.store.skills import Skill
from lti_plugin.vault import Vault
from recommender.skills.roles import ENDS, GROWING, STABLE
from tests.support.workforce import ADMIN, HEAD, HR, Workforce

NEW = Connection("https://moodle.test", timezone="Europe/Lisbon")
SKILLS = "id,uri,name,alternatives,kind,description,broader,durable\n"


@pytest.fixture
def acme(database: Database, site: Site) -> Workforce:
    """A site without the starter pack."""
    return Workforce(database, site)


def asked(acme: Workforce, role: str) -> list[tuple[str, float, float]]:
    """Return what a role asks for: skill, level and importance."""
    with acme.database.reading() as session:
        row = signing.find(session, acme.site.id, role)
        names = {each.id: each.name for each in skills.of_site(session, acme.site.id)}
        lines = roles.requirements(session, acme.site.id, [row.id])
        return sorted((names[each.skill_id], each.level, each.importance) for each in lines)


def role(acme: Workforce, name: str) -> Role:
    with acme.database.reading() as session:
        return signing.find(session, acme.site.id, name)


def skill(acme: Workforce, name: str) -> Skill:
    with acme.database.reading() as session:
        return skills.get(session, acme.site.id, acme.skill(name))


def skill_names(acme: Workforce) -> list[str]:
    with acme.database.reading() as session:
        return [each.name for each in skills.of_site(session, acme.site.id)]


def has_skill(acme: Workforce, name: str, **more: Any) -> None:
    with acme.database.writing() as session:
        session.add(Skill(site_id=acme.site.id, name=name, **more))


def rows_of(database: Database) -> int:
    """Return how many rows there are in all."""
    with database.reading() as session:
        tables: Sequence[Any] = Base.metadata.sorted_tables
        return sum(session.scalar(select(func.count()).select_from(each)) or 0 for each in tables)


def test_roles_and_skills_are_read_with_all_that_is_said(acme: Workforce, tmp_path: Path) -> None:
    report = acme.reads(
        tmp_path,
        f"{HEAD},family,role_level,leader,outlook,alternatives\n"
        "Analyst,SQL,3,0.8,Data,2,yes,growing,Number cruncher\nAnalyst,Asking,2,1,,,,,\n",
        SKILLS + "g,,Talking,,group,,,\ns,https://x.test/ask,Asking,enquire,,To ask.,g,yes\n",
    )
    assert dict(report.counts) == {
        "skills_new": 3,
        "roles_new": 1,
        "requirements": 2,
    }
    assert report.notices == ["“SQL” is a new skill; nothing else is known of it."]
    assert asked(acme, "Analyst") == [("Asking", 2.0, 1.0), ("SQL", 3.0, 0.8)]
    found = role(acme, "Analyst")
    assert (found.family, found.step, found.leader, found.outlook) == ("Data", 2, True, GROWING)
    assert (found.origin, found.alternatives) == ("file", ["Number cruncher"])
    assert (found.reviewed_at, found.outlook_signed_on) == (None, None)
    asking = skill(acme, "enquire")
    assert (asking.name, asking.uri, asking.durable) == ("Asking", "https://x.test/ask", True)
    assert (asking.description, asking.broader) == ("To ask.", ["Talking"])


def test_the_same_file_again_changes_nothing_that_was_signed(
    acme: Workforce, tmp_path: Path
) -> None:
    acme.reads(tmp_path, f"{HEAD}\nAnalyst,SQL,3,1\n")
    with acme.database.writing() as session:
        signing.sign_profile(session, signing.find(session, acme.site.id, "analyst"), HR, ADMIN)
    before = rows_of(acme.database)
    report = acme.reads(tmp_path, f"{HEAD}\nAnalyst,sql,3,1\n")
    assert dict(report.counts) == {"roles_known": 1, "requirements": 1}
    assert role(acme, "Analyst").reviewed_by == HR
    assert rows_of(acme.database) == before


def test_another_profile_is_a_draft_again(acme: Workforce, tmp_path: Path) -> None:
    acme.reads(tmp_path, f"{HEAD}\nAnalyst,SQL,3,1\nAnalyst,Charts,2,1\n")
    with acme.database.writing() as session:
        signing.sign_profile(session, signing.find(session, acme.site.id, "Analyst"), HR, ADMIN)
    acme.reads(tmp_path, f"{HEAD}\nANALYST,SQL,4,1\n")
    assert asked(acme, "Analyst") == [("SQL", 4.0, 1.0)]
    found = role(acme, "Analyst")
    assert (found.name, found.reviewed_at, found.reviewed_by) == ("Analyst", None, None)


def test_another_outlook_is_signed_by_nobody(acme: Workforce, tmp_path: Path) -> None:
    head = f"{HEAD},outlook\nAnalyst,SQL,3,1"
    acme.reads(tmp_path, f"{head},stable\n")
    acme.signs("Analyst", STABLE)
    acme.reads(tmp_path, f"{head},\n")
    acme.reads(tmp_path, f"{head},stable\n")
    assert role(acme, "Analyst").outlook_signed_by == HR
    acme.reads(tmp_path, f"{head},ends\n")
    found = role(acme, "Analyst")
    assert (found.outlook, found.outlook_signed_by, found.outlook_signed_on) == (ENDS, None, None)


def test_what_a_file_does_not_say_of_a_role_stays(acme: Workforce, tmp_path: Path) -> None:
    acme.reads(
        tmp_path,
        f"{HEAD},family,role_level,leader,alternatives,uri,description,outlook\n"
        "Head,SQL,3,1,Data,0,yes,Chief;Boss,https://x.test/h,Leads.,growing\n",
    )
    acme.reads(tmp_path, f"{HEAD}\nHead,SQL,4,1\n")
    found = role(acme, "Head")
    assert (found.family, found.step, found.leader, found.outlook) == ("Data", 0, True, GROWING)
    assert (found.alternatives, found.description) == (["Chief", "Boss"], "Leads.")
    acme.reads(tmp_path, f"{HEAD},role_level,leader,alternatives\nHead,SQL,4,1,2,no,Top\n")
    found = role(acme, "Head")
    assert (found.step, found.leader, found.alternatives) == (2, False, ["Top"])


def test_a_file_that_only_describes_a_role_leaves_its_profile(
    acme: Workforce, tmp_path: Path
) -> None:
    acme.reads(tmp_path, f"{HEAD}\nAnalyst,SQL,3,1\n")
    report = acme.reads(tmp_path, f"{HEAD},family\nAnalyst,,,,Data\n")
    assert (role(acme, "Analyst").family, asked(acme, "Analyst")) == ("Data", [("SQL", 3.0, 1.0)])
    assert report.notices == []


def test_a_role_that_asks_for_nothing_is_told(acme: Workforce, tmp_path: Path) -> None:
    report = acme.reads(tmp_path, f"{HEAD}\nHead of Data,,,\nAnalyst,SQL,3,1\n")
    assert [each for each in report.notices if "SQL" not in each] == [
        "“Head of Data” asks for no skill, so nobody can be compared with it."
    ]
    assert acme.role_names() == ["Analyst", "Head of Data"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        ("Analyst,SQL,5.5,1,", "roles.csv line 3: The column level is out of range: '5.5'"),
        ("Analyst,SQL,-1,1,", "roles.csv line 3: The column level is out of range"),
        ("Analyst,SQL,3,2,", "roles.csv line 3: The column importance is out of range"),
        ("Analyst,SQL,3,1", "roles.csv line 3: The row has 4 cells"),
        ("Analyst,ЅQL,3,1,", "roles.csv line 3: The column skill mixes letters"),
        ("Baker,SQL,3,1,", "roles.csv line 3: The role asks for this skill in line 2 already"),
        ("Analyst,SQL,3,1,doomed", "There is no outlook 'doomed'."),
    ],
)
def test_one_bad_row_is_named_and_nothing_is_imported(
    acme: Workforce, tmp_path: Path, row: str, told: str
) -> None:
    before = rows_of(acme.database)
    with pytest.raises(BadInput, match="^" + told[:20]) as failed:
        acme.reads(tmp_path, f"{HEAD},outlook\nBaker,SQL,3,1,\n{row}\nMiller,SQL,3,1,\n")
    assert told in failed.value.message
    assert "Nothing was imported" in failed.value.hint
    assert rows_of(acme.database) == before


def test_of_very_many_bad_rows_the_first_are_named(acme: Workforce, tmp_path: Path) -> None:
    with pytest.raises(BadInput) as failed:
        acme.reads(tmp_path, HEAD + "\n" + "Baker,SQL,9,1\n" * 50)
    lines = failed.value.message.splitlines()
    assert (len(lines), lines[-1]) == (21, "... and 30 more.")


@pytest.mark.parametrize("content", ["job,skill\nA,SQL\n", "", "role;skill;level;importance\n"])
def test_a_file_with_a_wrong_header_is_refused(
    acme: Workforce, tmp_path: Path, content: str
) -> None:
    before = rows_of(acme.database)
    with pytest.raises(BadFile, match="ours.csv"):
        acme.reads(tmp_path, content, SKILLS + "a,,Asking,,,,,\n", name="ours.csv")
    assert rows_of(acme.database) == before


def test_a_folder_without_any_of_the_files_is_refused(acme: Workforce, tmp_path: Path) -> None:
    with (
        pytest.raises(BadInput, match=r"neither a roles.csv nor a skills.csv"),
        acme.database.writing() as session,
    ):
        role_import.read_file(session, session.merge(acme.site), tmp_path)


def test_a_renamed_skill_keeps_its_old_name_as_another(acme: Workforce, tmp_path: Path) -> None:
    """Courses link to the old name: at the next sync it must not become a second skill."""
    has_skill(acme, "Queries", uri="https://x.test/sql")
    acme.reads(tmp_path, f"{HEAD}\n", SKILLS + ",https://x.test/sql,SQL,query language,,,,\n")
    assert skill_names(acme) == ["SQL"]
    assert skill(acme, "queries").name == "SQL"


def test_a_name_that_another_skill_has_is_refused(acme: Workforce, tmp_path: Path) -> None:
    has_skill(acme, "Queries", uri="https://x.test/sql")
    has_skill(acme, "SQL")
    with pytest.raises(BadInput, match="“sql” is another skill here than https://x.test/sql"):
        acme.reads(tmp_path, f"{HEAD}\n", SKILLS + ",https://x.test/sql,sql,,,,,\n")
    assert skill_names(acme) == ["Queries", "SQL"]


def test_two_skills_of_a_file_stay_two_where_one_was_another_name_before(
    acme: Workforce, tmp_path: Path
) -> None:
    has_skill(acme, "Adaptability", alternatives=["Flexibility"])
    content = SKILLS + "a,,Flexibility,,,To bend.,,\nb,,Adaptability,,,To adapt.,,\n"
    acme.reads(tmp_path, f"{HEAD}\nA,Flexibility,2,1\nA,Adaptability,3,1\n", content)
    assert asked(acme, "A") == [("Adaptability", 3.0, 1.0), ("Flexibility", 2.0, 1.0)]
    assert skill(acme, "flexibility").description == "To bend."


def test_where_two_names_mean_one_skill_the_higher_level_counts(
    acme: Workforce, tmp_path: Path
) -> None:
    has_skill(acme, "SQL", alternatives=["query language"])
    report = acme.reads(tmp_path, f"{HEAD}\nA,query language,4,1\nA,SQL,2,1\n")
    assert asked(acme, "A") == [("SQL", 4.0, 1.0)]
    assert report.counts["requirements"] == 1


def test_the_starter_pack_leaves_what_a_site_has_of_its_own(
    acme: Workforce, tmp_path: Path
) -> None:
    has_skill(acme, "adaptability")
    acme.reads(
        tmp_path,
        f"{HEAD},family\nUX Designer,SQL,5,1,Ours\n",
        SKILLS + "a,,SQL,our language,language,Ours to speak.,,yes\n",
    )
    with acme.database.writing() as session:
        report = role_import.add_starter(session, session.merge(acme.site))
    assert report.rejected == report.notices == []
    assert (report.counts["roles_known"], report.counts["skills_known"]) == (1, 2)
    assert asked(acme, "UX Designer") == [("SQL", 5.0, 1.0)]
    assert role(acme, "UX Designer").family == "Ours"
    ours = skill(acme, "SQL")
    assert (ours.kind, ours.durable, ours.description) == ("language", True, "Ours to speak.")
    assert "our language" in ours.alternatives
    bare = skill(acme, "adapt to change")
    assert (bare.name, bare.durable, bare.description != "") == ("adaptability", True, True)


def test_the_starter_pack_again_adds_nothing(acme: Workforce) -> None:
    counts = []
    for _ in range(2):
        with acme.database.writing() as session:
            role_import.add_starter(session, session.merge(acme.site))
        counts.append(rows_of(acme.database))
    assert counts[0] == counts[1]


def test_a_new_site_has_the_starter_pack_and_a_known_one_keeps_its_own(
    database: Database, vault: Vault
) -> None:
    with database.writing() as session:
        row = sites.connect(session, vault, NEW)
    with database.writing() as session:
        first = [role.name for role in roles.of_site(session, row.id)]
        assert len(first) >= 55
        assert len(skills.of_site(session, row.id)) >= 140
        assert {role.origin for role in roles.of_site(session, row.id)} == {roles.STARTER}
        session.delete(roles.of_site(session, row.id)[0])
    with database.writing() as session:
        sites.connect(session, vault, replace(NEW, name="Acme"))
    with database.reading() as session:
        assert [role.name for role in roles.of_site(session, row.id)] == first[1:]


def test_a_site_that_is_refused_leaves_no_roles(database: Database, vault: Vault) -> None:
    with pytest.raises(BadInput), database.writing() as session:
        sites.connect(session, vault, replace(NEW, timezone="Nowhere"))
    with database.reading() as session:
        assert session.query(roles.Role).count() == session.query(skills.Skill).count() == 0
