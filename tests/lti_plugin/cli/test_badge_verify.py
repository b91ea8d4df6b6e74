"""`fingerpost badge verify`: without a database, and offline with the issuer's documents."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.support.badged import achievement, ask, award, revoke
from tests.support.command import CommandLine
from tests.support.installation import Installation


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    """An installation that issues."""
    return Installation(tmp_path / "installation")


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """An empty folder for documents."""
    folder = tmp_path / "docs"
    folder.mkdir()
    return folder


def published(installation: Installation, docs: Path, document: dict[str, object]) -> None:
    """Put what the issuer publishes into a folder."""
    slug = installation.site.slug
    (docs / "issuer.json").write_bytes(ask(installation, f"/s/{slug}/did.json").data)
    status = document["credentialStatus"]
    assert isinstance(status, dict)
    path = status["statusListCredential"].removeprefix("https://tool.test")
    (docs / "list.json").write_bytes(ask(installation, path).data)


@pytest.mark.parametrize("form", ["json", "jwt", "png", "svg"])
def test_every_form_is_checked_offline(
    installation: Installation, bare: CommandLine, tmp_path: Path, docs: Path, form: str
) -> None:
    me = installation.fill().people["102"]
    badge = award(installation, achievement(installation), me, published=True)
    file = tmp_path / f"badge.{form}"
    file.write_bytes(ask(installation, f"/badges/{badge}.{form}").data)
    published(installation, docs, ask(installation, f"/badges/{badge}.json").get_json(force=True))
    ended = bare("badge", "verify", file, "--docs", docs)
    assert ended.code == 0, ended
    assert ended.out.splitlines()[-1] == "This badge is valid."
    told = bare("badge", "verify", file, "--docs", docs, "--json", "--email", "x@example.org")
    assert told.code == 1
    found = json.loads(told.out)
    assert found["badge"]["id"] == f"urn:uuid:{badge}"
    assert [each["name"] for each in found["checks"] if not each["passed"]] == ["recipient"]


def test_a_revoked_one_and_missing_documents_fail(
    installation: Installation, bare: CommandLine, tmp_path: Path, docs: Path
) -> None:
    me = installation.fill().people["102"]
    badge = award(installation, achievement(installation), me, published=True)
    answer = ask(installation, f"/badges/{badge}.json")
    file = tmp_path / "badge.json"
    file.write_bytes(answer.data)
    alone = bare("badge", "verify", file, "--docs", docs)
    assert (alone.code, "FAILED  issuer" in alone.out) == (1, True)
    revoke(installation, badge, "By mistake.")
    published(installation, docs, answer.get_json(force=True))
    ended = bare("badge", "verify", file, "--docs", docs)
    assert ended.code == 1
    assert "FAILED  status  The issuer has revoked this badge." in ended.out
    assert ended.out.splitlines()[-1] == "This badge is not valid."


def test_a_file_that_is_not_there_is_wrong_use(bare: CommandLine, tmp_path: Path) -> None:
    assert bare("badge", "verify", tmp_path / "none.json").code == 2
