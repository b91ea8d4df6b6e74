"""Measures how many badges are signed and verified in a second, on one core.

    python benchmarks/badges.py [--badges 200] [--achievements 10]

Each badge is made as it is issued: built, checked by the official schema and signed; then it is
verified with its issuer's document and status list at hand, as JSON and as a JWT. Times are CPU
milliseconds a badge, since other work on the machine does not count; the first badge of an
achievement, whose spelling is not known yet, stands by itself.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from joserfc.jwk import RSAKey
from rich.console import Console
from rich.table import Table

from lti_plugin.badges import (
    canonical,
    credential,
    did,
    jwt,
    proof,
    recipient,
    status_list,
    strict_json,
    verification,
)

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOME = "https://badges.example.org"
LIST = f"{HOME}/status/1"
DID = did.did_web("badges.example.org")
AIM = 12.0


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--badges", type=int, default=200)
    parser.add_argument("--achievements", type=int, default=10)
    chosen = parser.parse_args(arguments)
    bench = _Bench(chosen.badges, chosen.achievements)
    table = Table("step", "median CPU ms", "95 % CPU ms", "median ms", "a second of CPU")
    rows = {
        "sign, first of an achievement": bench.measured(bench.sign_first, chosen.achievements),
        "build, check and sign": bench.measured(bench.sign),
        "verify JSON": bench.measured(bench.verify),
        "make a JWT": bench.measured(bench.sign_token),
        "verify a JWT": bench.measured(bench.verify_token),
        "sign a status list": bench.measured(bench.sign_list),
    }
    for name, took in rows.items():
        table.add_row(name, *took.cells())
    console = Console()
    console.print(table)
    signing = rows["build, check and sign"].busy
    console.print(
        f"aim: {AIM:g} ms of CPU to build, check and sign; 10,000 completions take "
        f"{10_000 * signing / 1000:.0f} s of it."
    )
    return 0


class _Took:
    """What a step took, in milliseconds."""

    def __init__(self, busy: Sequence[float], whole: Sequence[float]) -> None:
        self.busy = statistics.median(busy)
        self._worst = sorted(busy)[int(0.95 * (len(busy) - 1))]
        self._whole = statistics.median(whole)

    def cells(self) -> list[str]:
        """Return them as they are printed."""
        times = [f"{each:.2f}" for each in (self.busy, self._worst, self._whole)]
        return [*times, f"{1000 / self.busy:.0f}"]


class _Bench:
    """An issuer, and one badge after another."""

    def __init__(self, badges: int, achievements: int) -> None:
        self._badges, self._achievements = badges, achievements
        self._key = Ed25519PrivateKey.generate()
        self._method = did.method_of(DID, self._key.public_key())
        self._rsa = RSAKey.generate_key(2048, {"kid": "rsa"})
        published = did.document(DID, [self._key.public_key()], [self._rsa.as_dict(private=False)])
        revoked = range(0, status_list.SIZE, 1_000)
        self._pages = {
            did.address_of(DID): strict_json.compact(published),
            LIST: strict_json.compact(self._signed(self._list(revoked))),
        }
        self._made = [strict_json.compact(self._signed(self._built(n))) for n in range(badges)]
        self._tokens = [self._token(number).encode() for number in range(badges)]

    def measured(self, step: Callable[[int], object], count: int | None = None) -> _Took:
        """Return what a step took for each badge."""
        busy, whole = [], []
        for number in range(count or self._badges):
            began, began_busy = time.perf_counter(), time.process_time()
            step(number)
            busy.append(1000 * (time.process_time() - began_busy))
            whole.append(1000 * (time.perf_counter() - began))
        return _Took(busy, whole)

    def sign(self, number: int) -> None:
        self._signed(self._built(number))

    def sign_first(self, number: int) -> None:
        canonical._SPELLED_WELL.clear()
        self._signed(self._built(number))

    def sign_token(self, number: int) -> None:
        self._token(number)

    def sign_list(self, number: int) -> None:
        self._signed(self._list(range(number)))

    def verify(self, number: int) -> None:
        self._check(self._made[number])

    def verify_token(self, number: int) -> None:
        self._check(self._tokens[number])

    def _check(self, badge: bytes) -> None:
        verdict = verification.verify(badge, self._pages.__getitem__, AT)
        if not verdict.valid:
            raise RuntimeError(verdict.checks)

    def _signed(self, document: dict[str, Any]) -> dict[str, Any]:
        return proof.signed(document, self._key, self._method, AT)

    def _token(self, number: int) -> str:
        return jwt.encoded(self._built(number), self._rsa, did.jwk_method_of(DID, "rsa"))

    @staticmethod
    def _list(revoked: Sequence[int]) -> dict[str, Any]:
        return status_list.credential(LIST, DID, revoked, AT)

    def _built(self, number: int) -> dict[str, Any]:
        person = recipient.Recipient(recipient.EMAIL, f"learner{number}@example.org")
        award = credential.Award(
            id=f"urn:uuid:00000000-0000-4000-8000-{number:012}",
            valid_from=AT,
            awarded=AT,
            subject=recipient.identity_object(person, recipient.new_salt()),
            status=status_list.entry(LIST, 1_000 * (number % 100) + 1),
            expires=AT + timedelta(days=365),
            evidence=(credential.Evidence(f"Course {number}", "Completed."),),
            result=credential.Result("Final grade", number % 101),
            refresh=f"{HOME}/credentials/{number}",
        )
        issuer = credential.Issuer(DID, "Example Learning", HOME, "badges@example.org")
        return credential.build(issuer, self._achievement(number % self._achievements), award)

    @staticmethod
    def _achievement(number: int) -> credential.Achievement:
        skill = "http://data.europa.eu/esco/skill/ccd0a1d9-afda-43d9-b901-96344886e14"
        return credential.Achievement(
            url=f"{HOME}/achievements/{number}",
            version="1",
            kind=credential.COURSE,
            name=f"Course {number}",
            description="Reads, cleans and shows data.",
            narrative="Finish **all** parts.",
            language="en",
            image=f"{HOME}/achievements/{number}.png",
            caption="A badge",
            tags=tuple(f"tag {each}" for each in range(number % 4)),
            alignments=tuple(
                credential.Alignment(f"Skill {each}", f"{skill}{each}", "ESCO", "ext:ESCOSkill")
                for each in range(1 + number % 3)
            ),
        )


if __name__ == "__main__":
    sys.exit(main())
