"""The admin's page of settings: what each does and its default, saved section by section."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest
from typing import Any

from flask import Blueprint, Response, current_app, g, make_response, render_template, request
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from lti_plugin.edge import visits
from lti_plugin.errors import BadInput, BadRequest
from lti_plugin.extensions import db
from lti_plugin.pages import problems, sheets, wording
from lti_plugin.pages.admin import settingwords
from lti_plugin.pages.sheets import Cell
from lti_plugin.services import preview, scales, site_settings, steering
from lti_plugin.services.preview import Compared
from lti_plugin.services.site_settings import SETTINGS, TRAINING, BadSetting, Value
from lti_plugin.store import sites
from lti_plugin.store.people import Person
from recommender.skills.levels import level_of

blueprint = Blueprint("site_settings", __name__, url_prefix="/admin/settings")
HERE = tuple(each for each in site_settings.SECTIONS if each != TRAINING)  # that is on “Model”
MOST_LISTED = 500


@blueprint.route("", methods=["GET", "POST"])
@visits.require("admin")
def show() -> Response:
    """Show every setting."""
    return _page()


@blueprint.post("/keep")
@visits.require("admin")
def keep() -> Response:
    """Save one section."""
    section = _section()
    try:
        wanted = read(section)
        with visits.writing() as session:
            steering.keep(session, g.visit.site_id, wanted, visits.actor())
    except BadSetting as error:
        return _refused(error, section)
    return _page(_("That is kept. It counts from now on."), section=section)


@blueprint.post("/reset")
@visits.require("admin")
def reset() -> Response:
    """Put one section back to its defaults."""
    section = _section()
    with visits.writing() as session:
        steering.reset(session, g.visit.site_id, section, visits.actor())
    return _page(_("This section is as usual again."), section=section)


@blueprint.post("/preview")
@visits.require("admin")
def look() -> Response:
    """Show three people's lists now and under what the form says; nothing is kept."""
    whom = _whom()
    try:
        found = _compared(whom)
    except BadSetting as error:
        return _refused(error, site_settings.RANKING)
    return _page(section=site_settings.RANKING, typed=request.form, compared=found, whom=whom)


@blueprint.post("/preview/csv")
@visits.require("admin")
def look_export() -> Response:
    """Give the same three lists out as a table; nothing is kept."""
    try:
        found = _compared(_whom())
    except BadSetting as error:
        return _refused(error, site_settings.RANKING)
    head = ("person", "role", "department", "finished", "place", "now", "then", "was")
    return sheets.download("preview.csv", head, _places(found))


def _whom() -> dict[str, str]:
    return {name: request.form.get(name, "") for name in ("department", "role")}


def _compared(whom: Mapping[str, str]) -> list[Compared]:
    """Return three people's lists now and under what the form says. Raises BadSetting."""
    wanted = read(site_settings.RANKING)
    shelf = current_app.extensions["shelf"]
    return preview.of_lists(db.session, shelf, g.visit.site_id, wanted, **whom)


def _places(found: Sequence[Compared]) -> Iterator[list[Cell]]:
    """Yield a row for each place of each list; ``was`` is the place that a course has now."""
    for number, one in enumerate(found, start=1):
        about = [number, one.role, one.department, one.finished]
        for place, (old, new) in enumerate(zip_longest(one.before, one.after), start=1):
            moved = [new.course, new.before] if new else [None, None]
            yield [*about, place, old, *moved]


@blueprint.post("/scale")
@visits.require("admin")
def scale() -> Response:
    """Say what the words of one of Moodle's scales mean."""
    name = request.form.get("scale", "")
    rows = zip(request.form.getlist("word"), request.form.getlist("level"), strict=False)
    try:
        said = {word: _level(text) for word, text in rows}
        with visits.writing() as session:
            for word, level in said.items():
                scales.set_level(session, g.visit.site_id, name, word, level, visits.actor())
    except BadInput as error:
        return _page(wrong=problems.told(error), section="scales", status=error.status)
    return _page(_("That is kept. The next update from Moodle counts by it."), section="scales")


def read(section: str) -> dict[str, Value]:
    """Return what the form says of a section; what it leaves out stays as it is.

    Raises
    ------
    BadSetting
        When a setting cannot have what was typed.
    """
    form = request.form
    return {
        each.key: settingwords.read(each, form[each.key])
        for each in site_settings.of_section(section)
        if each.key in form
    }


def _level(text: str) -> float:
    try:
        return float(text.replace(",", "."))
    except ValueError:
        raise BadInput("A level is a number from 0 to 5.") from None


def _section() -> str:
    name = request.form.get("section", "")
    if name not in HERE:
        raise BadRequest(_("This button is not known here."))
    return name


def _refused(error: BadSetting, section: str) -> Response:
    """Say on the page itself why nothing was changed, and keep what was typed."""
    wrong = settingwords.refused(error)
    return _page(wrong=wrong, section=section, typed=request.form, status=error.status)


def _page(
    said: str = "",
    *,
    wrong: str = "",
    section: str = "",
    typed: Mapping[str, str] | None = None,
    compared: Sequence[Compared] | None = None,
    whom: Mapping[str, str] | None = None,
    status: int = 200,
) -> Response:
    site = sites.get(db.session, g.visit.site_id)
    values, kept = site_settings.values(site), typed or {}
    changed = sum(values[key] != each.usual for key, each in SETTINGS.items())
    answer = make_response(
        render_template(
            "admin/settings.html",
            answer=_answer(changed),
            said=said,
            wrong=wrong,
            open=section,
            sections=[
                (name, *settingwords.SECTIONS[name], settingwords.rows(name, values, kept))
                for name in HERE
            ],
            scales=_scales(scales.Scales(site.fields).maps),
            level_names=wording.LEVELS,
            compared=compared,
            whom=whom or {},
            departments=_listed(Person.department),
            roles=_listed(Person.role),
        )
    )
    answer.status_code = status
    return answer


@blueprint.post("/csv")
@visits.require("admin")
def export() -> Response:
    """Give every setting and every word of a scale out as a table, with what is usual."""
    site = sites.get(db.session, g.visit.site_id)
    values = site_settings.values(site)
    lines: list[list[Cell]] = [
        [each.section, key, _cell(values[key]), _cell(each.usual)] for key, each in SETTINGS.items()
    ]
    for name, words in sorted(scales.Scales(site.fields).maps.items()):
        lines += [["scale", f"{name}: {word}", words[word], level_of(word, {})] for word in words]
    return sheets.download("settings.csv", ("section", "setting", "value", "usual"), lines)


def _cell(value: Any) -> Cell:
    return value if isinstance(value, str | int | float) else str(value)


def _answer(changed: int) -> str:
    if not changed:
        return _("Every setting is as usual.")
    return ngettext(
        "%(num)d setting is not as usual.", "%(num)d settings are not as usual.", changed
    )


def _scales(found: Mapping[str, Mapping[str, float]]) -> list[dict[str, Any]]:
    return [
        {
            "key": name,
            "name": name or _("without a name"),
            "words": [
                {"word": word, "level": f"{level:g}", "usual": level_of(word, {})}
                for word, level in words.items()
            ],
        }
        for name, words in sorted(found.items())
    ]


def _listed(column: Any) -> Sequence[str]:
    """Return what people of the site have in a column, the most frequent first."""
    query = (
        select(column)
        .where(Person.site_id == g.visit.site_id, Person.gone_at.is_(None), column.is_not(None))
        .group_by(column)
        .order_by(func.count().desc(), column)
        .limit(MOST_LISTED)
    )
    return [each for each in db.session.scalars(query) if each]
