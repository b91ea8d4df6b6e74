"""A site's rules: set, refused, kept in the log, and true for what is open already."""

from __future__ import annotations

from uuid import UUID

import pytest

from lti_plugin.errors import BadInput, NotAllowed
from lti_plugin.lti.roles import ADMIN, INSTRUCTOR, LEARNER, SITE_ADMIN
from lti_plugin.store import sites
from lti_plugin.store.database import Database
from lti_plugin.store.sites import Site
from tests.support.platform import LEARNER as STUDENT
from tests.support.standing import (
    MENTOR,
    add_person,
    comes_as,
    decide,
    is_open,
    list_of,
    log_of,
    open_visit,
    rule,
)


def test_f14_what_others_have_open_goes_on(
    database: Database, site: Site, ada: UUID, grace: UUID
) -> None:
    theirs = open_visit(database, site, grace, LEARNER, STUDENT)
    by_link = open_visit(database, site, None, ADMIN)
    decide(database, site, ada, admin=True)
    rule(database, site, {MENTOR: INSTRUCTOR, SITE_ADMIN: LEARNER})
    assert is_open(database, theirs)
    assert is_open(database, by_link)


def test_f14_a_rule_ends_what_is_open_as_something_else(
    database: Database, site: Site, ada: UUID
) -> None:
    visit = open_visit(database, site, ada, LEARNER, MENTOR)
    rule(database, site, {MENTOR: INSTRUCTOR})
    assert not is_open(database, visit)


def test_rules_replace_each_other_and_are_kept_with_what_was_before(
    database: Database, site: Site, ada: UUID
) -> None:
    decide(database, site, ada, admin=True)
    first = {MENTOR: INSTRUCTOR}
    second = {MENTOR: LEARNER, "https://example.org/lead": ADMIN}
    rule(database, site, {" Mentor ": INSTRUCTOR}, actor=ada)
    rule(database, site, first, actor=ada)
    rule(database, site, second)
    assert log_of(database, site)[1:] == [
        (str(ada), "role rules changed", {"before": {}, "now": first}),
        ("command line", "role rules changed", {"before": first, "now": second}),
    ]


@pytest.mark.parametrize(
    "rules",
    [
        {"": ADMIN},
        {"  ": ADMIN},
        {"two words": ADMIN},
        {"x:" + "x" * 254: ADMIN},
        {MENTOR: ""},
        {MENTOR: "root"},
        {f"role:{number}": LEARNER for number in range(51)},
    ],
)
def test_what_is_no_rule_is_refused(database: Database, site: Site, rules: dict[str, str]) -> None:
    with pytest.raises(BadInput):
        rule(database, site, rules)
    with database.reading() as session:
        assert sites.get(session, site.id).roles == {}
    assert log_of(database, site) == []


def test_nobody_takes_it_from_themselves_by_a_rule(
    database: Database, site: Site, ada: UUID, grace: UUID
) -> None:
    comes_as(database, site, grace, SITE_ADMIN)
    open_visit(database, site, ada, ADMIN, SITE_ADMIN)
    with pytest.raises(NotAllowed, match="from yourself"):
        rule(database, site, {SITE_ADMIN: LEARNER}, actor=ada)
    decide(database, site, ada, admin=True, actor=grace)
    rule(database, site, {SITE_ADMIN: LEARNER}, actor=ada)
    assert comes_as(database, site, ada, SITE_ADMIN) == ADMIN


def test_a_rule_may_end_an_admins_other_visits_while_one_stays(
    database: Database, site: Site, ada: UUID, grace: UUID
) -> None:
    decide(database, site, grace, admin=True)
    rule(database, site, {MENTOR: ADMIN})
    as_mentor = open_visit(database, site, ada, ADMIN, MENTOR)
    open_visit(database, site, ada, ADMIN, SITE_ADMIN)
    rule(database, site, {}, actor=ada)
    assert not is_open(database, as_mentor)


def test_where_a_rule_makes_site_administrators_less_none_is_put_on_the_list(
    database: Database, site: Site, ada: UUID
) -> None:
    rule(database, site, {SITE_ADMIN: INSTRUCTOR, MENTOR: ADMIN})
    assert comes_as(database, site, ada, SITE_ADMIN) == INSTRUCTOR
    assert comes_as(database, site, ada, SITE_ADMIN, MENTOR) == ADMIN
    assert list_of(database, site) == {}


def test_rules_and_decisions_of_one_site_say_nothing_on_another(
    database: Database, site: Site, elsewhere: Site, ada: UUID
) -> None:
    other = add_person(database, elsewhere, "Ada")
    decide(database, site, ada, admin=True)
    rule(database, site, {MENTOR: ADMIN})
    assert comes_as(database, elsewhere, other, STUDENT, MENTOR) == LEARNER
    assert log_of(database, elsewhere) == []
