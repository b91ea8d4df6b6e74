"""Invitations to register the tool: each for one platform, once, for a while."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.support.installation import Installation
from tests.support.platform import Platform
from tests.support.registering import (
    Registering,
    get,
    invite,
    known,
)
from tests.support.tool import Clock, code_of


@pytest.mark.parametrize("invitation", [None, "", "forged"])
def test_f10_without_an_invitation_nothing_is_asked_and_nothing_kept(
    installation: Installation, platform: Registering, invitation: str | None
) -> None:
    page = get(installation, platform.query(invitation))
    assert page.status_code in {400, 403}
    assert code_of(page) == "lti-invitation"
    assert platform.asked == []
    assert known(installation, platform.issuer) == []
    stranger = Platform(issuer=platform.issuer, client_id="client-new", deployment_id="7")
    login = installation.app.test_client().post(
        "/lti/login", data=stranger.initiation(), base_url="https://tool.test"
    )
    assert login.status_code == 400


def test_an_invitation_works_once(installation: Installation, platform: Registering) -> None:
    invitation = invite(installation, platform.issuer)
    assert get(installation, platform.query(invitation)).status_code == 200
    platform.client_id = "client-second"
    page = get(installation, platform.query(invitation))
    assert (page.status_code, code_of(page)) == (403, "lti-invitation")
    assert [row.client_id for row in known(installation, platform.issuer)] == ["client-new"]


def test_an_invitation_ends_with_its_time(
    installation: Installation, platform: Registering, clock: Clock
) -> None:
    invitation = invite(installation, platform.issuer, life=timedelta(hours=1))
    clock.shift(3601)
    assert code_of(get(installation, platform.query(invitation))) == "lti-invitation"


def test_a_new_invitation_makes_the_one_before_worthless(
    installation: Installation, platform: Registering
) -> None:
    first, second = (invite(installation, platform.issuer) for _ in range(2))
    assert get(installation, platform.query(first)).status_code == 403
    assert get(installation, platform.query(second)).status_code == 200


def test_an_invitation_is_for_one_platform_alone(
    installation: Installation, platform: Registering
) -> None:
    theirs = invite(installation, "https://moodle.test")
    page = get(installation, platform.query(theirs))
    assert (page.status_code, code_of(page)) == (403, "lti-registration-issuer")
    assert known(installation, platform.issuer) == []
    assert [path for path, *_ in platform.asked] == ["/mod/lti/openid-configuration.php"]


def test_opened_in_a_browser_or_asked_for_its_head_it_is_not_used_up(
    installation: Installation, platform: Registering
) -> None:
    invitation = invite(installation, platform.issuer)
    alone = get(installation, f"/lti/register?invitation={invitation}")
    assert alone.status_code == 200
    assert "belongs into Moodle" in alone.text
    assert get(installation, platform.query(invitation), "HEAD").status_code == 200
    assert platform.asked == []
    assert get(installation, platform.query(invitation)).status_code == 200
