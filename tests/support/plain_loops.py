"""A model's arrays as lists, and every term of its scores in plain slow loops over them."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from recommender.engine.factors import LIGHTFM
from recommender.engine.facts import CourseFacts, LearnerFacts, Person
from recommender.engine.links import Links
from recommender.engine.model import Model
from recommender.engine.segments import Segments
from recommender.engine.standing import Standing
from recommender.engine.vocabulary import course_tokens

# What is said of a feature that the person has in common with a finished course.
COMMON = {"skill": "skill", "category": "category", "tag": "tag", "extra": "topic"}

Told = tuple[str | None, tuple[str, ...]]
Amounts = dict[Told, float]
Row = list[float]


def dot(one: Row, other: Row) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def course_parts(course: CourseFacts) -> dict[str, float]:
    """Return the course's features with their shares, those without a name in the model too."""
    names = [f"skill:{each}" for each in course.skills] + [f"tag:{each}" for each in course.tags]
    names += [f"level:{round(course.level or 0)}", f"category:{course.category}"]
    names += [f"mode:{course.mode}"] if course.mode else []
    return dict.fromkeys(names, 1.0)


def learner_parts(facts: LearnerFacts) -> dict[str, float]:
    names = [f"role:{facts.role}"] if facts.role else []
    names += [f"department:{facts.department}"] if facts.department else []
    names += [f"extra:{name}" for name in facts.extra]
    return dict.fromkeys(names, 1.0)


def shares(parts: dict[str, float], names: tuple[str, ...]) -> dict[int, float]:
    known = {names.index(name): weight for name, weight in parts.items() if name in names}
    return {place: weight / sum(known.values()) for place, weight in known.items()}


