"""The errors of Moodle's web services, which come inside an answer with status 200."""

from __future__ import annotations


class Failure(Exception):
    """A call that Moodle refuses: the class of its exception, a code and a sentence."""

    def __init__(self, exception: str, errorcode: str, message: str) -> None:
        super().__init__(message)
        self.body = {"exception": exception, "errorcode": errorcode, "message": message}


def invalid_token() -> Failure:
    """Return the refusal of an unknown token."""
    text = "Invalid token - token not found"
    return Failure("core\\exception\\moodle_exception", "invalidtoken", text)


def access_denied() -> Failure:
    """Return the refusal of a function that exists but is not part of the service."""
    return Failure("webservice_access_exception", "accessexception", "Access control exception")


def missing_record(table: str) -> Failure:
    """Return the refusal of an id, or of a function, that ``table`` does not hold."""
    text = f"Can't find data record in database table {table}."
    return Failure("dml_missing_record_exception", "invalidrecord", text)


def invalid_parameter() -> Failure:
    """Return the refusal of a missing or wrong parameter."""
    text = "Invalid parameter value detected"
    return Failure("core\\exception\\invalid_parameter_exception", "invalidparameter", text)


def not_enrolled() -> Failure:
    """Return the refusal to tell the completion of somebody who is not in the course."""
    text = "User is not enrolled in this course"
    return Failure("core\\exception\\moodle_exception", "usernotenroled", text)
