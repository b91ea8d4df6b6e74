"""Reads a folder of CSV files: catalogue, people, completions and features."""

from connectors.files.connector import FilesConnector

__all__ = ["FilesConnector"]
