"""The map of custom fields."""

from __future__ import annotations

import pytest

from connectors.moodle import FieldMap


def test_a_site_changes_only_the_names_it_wants() -> None:
    fields = FieldMap.from_mapping({"role": "job_title"})
    assert (fields.role, fields.level) == ("job_title", "level")


def test_an_unknown_name_is_refused() -> None:
    with pytest.raises(ValueError, match="colour"):
        FieldMap.from_mapping({"colour": "x"})
