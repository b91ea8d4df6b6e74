"""The file that somebody sends with a piece of work: how large it may be, and which one it is."""

from __future__ import annotations

from flask import current_app, request
from flask_babel import gettext as _

from lti_plugin.edge.bodies import roomy
from lti_plugin.errors import BadInput
from lti_plugin.services.portfolio_files import MEGABYTE, Upload

FIELD = "file"
# What is beyond the limit by less than this is still read, so that the page itself can say so and
# keep what was typed.
READ = 3


def megabytes() -> int:
    """Return how large a file may be; 0 where no files are taken."""
    most: int = current_app.config["FINGERPOST"].portfolio_file_mb
    return most


received = roomy(lambda: READ * megabytes() * MEGABYTE)


def sent() -> bool:
    """Say whether a file was chosen; a field left empty is sent without a name."""
    return any(each.filename for each in request.files.getlist(FIELD))


def chosen() -> Upload | None:
    """Return the file that was chosen, None where none was.

    Raises
    ------
    BadInput
        When there are several, it is too large, or no files are taken here.
    """
    found = [each for each in request.files.getlist(FIELD) if each.filename]
    if not found:
        return None
    if not megabytes():
        raise BadInput(_("No files are taken here."), hint=_("Give a link instead."))
    if len(found) > 1:
        raise BadInput(_("A piece of work has one file."))
    most = megabytes() * MEGABYTE
    content = found[0].stream.read(most + 1)
    if len(content) > most:
        raise BadInput(too_large())
    return Upload(found[0].filename or "", content, most)


def too_large() -> str:
    """Return what is said of a file beyond the limit."""
    return _("A file has at most %(most)d MB; this one is larger.", most=megabytes())