class Loops:
    """A model's arrays as lists, and what they say about one person and one catalogue."""

    def __init__(self, model: Model, courses: list[CourseFacts], person: Person) -> None:
        self.model, self.courses, self.person = model, courses, person
        self.ids, self.size = model.courses.ids, len(model.courses)
        self.course_rows = model.factors.course_embeddings.astype(float).tolist()
        self.biases = model.factors.course_biases.astype(float).tolist()
        self.width = len(self.course_rows[0])
        self.features = [shares(course_parts(c), model.course_feature_names.ids) for c in courses]
        self.mine = shares(learner_parts(person.facts), model.learner_feature_names.ids)
        self.own = list(dict.fromkeys(each for each in person.history if each in self.ids))
        in_catalogue = [course.id for course in courses]
        self.named = [each for each in self.own if each in in_catalogue]
        self.done = [each for each in dict.fromkeys(person.history) if each in in_catalogue]
        size, names = self.size, model.learner_feature_names.ids
        self.steps = {
            (names[key // size // size], self.ids[key // size % size], self.ids[key % size])
            for key in model.group_steps.tolist()
        }

        # Group and the id of a course or the name of a feature.
        items = (*self.ids, *model.course_feature_names.ids)
        self.habits = {
            (names[key // len(items)], items[key % len(items)]) for key in model.habits.tolist()
        }
        counts = model.course_counts.tolist()
        self.often = {
            name
            for name, count in zip(self.ids, counts, strict=True)
            if count > sum(counts) / len(counts)
        }
        self.taken = {name for name, count in zip(self.ids, counts, strict=True) if count}
        new = [course for course in courses if course.id not in self.ids]
        self.new = {course.id: self.carried(course) for course in new}

    def carried(self, course: CourseFacts) -> dict[int, float]:
        """Return how much of each taken course is predicted of one that the model does not know."""
        rows = [self.ids.index(name) for name in self.ids if name in self.taken]
        own = self.model.content.toarray()[rows].tolist()
        (text,) = self.model.vocabulary.vectors([course_tokens(course)]).toarray().tolist()
        kernel = [[dot(a, b) + float(a is b) for b in own] for a in own]
        mix = np.linalg.solve(kernel, [dot(each, text) for each in own]).tolist()
        rest = (1.0 - sum(mix)) / len(rows)
        return {row: each + rest for row, each in zip(rows, mix, strict=True)}

    # The factors: each part of the person against each part of the course.

    def pieces(self, course: int) -> dict[str | None, tuple[Row, float]]:
        """Return the vectors and biases whose sums are the course's, by what they come from."""
        name = self.courses[course].id
        known = {self.ids.index(name): 1.0} if name in self.ids else self.new[name]
        vector = [
            sum(share * self.course_rows[row][d] for row, share in known.items())
            for d in range(self.width)
        ]
        found: dict[str | None, tuple[Row, float]] = {
            None: (vector, sum(share * self.biases[row] for row, share in known.items()))
        }
        for place, share in self.features[course].items():
            row = self.size + place
            vector = [0.2 * share * each for each in self.course_rows[row]]
            feature = self.model.course_feature_names.ids[place]
            found[feature] = (vector, 0.2 * share * self.biases[row])
        return found

    def sources(self) -> list[tuple[str, str, Row]]:
        """Return kind, value and vector of each part of the person."""
        embeddings = self.model.factors.learner_embeddings.astype(float).tolist()
        known, found = self.model.learners.ids, []
        if self.person.facts.id in known:
            found.append(("history", "", embeddings[known.index(self.person.facts.id)]))
        else:
            places = [[c.id for c in self.courses].index(each) for each in self.done]
            rows = [
                [sum(v[d] for v, _ in self.pieces(place).values()) for d in range(self.width)]
                for place in places
            ]
            whole = [sum(row[d] for row in rows) for d in range(self.width)]
            scale = self.model.usual_norm / dot(whole, whole) ** 0.5 if rows else 0.0
            found += [("course", "", [scale * each for each in row]) for row in rows]
        for place, share in self.mine.items():
            kind, _, value = self.model.learner_feature_names.ids[place].partition(":")
            row = embeddings[len(known) + place]
            found.append((kind, value, [0.2 * share * each for each in row]))
        return found

    def factors(self, course: int, *, popularity: bool) -> Amounts:
        pieces = [self.pieces(each) for each in range(len(self.courses))]
        names = set().union(*pieces)
        zero = ([0.0] * self.width, 0.0)
        usual = {
            name: [
                sum(each.get(name, zero)[0][d] for each in pieces) / len(pieces)
                for d in range(self.width)
            ]
            for name in names
        }
        learned = {
            name
            for each in self.done
            for name in course_parts(self.courses[[c.id for c in self.courses].index(each)])
        }
        found: Amounts = defaultdict(float)
        for kind, value, vector in self.sources():
            for name in names:
                own = pieces[course].get(name, zero)[0]
                amount = dot(vector, own) - dot(vector, usual[name])
                known = name in pieces[course]
                told = self.pair(kind, value, name, learned, self.courses[course].id)
                found[told if known else (None, ())] += amount
        if popularity:
            bias = [sum(b for _, b in each.values()) for each in pieces]
            told = ("reason.popular" if self.courses[course].id in self.often else None, ())
            found[told] += bias[course] - sum(bias) / len(bias)
        return found

    def pair(self, kind: str, value: str, name: str | None, learned: set[str], course: str) -> Told:
        feature, _, said = (name or "").partition(":")
        if name is None and course not in self.taken:
            return None, ()
        if kind not in {"history", "course"}:
            if (f"{kind}:{value}", name) not in self.habits:
                return self.group_told(kind, value, course)
            if kind in {"role", "department", "target_role"}:
                return f"reason.{kind}_{feature}", (value, said)
            return "reason.profile", ()
        if not self.person.history:
            return None, ()
        if feature in COMMON and name in learned:
            return f"reason.{COMMON[feature]}", (said,)
        return "reason.history", ()

    def group_told(self, kind: str, value: str, course: str) -> Told:
        if (f"{kind}:{value}", course) not in self.habits:
            return None, ()
        if kind in {"role", "department", "target_role"}:
            return f"reason.{kind}_course", (value,)
        return "reason.profile", ()

    # The companions.

    def column(self, links: np.ndarray, part: Links, row: int, course: int) -> float:
        name = self.courses[course].id
        if name in self.ids:
            return float(links[row, self.ids.index(name)])
        if not part.name.endswith("content"):
            taken = self.ids[row] in self.taken
            return sum(s * float(links[row, c]) for c, s in self.new[name].items()) if taken else 0
        # What the model does not know is linked by what its text has in common with the others'.
        (text,) = self.model.vocabulary.vectors([course_tokens(self.courses[course])]).toarray()
        return dot(self.model.content[[row]].toarray()[0].tolist(), text.tolist())

    def links(self, part: Links, course: int) -> Amounts:
        table, found = part.weights.toarray(), defaultdict(float)
        for back, name in enumerate(reversed(self.own)):
            row = self.ids.index(name)
            usual = sum(self.column(table, part, row, c) for c in range(len(self.courses)))
            link = self.column(table, part, row, course)
            worth = part.decay**back
            told = self.link_told(part, name, course) if link > 0 else (None, ())
            found[told] += worth * (link - usual / len(self.courses))
        return found

    def link_told(self, part: Links, own: str, course: int) -> Told:
        facts, other = self.person.facts, self.courses[course].id
        if own not in self.named:
            return None, ()
        if part.name.endswith("content"):
            return "reason.like_course", (own,)
        for kind in ("department", "role"):
            value = getattr(facts, kind)
            if (f"{kind}:{value}", own, other) in self.steps:
                return f"reason.{kind}_went_on", (value, own)
        if other in self.ids:
            pairs = self.model.followers.toarray()
            if pairs[self.ids.index(own), self.ids.index(other)]:
                return "reason.similar_course", (own,)
        return ("reason.history", ()) if other in self.taken else (None, ())

    def segments(self, part: Segments, course: int) -> Amounts:
        table, found = part.lifts.toarray(), defaultdict(float)
        for place, share in self.mine.items():
            kind, _, value = self.model.learner_feature_names.ids[place].partition(":")
            row = [
                float(table[place, self.ids.index(c.id)]) if c.id in self.ids else 0.0
                for c in self.courses
            ]
            told = self.group_told(kind, value, self.courses[course].id)
            found[told] += share * (row[course] - sum(row) / len(row))
        return found

    def standing(self, part: Standing, course: int) -> Amounts:
        row = [
            float(part.values[self.ids.index(c.id)]) if c.id in self.ids else part.newcomer
            for c in self.courses
        ]
        counted = part.name in {"popularity", "recent"}
        told = "reason.popular" if counted and self.courses[course].id in self.often else None
        return {(told, ()): row[course] - sum(row) / len(row)}

    def amounts(self, course: int, *, popularity: bool) -> dict[str, Amounts]:
        """Return the terms of each part before it is scaled."""
        found = {LIGHTFM: self.factors(course, popularity=popularity)}
        for part in self.model.parts:
            if popularity or part.name not in {"popularity", "recent"}:
                if isinstance(part, Links):
                    found[part.name] = self.links(part, course)
                elif isinstance(part, Segments):
                    found[part.name] = self.segments(part, course)
                else:
                    found[part.name] = self.standing(part, course)
        return found
