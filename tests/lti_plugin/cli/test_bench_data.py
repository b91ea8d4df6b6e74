"""`bench-data`: the whole way from files to rankings, as in production."""

from __future__ import annotations

import csv
import importlib
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from connectors.errors import BadFile
from lti_plugin.cli.bench_data import bench_data
from lti_plugin.errors import BadInput, JobFailed
from recommender.engine.errors import TrainingFailed
from recommender.engine.model import Model
from recommender.engine.model_store import load
from tests.support import folders, histories


def run(*arguments: object) -> Result:
    return CliRunner().invoke(bench_data, [str(each) for each in arguments])


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture(scope="module")
def ranked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Result, list[dict[str, str]]]:
    folder = folders.write(tmp_path_factory.mktemp("bench") / "site")
    out = folder.parent / "recs.csv"
    result = run(folder, "--out", out, "--k", 5, "--seed", 3)
    return folder, result, rows(out)


def test_everybody_gets_a_ranking_newcomers_too(
    ranked: tuple[Path, Result, list[dict[str, str]]],
) -> None:
    _, result, found = ranked
    assert result.exit_code == 0, result.output
    assert list(found[0]) == ["learner_id", "rank", "course_id", "score"]
    for learner in ("p0", "p89", "p90", "p91"):
        mine = [row for row in found if row["learner_id"] == learner]
        assert [row["rank"] for row in mine] == ["1", "2", "3", "4", "5"]
        scores = [float(row["score"]) for row in mine]
        assert scores == sorted(scores, reverse=True)
    assert "36 courses, 92 learners" in result.output
    assert f"92 learners ranked, {len(found)} rows" in result.output
    assert "NDCG@10" in result.output


def test_nobody_is_given_a_course_they_are_in(
    ranked: tuple[Path, Result, list[dict[str, str]]],
) -> None:
    own = {(who, what) for who, what, _ in histories.completions()} | {("p0", "sales-11")}
    given = {(row["learner_id"], row["course_id"]) for row in ranked[2]}
    assert not own & given


def test_the_same_seed_gives_the_same_file_and_only_chosen_learners_are_ranked(
    ranked: tuple[Path, Result, list[dict[str, str]]], tmp_path: Path
) -> None:
    chosen = tmp_path / "who.csv"
    chosen.write_text("Learner_ID\np\x075 \n\nstranger\np5\n", encoding="utf-8")
    out = tmp_path / "recs.csv"
    result = run(ranked[0], "--out", out, "--k", 5, "--seed", 3, "--learners", chosen)
    assert result.exit_code == 0, result.output
    assert "1 of the ids in who.csv are unknown and ranked as newcomers." in result.output
    found = rows(out)
    assert [row["learner_id"] for row in found] == ["p5"] * 5 + ["stranger"] * 5
    before = [row for row in ranked[2] if row["learner_id"] == "p5"]
    assert [row["course_id"] for row in found[:5]] == [row["course_id"] for row in before]
    # A block of another size may round the last digit differently.
    scores = [float(row["score"]) for row in before]
    assert [float(row["score"]) for row in found[:5]] == pytest.approx(scores, abs=1e-5)


def test_nobody_is_given_a_course_that_begins_too_far_above_what_they_finished(
    tmp_path: Path,
) -> None:
    folder = folders.write(tmp_path / "site", people=10)
    with (folder / "courses.csv").open("a", encoding="utf-8") as file:
        file.write("from-2,A,,SQL:3:2,,,,\nfrom-4,B,,sql:5:4,,,,\nto-1,C,,SQL:1,,,,\n")
    with (folder / "completions.csv").open("a", encoding="utf-8") as file:
        file.write("p0,to-1,2024-01-01,\n")
    out = tmp_path / "recs.csv"
    result = run(folder, "--out", out, "--k", 100)
    assert result.exit_code == 0, result.output
    given = {(row["learner_id"], row["course_id"]) for row in rows(out)}
    assert {("p0", "from-2"), ("p1", "from-2"), ("p1", "from-4")} <= given
    assert ("p0", "from-4") not in given


def test_too_little_history_is_said_and_features_rank(tmp_path: Path) -> None:
    out = tmp_path / "recs.csv"
    result = run(folders.write(tmp_path / "site", people=10), "--out", out)
    assert result.exit_code == 0
    assert "Not enough history yet" in result.output
    assert "by skills and features alone" in result.output
    assert {row["learner_id"] for row in rows(out)} == {f"p{n}" for n in range(12)}


def test_what_leads_to_no_list_is_counted(tmp_path: Path) -> None:
    folder = folders.write(tmp_path / "site", people=10)
    for name, text in (
        ("course_features.csv", "gone,hot,1\ngone,new,1\n"),
        ("learner_features.csv", "nobody,shift:0,1\n"),
        ("completions.csv", "guest,care-1,2024-01-01,\nguest,care-2,,\nguest,gone,,\n"),
        ("learners.csv", "done,,\n"),
    ):
        with (folder / name).open("a", encoding="utf-8") as file:
            file.write(text)
    with (folder / "completions.csv").open("a", encoding="utf-8") as file:
        file.writelines(f"done,{course.id},2024-01-01,\n" for course in histories.courses())
    out = tmp_path / "recs.csv"
    result = run(folder, "--out", out)
    assert result.exit_code == 0, result.output
    unowned = "3 features are of courses or learners without a row of their own, so not used."
    assert unowned in result.output
    strangers = (
        "2 of these completions are by 1 learners without a row of their own, "
        "who are ranked only where --learners names them."
    )
    assert strangers in result.output
    ends = f"13 learners ranked, 1 of them without anything to show, {len(rows(out))} rows in"
    assert ends in result.output


