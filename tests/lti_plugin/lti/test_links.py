"""Link headers as the standard has them, and as Moodle has them."""

from __future__ import annotations

import time

import pytest

from lti_plugin.lti.links import next_page

PAGE = "https://moodle.test/mod/lti/services.php/2/lineitems?type_id=1&limit=2"
NEXT = "https://moodle.test/mod/lti/services.php/2/lineitems?type_id=1&limit=2&from=2"
MOODLE = (
    f"<{PAGE}&from=0>; rel=“first”, <{PAGE}&from=0>; rel=“canonical”, <{NEXT}>; rel=“next”, "
    f"<{PAGE}&from=5>; rel=“last”"
).replace("&", "&amp;")


@pytest.mark.parametrize(
    "header",
    [
        pytest.param(f'<{NEXT}>; rel="next"', id="usual"),
        pytest.param(f"<{NEXT}>; rel=next", id="without quotes"),
        pytest.param(f'<{NEXT}> ;  REL = "NEXT"', id="blanks and capitals"),
        pytest.param(f'<{NEXT}>; title="a, <b>; rel=prev"; rel="prefetch next"', id="two words"),
        pytest.param(f'<{NEXT}>; title="say \\"rel\\""; rel=next', id="escapes"),
        pytest.param(f'<{NEXT}>; title=","; rel="next"', id="a comma as a title"),
        pytest.param(f'</a>; rel=prev, <{NEXT}>; rel="next", </b>; rel=last', id="the second"),
        pytest.param(f'<{NEXT}>; rel="next"; rel="prev"', id="the first rel counts"),
        pytest.param(f'</a>; title, <{NEXT}>; flag; rel="next"', id="a parameter without value"),
        pytest.param(f'</a>; rel="next"; anchor="/b", <{NEXT}>; rel="next"', id="of another page"),
        pytest.param('<?type_id=1&limit=2&from=2>; rel="next"', id="relative"),
        pytest.param(MOODLE, id="F6 curly quotes"),
        pytest.param(MOODLE.encode().decode("latin-1"), id="F6 curly quotes on the way"),
        pytest.param(f'<{NEXT.replace("&", "&amp;")}>; rel="next"', id="F6 escaped ampersands"),
    ],
)
def test_next_page_is_found(header: str) -> None:
    assert next_page(header, PAGE) == NEXT


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "nonsense",
        '<https://moodle.test/a>; rel="prev"',
        '<https://moodle.test/a>; rel="nextish"',
        '<https://moodle.test/a>; title="rel=next"',
        '<https://moodle.test/a>, rel="next"',
        '"<https://moodle.test/a>; rel=next"',
        'rel="next"; <https://moodle.test/a>',
    ],
)
def test_there_is_no_next_page(header: str | None) -> None:
    assert next_page(header, PAGE) is None


def test_an_address_that_cannot_be_joined_is_handed_on_as_it_is() -> None:
    assert next_page("<https://[::1>; rel=next", PAGE) == "https://[::1"


@pytest.mark.parametrize("piece", ["<", '"', "\\", '"\\', "<>", ";", "=", "a=", "“", "&amp;"])
def test_a_long_header_takes_no_longer_than_it_should(piece: str) -> None:
    begun = time.process_time()
    next_page(piece * (65_536 // len(piece)), PAGE)
    assert time.process_time() - begun < 1
