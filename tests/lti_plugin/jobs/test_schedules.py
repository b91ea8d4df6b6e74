"""When a site's jobs are asked for."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from croniter import croniter

from lti_plugin.jobs import schedules
from lti_plugin.settings import Settings
from lti_plugin.store.sites import Site


def test_a_connected_site_syncs_nightly_and_trains_weekly_after_it(
    settings: Settings, site: Site
) -> None:
    site.token = "locked"
    sync, train = schedules.of_site(settings, site)
    assert (sync.kind, sync.cron, sync.timezone) == ("sync", "0 2 * * *", "Europe/London")
    assert (train.kind, train.cron) == ("train", "0 4 * * SUN")
    assert sync.name != train.name


def test_a_site_without_a_token_only_trains(settings: Settings, site: Site) -> None:
    assert [each.kind for each in schedules.of_site(settings, site)] == ["train"]


@pytest.mark.parametrize(("weekday", "name"), [(0, "Monday"), (4, "Friday"), (6, "Sunday")])
def test_the_weekday_is_counted_from_monday(
    settings: Settings, site: Site, weekday: int, name: str
) -> None:
    (train,) = schedules.of_site(replace(settings, train_weekday=weekday, sync_hour=23), site)
    begin = datetime(2025, 6, 4, tzinfo=ZoneInfo(train.timezone))
    fires = croniter(train.cron, begin).get_next(datetime)
    assert (f"{fires:%A}", fires.hour) == (name, 1)


def test_an_admin_chooses_when_it_trains_or_that_it_does_not(
    settings: Settings, site: Site
) -> None:
    site.fields = {"settings": {"train_day": "wed", "train_hour": 22}}
    (train,) = schedules.of_site(settings, site)
    assert train.cron == "0 22 * * WED"
    site.fields = {"settings": {"train_day": "off"}}
    assert schedules.of_site(settings, site) == ()
