"""What *Connect* gives for the service account: its role and itself as files, ways into Moodle."""

from __future__ import annotations

import csv
import io
import re
from html import unescape

from connectors.moodle.allowed import RIGHTS
from connectors.moodle.checks import FUNCTIONS
from connectors.moodle.writing import WRITING_RIGHTS
from tests.support.installation import Visit

PAGE = "/admin/connect"


def test_the_role_of_the_account_is_a_file_for_moodle(admin: Visit) -> None:
    page = admin.press(PAGE).text
    assert 'action="/admin/connect/role.xml' in page
    assert all(f"<code>{right}</code>" in page for right in (*RIGHTS, *WRITING_RIGHTS))
    for fields, allowed in (({}, RIGHTS), ({"writing": "1"}, (*RIGHTS, *WRITING_RIGHTS))):
        answer = admin.press(f"{PAGE}/role.xml", **fields)
        assert "fingerpost-role.xml" in answer.headers["Content-Disposition"]
        assert answer.text.count("<allow>") == len(allowed)


def test_the_account_is_a_file_too_and_each_step_leads_to_its_page_in_moodle(admin: Visit) -> None:
    page = admin.press(PAGE).text
    answer = admin.press(f"{PAGE}/account.csv")
    assert "fingerpost-account.csv" in answer.headers["Content-Disposition"]
    (account,) = csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig")))
    assert account == {
        "username": "fingerpost",
        "auth": "webservice",
        "firstname": "Fingerpost",
        "lastname": "web services",
        "email": "fingerpost@fingerpost.invalid",
        "lang": "en",
        "timezone": "Europe/London",
        "sysrole1": "fingerpost",
    }
    places = re.findall(r'<a href="https://moodle\.test(/[^"]*)" target="_blank"', page)
    assert list(map(unescape, places)) == [
        "/admin/settings.php?section=optionalsubsystems",
        "/admin/settings.php?section=webserviceprotocols",
        "/admin/roles/define.php?action=add",
        "/admin/tool/uploaduser/index.php",
        "/admin/webservice/service.php?id=0",
        "/admin/settings.php?section=externalservices",
        "/admin/webservice/tokens.php?action=create",
        "/reportbuilder/index.php",
    ]
    copied = re.findall(r'<input class="form-control" id="(function-\d+)" value="(\w+)"', page)
    assert [name for _, name in copied] == list(FUNCTIONS)
    assert len({each for each, _ in copied}) == len(FUNCTIONS)
