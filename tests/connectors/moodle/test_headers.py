"""Which column of a report is which."""

from __future__ import annotations

import pytest

from connectors.errors import BadReport
from connectors.moodle import ReportColumns, guess_columns
from connectors.moodle.headers import LABELS, numbered
from tests.connectors.moodle.recorded import body

FIELDS = [
    "username",
    "idnumber",
    "email",
    "course_shortname",
    "course_idnumber",
    "enrolled_at",
    "completed",
    "completed_at",
    "progress",
    "grade",
]
# The ten columns of the recorded report, as Moodle's language packs head them.
HEADERS = {
    "de": "Anmeldename|ID-Nummer|E-Mail-Adresse|Kurzer Kursname|Kurs-ID|Erstellungsdatum"
    "|Abgeschlossen|Zeit abgeschlossen|Bearbeitungsstand|Bewertung",
    "fr": "Nom d’utilisateur|Numéro d’identification|Adresse de courriel|Nom abrégé du cours"
    "|N° d’identification du cours|Date et heure de création|Terminé"
    "|Horodatage de l’achèvement|Suivi des activités des participants|Note",
    "es": "Nombre de usuario|Número de ID|Dirección de correo|Nombre corto del curso"
    "|Número ID del curso|Fecha de matriculación al curso|Finalizado|Hora de finalización"
    "|Progreso del estudiante|Calificación",
    "pt": "Nome de utilizador|Número de identificação (ID)|E-mail|Nome curto"
    "|Código da disciplina|Data e hora de criação|Concluída|Data e hora da conclusão"
    "|Progresso do aluno|Avaliação",
}


def recorded() -> list[str]:
    """Return the headers of the recorded report."""
    headers: list[str] = body("report_past_end")["data"]["headers"]
    return headers


def test_the_recorded_headers_are_recognised() -> None:
    places = guess_columns(recorded()).positions(recorded())
    assert places == {field: place for place, field in enumerate(FIELDS)}


@pytest.mark.parametrize("language", HEADERS)
def test_headers_in_other_languages_are_recognised(language: str) -> None:
    headers = HEADERS[language].split("|")
    places = guess_columns(headers).positions(headers)
    assert places == {field: place for place, field in enumerate(FIELDS)}


def test_case_accents_and_apostrophes_do_not_matter() -> None:
    headers = ["NOM D'UTILISATEUR", "nom abrege du cours", "Termine", "horodatage de l'achevement"]
    assert set(guess_columns(headers).headers) == {
        "username",
        "course_shortname",
        "completed",
        "completed_at",
    }


def test_the_time_of_enrolment_goes_before_the_time_of_creation() -> None:
    assert guess_columns(["Time created", "Time enrolled"]).headers["enrolled_at"] == (
        "Time enrolled"
    )


def test_a_report_without_needed_columns_is_refused_with_their_names() -> None:
    headers = ["Full name", "Course short name", "Completed"]
    with pytest.raises(BadReport) as refused:
        guess_columns(headers).positions(headers)
    assert str(refused.value) == (
        "The report lacks the column Username or ID number or Email address; "
        "and the column Time completed."
    )


def test_any_one_name_of_person_and_course_is_enough() -> None:
    headers = ["Email address", "Course ID number", "Completed", "Time completed"]
    assert len(guess_columns(headers).positions(headers)) == 4


def test_a_confirmed_mapping_names_renamed_columns() -> None:
    columns = ReportColumns(
        {
            "username": "Login",
            "course_shortname": "Course",
            "completed": "Done?",
            "completed_at": "Time created (2)",
            "grade": "Mark",
        }
    )
    headers = ["Course", "Login", "Time created", "Done?", "Time created"]
    assert columns.positions(headers) == {
        "username": 1,
        "course_shortname": 0,
        "completed": 3,
        "completed_at": 4,
    }
    with pytest.raises(BadReport, match=r"Time created \(2\)"):
        columns.positions(headers[:-1])


def test_repeated_headers_get_numbers() -> None:
    assert numbered(["A", " B", "A ", "A"]) == ["A", "B", "A (2)", "A (3)"]


def test_every_field_has_a_name_for_people() -> None:
    assert set(LABELS) == set(FIELDS)
