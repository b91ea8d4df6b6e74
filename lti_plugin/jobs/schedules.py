"""When each site's jobs are asked for: in the site's own time zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from lti_plugin.services import site_settings
from lti_plugin.services.site_settings import AS_INSTALLED, OFF, WEEKDAYS
from lti_plugin.settings import Settings
from lti_plugin.store.jobs import SYNC, TRAIN
from lti_plugin.store.sites import Site

CRON_WEEKDAYS = ("MON", "TUE", "WED", "THU", "FRI", "SAT", "SUN")
SYNC_TAKES_HOURS = 2


@dataclass(frozen=True, slots=True)
class Schedule:
    """A site's job of one kind, with cron's five fields in a time zone."""

    site_id: UUID
    kind: str
    cron: str
    timezone: str

    @property
    def name(self) -> str:
        """The schedule's own name."""
        return f"{self.kind}-{self.site_id}"


def of_site(settings: Settings, site: Site) -> Sequence[Schedule]:
    """Return a site's schedules: a sync every night, and once a week a training after it.

    An L&D admin may choose the day and the hour of the training, or that there is none. A site that
    is not connected to a Moodle has nothing to sync; it trains all the same.
    """
    found = _training(settings, site)
    if site.token is not None:
        found = (Schedule(site.id, SYNC, f"0 {settings.sync_hour} * * *", site.timezone), *found)
    return found


def _training(settings: Settings, site: Site) -> tuple[Schedule, ...]:
    day, hour = when_trained(settings, site)
    if day is None:
        return ()
    return (Schedule(site.id, TRAIN, f"0 {hour} * * {CRON_WEEKDAYS[day]}", site.timezone),)


def when_trained(settings: Settings, site: Site) -> tuple[int | None, int]:
    """Return the weekday (0 is Monday) and the hour of a site's training; no day for none."""
    chosen = site_settings.values(site)
    if chosen["train_day"] == AS_INSTALLED:
        return settings.train_weekday, (settings.sync_hour + SYNC_TAKES_HOURS) % 24
    day = None if chosen["train_day"] == OFF else WEEKDAYS.index(str(chosen["train_day"]))
    return day, int(chosen["train_hour"])
