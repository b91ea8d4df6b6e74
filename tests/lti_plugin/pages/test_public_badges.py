"""A badge's public page and files: only where its holder wants it, and with what was checked."""

from __future__ import annotations

import json
import re
from html import unescape
from uuid import UUID, uuid4

import pytest

from lti_plugin.badges import baking, verification
from lti_plugin.services import badge_documents
from lti_plugin.services.badge_forms import FORMS
from lti_plugin.store.base import now
from tests.support.badged import achievement, ask, award, holder, png, revoke
from tests.support.deepening import spread
from tests.support.installation import Installation
from tests.support.reading import main_of

ME = "102"


@pytest.fixture
def me(installation: Installation) -> UUID:
    """Somebody of a small site."""
    return installation.fill().people[ME]


@pytest.fixture
def badge(installation: Installation, me: UUID) -> UUID:
    """A public badge of theirs."""
    return award(installation, achievement(installation), me, published=True)


def verdict(installation: Installation, given: bytes) -> verification.Verdict:
    """Check a badge with the documents that are published here, asked for by HTTP."""

    def fetch(url: str) -> bytes:
        answer = ask(installation, url.removeprefix("https://tool.test"))
        assert answer.status_code == 200, url
        return answer.data

    return verification.verify(given, fetch, now())


@pytest.mark.parametrize("form", ["", "/card", *(f".{each}" for each in FORMS)])
def test_a29_a_private_badge_is_no_different_from_none(
    installation: Installation, me: UUID, form: str
) -> None:
    private = award(installation, achievement(installation), me)
    refused = ask(installation, f"/badges/{private}{form}")
    nothing = ask(installation, f"/badges/{uuid4()}{form}")
    assert refused.status_code == nothing.status_code == 404
    without_reference = [re.sub(r"<dt>Reference.*?</dd>", "", x.text) for x in (refused, nothing)]
    assert without_reference[0] == without_reference[1]
    oembed = f"/oembed?url=https://tool.test/badges/{private}"
    assert ask(installation, oembed).status_code == 404


def test_a_public_badge_shows_what_it_is_for_and_each_check(
    installation: Installation, badge: UUID
) -> None:
    page = ask(installation, f"/badges/{badge}")
    assert page.status_code == 200
    words = main_of(page)
    assert "SQL in practice" in words
    assert "This badge is valid." in words
    assert words.count("(passed)") == 5
    assert "Person 2" not in page.text
    assert "<strong>every</strong>" in page.text
    assert page.headers["X-Robots-Tag"] == "noindex"
    assert '<meta name="robots" content="noindex">' in page.text


def test_its_holder_may_show_their_name_and_let_it_be_found(
    installation: Installation, me: UUID
) -> None:
    badge = award(
        installation, achievement(installation), me, published=True, named=True, listed=True
    )
    page = ask(installation, f"/badges/{badge}")
    assert "Person 2" in main_of(page)
    assert "SQL in practice, awarded to Person 2" in page.text
    assert "X-Robots-Tag" not in page.headers
    assert "noindex" not in page.text


def test_other_sites_are_told_what_to_show_of_it(installation: Installation, badge: UUID) -> None:
    page = ask(installation, f"/badges/{badge}")
    told = dict(re.findall(r'<meta property="og:([a-z:_]+)" content="([^"]*)"', page.text))
    assert told["title"] == "SQL in practice"
    assert told["url"] == f"https://tool.test/badges/{badge}"
    picture = ask(installation, told["image"].removeprefix("https://tool.test"))
    assert picture.mimetype == "image/png"
    assert picture.data == png()


@pytest.mark.parametrize("form", ["json", "jwt", "png", "svg"])
def test_each_file_is_valid_for_whoever_asks_the_issuer(
    installation: Installation, badge: UUID, form: str
) -> None:
    answer = ask(installation, f"/badges/{badge}.{form}")
    assert answer.status_code == 200
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    found = verdict(installation, answer.data)
    assert found.valid, found.checks
    assert found.document is not None
    assert found.document["id"] == f"urn:uuid:{badge}"


@pytest.mark.parametrize(
    ("accepted", "kind"),
    [
        ("text/html,application/xhtml+xml;q=0.9,*/*;q=0.8", "text/html"),
        ("*/*", "text/html"),
        ("application/vc+ld+json", "application/vc+ld+json"),
        ("application/json", "application/vc+ld+json"),
        ("text/plain", "text/plain"),
        ("image/png", "image/png"),
        ("image/svg+xml", "image/svg+xml"),
        ("application/pdf", "application/pdf"),
    ],
)
def test_the_address_gives_what_is_asked_for(
    installation: Installation, badge: UUID, accepted: str, kind: str
) -> None:
    answer = ask(installation, f"/badges/{badge}", headers={"Accept": accepted})
    assert answer.mimetype == kind
    assert "Accept" in answer.vary


def test_a_drawing_is_saved_and_never_run(installation: Installation, badge: UUID) -> None:
    answer = ask(installation, f"/badges/{badge}.svg")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


def test_a_page_to_print_leads_to_the_badge(installation: Installation, badge: UUID) -> None:
    answer = ask(installation, f"/badges/{badge}.pdf")
    assert answer.data.startswith(b"%PDF-")
    assert "filename=sql-in-practice.pdf" in answer.headers["Content-Disposition"]
    assert len(answer.data) > 5000


