"""The role of the service account as Moodle reads it."""

from __future__ import annotations

import pytest
from defusedxml.ElementTree import fromstring

from connectors.moodle.allowed import RIGHTS
from connectors.moodle.writing import WRITING_RIGHTS
from lti_plugin.services import role_preset

# Moodle reads these elements in this order alone.
ELEMENTS = (
    "shortname name description archetype contextlevels allowassign allowoverride allowswitch "
    "allowview permissions"
)


@pytest.mark.parametrize("writing", [False, True])
def test_the_role_allows_what_is_needed_and_no_more(writing: bool) -> None:
    role = fromstring(role_preset.preset(writing=writing))
    assert [each.tag for each in role] == ELEMENTS.split()
    assert (role.findtext("shortname"), role.findtext("archetype")) == ("fingerpost", "")
    assert [each.text for each in role.iterfind("contextlevels/level")] == ["system"]
    assert [each.tag for each in role.iterfind("permissions/*")] == ["allow"] * (
        len(RIGHTS) + writing * len(WRITING_RIGHTS)
    )
    allowed = [each.text for each in role.iterfind("permissions/allow")]
    assert allowed == [*RIGHTS, *(WRITING_RIGHTS if writing else ())]
    assert [each.text for each in role.iterfind("allowassign/shortname")] == ["student"] * writing
