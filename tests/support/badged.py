"""An achievement with a picture, and badges of it that were issued as the product does."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from uuid import UUID

from PIL import Image, ImageDraw
from sqlalchemy import select
from werkzeug.test import TestResponse

from lti_plugin.services import revoking
from lti_plugin.services.issuing import COMPLETED, Grounds, Issuing
from lti_plugin.store import badges, people
from lti_plugin.store.achievements import COURSE, Achievement, AchievementPicture
from lti_plugin.store.badges import BadgeHolder
from lti_plugin.store.courses import Course
from lti_plugin.store.people import MOODLE, Person
from lti_plugin.vault import Vault
from tests.support.installation import Installation
from tests.support.tool import TOOL

EARNED = datetime(2026, 5, 3, 12, tzinfo=UTC)
CRITERIA = "Finish **every** part of [the course](https://moodle.test/course/view.php?id=2)."
SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><rect width="8" height="8"/></svg>'
)


def png(size: int = 64) -> bytes:
    """Return a picture of the kind that achievements have."""
    picture = Image.new("RGBA", (size, size), (0, 0, 0, 0))
    ImageDraw.Draw(picture).ellipse((2, 2, size - 2, size - 2), fill=(15, 108, 191, 255))
    drawn = BytesIO()
    picture.save(drawn, "PNG")
    return drawn.getvalue()


def achievement(installation: Installation, picture: bytes | None = None, **changes: Any) -> UUID:
    """Keep an achievement of the first site's first course, with a picture."""
    site = installation.site
    with installation.database.writing() as session:
        course = session.scalars(
            select(Course).where(Course.site_id == site.id).order_by(Course.title.desc())
        ).first()
        values = {
            "kind": COURSE,
            "course_id": course.id if course else site.id,
            "name": "SQL in practice",
            "description": "Reads and joins tables.",
            "criteria": CRITERIA,
            "tags": ["data"],
            "alignments": [
                {
                    "name": "SQL",
                    "url": "http://data.europa.eu/esco/skill/598de5b0-5b58-4ea7-8058-a4bc4d18c742",
                    "framework": "ESCO",
                    "kind": "ext:ESCOSkill",
                    "code": None,
                }
            ],
            "active_from": EARNED,
        }
        row = Achievement(site_id=site.id, **(values | changes))
        session.add(row)
        session.flush()
        if picture != b"":
            session.add(
                AchievementPicture(
                    site_id=site.id, achievement_id=row.id, png=picture or png(), svg=SVG
                )
            )
        return row.id


def award(
    installation: Installation, achievement_id: UUID, person_id: UUID, **opened: bool
) -> UUID:
    """Issue a badge to a person; ``opened`` says who may see it: published, named, listed."""
    site = installation.site
    settings = installation.settings
    with installation.database.writing() as session:
        issuing = Issuing(session, vault_of(installation), settings.base_url, site)
        row = session.get_one(Achievement, achievement_id)
        person = session.get_one(Person, person_id)
        known = people.ids_of(session, site.id, [person_id], MOODLE).get(person_id)
        draft = issuing.draft(row, person, known, Grounds(COMPLETED, EARNED))
        assert draft is not None
        (badge,) = issuing.keep(session, [draft])
        for name, value in opened.items():
            setattr(draft.holder, name, value)
        return badge.id


def revoke(installation: Installation, badge_id: UUID, reason: str) -> None:
    """Revoke a badge."""
    with installation.database.writing() as session:
        assert revoking.revoke(session, installation.site.id, [badge_id], reason, "test") == 1


def vault_of(installation: Installation) -> Vault:
    """Return what opens the installation's keys."""
    return Vault(installation.settings.secret_key)


def with_address(installation: Installation, person_id: UUID, email: str | None) -> None:
    """Give a person this e-mail address."""
    with installation.database.writing() as session:
        session.get_one(Person, person_id).email = email


def holder(installation: Installation, badge_id: UUID) -> BadgeHolder:
    """Return whose a badge is."""
    with installation.database.reading() as session:
        found = badges.holder_of(session, badges.find(session, badge_id))
        assert found is not None
        return found


def ask(installation: Installation, path: str, **options: Any) -> TestResponse:
    """Ask for an address as a stranger does."""
    return installation.app.test_client().get(path, base_url=TOOL, **options)
