"""What courses would close of what people lack: the measure of a list that needs no model."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any
from uuid import UUID

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray
from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.services import heading, needs, position
from lti_plugin.services.batches import batches
from lti_plugin.services.heading import Heading
from lti_plugin.services.needs import Weights
from lti_plugin.store.people import Person
from recommender.engine.dataset import Dataset
from recommender.ranker import Ranker
from recommender.skills.evidence import COMPLETION
from recommender.skills.gains import Needs

BLOCK = 500


def closed(
    session: Session,
    site_id: UUID,
    ranker: Ranker,
    dataset: Dataset,
    asked: Sequence[str],
    today: date,
) -> Any | None:
    """Return people x courses as CSR: what each course closes by the hour of what somebody lacks.

    Laid out as the history of ``dataset``; filled for the people of ``asked`` alone, and None where
    none of them lacks anything that a course teaches.

    Nothing that somebody learned from a course counts here: what they take next is what is to be
    foretold, and the lack that it closed would give it away.
    """
    rows: list[NDArray[np.int64]] = []
    columns: list[NDArray[np.int64]] = []
    found: list[NDArray[np.float64]] = []
    past, places = dataset.interactions, _places(ranker, dataset)
    for person, wanted in _wanted(session, site_id, asked, today):
        curriculum = ranker.curriculum
        values = curriculum.values(curriculum.gains(wanted))
        some = np.flatnonzero((values > 0) & (places >= 0))
        rows.append(np.full(len(some), past.learners.row(person), dtype=np.int64))
        columns.append(places[some])
        found.append(values[some])
    if not sum(map(len, found)):
        return None
    place = np.concatenate(rows), np.concatenate(columns)
    return sp.csr_matrix((np.concatenate(found), place), shape=past.shape, dtype=np.float32)


def _places(ranker: Ranker, dataset: Dataset) -> NDArray[np.int64]:
    return dataset.interactions.courses.rows_or_missing(ranker.catalogue.ids)


def _wanted(
    session: Session, site_id: UUID, asked: Sequence[str], today: date
) -> list[tuple[str, Needs]]:
    adds = needs.weights(session, site_id)
    found: list[tuple[str, Needs]] = []
    for block in batches(map(UUID, asked), BLOCK):
        query = select(Person).where(Person.site_id == site_id, Person.id.in_(block))
        people = session.scalars(query).all()
        for each in heading.of_people(session, site_id, people, today):
            found.append((str(each.at.person.id), _untaught(each, adds)))
    return found


def _untaught(found: Heading, adds: Weights) -> Needs:
    rows = [row for row in found.at.rows if row.source != COMPLETION]
    return needs.of(position.weighed(found.at, rows), found.direction, adds)
