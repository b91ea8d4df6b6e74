"""When each site's jobs are asked for: in the site's own time zone."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

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

    A site that is not connected to a Moodle has nothing to sync; it trains all the same.
    """
    day = CRON_WEEKDAYS[settings.train_weekday]
    hour = (settings.sync_hour + SYNC_TAKES_HOURS) % 24
    weekly = Schedule(site.id, TRAIN, f"0 {hour} * * {day}", site.timezone)
    if site.token is None:
        return (weekly,)
    return (Schedule(site.id, SYNC, f"0 {settings.sync_hour} * * *", site.timezone), weekly)
