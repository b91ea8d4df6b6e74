"""Finds out which column of a "Course participants" report is which.

A report's headers are display text in the service account's language, and an admin may rename them.
So the columns are guessed once, confirmed by a person, and stored for the site as field -> header.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from connectors.errors import BadReport
from connectors.moodle.texts import folded

PERSON = ("username", "idnumber", "email")
COURSE = ("course_shortname", "course_idnumber")
# One column of each group.
NEEDED = (PERSON, COURSE, ("completed",), ("completed_at",))
LABELS = {
    "username": "Username",
    "idnumber": "ID number",
    "email": "Email address",
    "course_shortname": "Course short name",
    "course_idnumber": "Course ID number",
    "completed": "Completed",
    "completed_at": "Time completed",
    "enrolled_at": "Time created",
    "progress": "Student progress",
    "grade": "Grade",
}

# The words of Moodle's own language packs, English, German, French, Spanish and Portuguese, the
# likelier first: "Time enrolled" is a better start than "Time created".
HEADERS = {
    "username": (
        "Username",
        "Anmeldename",
        "Nom d’utilisateur",
        "Nombre de usuario",
        "Nome de utilizador",
        "Nome de usuário",
        "Identificação de usuário",
    ),
    "idnumber": (
        "ID number",
        "ID-Nummer",
        "Numéro d’identification",
        "Número de ID",
        "Número de identificação (ID)",
        "Número de identificação",
    ),
    "email": (
        "Email address",
        "E-Mail-Adresse",
        "Adresse de courriel",
        "Dirección de correo",
        "Dirección de correo electrónico",
        "E-mail",
        "Endereço de email",
    ),
    "course_shortname": (
        "Course short name",
        "Kurzer Kursname",
        "Nom abrégé du cours",
        "Nombre corto del curso",
        "Nome curto da disciplina",
        "Nome curto",
        "Nome breve do curso",
    ),
    "course_idnumber": (
        "Course ID number",
        "Kurs-ID",
        "N° d’identification du cours",
        "Número ID del curso",
        "Código da disciplina",
        "Número de identificação do curso",
    ),
    "completed": ("Completed", "Abgeschlossen", "Terminé", "Finalizado", "Concluída", "Concluído"),
    "completed_at": (
        "Time completed",
        "Zeit abgeschlossen",
        "Horodatage de l’achèvement",
        "Hora de finalización",
        "Data e hora da conclusão",
        "Hora da conclusão",
    ),
    "enrolled_at": (
        "Time enrolled",
        "Zeit eingeschrieben",
        "Horodatage d’inscription",
        "Tiempo inscrito",
        "Duração da inscrição",
        "Time created",
        "Erstellungsdatum",
        "Erstellt am",
        "Date et heure de création",
        "Date de création",
        "Fecha de matriculación al curso",
        "Hora de creación",
        "Data e hora de criação",
    ),
    "progress": (
        "Student progress",
        "Bearbeitungsstand",
        "Suivi des activités des participants",
        "Progreso del estudiante",
        "Progresso do aluno",
        "Progresso do estudante",
    ),
    "grade": ("Grade", "Bewertung", "Note", "Calificación", "Avaliação", "Nota"),
}


@dataclass(frozen=True, slots=True)
class ReportColumns:
    """A site's confirmed mapping; ``headers`` is field -> header, fields as in LABELS.

    Headers that occur more than once are told apart by number: "Time created (2)".
    """

    headers: Mapping[str, str]

    def found(self, headers: Sequence[str]) -> dict[str, int]:
        """Return field -> place for the columns that are there."""
        places = {header: place for place, header in enumerate(numbered(headers))}
        return {field: places[header] for field, header in self.headers.items() if header in places}

    def positions(self, headers: Sequence[str]) -> dict[str, int]:
        """Return field -> place of its column; raise BadReport naming the columns that are missing.

        A column that is not needed may be missing.
        """
        found = self.found(headers)
        missing = [
            " or ".join(self.headers.get(field, LABELS[field]) for field in group)
            for group in NEEDED
            if not any(field in found for field in group)
        ]
        if missing:
            raise BadReport(f"The report lacks the column {'; and the column '.join(missing)}.")
        return found


def guess_columns(headers: Sequence[str]) -> ReportColumns:
    """Guess the mapping from header texts in English, German, French, Spanish or Portuguese."""
    texts = numbered(headers)
    titles = [simple(text) for text in texts]
    chosen: dict[str, str] = {}
    for field, words in HEADERS.items():
        for word in words:
            if simple(word) in titles:
                chosen[field] = texts[titles.index(simple(word))]
                break
    return ReportColumns(chosen)


def numbered(headers: Sequence[str]) -> list[str]:
    """Return the headers with a number behind each repetition."""
    seen: dict[str, int] = {}
    texts = []
    for header in headers:
        text = header.strip()
        seen[text] = seen.get(text, 0) + 1
        texts.append(text if seen[text] == 1 else f"{text} ({seen[text]})")
    return texts


def simple(text: str) -> str:
    """Return the letters and digits of ``text`` alone, without accents and case."""
    return re.sub(r"[\W_]+", " ", folded(text)).strip()
