"""Everything that the description allows, and much that it does not, sent to every route.

Schemathesis makes the requests up and looks at the answers: they have to be as described, never a
failure of our own, and what the description forbids has to be refused.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import Case, GenerationMode
from schemathesis.schemas import BaseSchema

from lti_plugin.api import description
from lti_plugin.edge import visits
from lti_plugin.store.base import now
from tests.support.api import V1, Program, program, with_roles
from tests.support.installation import Installation
from tests.support.platform import Platform

SHORT, LONG = 3, 16
# 400 is for what a description cannot say, such as that two times of the week overlap.
TAKEN = ["2xx", "400", "401", "403", "404", "409"]
CONFIG = schemathesis.Config.from_dict(
    {"checks": {"positive_data_acceptance": {"expected-statuses": TAKEN}}}
)
UNLIMITED = "1000000 per minute"
QUIET = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]


def operations() -> Iterator[tuple[str, str, GenerationMode]]:
    """Yield every method of every path, and a second time where a request can be wrong at all."""
    for path, item in description.document()["paths"].items():
        for method in item.keys() - {"parameters"}:
            yield path, method, GenerationMode.POSITIVE
            if "parameters" in item or item[method].keys() & {"parameters", "requestBody"}:
                yield path, method, GenerationMode.NEGATIVE


each_operation = pytest.mark.parametrize(
    ("path", "method", "mode"), sorted(operations(), key=str), ids=lambda each: str(each)
)


@pytest.fixture(scope="module")
def learner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Program]:
    """A learner of a site with roles, who may ask as often as they like."""
    folder = tmp_path_factory.mktemp("contract") / "site"
    installation = Installation(folder, Platform(), rate_limit=UNLIMITED)
    installation.fill()
    with_roles(installation.database, installation.site, now().date())
    yield program(installation)
    installation.close()


@pytest.fixture(scope="module")
def admin(learner: Program) -> Program:
    """An L&D admin of the same site, who gets further than a refusal."""
    return program(learner.visit.installation, "admin", "50")


@pytest.fixture(scope="module")
def schema(learner: Program) -> BaseSchema:
    """The description as the application gives it, which takes a while to read."""
    app = learner.visit.installation.app
    return schemathesis.openapi.from_wsgi(f"{V1}/openapi.json", app, config=CONFIG)


@pytest.fixture(autouse=True)
def often(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the address fail as often as the checks try without a token."""
    monkeypatch.setattr(visits, "FAILURES", UNLIMITED)


def hold_to_it(
    learner: Program,
    schema: BaseSchema,
    path: str,
    method: str,
    mode: GenerationMode,
    examples: int,
) -> None:
    """Send so many requests of a kind."""
    headers = {"Authorization": f"Bearer {learner.visit.token}"}

    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=QUIET,
        phases=[Phase.generate],
    )
    @given(case=schema[path][method].as_strategy(generation_mode=mode))
    def send(case: Case) -> None:
        case.call_and_validate(headers=headers)

    send()


@each_operation
def test_some_requests(
    learner: Program, schema: BaseSchema, path: str, method: str, mode: GenerationMode
) -> None:
    hold_to_it(learner, schema, path, method, mode, SHORT)


@pytest.mark.full
@each_operation
def test_many_requests(
    learner: Program, schema: BaseSchema, path: str, method: str, mode: GenerationMode
) -> None:
    hold_to_it(learner, schema, path, method, mode, LONG)


@pytest.mark.full
@each_operation
def test_some_requests_of_an_admin(
    admin: Program, schema: BaseSchema, path: str, method: str, mode: GenerationMode
) -> None:
    hold_to_it(admin, schema, path, method, mode, SHORT)
