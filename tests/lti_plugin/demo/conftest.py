"""A look-alike for each test, around one organisation and one key for all of them."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_bootstrap import Bootstrap5

from lti_plugin.demo.blueprint import assemble, create_blueprint
from lti_plugin.demo.entities import Course
from lti_plugin.demo.folder import CHANGES, DemoFolder, open_folder
from lti_plugin.demo.lookalike import LookAlike
from lti_plugin.demo.organisation import Organisation, build_organisation
from tests.support.lookalike import TODAY, AnyTool, Call

FIXTURES = Path(__file__).parents[2] / "fixtures" / "moodle"


@pytest.fixture(scope="session")
def organisation() -> Organisation:
    """The organisation as it stands on one day."""
    return build_organisation(TODAY)


@pytest.fixture(scope="session")
def opened_once(tmp_path_factory: pytest.TempPathFactory) -> DemoFolder:
    """A folder with a key, which takes a while to make and to read."""
    return open_folder(tmp_path_factory.mktemp("demo"), TODAY)


@pytest.fixture
def made_once(opened_once: DemoFolder) -> Path:
    """Where that folder lies."""
    return opened_once.path


@pytest.fixture
def folder(opened_once: DemoFolder) -> DemoFolder:
    """The folder, without the changes of other tests."""
    for name in CHANGES:
        (opened_once.path / name).unlink(missing_ok=True)
    return opened_once


@pytest.fixture
def moodle(organisation: Organisation, folder: DemoFolder) -> LookAlike:
    """A look-alike in which nothing was clicked yet."""
    return assemble(
        organisation=organisation,
        folder=folder,
        platform_url="http://127.0.0.1:8000/demo-moodle",
        tool_url="http://localhost:8000",
    )


@pytest.fixture
def client(moodle: LookAlike) -> FlaskClient:
    """A browser on the platform's host."""
    app = Flask("lti_plugin")
    app.config["BOOTSTRAP_SERVE_LOCAL"] = True
    Bootstrap5(app)
    app.register_blueprint(create_blueprint(moodle))
    return app.test_client()


@pytest.fixture
def tool(client: FlaskClient) -> AnyTool:
    """A small tool on another host that the look-alike does not know yet."""
    return AnyTool(client)


@pytest.fixture
def registered(tool: AnyTool) -> AnyTool:
    """The small tool, registered and active."""
    tool.register()
    return tool


@pytest.fixture
def course(moodle: LookAlike) -> Course:
    """The course that the instructor teaches."""
    return moodle.landing(moodle.person("instructor"))


@pytest.fixture
def call(client: FlaskClient, moodle: LookAlike) -> Call:
    """A call of a web-service function with the right token."""

    def function(name: str, **given: object) -> Any:
        form = {"wstoken": moodle.site.token, "wsfunction": name, "moodlewsrestformat": "json"}
        form |= given.pop("form", {})
        answer = client.post(
            "/demo-moodle/webservice/rest/server.php",
            data=form | {key: str(value) for key, value in given.items()},
        )
        assert answer.status_code == 200
        return answer.get_json()

    return function


@pytest.fixture(scope="session")
def recorded_ws() -> dict[str, Any]:
    """Recorded calls of a real Moodle, a few rows of each."""
    return json.loads((FIXTURES / "lookalike_ws.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def recorded_lti() -> dict[str, Any]:
    """Recorded LTI messages of a real Moodle."""
    return json.loads((FIXTURES / "lookalike_lti.json").read_text(encoding="utf-8"))
