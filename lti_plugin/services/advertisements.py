"""A pasted job advertisement: the skills it names, and how far somebody is from those they tick.

Nothing of it is kept but what somebody rates themselves in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from lti_plugin.errors import NotFound
from lti_plugin.services import drafts, evidence
from lti_plugin.services.position import Position
from lti_plugin.store import roles, taxonomies
from lti_plugin.store.base import now
from lti_plugin.store.courses import Course, offered
from lti_plugin.store.participation import Completion
from lti_plugin.store.roles import Role
from lti_plugin.store.skills import CourseSkill, Skill
from recommender.skills.evidence import Held
from recommender.skills.text.advertisements import NamedSkill, read_ad
from recommender.skills.text.plaintext import plain_text
from recommender.skills.text.titles import RoleNames, TitleIndex
from recommender.skills.text.vocabulary import Vocabulary

# An advertisement names no levels; this is what a draft of a role takes too.
MARK = drafts.USUAL_LEVEL
MOST_TICKED = 60
MOST_ROLES = 3
MOST_COURSES = 3
LONGEST_TITLE = 120


@dataclass(frozen=True)
class Named:
    """A skill that the text names, by ``words``; ``key`` is a concept's URI or our own id.

    ``here`` is False where the site has no such skill, ``sure`` where other skills are called that
    as well.
    """

    key: str
    name: str
    words: Sequence[str]
    here: bool
    sure: bool


@dataclass(frozen=True)
class Read:
    """What an advertisement names: hard skills, soft skills, and roles like its title."""

    hard: Sequence[Named]
    soft: Sequence[Named]
    title: str
    roles: Sequence[Role]


@dataclass(frozen=True)
class Compared:
    """A ticked skill with what somebody holds of it, and courses here that teach it."""

    key: str
    name: str
    here: bool
    held: Held | None
    courses: Sequence[Course]

    @property
    def assessed(self) -> bool:
        """Say whether anything speaks for it."""
        return self.held is not None and self.held.assessed

    @property
    def enough(self) -> bool:
        """Say whether it is held as well as an advertisement is taken to ask."""
        return self.held is not None and self.held.assessed and self.held.level >= MARK


def read(session: Session, site_id: UUID, vocabulary: Vocabulary, text: str) -> Read:
    """Return what an advertisement names.

    Raises
    ------
    TextTooLong
        More was pasted than an advertisement has.
    """
    found = read_ad(text, vocabulary)
    here = _own(session, site_id, [each.skill.id for each in (*found.hard, *found.soft)])
    title = _title(found.text) or _title(text)
    return Read(
        hard=[_named(each, here) for each in found.hard],
        soft=[_named(each, here) for each in found.soft],
        title=title,
        roles=_like(session, site_id, title),
    )


def _title(text: str) -> str:
    """Return the first line, unless it is as long as a sentence.

    Where plain text holds a tag by chance its lines are one for a reader of HTML, so the text is
    asked as it was pasted as well.
    """
    first = next((line for line in text.splitlines() if line.strip()), "")
    title = " ".join(plain_text(first).split())
    return title if len(title) <= LONGEST_TITLE else ""


def _named(each: NamedSkill, here: Collection[str]) -> Named:
    words = dict.fromkeys(" ".join(match.words.split()) for match in each.matches)
    return Named(
        key=each.skill.id,
        name=_sentence(each.skill.name),
        words=list(words),
        here=each.skill.id in here,
        sure=not all(match.ambiguous for match in each.matches),
    )


def _like(session: Session, site_id: UUID, title: str) -> list[Role]:
    if not title:
        return []
    rows = {str(row.id): row for row in roles.of_site(session, site_id)}
    names = [RoleNames(id_, row.name, tuple(row.alternatives)) for id_, row in rows.items()]
    return [rows[match.id] for match in TitleIndex(names).match(title, MOST_ROLES)][:MOST_ROLES]


def compare(session: Session, at: Position, keys: Iterable[str]) -> list[Compared]:
    """Return how far somebody is from the skills that they ticked, in that order.

    Raises
    ------
    NotFound
        When one of them is known neither to the site nor to its taxonomies.
    """
    site_id = at.person.site_id
    ticked = list(dict.fromkeys(keys))[:MOST_TICKED]
    own, names = _known(session, site_id, ticked)
    courses = _teaching(session, at, [skill.id for skill in own.values()])
    return [
        Compared(
            key=key,
            name=names[key],
            here=key in own,
            held=at.held.get(own[key].name) if key in own else None,
            courses=courses[own[key].id][:MOST_COURSES] if key in own else (),
        )
        for key in ticked
    ]


def _known(
    session: Session, site_id: UUID, keys: Sequence[str]
) -> tuple[dict[str, Skill], dict[str, str]]:
    """Return the site's own skills among these, and the name of each."""
    asked = set(keys)
    keys = [key for key in keys if "\0" not in key]  # which PostgreSQL cannot be asked for
    own = _own(session, site_id, keys)
    concepts = taxonomies.concepts(session, site_id, [key for key in keys if key not in own])
    names = {key: skill.name for key, skill in own.items()}
    names |= {uri: _sentence(concept.name) for uri, concept in concepts.items()}
    if asked - names.keys():
        raise NotFound("A skill of the list is not known here any more.")
    return own, names


