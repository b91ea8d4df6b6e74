"""The tools that the look-alike knows: one from the start, others once they have registered."""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass, field, replace
from threading import Lock
from urllib.parse import urlsplit

from lti_plugin.demo import vocabulary
from lti_plugin.demo.folder import TOOLS, DemoFolder, Row
from lti_plugin.demo.site import ACTIVITY_TITLE, TOOL_ID, DemoSite

READY_MADE_CUSTOM = {
    "username": "$User.username",
    "person_email": "$Person.email.primary",
    "idnumber": "$Person.sourcedId",
    "course_idnumber": "$CourseSection.sourcedId",
    "context_id_history": "$Context.id.history",
    "moodle_uid": "$User.id",
    "rl_title": "$ResourceLink.title",
    "coursestart": "$CourseSection.timeFrame.begin",
    "jobrole": "$User.customfield.jobrole",
}


@dataclass(frozen=True, slots=True)
class Tool:
    """One external tool. ``scopes`` were granted to it; ``custom`` is sent with every launch.

    ``selection_url`` is where content is chosen; without one the tool offers no deep linking.
    """

    client_id: str
    name: str
    domain: str
    target_link_uri: str
    login_url: str
    redirect_uris: tuple[str, ...]
    jwks_url: str
    scopes: tuple[str, ...]
    custom: dict[str, str] = field(default_factory=dict)
    description: str = ""
    logo_url: str = ""
    selection_url: str | None = None
    shares_names: bool = False
    shares_email: bool = False
    active: bool = False
    id: int = 0

    @property
    def deployment_id(self) -> str:
        """Return the tool's only deployment; Moodle takes the tool's own id."""
        return str(self.id)

    @property
    def accepts_grades(self) -> bool:
        """Say whether the tool may write into the gradebook."""
        return vocabulary.SCORE_SCOPE in self.scopes

    @property
    def selects(self) -> bool:
        """Say whether a trainer can choose content in the tool now."""
        return self.active and self.selection_url is not None

    @property
    def origins(self) -> list[str]:
        """Return the origins that a launch passes through in the browser."""
        addresses = (self.login_url, self.target_link_uri, *self.redirect_uris)
        parts = (urlsplit(address) for address in addresses)
        return list(dict.fromkeys(f"{part.scheme}://{part.netloc}" for part in parts))


class Tools:
    """Every known tool by its id, kept in the demo's folder."""

    def __init__(self, folder: DemoFolder, ready_made: Tool) -> None:
        self._folder = folder
        self._lock = Lock()
        self._ready_made = ready_made
        self._all = {tool.id: tool for tool in (ready_made, *folder.load(TOOLS, _tool))}

    def everything(self) -> list[Tool]:
        """Return the tools, oldest first."""
        with self._lock:
            return list(self._all.values())

    def find(self, text: str) -> Tool | None:
        """Return the tool whose id is ``text``."""
        with self._lock:
            return self._all.get(int(text)) if text.isdecimal() else None

    def of_client(self, client_id: object) -> Tool | None:
        """Return the tool that goes by ``client_id``."""
        return next((tool for tool in self.everything() if tool.client_id == client_id), None)

    def of_domain(self, domain: str) -> list[Tool]:
        """Return the tools that live in ``domain``."""
        return [tool for tool in self.everything() if tool.domain == domain]

    def add(self, tool: Tool) -> Tool | None:
        """Keep a new tool and return it with its id; None if its client id is taken."""
        with self._lock:
            if any(tool.client_id == other.client_id for other in self._all.values()):
                return None
            numbered = replace(tool, id=max(self._all) + 1)
            self._put(numbered)
            return numbered

    def change(self, tool: Tool) -> None:
        """Keep ``tool`` in the place of the one with its id."""
        with self._lock:
            self._put(tool)

    def _put(self, tool: Tool) -> None:
        self._all[tool.id] = tool
        # The tool from the start follows the address of the demo until it registers itself.
        kept = [other for other in self._all.values() if other != self._ready_made]
        self._folder.save(TOOLS, map(asdict, kept))


def ready_made(site: DemoSite) -> Tool:
    """Return the tool that is known without a registration, as if it had asked for everything."""
    return Tool(
        client_id=site.client_id,
        name=ACTIVITY_TITLE,
        domain=domain_of(site.tool_url),
        target_link_uri=site.launch_url,
        login_url=site.login_url,
        redirect_uris=(site.launch_url,),
        jwks_url=site.tool_jwks_url,
        scopes=(*vocabulary.GRADE_SCOPES, vocabulary.MEMBERSHIP_SCOPE, vocabulary.SETTINGS_SCOPE),
        custom=READY_MADE_CUSTOM,
        selection_url=site.launch_url,
        shares_names=True,
        shares_email=True,
        active=True,
        id=TOOL_ID,
    )


def domain_of(address: str) -> str:
    """Return the host of an address with its port, but without scheme and ``www.``."""
    return re.sub(r"^(https?://)?(www\.)?", "", address.lower()).split("/")[0].split("?")[0]


def _tool(row: Row) -> Tool:
    lists = {name: tuple(row[name]) for name in ("redirect_uris", "scopes")}
    return Tool(**(row | lists))
