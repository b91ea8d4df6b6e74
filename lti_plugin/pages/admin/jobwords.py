"""A job in the reader's words: how far it is, how long it took, what went wrong and what to do."""

from __future__ import annotations

from typing import Any

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from lti_plugin.pages import failurewords, wording
from lti_plugin.pages.admin import noticewords
from lti_plugin.pages.admin.noticewords import SHOWN
from lti_plugin.services import work
from lti_plugin.services.work import Work
from lti_plugin.store.jobs import CANCELLED, DONE, FAILED, QUEUED, RUNNING, SYNC


def told(each: Work) -> dict[str, Any]:
    """Return what pages show of a job."""
    job = each.job
    notices = work.told(job)
    return {
        "id": str(job.id),
        "kind": str(wording.KINDS.get(job.kind, job.kind)),
        "status": job.status,
        "state": str(wording.STATUSES.get(job.status, job.status)),
        "open": each.is_open,
        "running": job.status == RUNNING,
        "stage": stage(each),
        "done": format_decimal(job.done),
        "percent": None if each.share is None else round(100 * each.share),
        "begun": wording.when(job.started_at) if job.started_at else "–",
        "took": time(each.seconds),
        "counts": wording.counts(job.counts) if job.status == DONE else "",
        "error": failurewords.told(job.error),
        "todo": todo(each),
        "notices": [noticewords.told(each) for each in notices[:SHOWN]],
        "more": max(0, len(notices) - SHOWN) + job.counts.get("more_notices", 0),
        "notice_count": len(notices) + job.counts.get("more_notices", 0),
        "to_confirm": each.to_confirm,
    }


def stage(each: Work) -> str:
    """Return what a job is doing, with the step of an update."""
    words = wording.stage(each.job.stage) if each.job.stage else ""
    if each.step is None:
        return words
    return _("Step %(step)s of %(steps)s: %(what)s", step=each.step, steps=each.steps, what=words)


def todo(each: Work) -> str:
    """Return what to do about a job that waits in vain or ended without success."""
    status = each.job.status
    if each.waiting:
        return _(
            "It has not begun: no worker seems to run. Whoever runs Fingerpost starts “fingerpost "
            "serve” or “fingerpost worker”."
        )
    if status == FAILED and each.job.kind == SYNC:
        return _(
            "What was known before stays as it was. Do what the message says, look at the "
            "checklist above, then go on."
        )
    if status == FAILED:
        return _("What was there before goes on. Do what the message says and start it again.")
    if status == CANCELLED and each.job.kind == SYNC:
        return _("What was read until then is kept. Start it again to go on.")
    return ""


def headline(each: Work) -> str:
    """Return in one line what a job is at, for the tray."""
    kind, status = str(wording.KINDS.get(each.job.kind, each.job.kind)), each.job.status
    if status == RUNNING:  # between its begin and its first stage it has none
        return _("%(job)s: %(stage)s", job=kind, stage=stage(each) or wording.STATUSES[RUNNING])
    if status == QUEUED:
        return _("%(job)s: waiting", job=kind)
    if status == DONE:
        result = wording.counts(each.job.counts)
        return _("%(job)s: done (%(result)s)", job=kind, result=result)
    return _("%(job)s: %(state)s", job=kind, state=str(wording.STATUSES.get(status, status)))


def time(seconds: float | None) -> str:
    """Return how long something takes: seconds up to two minutes, else minutes or hours."""
    if seconds is None:
        return "–"
    if seconds < 120:
        return ngettext("%(num)d second", "%(num)d seconds", max(1, round(seconds)))
    return wording.duration(round(seconds / 60))
