"""Table F, a platform's services: how they are asked, and where a token never goes."""

from __future__ import annotations

from dataclasses import replace

import pytest

from lti_plugin.lti import failures, service
from tests.connectors.servers import HOST, opened
from tests.support.services import Services, Told

SCOPE = "https://purl.imsglobal.org/spec/lti-ags/scope/score"
JSON = "application/json"
PATH = "/mod/lti/services.php/2/things"


def test_a_request_carries_the_token_and_its_content(services: Services) -> None:
    url = services.tell("PUT", PATH, Told(200, {"done": True}))
    answer = services.caller().call(
        "PUT", f"{url}?type_id=1", [SCOPE], accept=JSON, content_type="a/b", body={"name": "Zoë"}
    )
    (sent,) = services.sent
    assert (answer.json(), sent.bearer, sent.query) == (
        {"done": True},
        "token-1",
        {"type_id": "1"},
    )
    assert (sent.headers["Accept"], sent.headers["Content-Type"]) == (JSON, "a/b")
    assert sent.json() == {"name": "Zoë"}


def test_F3_a_refused_token_is_replaced_once(services: Services) -> None:
    url = services.tell("GET", PATH, Told(401), Told(200))
    caller = services.caller()
    assert caller.call("GET", url, [SCOPE], accept=JSON).ok
    assert [sent.bearer for sent in services.sent] == ["token-1", "token-2"]
    caller.call("GET", url, [SCOPE], accept=JSON)
    assert services.sent[-1].bearer == "token-2"


def test_F3_a_fresh_token_that_is_refused_is_the_end(services: Services) -> None:
    url = services.tell("POST", PATH, Told(401))
    with pytest.raises(failures.AccessRefused) as caught:
        services.caller().call("POST", url, [SCOPE], accept=JSON, body={})
    assert (caught.value.code, len(services.sent)) == ("lti-service-access", 2)


@pytest.mark.parametrize(
    ("method", "retry", "times"),
    [("GET", None, 4), ("POST", None, 1), ("PUT", None, 1), ("POST", True, 4), ("GET", False, 1)],
)
def test_F3_only_what_may_be_repeated_is_sent_again(
    services: Services, method: str, retry: bool | None, times: int
) -> None:
    url = services.tell(method, PATH, Told(503))
    with pytest.raises(failures.Busy) as caught:
        services.caller().call(method, url, [SCOPE], accept=JSON, retry=retry)
    assert (caught.value.answered, len(services.sent)) == (503, times)


@pytest.mark.parametrize(
    ("status", "error", "code"),
    [
        (403, failures.NotPermitted, "lti-grades-permission"),
        (404, failures.Gone, "lti-grades-gone"),
        (410, failures.Gone, "lti-grades-gone"),
        (429, failures.Busy, "lti-grades-busy"),
        (400, failures.ServiceFailed, "lti-grades-400"),
        (409, failures.ServiceFailed, "lti-grades-409"),
        (500, failures.ServiceFailed, "lti-grades-500"),
        (303, failures.ServiceFailed, "lti-grades-303"),
    ],
)
def test_each_status_has_its_own_error(
    services: Services, status: int, error: type[failures.ServiceFailed], code: str
) -> None:
    url = services.tell("POST", PATH, Told(status, {"reason": "SECRET"}))
    caller = services.caller()
    with pytest.raises(failures.ServiceFailed) as caught:
        caller.call("POST", url, [SCOPE], accept=JSON, part="grades")
    assert (type(caught.value), caught.value.code) == (error, code)
    assert (caught.value.answered, caught.value.status) == (status, 503)
    assert "SECRET" not in caught.value.message + caught.value.hint
    assert caller.call("POST", url, [SCOPE], accept=JSON, expected={status}).status == status


def test_a_redirect_is_not_followed(services: Services) -> None:
    elsewhere = services.tell("GET", "/elsewhere", Told(200))
    url = services.tell("GET", PATH, Told(302, headers={"Location": elsewhere}))
    with pytest.raises(failures.ServiceFailed, match="answered with an error"):
        services.caller().call("GET", url, [SCOPE], accept=JSON)
    assert [sent.path for sent in services.sent] == [PATH]


@pytest.mark.parametrize(
    "url",
    [
        "https://evil.test/mod/lti/services.php",
        "https://moodle.example/mod/lti/services.php",
        f"http://{HOST}/mod/lti/services.php",
        f"http://{HOST}.evil.test:{{port}}/",
        f"http://{HOST}:{{port}}@evil.test/",
        f"http://{HOST}:{{port}}\\@evil.test/",
        f"http://user@{HOST}:{{port}}/",
        f"//{HOST}:{{port}}/",
        "http://[::1",
        "/mod/lti/services.php",
        "",
    ],
)
def test_F4_no_token_is_asked_for_an_address_elsewhere(services: Services, url: str) -> None:
    url = url.format(port=services.address.rpartition(":")[2])
    caller = services.caller()
    with pytest.raises(failures.ForeignAddress) as caught:
        caller.call("GET", url, [SCOPE], accept=JSON)
    with pytest.raises(failures.ForeignAddress):
        caller.address(url, "/scores")
    assert caught.value.code == "lti-service-address"
    assert services.asked == services.sent == []


def test_F4_services_may_stand_beside_the_token_address(services: Services) -> None:
    client = replace(services.client(), issuer="https://login.test")
    caller = services.caller(client)
    assert caller.call("GET", services.tell("GET", PATH, Told()), [SCOPE], accept=JSON).ok
    assert caller.trusts("https://login.test/a")
    assert not caller.trusts("http://login.test/a")


