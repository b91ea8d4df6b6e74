"""`fingerpost bench-data`: trains on a folder of CSV files as in production and ranks for all."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from connectors.fitting import cleaned
from lti_plugin.cli.ending import unwinding
from lti_plugin.errors import BadInput, JobFailed
from lti_plugin.services.batches import batches
from lti_plugin.services.file_levels import held
from lti_plugin.services.folder import Folder, read
from lti_plugin.settings import PREFIX, SettingsSchema
from recommender.engine.child import train_in_child
from recommender.engine.dataset import Dataset, build_dataset
from recommender.engine.errors import EngineError
from recommender.engine.facts import LearnerFacts, Person
from recommender.engine.interactions import shortfall
from recommender.engine.model import Model
from recommender.engine.model_store import load
from recommender.engine.passing_folder import passing_folder
from recommender.ranker import Ranker
from recommender.recommend import recommend_block
from recommender.skills.gains import Needs

BLOCK = 1000
HEADER = ("learner_id", "rank", "course_id", "score")
SHORT = "Time was short for the search; --minutes gives it more."
_EXISTING_FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
_EXISTING_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_OUTPUT = click.Path(dir_okay=False, path_type=Path)


@click.command("bench-data")
@click.argument("folder", metavar="DIR", type=_EXISTING_FOLDER)
@click.option("--out", required=True, type=_OUTPUT, help="Where the rankings go, as CSV.")
@click.option("--k", default=10, show_default=True, type=click.IntRange(1, 1000))
@click.option("--seed", default=0, show_default=True, type=click.IntRange(0, 1_000_000_000))
@click.option(
    "--minutes",
    default=SettingsSchema().fields["train_minutes"].load_default,
    show_default=True,
    envvar=f"{PREFIX}TRAIN_MINUTES",
    type=click.FloatRange(0.1, 1440),
    help="About how long the training may take, as the setting of an installation.",
)
@click.option("--learners", "chosen", type=_EXISTING_FILE, help="Only these ids, one a line.")
@unwinding()
def bench_data(
    folder: Path, out: Path, k: int, seed: int, minutes: float, chosen: Path | None
) -> None:
    """Rank courses for the learners of the CSV files in DIR, by the engine alone.

    Nobody is given a course that the files already show them in, nor one that begins too far above
    what they are known to hold.
    """
    if not out.parent.is_dir():
        raise click.BadParameter(f"There is no folder {out.parent}.", param_hint="--out")
    data = read(folder)
    if not data.courses:
        raise BadInput("courses.csv holds no course.", hint="Add courses and try again.")
    wanted = _wanted(data, chosen)
    dataset = build_dataset(data.completions, data.courses, data.learners)
    _tell(data, dataset)
    with _trained(dataset, seed, minutes) as model:
        asking = _asking(data, dataset, wanted)
        rankings = _rankings(Ranker(data.courses, model), asking, k)
        rows, lists = _write(out, rankings)
    empty = len(wanted) - lists
    without = f"{empty} of them without anything to show, " if empty else ""
    click.echo(f"{len(wanted)} learners ranked, {without}{rows} rows in {out}.")


def _wanted(data: Folder, chosen: Path | None) -> list[LearnerFacts]:
    """Return whom to rank for; a chosen id that the files do not know is a newcomer."""
    if chosen is None:
        return data.learners
    known = {learner.id: learner for learner in data.learners}
    try:
        with chosen.open(encoding="utf-8-sig", newline="") as file:
            ids = [name for row in csv.reader(file) if row and (name := _clean(row[0]))]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise BadInput(f"{chosen} cannot be read: {error}.", hint="Give one id a line.") from error
    if ids and ids[0].lower() in {"id", "learner_id"}:
        ids = ids[1:]
    wanted = [known.get(name, LearnerFacts(name)) for name in dict.fromkeys(ids)]
    met = known.keys() | data.under_way.keys() | {who for who, _, _ in data.completions}
    strange = sum(learner.id not in met for learner in wanted)
    if strange:
        click.echo(f"{strange} of the ids in {chosen.name} are unknown and ranked as newcomers.")
    return wanted


def _clean(text: str) -> str:
    """Return an id as the reader of the folder has it."""
    return cleaned(text.strip())


def _tell(data: Folder, dataset: Dataset) -> None:
    for row in data.rejected[:20]:
        click.echo(f"{row.where}: {row.reason}", err=True)
    if len(data.rejected) > 20:
        click.echo(f"... and {len(data.rejected) - 20} more", err=True)
    click.echo(
        f"{len(data.courses)} courses, {len(data.learners)} learners, "
        f"{len(dataset.interactions)} completions used, "
        f"{data.repeated + len(data.completions) - len(dataset.interactions)} "
        "repeated or of unknown courses, "
        f"{len(data.rejected)} notices."
    )
    _tell_unowned(data, dataset)


def _tell_unowned(data: Folder, dataset: Dataset) -> None:
    if data.unowned:
        click.echo(
            f"{data.unowned} features are of courses or learners without a row of their own, "
            "so not used."
        )
    known = {learner.id for learner in data.learners}
    histories = dataset.interactions.histories()
    strangers = [len(courses) for who, courses in histories if who not in known]
    if strangers:
        click.echo(
            f"{sum(strangers)} of these completions are by {len(strangers)} learners without a row "
            "of their own, who are ranked only where --learners names them."
        )


@contextmanager
def _trained(dataset: Dataset, seed: int, minutes: float) -> Iterator[Model | None]:
    """Give the model, or None where the history is too short to train on."""
    missing = shortfall(dataset.interactions)
    if missing is not None:
        click.echo(f"{missing} Ranking by skills and features alone.")
        yield None
        return
    with passing_folder("fingerpost-bench-") as root:
        try:
            # The comparison changes nothing about the model, and nobody here reads it.
            version = train_in_child(
                dataset, root, seed, 60 * minutes, progress=_show, compare=False
            )
            model = load(root / version)
        except EngineError as error:
            raise JobFailed(str(error)) from error
        click.echo(_card(model.card))
        yield model


def _show(stage: str, done: int, total: int) -> None:
    if done in (1, total):
        click.echo(f"{stage}: {done} of {total}", err=True)


def _card(card: dict[str, Any]) -> str:
    reached = ", ".join(f"{name} {value:.4f}" for name, value in card["ndcg_at_10"].items())
    weights = ", ".join(f"{name} {value:.2f}" for name, value in card["weights"].items())
    short = "" if card["search_complete"] else f" {SHORT}"
    return (
        f"Trained {card['epochs']} epochs; weights: {weights}. "
        f"NDCG@10 on the development part ({card['development']}): {reached or 'n/a'}.{short}"
    )


def _asking(
    data: Folder, dataset: Dataset, wanted: Sequence[LearnerFacts]
) -> Iterator[tuple[Person, Needs]]:
    """Yield whom to rank for, with the levels that they hold; nobody here has a gap to close."""
    histories = dict(dataset.interactions.histories())
    levels = held(data, datetime.now(UTC).date())
    for learner in wanted:
        person = Person(
            learner,
            histories.get(learner.id, ()),
            enrolled=frozenset(data.under_way.get(learner.id, ())),
        )
        yield person, Needs(held=levels.get(learner.id, {}))


def _rankings(
    ranker: Ranker, asking: Iterator[tuple[Person, Needs]], k: int
) -> Iterator[tuple[str, int, str, str]]:
    for block in batches(asking, BLOCK):
        people, needs = zip(*block, strict=True)
        for person, items in zip(people, recommend_block(ranker, people, k, needs), strict=True):
            for item in items:
                yield person.facts.id, item.rank, item.course_id, f"{item.score:.6f}"


def _write(out: Path, rows: Iterator[tuple[str, int, str, str]]) -> tuple[int, int]:
    """Write the whole file or none of it; return the number of rows and of learners in them."""
    unfinished = out.with_name(f".{out.name}.{os.getpid()}")
    count = lists = 0
    try:
        with unfinished.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file)
            writer.writerow(HEADER)
            for row in rows:
                writer.writerow(row)
                count += 1
                lists += row[1] == 1
        unfinished.replace(out)
    except OSError as error:
        hint = "Free some space or choose another place with --out."
        raise BadInput(f"{out} cannot be written: {error.strerror}.", hint=hint) from error
    finally:
        unfinished.unlink(missing_ok=True)
    return count, lists
