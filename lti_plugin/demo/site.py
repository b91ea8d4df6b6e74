"""Where the look-alike answers and how a tool registers with it: all that a visitor needs."""

from __future__ import annotations

from dataclasses import dataclass, field
from urllib.parse import urlencode, urlsplit

TOOL_ID = 1
REPORT_ID, RATINGS_ID = 1, 2
REPORT_NAME = "Participants with dates"
ACTIVITY_TITLE = "Fingerpost"
COURSE_MODULES_FROM = 1000  # a course module's id is this plus the course's


@dataclass(frozen=True, slots=True)
class DemoSite:
    """The look-alike seen from outside. ``platform_url`` is the issuer and has no slash at its end.

    ``tool_url`` is the origin of the tool, on another host than the platform, as in life.
    """

    platform_url: str
    tool_url: str
    client_id: str
    token: str = field(repr=False)
    time_zone: str
    name: str
    deployment_id: str = str(TOOL_ID)
    report_id: int = REPORT_ID
    ratings_report_id: int = RATINGS_ID

    @property
    def issuer(self) -> str:
        """Return the platform's LTI issuer."""
        return self.platform_url

    @property
    def home_url(self) -> str:
        """Return the page on which a visitor chooses who to be."""
        return f"{self.platform_url}/"

    @property
    def webservice_url(self) -> str:
        """Return the REST endpoint; the token goes into the body of the request."""
        return f"{self.platform_url}/webservice/rest/server.php"

    @property
    def auth_url(self) -> str:
        """Return the OIDC authentication endpoint."""
        return f"{self.platform_url}/mod/lti/auth.php"

    @property
    def token_url(self) -> str:
        """Return the OAuth 2 token endpoint."""
        return f"{self.platform_url}/mod/lti/token.php"

    @property
    def jwks_url(self) -> str:
        """Return the platform's public keys."""
        return f"{self.platform_url}/mod/lti/certs.php"

    @property
    def configuration_url(self) -> str:
        """Return the OpenID configuration."""
        return f"{self.platform_url}/mod/lti/openid-configuration.php"

    @property
    def registration_url(self) -> str:
        """Return where a tool sends its registration."""
        return f"{self.platform_url}/mod/lti/openid-registration.php"

    @property
    def choice_url(self) -> str:
        """Return where a tool sends what was chosen in it."""
        return f"{self.platform_url}/mod/lti/contentitem_return.php"

    @property
    def login_url(self) -> str:
        """Return the tool's login initiation address."""
        return f"{self.tool_url}/lti/login"

    @property
    def launch_url(self) -> str:
        """Return the tool's only redirect address, which is its target link as well."""
        return f"{self.tool_url}/lti/launch"

    @property
    def tool_jwks_url(self) -> str:
        """Return the tool's public keys."""
        return f"{self.tool_url}/lti/jwks.json"

    @property
    def mount(self) -> str:
        """Return the path under which the look-alike is mounted."""
        return urlsplit(self.platform_url).path

    def manage_url(self, *, start: bool = False) -> str:
        """Return the page of the tools; ``start`` for the address that begins a registration."""
        page = "startltiadvregistration.php" if start else "toolconfigure.php"
        return f"{self.platform_url}/mod/lti/{page}"

    def course_url(self, course_id: int, *, who: str | None = None) -> str:
        """Return a course's page; ``who`` opens it as that persona."""
        wanted = {"id": str(course_id)} | ({"as": who} if who else {})
        return f"{self.platform_url}/course/view.php?{urlencode(wanted)}"
