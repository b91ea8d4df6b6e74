"""What people download is read by openbadgeslib, which asks the running application as strangers
do: for the issuer's keys, its status list and the hosted documents.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest
from openbadgeslib import ob3
from openbadgeslib.errors import LibOpenBadgesException
from openbadgeslib.ob2.verifier import OB2Verifier

from tests.support.badged import achievement, ask, award, revoke, with_address
from tests.support.installation import Installation

BASE = "https://tool.test"
EMAIL = "me@example.org"
Download = Callable[..., bytes]


@pytest.fixture
def installation(tmp_path: Path) -> Iterator[Installation]:
    """An installation that issues."""
    made = Installation(tmp_path / "installation")
    yield made
    made.close()


@pytest.fixture
def badge(installation: Installation) -> UUID:
    """A public badge of somebody with an e-mail address."""
    me = installation.fill().people["102"]
    with_address(installation, me, EMAIL)
    kind = achievement(installation, expires_after_days=3650)
    return award(installation, kind, me, published=True)


@pytest.fixture
def download(installation: Installation) -> Download:
    """What openbadgeslib fetches with."""

    def fetch(url: str, *_: object, **__: object) -> bytes:
        assert url.startswith(BASE), url
        answer = ask(installation, url.removeprefix(BASE))
        if answer.status_code != 200:
            raise OSError(f"{url} answered with {answer.status_code}")
        return answer.data

    return fetch


def read(text: str, download: Download) -> None:
    """Let openbadgeslib check a badge, its issuer and its status; it raises where it fails."""
    if text.startswith("{"):
        name = json.loads(text)["issuer"]["id"]
        reader = ob3.OB3LdpVerifier.for_issuer_did(name, download)
        # Of status lists it knows only the signatures of JWTs.
        reader.verify(text, check_status=True, download=download, verify_status_list=False)
    else:
        name = ob3.OB3Verifier._decode_unverified(text)["issuer"]["id"]
        signed = ob3.OB3Verifier.for_issuer_did(name, download)
        signed.verify(text, check_status=True, download=download, verify_status_list=False)


def text_of(installation: Installation, badge: UUID, form: str) -> str:
    """Return the credential in a download, as openbadgeslib finds it there."""
    file = ask(installation, f"/badges/{badge}.{form}").data
    if form == "png":
        return ob3.OB3Verifier.extract_token_from_png(file)
    if form == "svg":
        return ob3.OB3Verifier.extract_token_from_svg(file)
    return file.decode()


@pytest.mark.parametrize("form", ["json", "jwt", "png", "svg"])
def test_every_download_is_valid_to_it(
    installation: Installation, badge: UUID, download: Download, form: str
) -> None:
    read(text_of(installation, badge, form), download)


@pytest.mark.parametrize("form", ["json", "jwt", "png", "svg"])
def test_a_revoked_one_is_not(
    installation: Installation, badge: UUID, download: Download, form: str
) -> None:
    text = text_of(installation, badge, form)
    revoke(installation, badge, "By mistake.")
    with pytest.raises(LibOpenBadgesException, match="revocation. is set"):
        read(text, download)


@pytest.mark.parametrize("form", ["json", "jwt"])
def test_a_changed_one_is_not(
    installation: Installation, badge: UUID, download: Download, form: str
) -> None:
    text = text_of(installation, badge, form)
    changed = text.replace("SQL in", "SQL at") if form == "json" else text[:-6] + "AAAAAA"
    assert changed != text
    with pytest.raises(LibOpenBadgesException):
        read(changed, download)


def test_the_hosted_one_is_its_holders_and_nobody_elses(
    installation: Installation, badge: UUID, download: Download
) -> None:
    copy = download(f"{BASE}/ob2/badges/{badge}").decode()
    reader = OB2Verifier(download=download)
    reader.verify_hosted(copy, expected_recipient=EMAIL)
    with pytest.raises(LibOpenBadgesException):
        reader.verify_hosted(copy, expected_recipient="other@example.org")
    revoke(installation, badge, "By mistake.")
    with pytest.raises((LibOpenBadgesException, OSError)):
        reader.verify_hosted(copy)
