"""The admin's page about the model: its answer, its tables, its button and its setting."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from lti_plugin.services import earlier_models, popularity
from lti_plugin.store import jobs, sites
from lti_plugin.store.audit import AuditEntry
from lti_plugin.store.base import now
from lti_plugin.store.jobs import TRAIN, Job
from lti_plugin.store.models import ModelRun
from recommender.engine import model_store
from tests.support.admin_pages import plain, sheet, table
from tests.support.installation import Installation, Visit, arrive
from tests.support.little_models import tiny
from tests.support.reading import answer_of
from tests.support.statements import repeated, statements
from tests.support.trained import EVALUATION, FEATURES, train_with

MODEL = "/admin/model"


def trained(installation: Installation, **values: Any) -> ModelRun:
    return train_with(installation.database, installation.site, **values)


def test_a_new_site_is_told_how_to_begin(admin: Visit) -> None:
    page = admin.press(MODEL)
    assert answer_of(page).startswith("Nothing has been trained yet")
    assert "it needs at least 200 of them" in plain(page.text)
    assert "Train now" in page.text
    assert "Download as CSV" not in page.text
    assert sheet(admin.press(f"{MODEL}/csv")) == []


def test_too_little_history_is_told_with_its_note(installation: Installation, admin: Visit) -> None:
    trained(installation, metrics={}, completions=3, people=2, **FEATURES)
    page = admin.press(MODEL)
    assert answer_of(page).endswith("there is too little history yet.")
    assert "3 completions by 2 people; a training needs 200 by 20." in plain(page.text)


@pytest.mark.parametrize(
    ("ends", "said"),
    [
        ([-0.04, -0.03, -0.02], "it ranks better than doing without a model would (“Popularity”)."),
        (
            [-0.04, -0.03, 0.02],
            "it is not clearly better than doing without a model (“Popularity”).",
        ),
        (None, "how it compares with simple methods has not been measured."),
    ],
)
def test_the_answer_says_what_ranks_on_what_and_how_well(
    installation: Installation, admin: Visit, ends: list[float] | None, said: str
) -> None:
    rows = [{**EVALUATION["rows"][0], "difference": ends}, *EVALUATION["rows"][1:]]
    trained(installation, metrics={"evaluation": {**EVALUATION, "rows": rows}})
    answer = answer_of(admin.press(MODEL))
    assert "ranks the courses, on 900 completions of 50 people; " in answer
    assert answer.endswith(said)


def test_a_first_training_that_was_refused_leaves_the_ranking_by_features(
    installation: Installation, admin: Visit
) -> None:
    trained(installation, metrics={}, **FEATURES, created_at=now() - timedelta(seconds=1))
    trained(installation, promoted=False, note="It lost.")
    page = admin.press(MODEL)
    assert answer_of(page).endswith("no training has done better yet.")
    assert "The newest training was not put in use. It lost." in plain(page.text)


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ({}, "too few people to set apart for a comparison. More history"),
        ({"people": 700}, "comes last for all who have it"),
        ({"people": 9, "courses": 100}, "everybody had finished every course"),
    ],
)
def test_why_nothing_was_compared_is_told_and_what_would_not_help_is_not_asked_for(
    installation: Installation, admin: Visit, counts: dict[str, int], said: str
) -> None:
    card = {**EVALUATION, "rows": [], "floor": None, "way": "end"}
    trained(installation, metrics={"evaluation": card}, **counts)
    text = admin.press(MODEL).text
    assert said in text
    assert "Train again" not in text
    assert ("More history" in text) is (not counts)


def test_methods_stand_in_the_table_with_what_they_mean(
    installation: Installation, admin: Visit
) -> None:
    trained(installation)
    page = admin.press(MODEL)
    rows = {next(iter(row.values())): row for row in table(page, "methods")}
    fusion = next(row for name, row in rows.items() if name == "Fusion")
    assert fusion["NDCG@10"] == "0.130 ★ best"
    assert fusion["Recall@10"] == "19%"
    assert fusion["Against the fusion"] == "–"
    popular = next(row for name, row in rows.items() if name == "Popularity has to be beaten")
    assert popular["Popularity shown"] == "97%"
    assert popular["Against the fusion"] == "-0.032 -0.041 to -0.024, worse than the fusion"
    gap = next(row for name, row in rows.items() if name == "Gap alone")
    assert set(gap.values()) - {next(iter(gap.values()))} == {"–"}
    assert "a paired bootstrap" in page.text
    assert "LightFM and its companions" in page.text
    assert "412 people were tested. Each method knew the history up to a day" in plain(page.text)


def test_groups_parts_and_trainings_have_their_tables(
    installation: Installation, admin: Visit
) -> None:
    trained(installation, created_at=now() - timedelta(days=2), promoted=False, note="It lost.")
    trained(installation, created_at=now() - timedelta(days=1))
    trained(installation)
    page = admin.press(MODEL)
    support, sales = table(page, "exposure")
    assert support == {
        "Group": "Support Department",
        "People": "31",
        "NDCG@10": "0.140",
        "Popularity shown": "70%",
        "Coverage": "20%",
    }
    assert sales["NDCG@10"] == "–"
    parts = [row["Part"].split()[0] for row in table(page, "parts")]
    assert parts == ["EASE", "LightFM", "Popularity"]
    results = [row["Result"] for row in table(page, "trainings")]
    assert results == ["ranks now", "was put in use, then replaced", "was not put in use It lost."]


def test_one_that_was_not_put_in_use_is_told_first(
    installation: Installation, admin: Visit
) -> None:
    trained(installation, created_at=now() - timedelta(days=1))
    lost = {**EVALUATION, "beats_floor": False}
    trained(installation, metrics={"evaluation": lost}, promoted=False, note="It lost.")
    page = admin.press(MODEL)
    assert "it ranks better than" in answer_of(page)
    told = "The newest training was not put in use. The new model ranks worse than “Popularity”: "
    assert told + "NDCG@10 0.130 against 0.098, for 412 people set apart." in plain(page.text)


def test_an_earlier_model_is_put_in_use_and_the_later_one_back(
    installation: Installation, admin: Visit
) -> None:
    root = installation.settings.models_dir / str(installation.site.id)
    versions = [model_store.publish(root, tiny(())) for _ in range(2)]
    first = trained(installation, version=versions[0], created_at=now() - timedelta(days=1))
    second = trained(installation, version=versions[1])
    page = admin.press(MODEL)
    assert page.text.count("Use this model…") == 1
    back = admin.press(f"{MODEL}/use", training=first.id)
    results = [row["Result"] for row in table(back, "trainings")]
    assert results[0].startswith("was put in use, then an earlier one again")
    assert results[1] == "ranks now"
    assert "An L&D admin has put an earlier model in its place." in plain(back.text)
    assert "was not put in use." not in back.text
    assert model_store.current_version(root) == versions[0]
    again = admin.press(f"{MODEL}/use", training=second.id)
    assert table(again, "trainings")[0]["Result"] == "ranks now"
    log = admin.press("/admin/people/log", action=earlier_models.CHANGED)
    assert answer_of(log) == "2 changes, the newest first."


@pytest.mark.parametrize("odd", ["", "x"])
def test_a_model_that_is_none_is_refused(admin: Visit, odd: str) -> None:
    assert admin.press(f"{MODEL}/use", training=odd).status_code == 400


def test_a_model_that_is_not_kept_is_refused_on_the_page(
    installation: Installation, admin: Visit
) -> None:
    first = trained(installation, version="gone", created_at=now() - timedelta(days=1))
    trained(installation)
    page = admin.press(f"{MODEL}/use", training=first.id)
    assert page.status_code == 400
    assert "is not kept any more. Train anew." in page.text


def test_when_it_trains_is_set_and_told(installation: Installation, admin: Visit) -> None:
    assert "It trains every Sunday at 4:00 AM." in plain(admin.press(MODEL).text)
    page = admin.press(f"{MODEL}/schedule", train_day="wed", train_hour="22")
    assert "It trains every Wednesday at 10:00 PM." in plain(page.text)
    off = admin.press(f"{MODEL}/schedule", train_day="off", train_hour="22")
    assert "It trains only by hand." in plain(off.text)
    wrong = admin.press(f"{MODEL}/schedule", train_day="off", train_hour="24")
    assert wrong.status_code == 400
    assert "“Hour of the training” has to be a number from 0 to 23." in plain(wrong.text)


def test_the_bars_show_what_the_table_says(installation: Installation, admin: Visit) -> None:
    trained(installation)
    (drawn,) = admin.press(MODEL).text.split("<figure")[1:]
    assert plain(drawn.partition("</svg>")[0]).endswith("Fusion 0.130 EASE 0.128 Popularity 0.098")
    assert 'width="320.0"' in drawn


def test_a_card_of_unknown_things_is_shown_as_it_is(
    installation: Installation, admin: Visit
) -> None:
    row = {**EVALUATION["rows"][0], "method": "<new>"}
    card = {"rows": [row], "people": 5, "way": "odd", "exposure": [], "floor": None}
    trained(installation, metrics={"evaluation": card, "weights": {"<part>": 1.0}})
    page = admin.press(MODEL)
    assert "&lt;new&gt;" in page.text
    assert "&lt;part&gt;" in page.text
    assert "No group of five people or more" in page.text


def test_the_button_starts_one_training_and_shows_how_far_it_is(
    installation: Installation, admin: Visit
) -> None:
    for answer in (admin.press(f"{MODEL}/train"), admin.fetch(f"{MODEL}/train")):
        assert answer.status_code == 200
        assert "data-busy" in answer.text
        assert "Train now" not in answer.text
        assert "Training: waiting" in plain(answer.text)
    with installation.database.writing() as session:
        (job,) = jobs.all_open(session)
        assert job.kind == TRAIN
        job.status, job.stage, job.done, job.total = "running", "train: fit", 3, 10
    page = admin.fetch(f"{MODEL}/state")
    assert '<progress value="3" max="10" aria-label="learning">' in page.text
    assert "<html" not in page.text


def test_a_training_that_failed_says_why(installation: Installation, admin: Visit) -> None:
    with installation.database.writing() as session:
        job = Job(site_id=installation.site.id, kind=TRAIN, status="failed", error="No space.")
        session.add(job)
    assert "The last training failed, and what ranked before goes on. No space." in plain(
        admin.press(MODEL).text
    )


def test_the_setting_is_kept_told_and_logged(installation: Installation, admin: Visit) -> None:
    trained(installation)
    assert 'id="popularity-learned" checked' in admin.press(MODEL).text
    page = admin.press(f"{MODEL}/popularity", popularity="none")
    assert "Everybody’s list follows it from now on." in page.text
    assert 'id="popularity-none" checked' in page.text
    assert "Popular courses count: “Not at all”." in plain(page.text)
    with installation.database.reading() as session:
        assert sites.get(session, installation.site.id).popularity == "none"
        entry = session.scalar(select(AuditEntry).filter_by(action=popularity.CHANGED))
    assert entry is not None
    assert entry.actor != "command line"
    changed = admin.press("/admin/people/access")
    assert "How much popular courses count was changed." in changed.text


def test_another_step_is_refused(installation: Installation, admin: Visit) -> None:
    assert admin.press(f"{MODEL}/popularity", popularity="twice").status_code == 400
    with installation.database.reading() as session:
        assert sites.get(session, installation.site.id).popularity == "learned"


@pytest.mark.parametrize("who", ["learner", "instructor"])
def test_it_is_for_admins_alone(installation: Installation, who: str) -> None:
    mine = arrive(installation, who)
    for path in ("", "/state", "/train", "/popularity", "/csv"):
        assert mine.press(f"{MODEL}{path}", popularity="none").status_code == 401
    with installation.database.reading() as session:
        assert jobs.all_open(session) == []


def test_nothing_is_read_row_by_row(installation: Installation, admin: Visit) -> None:
    for _ in range(5):
        trained(installation)
    with statements(installation) as found:
        assert admin.press(MODEL).status_code == 200
    assert repeated(found) == {}


@pytest.mark.parametrize(
    ("locale", "name", "answer"),
    [("de", "Beliebtheit", "ordnet die Kurse"), ("es", "Popularidad", "ordena los cursos")],
)
def test_it_speaks_the_readers_language(
    installation: Installation, locale: str, name: str, answer: str
) -> None:
    trained(installation)
    page = arrive(installation, "admin", "50", locale=locale).press(MODEL)
    assert answer in answer_of(page)
    assert (
        f"“{name}”" in answer_of(page)
        or f"„{name}“" in answer_of(page)
        or f"«{name}»" in answer_of(page)
    )
    assert "0,130" in page.text