def _own(session: Session, site_id: UUID, keys: Sequence[str]) -> dict[str, Skill]:
    """Return the site's own skills among these, by their keys."""
    ids = [id_ for key in keys if (id_ := _uuid(key)) is not None]
    rows = session.scalars(
        select(Skill)
        .where(Skill.site_id == site_id, Skill.id.in_(ids) | Skill.uri.in_(keys))
        .order_by(Skill.name.desc())
    ).all()
    found = {row.uri: row for row in rows if row.uri is not None} | {
        str(row.id): row for row in rows
    }
    return {key: found[key] for key in keys if key in found}


def _teaching(
    session: Session, at: Position, skill_ids: Collection[UUID]
) -> Mapping[UUID, list[Course]]:
    """Return the open courses that teach each of these and are not finished, the shortest first."""
    site_id = at.person.site_id
    finished = select(Completion.course_id).where(
        Completion.site_id == site_id,
        Completion.person_id == at.person.id,
        Completion.withdrawn_at.is_(None),
    )
    rows = session.execute(
        select(CourseSkill.skill_id, Course)
        .join(Course, Course.id == CourseSkill.course_id)
        .where(
            CourseSkill.site_id == site_id,
            CourseSkill.skill_id.in_(skill_ids),
            offered(now()),
            Course.id.not_in(finished),
        )
        .order_by(Course.duration_minutes.is_(None), Course.duration_minutes, Course.title)
    )
    found: defaultdict[UUID, list[Course]] = defaultdict(list)
    for skill_id, course in rows:
        found[skill_id].append(course)
    return found


def rate(session: Session, site_id: UUID, person_id: UUID, levels: Mapping[str, float]) -> None:
    """Keep how somebody rates themselves in ticked skills.

    A concept of a taxonomy becomes a skill of the site by that: evidence is about the site's own.

    Raises
    ------
    NotFound
        When a skill is not known here.
    BadInput
        When a level is none.
    """
    own, _names = _known(session, site_id, list(levels))
    ids = {key: skill.id for key, skill in own.items()}
    others = [key for key in levels if key not in own]
    ids |= {uri: skill.id for uri, skill in drafts.adopt(session, site_id, others).items()}
    evidence.rate_oneself(
        session, site_id, person_id, {ids[key]: level for key, level in levels.items()}
    )


def _uuid(key: str) -> UUID | None:
    try:
        return UUID(key)
    except ValueError:
        return None


def _sentence(text: str) -> str:
    """Return a name as it begins a sentence; ESCO writes its names in small letters."""
    return text[:1].upper() + text[1:]
