"""The role of the service account as a file that Moodle reads when a role is added.

The elements and their order are those of Moodle's own role export.
"""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

from connectors.moodle.allowed import RIGHTS
from connectors.moodle.writing import STUDENT, WRITING_RIGHTS

SHORT_NAME, NAME = "fingerpost", "Fingerpost"
FILE = "fingerpost-role.xml"
READS = "Reads courses, people and completions for Fingerpost."
WRITES = "Reads courses, people and completions for Fingerpost, and makes groups and cohorts."


def preset(*, writing: bool) -> bytes:
    """Return the file; with ``writing`` the role also makes groups, cohorts and enrolments."""
    role = Element("role")
    SubElement(role, "shortname").text = SHORT_NAME
    SubElement(role, "name").text = NAME
    SubElement(role, "description").text = WRITES if writing else READS
    SubElement(role, "archetype")
    SubElement(SubElement(role, "contextlevels"), "level").text = "system"
    assigns = SubElement(role, "allowassign")
    if writing:
        SubElement(assigns, "shortname").text = STUDENT
    for name in ("allowoverride", "allowswitch", "allowview"):
        SubElement(role, name)
    permissions = SubElement(role, "permissions")
    for right in (*RIGHTS, *(WRITING_RIGHTS if writing else ())):
        SubElement(permissions, "allow").text = right
    content: bytes = tostring(role, encoding="UTF-8", xml_declaration=True)
    return content
