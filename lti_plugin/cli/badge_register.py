"""`fingerpost badge show` and `fingerpost badge revoke`."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import click
from sqlalchemy.orm import Session

from lti_plugin.cli.setting import json_option, opened, print_json
from lti_plugin.services import revoking
from lti_plugin.services.standing import COMMAND_LINE
from lti_plugin.store import achievements, badges, sites
from lti_plugin.store.badges import Badge
from lti_plugin.store.base import now

URN = "urn:uuid:"


def _badge_id(value: str) -> UUID:
    """Return a badge's id, with or without what it begins with in the badge itself."""
    try:
        return UUID(value.removeprefix(URN))
    except ValueError:
        raise click.BadParameter(f"{value!r} is no id of a badge, such as {URN}6f1c…") from None


@click.command()
@click.argument("badge_id", metavar="ID", type=_badge_id)
@json_option
def show(badge_id: UUID, as_json: bool) -> None:
    """Tell what the badge ID is for, whose it is and whether it holds."""
    with opened() as here, here.database.reading() as session:
        told = _told(session, badges.find(session, badge_id))
    if as_json:
        print_json(told)
        return
    for name, value in told.items():
        if value is not None:
            click.echo(f"{name.replace('_', ' ')}: {value}")


@click.command()
@click.argument("badge_id", metavar="ID", type=_badge_id)
@click.option("--reason", required=True, help="Why; everybody who checks the badge reads it.")
def revoke(badge_id: UUID, reason: str) -> None:
    """Revoke the badge ID for good."""
    with opened() as here, here.database.writing() as session:
        badge = badges.find(session, badge_id)
        number = revoking.revoke(session, badge.site_id, [badge.id], reason, COMMAND_LINE)
    if number:
        click.echo("It is revoked. Whoever checks it learns of it at once.")
    else:
        click.echo("It was revoked before; nothing has changed.")


def _told(session: Session, badge: Badge) -> dict[str, Any]:
    holder = badges.holder_of(session, badge)
    achievement = achievements.get(session, badge.site_id, badge.achievement_id)
    return {
        "id": f"{URN}{badge.id}",
        "site": sites.get(session, badge.site_id).slug,
        "achievement": achievement.name,
        "version": badge.version,
        "person": holder.person_id if holder else "nobody any more",
        "state": _state(badge),
        "awarded": badge.awarded_at,
        "valid_from": badge.valid_from,
        "expires": badge.expires_at,
        "revoked": badge.revoked_at,
        "revoked_because": badge.revoked_because,
        "how": holder.source if holder else None,
        "awarded_by": holder.awarded_by if holder else None,
        "reason": holder.reason if holder else None,
        "published": holder.published if holder else None,
    }


def _state(badge: Badge) -> str:
    if badge.revoked_at is not None:
        return "revoked"
    return "expired" if badge.expires_at is not None and badge.expires_at <= now() else "valid"
