"""Reads a Moodle site through its web services."""

from connectors.moodle.client import MoodleClient
from connectors.moodle.connector import MoodleConnector
from connectors.moodle.fields import FieldMap
from connectors.moodle.headers import ReportColumns, guess_columns

__all__ = [
    "FieldMap",
    "MoodleClient",
    "MoodleConnector",
    "ReportColumns",
    "guess_columns",
]