@pytest.mark.parametrize(
    ("options", "error"),
    [
        ({"allowed_hosts": frozenset()}, failures.Unreached),
        ({"https_only": True, "allowed_hosts": frozenset({"127.0.0.0/8"})}, failures.Unreached),
        ({"max_bytes": 10}, failures.Unreadable),
    ],
)
def test_trouble_on_the_way_is_one_of_our_errors(
    services: Services, options: dict[str, object], error: type[failures.ServiceFailed]
) -> None:
    url = services.tell("GET", PATH, Told(200, b"x" * (service.LARGEST + 1)))
    caller = services.caller()
    caller.tokens.get(caller.client, [SCOPE], caller.signer, caller.outgoing)
    with opened(**options) as outgoing, pytest.raises(error):
        replace(caller, outgoing=outgoing).call("GET", url, [SCOPE], accept=JSON)


def test_F6_moodles_own_links_lead_through_all_pages(services: Services) -> None:
    url = services.tell(
        "GET",
        PATH,
        Told(200, [1], _next(services, "from=1&amp;type_id=1", "“next”")),
        Told(200, [2], _next(services, "from=2&amp;type_id=1", "“next”")),
        Told(200, [3]),
    )
    found = list(services.caller().pages(f"{url}?type_id=1", [SCOPE], accept=JSON))
    assert found == [[1], [2], [3]]
    assert [sent.query for sent in services.sent] == [
        {"type_id": "1"},
        {"from": "1", "type_id": "1"},
        {"from": "2", "type_id": "1"},
    ]


def _next(services: Services, query: str, rel: str = '"next"') -> dict[str, str]:
    # A header travels as Latin-1, and Moodle writes UTF-8 into it.
    link = f"<{services.address}{PATH}?{query}>; rel={rel}"
    return {"Link": link.encode().decode("latin-1")}


def test_F4_a_page_that_leads_to_itself_is_an_error(services: Services) -> None:
    url = services.tell("GET", PATH, Told(200, [1], _next(services, "a=1")))
    with pytest.raises(failures.EndlessList) as caught:
        list(services.caller().pages(url, [SCOPE], accept=JSON))
    assert (caught.value.code, len(services.sent)) == ("lti-service-pages", 2)


@pytest.mark.parametrize(("bound", "value"), [("MOST_PAGES", 5), ("MOST_BYTES", 9)])
def test_F4_pages_without_an_end_are_an_error(
    services: Services, monkeypatch: pytest.MonkeyPatch, bound: str, value: int
) -> None:
    monkeypatch.setattr(service, bound, value)
    numbers = iter(range(10_000))
    url = services.tell("GET", PATH, lambda _: Told(200, [], _next(services, f"n={next(numbers)}")))
    with pytest.raises(failures.EndlessList):
        list(services.caller().pages(url, [SCOPE], accept=JSON))
    assert len(services.sent) == 5


def test_a_list_that_comes_slowly_ends_before_its_last_page(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service, "MOST_SECONDS", 0)
    url = services.tell("GET", PATH, Told(200, [], _next(services, "n=1")))
    with pytest.raises(failures.Busy):
        list(services.caller().pages(url, [SCOPE], accept=JSON))
    assert len(services.sent) <= 1


@pytest.mark.parametrize(
    "target",
    [
        pytest.param("https://evil.test/next", id="F4 other host"),
        pytest.param("//evil.test/next", id="F4 other host, same scheme"),
        pytest.param("http://[::1", id="F4 no address"),
        pytest.param("/mod/lti/services.php/3/things", id="F4 other path"),
        pytest.param("..", id="F4 path above"),
    ],
)
def test_next_page_elsewhere_is_an_error_before_its_page_counts(
    services: Services, target: str
) -> None:
    url = services.tell("GET", PATH, Told(200, [1], {"Link": f'<{target}>; rel="next"'}))
    found = services.caller().pages(url, [SCOPE], accept=JSON)
    with pytest.raises(failures.ForeignAddress):
        next(found)
    assert len(services.sent) == 1


def test_F4_the_token_addresses_origin_is_no_way_from_page_to_page(services: Services) -> None:
    client = replace(services.client(), issuer="https://login.test")
    link = {"Link": f'<https://login.test{PATH}>; rel="next"'}
    url = services.tell("GET", PATH, Told(200, [1], link))
    with pytest.raises(failures.ForeignAddress):
        list(services.caller(client).pages(url, [SCOPE], accept=JSON))


@pytest.mark.parametrize(
    ("below", "query", "address"),
    [
        ("/scores", None, "/item/scores?type_id=1"),
        ("", {"a": "x y", "b": None}, "/item?type_id=1&a=x+y"),
        ("", {"type_id": "2"}, "/item?type_id=2"),
    ],
)
def test_steps_and_parameters_go_where_they_belong(
    services: Services, below: str, query: dict[str, str | None] | None, address: str
) -> None:
    made = services.caller().address(f"{services.address}/item?type_id=1#x", below, query=query)
    assert made == services.address + address


def test_an_answer_that_is_not_json_is_unreadable(services: Services) -> None:
    url = services.tell("GET", PATH, Told(200, b"<html>"))
    with pytest.raises(failures.Unreadable, match="cannot be read"):
        list(services.caller().pages(url, [SCOPE], accept=JSON))
