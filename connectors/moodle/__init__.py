"""Moodle over its REST web services."""
