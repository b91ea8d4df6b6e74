"""The application factory: settings in, a Flask application out."""

from __future__ import annotations

from flask import Flask, g, request
from werkzeug.middleware.proxy_fix import ProxyFix

from lti_plugin import api, counters, extensions, settings, telemetry, tracing, vault
from lti_plugin.api import description
from lti_plugin.edge import headers, windows
from lti_plugin.lti.access import AccessTokens
from lti_plugin.pages import (
    badgewords,
    health,
    markdown,
    menu,
    problems,
    refused,
    registration,
    wording,
)
from lti_plugin.pages import lti as lti_pages
from lti_plugin.pages.admin import (
    access,
    approvals,
    audit,
    audit_cell,
    badge,
    badges,
    catalogue,
    catalogue_import,
    connect,
    diagnostics,
    drafts,
    hiring,
    log,
    model,
    objectives,
    outside,
    overview,
    people_import,
    peoplewords,
    person,
    pipeline,
    priorities,
    reach,
    returns,
    role,
    rules,
    scenario,
    scenarios,
    team_budgets,
    tokens,
    tray,
    triggers,
    upkeep,
)
from lti_plugin.pages.admin import course as admin_course
from lti_plugin.pages.admin import people as admin_people
from lti_plugin.pages.admin import roles as admin_roles
from lti_plugin.pages.admin import settings as admin_settings
from lti_plugin.pages.instructor import cohort, course, making, people, placing, progress, reviews
from lti_plugin.pages.learner import (
    ad,
    assignments,
    courses,
    data,
    path,
    portfolio,
    roles,
    short,
    skills,
    stand,
    wallet,
    way,
)
from lti_plugin.pages.manager import board, budgets, team
from lti_plugin.pages.public import achievements as public_achievements
from lti_plugin.pages.public import (
    backpack,
    calendar,
    front,
    handover,
    hosted,
    issuers,
    verify,
)
from lti_plugin.pages.public import badges as public_badges
from lti_plugin.pages.public import portfolio as shared
from lti_plugin.services.lexicon import Lexicon
from lti_plugin.services.shelf import Shelf
from lti_plugin.store import database, revisions
from lti_plugin.vault import Vault


def create_app(config: settings.Settings | None = None, *, check_database: bool = True) -> Flask:
    """Return the web application.

    Raises
    ------
    BadSettings
        When the environment is not usable.
    DatabaseNotReady
        When the database is not at this code's revision; ``check_database`` False leaves that out.
    """
    config = settings.load() if config is None else config
    telemetry.configure(config)
    app = Flask("lti_plugin", static_folder="static", template_folder="templates")
    app.config.update(
        FINGERPOST=config,
        SECRET_KEY=Vault(config.secret_key).derive("signatures"),
        SQLALCHEMY_ENGINES={"default": database.page_options(config.database_url)},
        BOOTSTRAP_SERVE_LOCAL=True,
        BABEL_DEFAULT_LOCALE=config.default_language,
        RATELIMIT_STORAGE_URI=windows.ADDRESS,
        RATELIMIT_DEFAULT=config.rate_limit,
        MAX_CONTENT_LENGTH=1_000_000,
        SEND_FILE_MAX_AGE_DEFAULT=3600,
    )
    app.extensions["vault"] = Vault(config.secret_key)
    app.extensions["shelf"] = Shelf(config.models_dir)
    app.extensions["lexicon"] = Lexicon()
    app.extensions["access_tokens"] = AccessTokens()
    _bind(app, config)
    if check_database:
        with app.app_context():
            revisions.check(extensions.db.engine)
            vault.recognise(extensions.db.session, app.extensions["vault"])
    return app


def _bind(app: Flask, config: settings.Settings) -> None:
    if config.trusted_proxies:
        hops = config.trusted_proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, hops, hops, hops)  # type: ignore[method-assign]  # as Flask's own documentation does
    extensions.db.init_app(app)
    with app.app_context():
        database.prepare_pages(extensions.db.engine)
    extensions.babel.init_app(app, locale_selector=_language, timezone_selector=_timezone)
    extensions.bootstrap.init_app(app)
    tracing.bind(app)
    telemetry.bind(app)
    counters.bind(app)
    extensions.limiter.init_app(app)
    headers.bind(app)
    problems.bind(app)
    wording.bind(app)
    menu.bind(app)
    tray.bind(app)
    refused.bind(app)
    markdown.bind(app)
    badgewords.bind(app)
    peoplewords.bind(app)
    for blueprint in (
        health.blueprint,
        front.blueprint,
        calendar.blueprint,
        lti_pages.blueprint,
        registration.blueprint,
        menu.blueprint,
        courses.blueprint,
        skills.blueprint,
        path.blueprint,
        short.blueprint,
        stand.blueprint,
        way.blueprint,
        data.blueprint,
        roles.blueprint,
        ad.blueprint,
        portfolio.blueprint,
        assignments.blueprint,
        team.blueprint,
        board.blueprint,
        budgets.blueprint,
        shared.blueprint,
        wallet.blueprint,
        public_badges.blueprint,
        public_achievements.blueprint,
        issuers.blueprint,
        hosted.blueprint,
        handover.blueprint,
        backpack.blueprint,
        verify.blueprint,
        course.blueprint,
        cohort.blueprint,
        making.blueprint,
        progress.blueprint,
        people.blueprint,
        placing.blueprint,
        reviews.blueprint,
        overview.blueprint,
        connect.blueprint,
        tray.blueprint,
        diagnostics.blueprint,
        admin_people.blueprint,
        person.blueprint,
        access.blueprint,
        people_import.blueprint,
        log.blueprint,
        tokens.blueprint,
        catalogue.blueprint,
        catalogue_import.blueprint,
        admin_roles.blueprint,
        role.blueprint,
        drafts.blueprint,
        hiring.blueprint,
        priorities.blueprint,
        triggers.blueprint,
        pipeline.blueprint,
        scenarios.blueprint,
        scenario.blueprint,
        team_budgets.blueprint,
        returns.blueprint,
        admin_course.blueprint,
        rules.blueprint,
        upkeep.blueprint,
        outside.blueprint,
        objectives.blueprint,
        audit.blueprint,
        audit_cell.blueprint,
        reach.blueprint,
        model.blueprint,
        admin_settings.blueprint,
        badges.blueprint,
        badge.blueprint,
        approvals.blueprint,
        description.blueprint,
        *api.RESOURCES,
    ):
        app.register_blueprint(blueprint)


def _language() -> str | None:
    """Return the reader's language: the launch's own, else what the browser asks for.

    The site's own stands for both where they name none that is here.
    """
    visit = g.get("visit")
    wanted: list[str] = [visit.locale] if visit and visit.locale else []
    wanted += [code for code, _weight in request.accept_languages]
    wanted += [visit.language] if visit else []
    for code in wanted:
        language = code.replace("_", "-").split("-")[0].lower()
        if language in settings.LANGUAGES:
            return language
    return None


def _timezone() -> str | None:
    """Return the time zone of the visited site; UTC where there is none."""
    visit = g.get("visit")
    return visit.timezone if visit else None