def test_a_healthy_folder_is_told_of_in_few_words(
    ranked: tuple[Path, Result, list[dict[str, str]]],
) -> None:
    for words in ("without", "unknown and", "not used"):
        assert words not in ranked[1].output


def test_a_learner_of_completions_alone_is_no_newcomer(tmp_path: Path) -> None:
    folder = folders.write(tmp_path / "site", people=10)
    with (folder / "completions.csv").open("a", encoding="utf-8") as file:
        file.write("guest,care-1,2024-01-01,\n")
    chosen = tmp_path / "who.csv"
    chosen.write_text("guest\n", encoding="utf-8")
    result = run(folder, "--out", tmp_path / "recs.csv", "--learners", chosen)
    assert "newcomers" not in result.output
    assert "1 learners ranked, 10 rows" in result.output


def test_bad_rows_are_counted_and_the_first_twenty_told(tmp_path: Path) -> None:
    folder = folders.write(tmp_path / "site", people=10)
    with (folder / "completions.csv").open("a", encoding="utf-8") as file:
        file.write("p0,,2024-01-01,\n" * 25 + "p0,unknown,2024-01-01,\n")
    result = run(folder, "--out", tmp_path / "recs.csv")
    assert result.exit_code == 0
    assert "25 notices" in result.output
    assert "... and 5 more" in result.output


def test_a_malformed_folder_is_one_clear_error(tmp_path: Path) -> None:
    folder = folders.write(tmp_path / "site")
    (folder / "courses.csv").write_bytes(b"\xff\xfe\x00")
    result = run(folder, "--out", tmp_path / "recs.csv")
    assert isinstance(result.exception, BadFile)
    (folder / "courses.csv").write_text("id,title\n", encoding="utf-8")
    result = run(folder, "--out", tmp_path / "recs.csv")
    assert isinstance(result.exception, BadInput)
    assert not (tmp_path / "recs.csv").exists()


def test_a_list_of_learners_that_cannot_be_read_is_one_clear_error(tmp_path: Path) -> None:
    chosen = tmp_path / "who.csv"
    chosen.write_bytes(b"\xff\xfe\x00")
    folder = folders.write(tmp_path / "site", people=10)
    result = run(folder, "--out", tmp_path / "recs.csv", "--learners", chosen)
    assert isinstance(result.exception, BadInput)


def test_a_failed_training_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_args: object, **_options: object) -> str:
        raise TrainingFailed("The training process was ended.")

    # The package gives the command itself under this name, so the module is asked for by path.
    module = importlib.import_module("lti_plugin.cli.bench_data")
    monkeypatch.setattr(module, "train_in_child", fails)
    result = run(folders.write(tmp_path / "site"), "--out", tmp_path / "recs.csv")
    assert isinstance(result.exception, JobFailed)
    assert str(result.exception) == "The training process was ended."


def test_a_training_may_take_as_long_as_in_an_installation(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    given: list[float] = []

    def timed(_dataset: object, _root: Path, _seed: int, seconds: float, **_options: object) -> str:
        given.append(seconds)
        raise TrainingFailed("That is all that was asked.")

    module = importlib.import_module("lti_plugin.cli.bench_data")
    monkeypatch.setattr(module, "train_in_child", timed)
    asked = folders.write(tmp_path / "site"), "--out", tmp_path / "recs.csv"
    run(*asked)
    run(*asked, "--minutes", 2)
    monkeypatch.setenv("FINGERPOST_TRAIN_MINUTES", "5")
    run(*asked)
    assert given == [1800, 120, 300]


def test_a_search_that_time_cut_short_is_told(
    ranked: tuple[Path, Result, list[dict[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, result, _ = ranked
    module = importlib.import_module("lti_plugin.cli.bench_data")
    assert module.SHORT not in result.output

    def hasty(path: Path) -> Model:
        model = load(path)
        return replace(model, card=model.card | {"search_complete": False})

    monkeypatch.setattr(module, "load", hasty)
    assert module.SHORT in run(folder, "--out", folder.parent / "again.csv").output


def test_a_place_that_cannot_be_written_is_one_clear_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_self: Path, _target: Path) -> Path:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    folder = folders.write(tmp_path / "site", people=10)
    result = run(folder, "--out", tmp_path / "recs.csv")
    assert isinstance(result.exception, BadInput)
    assert "No space left" in str(result.exception)
    assert [path.name for path in tmp_path.iterdir()] == ["site"]


@pytest.mark.parametrize(
    "arguments",
    [
        ["{site}"],
        ["{site}/missing", "--out", "{site}/x.csv"],
        ["{site}", "--out", "{site}/missing/x.csv"],
        ["{site}", "--out", "{site}/x.csv", "--k", "0"],
        ["{site}", "--out", "{site}/x.csv", "--seed", "-1"],
        ["{site}", "--out", "{site}/x.csv", "--learners", "{site}/missing"],
    ],
)
def test_wrong_use_ends_with_two(tmp_path: Path, arguments: list[str]) -> None:
    assert run(*(each.format(site=tmp_path) for each in arguments)).exit_code == 2
