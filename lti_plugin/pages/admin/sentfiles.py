"""What the pages share on which an admin sends a file: trying something with it, and its id."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import Response, request
from flask_babel import gettext as _
from sqlalchemy.orm import Session

from connectors.errors import BadFile
from lti_plugin.edge import visits
from lti_plugin.errors import BadInput, BadRequest
from lti_plugin.pages import problems


def tried(page: Callable[..., Response], act: Callable[[Session], object]) -> Response:
    """Do something with the file and show the page, or say on the page why not."""
    try:
        with visits.writing() as session:
            act(session)
    except BadInput as error:
        return problems.on_page(page, error)
    except BadFile as error:
        response = page(wrong=f"{error.message} {error.hint}".strip())
        response.status_code = 400
        return response
    return page()


def file_id() -> UUID:
    """Return the id of the file that a button is about."""
    try:
        return UUID(request.form.get("file", ""))
    except ValueError:
        raise BadRequest(_("This button is not known here.")) from None
