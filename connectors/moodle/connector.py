"""The connector for a Moodle site."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, tzinfo
from typing import Any

from marshmallow import ValidationError

from connectors.errors import BadReport, ConnectorError, NoReport, NotAMoodle, NotShared
from connectors.fitting import all_fitted, pages_fitted
from connectors.moodle import allowed, checks
from connectors.moodle import catalogue as catalogue_of
from connectors.moodle.builder import RETRIEVE, Builder
from connectors.moodle.catalogue import Catalogue
from connectors.moodle.client import MoodleClient
from connectors.moodle.competencies import Competencies
from connectors.moodle.dates import MoodleDates
from connectors.moodle.directory import Directory
from connectors.moodle.fields import FieldMap
from connectors.moodle.headers import ReportColumns
from connectors.moodle.people import People
from connectors.moodle.per_user import PerUserReader
from connectors.moodle.rating_dates import SUMMARY, rated_at
from connectors.moodle.ratings import RatingsReader
from connectors.moodle.report import ReportReader
from connectors.moodle.schemas import SiteInfoSchema
from connectors.moodle.survey import SHARED, Survey, fields_of
from connectors.moodle.trial import Trial
from connectors.records import (
    Category,
    Check,
    Competency,
    CompetencyRating,
    Course,
    Learner,
    Page,
    Participation,
    Rejected,
)

SITE_INFO = "core_webservice_get_site_info"


class MoodleConnector:
    """Reads one Moodle.

    ``timezone`` is the site's, in which Moodle writes dates for the service account.
    ``report_id`` is the number of a report of the source "Course participants", and
    ``report_columns`` its confirmed columns, field -> header, guessed where empty; without a report
    completions are asked person by person and have no dates. ``ratings_report_id`` is the number of
    a report of the source "Competencies", without which nobody's ratings are read. ``language``
    replaces the service account's own; ``rows_per_page`` are a report's rows in one call.
    """

    def __init__(
        self,
        client: MoodleClient,
        *,
        timezone: tzinfo,
        fields: FieldMap | None = None,
        report_id: int | None = None,
        report_columns: Mapping[str, str] | None = None,
        ratings_report_id: int | None = None,
        language: str | None = None,
        rows_per_page: int = 1000,
    ) -> None:
        self._client = client
        self._timezone = timezone
        self._report_id = report_id
        self._ratings_report_id = ratings_report_id
        self._columns = ReportColumns(report_columns) if report_columns else None
        self._language = language
        self._rows_per_page = rows_per_page
        self._info: dict[str, Any] | None = None
        self._directory = Directory()
        fields = fields or FieldMap()
        self._competencies = Competencies(client, self._directory)
        self._catalogue = Catalogue(client, fields, timezone, self._directory, self._competencies)
        self._people = People(client, fields, self._directory)
        self._courses_known = False
        self._learners_known = False

    def check(self) -> Iterator[Check]:
        """Yield what works: connection, functions, rights of the account, the report's columns."""
        yield from self.survey().checks

    def survey(self) -> Survey:
        """Look at everything once: each function is called, what it gives is counted and named."""
        lines: list[Check] = []
        try:
            info = self.site_info()
            lines += checks.connection(info, self._client.base_url)
            trial = Trial(self._client, self._offered(), info["userid"])
            trial.run()
            headers, report_rows, of_report = self._try_report(trial)
        except ConnectorError as error:
            return Survey((checks.failed("connection", error), *lines[1:]))
        with_report = self._report_id is not None
        lines += checks.functions(trial, with_report=with_report)
        lines += allowed.rights(trial, with_report=with_report)
        lines += of_report
        if self._ratings_report_id is not None:
            lines += self._check_ratings(self._ratings_report_id)
        lines += checks.writing(trial)
        return Survey(
            checks=tuple(lines),
            release=info["release"],
            site_name=info["sitename"],
            courses=len(trial.courses) if trial.called(catalogue_of.COURSES) else None,
            people=trial.people,
            frameworks=trial.framework is not None,
            report_rows=report_rows,
            headers=headers,
            course_fields=fields_of(trial.courses),
            person_fields=fields_of(trial.others(trial.shown), shared=SHARED),
        )

    def _offered(self) -> frozenset[str]:
        return frozenset(each["name"] for each in self.site_info()["functions"])

    def _try_report(self, trial: Trial) -> tuple[tuple[str, ...], int | None, list[Check]]:
        """Return the report's columns and the number of its rows, with the lines about it."""
        if self._report_id is None or not trial.offers(RETRIEVE):
            return (), None, []
        try:
            with trial.noted(RETRIEVE, NoReport, NotShared):
                data = self._builder(self._report_id).page(0, checks.ROWS)
        except ConnectorError as error:
            name = "report number" if isinstance(error, NoReport) else "report"
            return (), None, [checks.failed(name, error, kind="report")]
        rows = [row["columns"] for row in data["rows"]]
        lines = list(checks.report(data["headers"], rows, self._dates(), self._columns))
        return tuple(data["headers"]), data["totalrowcount"], lines

    @property
    def release(self) -> str:
        """Return which Moodle this is, as it calls itself."""
        found: str = self.site_info()["release"]
        return found

    def site_info(self) -> dict[str, Any]:
        """Return name, release, language, functions and features of the site; asked once."""
        if self._info is None:
            answer = self._client.call(SITE_INFO)
            try:
                self._info = SiteInfoSchema().load(answer)
            except ValidationError:
                raise NotAMoodle("The answer is not the one of Moodle's web service.") from None
        return self._info

    def categories(self) -> Iterator[Category | Rejected]:
        """Yield the categories."""
        return all_fitted(self._catalogue.categories())

    def courses(self) -> Iterator[Course | Rejected]:
        """Yield the courses with their competencies, the front page excepted."""
        yield from all_fitted(self._catalogue.courses())
        self._courses_known = True

    def learners(self) -> Iterator[Learner | Rejected]:
        """Yield the people, guests and unconfirmed accounts excepted."""
        for page in self.learner_pages():
            yield from page.records

    def learner_pages(self, start: str | None = None) -> Iterator[Page[Learner]]:
        """Yield the people in pages."""
        yield from pages_fitted(self._people.pages(start))
        self._learners_known = self._learners_known or start is None

    def present(self, ids: Sequence[str]) -> set[str]:
        """Return which of the people with these ids there are."""
        return self._people.present(ids)

    def participation(self) -> Iterator[Participation | Rejected]:
        """Yield who is in which course and who finished it."""
        for page in self.participation_pages():
            yield from page.records

    def participation_pages(
        self, start: str | None = None, learner_ids: Sequence[str] | None = None
    ) -> Iterator[Page[Participation]]:
        """Yield the participation in pages.

        With a report, people and courses that this connector has not yet read are read first, since
        rows name them by text. ``learner_ids`` asks for these people alone, without the report.
        """
        if learner_ids is None and self._report_id is not None:
            self._fill_directory()
            return pages_fitted(self.report().pages(start))
        if learner_ids is None:
            learner_ids = [one.id for one in self.learners() if isinstance(one, Learner)]
        return pages_fitted(PerUserReader(self._client).pages(learner_ids, start))

    @property
    def rates(self) -> bool:
        """Say whether the site has a report of ratings."""
        return self._ratings_report_id is not None

    def competencies(self) -> Iterator[Competency | Rejected]:
        """Yield the competencies of the visible frameworks, as far as the account may read them."""
        return all_fitted(self._competencies.as_far_as_allowed())

    def rating_pages(self) -> Iterator[Page[CompetencyRating]]:
        """Yield everybody's ratings in pages.

        People and competencies are read first, since rows name them by text. Raises BadReport
        where the site has no such report, or it lacks a column.
        """
        if self._ratings_report_id is None:
            raise BadReport("No report of ratings is set for this site.")
        for _ in self._competencies.everything():
            pass
        self._fill_people()
        builder = self._builder(self._ratings_report_id)
        yield from pages_fitted(RatingsReader(builder, self._directory).pages())

    @property
    def dates_ratings(self) -> bool:
        """Say whether the external service has the function that dates ratings."""
        return SUMMARY in self._offered()

    def rated_at(self, learner_id: str, competency_id: str) -> datetime | None:
        """Return when somebody's present rating was given; None where Moodle does not tell."""
        return rated_at(self._client, learner_id, competency_id)

    def _check_ratings(self, report_id: int) -> Iterator[Check]:
        try:
            for _ in self._competencies.everything():
                pass
            self._fill_people()
        except ConnectorError as error:
            yield checks.failed("ratings report", error, required=False, kind="ratings")
            return
        yield from checks.ratings(self._builder(report_id), self._directory)

    def _builder(self, report_id: int) -> Builder:
        return Builder(self._client, report_id, per_page=self._rows_per_page)

    def report(self) -> ReportReader:
        """Return the reader of the site's report; its ``sample()`` is what an admin confirms.

        Raises BadReport where the site has none.
        """
        if self._report_id is None:
            raise BadReport("No report is set for this site.", hint="Make one and set its number.")
        return ReportReader(
            self._client,
            self._report_id,
            self._directory,
            self._dates(),
            columns=self._columns,
            per_page=self._rows_per_page,
        )

    def _dates(self) -> MoodleDates:
        return MoodleDates(self._language or self.site_info()["lang"], self._timezone)

    def _fill_directory(self) -> None:
        if not self._courses_known:
            for _ in self._catalogue.courses(with_competencies=False):
                pass
            self._courses_known = True
        self._fill_people()

    def _fill_people(self) -> None:
        if not self._learners_known:
            for _ in self.learner_pages():
                pass
