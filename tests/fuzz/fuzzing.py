"""The fuzzer at work: cases in every stage, and a program that makes requests up about them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import psycopg

from deploy.stack import Stack
from examples.client.portal import Portal
from tests.fuzz.people import DECLARED, an_application_at

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
AUTHORITIES = ("berlin", "bremen", "euskirchen", "halle", "magdeburg")
STAGES = {
    "berlin": (
        "in_review",
        "awaiting_documents",
        "awaiting_payment",
        "awaiting_biometrics",
        "in_production",
        "ready_for_pickup",
        "collected",
        "refused",
        "withdrawn",
    ),
    "magdeburg": ("awaiting_biometrics", "awaiting_payment", "ready_for_pickup"),
}
COMPLETE_ONLY = {"magdeburg"}
DRAFTS = 4
GRACE = 300  # seconds for what begins before the time is up


@dataclass(frozen=True)
class Findings:
    """What a round brought: requests made up, links followed, and what was found, in words."""

    cases: int
    links: int
    failures: str


class Developer:
    """The demo's sandbox portal, without limits, with every scope."""

    def __init__(self, stack: Stack) -> None:
        self.url = stack.url
        self.client: Mapping[str, str] = stack.facts["sandbox"]
        with psycopg.connect(stack.facts["owner_database_url"]) as owner:
            owner.execute(
                "UPDATE access_portal SET requests_per_minute = 10000000,"
                " cases_per_day = 10000000, upload_megabytes_per_day = 10000000"
            )

    def cases_in_every_stage(self) -> list[str]:
        """The references of new cases, some of which are drafts; a webhook is told of them."""
        with closing(Portal(self.url, self.client)) as portal:
            portal.sign_in()
            portal.keep_webhook("first", url=f"{self.url}/healthz")
            made = [portal.open(an_application_at("berlin")) for _ in range(DRAFTS)]
            for authority, stages in STAGES.items():
                for stage in stages:
                    made.append(_filed(portal, authority))
                    portal.advance(made[-1]["reference"], to=stage)
        return [str(case["reference"]) for case in made]


def _filed(portal: Portal, authority: str) -> dict[str, Any]:
    told = an_application_at(authority)
    if authority in COMPLETE_ONLY:
        return portal.file_at_once(told, authority=authority)
    return portal.open({**told, "submit": True, "declarations": DECLARED})


def fuzz(
    developer: Developer, folder: Path, *, seconds: int, options: Sequence[str] = ()
) -> Findings:
    """One round of all operations with all checks, about cases of its own.

    `options` are those of `schemathesis run`.
    """
    folder.mkdir()
    (folder / "schemathesis.toml").write_text((HERE / "schemathesis.toml").read_text())
    _write_list(folder / "references.txt", developer.cases_in_every_stage())
    _write_list(folder / "authorities.txt", AUTHORITIES)
    _write_list(folder / "days.txt", _days_to_come())
    _write_list(folder / "receivers.txt", [f"{developer.url}/healthz"])
    ended = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")),
            *("--no-color", "--config-file", str(folder / "schemathesis.toml")),
            *("run", f"{developer.url}/api/v1/schema?format=openapi-json"),
            *("--max-time", str(seconds), "--workers", "2", *options),
        ],
        cwd=folder,
        env={
            **os.environ,
            "PYTHONPATH": str(ROOT),
            "FUZZED_URL": developer.url,
            "FUZZED_CLIENT_ID": developer.client["client_id"],
            "FUZZED_CLIENT_SECRET": developer.client["client_secret"],
        },
        capture_output=True,
        text=True,
        timeout=seconds + GRACE,
        check=False,
    )
    return _findings(ended.stdout + ended.stderr, failed=ended.returncode != 0)


def _days_to_come() -> list[str]:
    today = date.today()  # noqa: DTZ011  # any day of the weeks to come will do
    return [f"{today + timedelta(days=number)}" for number in range(1, 43)]


def _write_list(file: Path, words: Iterable[str]) -> None:
    file.write_text("".join(f'"{word}"\n' for word in words))


def _findings(said: str, *, failed: bool) -> Findings:
    return Findings(
        cases=_number(r"^  (\d+) generated", said),
        links=_number(r"API Links: +(\d+) covered", said),
        failures=said[-20_000:] if failed else "",
    )


def _number(pattern: str, said: str) -> int:
    found = re.search(pattern, said, re.MULTILINE)
    return int(found[1]) if found else 0
