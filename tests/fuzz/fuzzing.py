"""The fuzzer at work: cases in every stage, and a program that makes requests up about them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import psycopg

from deploy.stack import Stack
from tests.api.applications import filed, told

HERE = Path(__file__).parent
ROOT = HERE.parents[1]
STAGES = (
    "in_review",
    "awaiting_payment",
    "awaiting_biometrics",
    "in_production",
    "ready_for_pickup",
    "collected",
    "refused",
    "withdrawn",
)
FILED_EACH = 2
GRACE = 300  # seconds for what begins before the time is up


@dataclass(frozen=True)
class Findings:
    """What a round brought: how many requests were made up, and what was found, in words."""

    cases: int
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
        """The references of new cases."""
        with httpx.Client(base_url=self.url, headers=self._bearer(), timeout=60) as http:
            drafts = [_posted(http, "/cases", told()) for _ in range(FILED_EACH)]
            cases = [_posted(http, "/cases", filed()) for _ in range(FILED_EACH * len(STAGES))]
            references = [str(case["reference"]) for case in (*drafts, *cases)]
            for number, reference in enumerate(references[len(drafts) :]):
                to = {"to": STAGES[number % len(STAGES)]}
                _posted(http, f"/sandbox/cases/{reference}/advance", to)
        return references

    def _bearer(self) -> dict[str, str]:
        form = {"grant_type": "client_credentials", **self.client}
        answer = httpx.post(f"{self.url}/oauth/token", data=form).raise_for_status()
        return {"Authorization": f"Bearer {answer.json()['access_token']}"}


def _posted(http: httpx.Client, path: str, body: Mapping[str, Any]) -> dict[str, Any]:
    headers = {"Idempotency-Key": str(uuid.uuid4())}
    answer = http.post(f"/api/v1{path}", json=body, headers=headers)
    assert answer.is_success, f"{path}: {answer.text}"
    made: dict[str, Any] = answer.json()
    return made


def fuzz(developer: Developer, folder: Path, *, seconds: int) -> Findings:
    """One round of all operations with all checks, about cases of its own."""
    folder.mkdir()
    (folder / "schemathesis.toml").write_text((HERE / "schemathesis.toml").read_text())
    _write_list(folder / "references.txt", developer.cases_in_every_stage())
    _write_list(folder / "authorities.txt", ["berlin"])
    ended = subprocess.run(
        [
            str(Path(sys.executable).with_name("schemathesis")),
            *("--no-color", "--config-file", str(folder / "schemathesis.toml")),
            *("run", f"{developer.url}/api/v1/schema?format=openapi-json"),
            *("--max-time", str(seconds), "--workers", "2"),
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


def _write_list(file: Path, words: list[str]) -> None:
    file.write_text("".join(f'"{word}"\n' for word in words))


def _findings(said: str, *, failed: bool) -> Findings:
    made = re.search(r"^  (\d+) generated", said, re.MULTILINE)
    return Findings(
        cases=int(made[1]) if made else 0,
        failures=said[-20_000:] if failed else "",
    )