def test_whoever_prints_without_end_is_stopped(installation: Installation, badge: UUID) -> None:
    stranger = installation.app.test_client()
    address = f"/badges/{badge}.pdf"
    statuses = [stranger.get(address, base_url="https://tool.test").status_code for _ in range(11)]
    assert statuses == [200] * 10 + [429]
    assert stranger.get(f"/badges/{badge}", base_url="https://tool.test").status_code == 200


def test_revocation_is_seen_at_once_with_its_reason(
    installation: Installation, badge: UUID
) -> None:
    copy = ask(installation, f"/badges/{badge}.json").data
    assert verdict(installation, copy).valid
    revoke(installation, badge, "The exam was not their own.")
    page = ask(installation, f"/badges/{badge}")
    assert page.status_code == 200
    assert "This badge was revoked." in main_of(page)
    assert "The exam was not their own." in main_of(page)
    assert not verdict(installation, copy).valid
    assert "This badge was revoked." in ask(installation, f"/badges/{badge}/card").text


def test_what_has_expired_says_so(installation: Installation, me: UUID) -> None:
    ended = achievement(installation, expires_after_days=30)
    badge = award(installation, ended, me, published=True)
    words = main_of(ask(installation, f"/badges/{badge}"))
    assert "This badge has expired." in words
    assert "it expired on June 2, 2026" in words


def test_a_card_may_stand_in_any_page_and_a_page_in_none(
    installation: Installation, badge: UUID
) -> None:
    page, card = (ask(installation, f"/badges/{badge}{part}") for part in ("", "/card"))
    assert "frame-ancestors 'none'" in page.headers["Content-Security-Policy"]
    assert "frame-ancestors *" in card.headers["Content-Security-Policy"]
    assert "<script" not in card.text
    assert "<form" not in card.text


def test_oembed_gives_the_card_for_the_address(installation: Installation, badge: UUID) -> None:
    page = ask(installation, f"/badges/{badge}")
    link = re.search(r'type="application/json\+oembed" href="([^"]*)"', page.text)
    assert link is not None
    answer = ask(installation, unescape(link[1]).removeprefix("https://tool.test"))
    told = answer.json
    assert told is not None
    assert (told["version"], told["type"], told["width"]) == ("1.0", "rich", 480)
    assert f'src="https://tool.test/badges/{badge}/card"' in told["html"]
    narrow = ask(installation, f"/oembed?maxwidth=300&url=https://tool.test/badges/{badge}").json
    assert narrow is not None
    assert narrow["width"] == 300


@pytest.mark.parametrize(
    "url",
    [
        "",
        "https://elsewhere.test/badges/{badge}",
        "https://tool.test/badges/{badge}/card/x",
        "https://tool.test/status/1",
        "https://tool.test/badges/1",
    ],
)
def test_oembed_knows_no_other_address(installation: Installation, badge: UUID, url: str) -> None:
    answer = ask(installation, "/oembed", query_string={"url": url.format(badge=badge)})
    assert answer.status_code == 404


def test_oembed_as_xml_is_not_given(installation: Installation, badge: UUID) -> None:
    address = f"https://tool.test/badges/{badge}"
    answer = ask(installation, "/oembed", query_string={"url": address, "format": "xml"})
    assert answer.status_code == 501


def test_a29_whoever_guesses_addresses_is_stopped(installation: Installation) -> None:
    stranger = installation.app.test_client()
    statuses = {
        stranger.get(f"/badges/{uuid4()}", base_url="https://tool.test").status_code
        for _ in range(65)
    }
    assert statuses == {404, 429}


@pytest.mark.parametrize(
    "name",
    spread(
        [
            "\u202eevil\u202c",
            "a\u200bb",
            "Cafe\u0301",
            "🏅 SQL",
            "日本語の資格",
            "شهادة",
            "'\"><script>alert(1)</script>",
        ],
        3,
    ),
)
def test_a26_every_name_is_signed_shown_and_baked_alike(
    installation: Installation, me: UUID, name: str
) -> None:
    badge = award(
        installation, achievement(installation, name=name, caption="c"), me, published=True
    )
    page = ask(installation, f"/badges/{badge}")
    assert f"<bdi>{name}</bdi>" in unescape(page.text)
    assert "<script>alert" not in page.text
    for form in ("json", "jwt", "png", "svg"):
        found = verdict(installation, ask(installation, f"/badges/{badge}.{form}").data)
        assert found.valid, (form, found.checks)
        assert found.document is not None
        assert found.document["name"] == name
    assert ask(installation, f"/badges/{badge}.pdf").status_code == 200


def test_a25_a_badge_that_stood_in_the_picture_before_is_taken_out(
    installation: Installation, me: UUID
) -> None:
    stale = baking.in_png(png(), json.dumps({"id": "somebody else's"}))
    badge = award(installation, achievement(installation, stale), me, published=True)
    baked = baking.from_png(ask(installation, f"/badges/{badge}.png").data)
    assert json.loads(baked) == holder(installation, badge).document


def test_an_achievement_without_a_picture_has_no_picture_files(
    installation: Installation, me: UUID
) -> None:
    badge = award(installation, achievement(installation, b""), me, published=True)
    assert ask(installation, f"/badges/{badge}.png").status_code == 404
    page = ask(installation, f"/badges/{badge}")
    assert f"/badges/{badge}.png" not in page.text
    assert "og:image" not in page.text
    assert ask(installation, f"/badges/{badge}.pdf").status_code == 200


def test_the_page_asks_nobody_else(
    installation: Installation, badge: UUID, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(badge_documents, "checker", None)
    assert "This badge is valid." in main_of(ask(installation, f"/badges/{badge}"))
