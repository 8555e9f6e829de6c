"""No request that a machine can make up gets a 5xx, or an answer that the document does not name.

A minute of it, with the same seed each time, so that a change is not refused for what it has not
touched. With LONG set rounds with other seeds until 20,000 requests were made up; every other round
only follows links from answer to call.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from deploy.stack import Stack, running_stack
from tests.fuzz.fuzzing import Developer, Findings, fuzz

pytestmark = [pytest.mark.stack, pytest.mark.timeout(3 * 3600)]
LONG = bool(os.environ.get("LONG"))
SECONDS = 300 if LONG else 60  # of a round
WANTED = 20_000 if LONG else 200
WANTED_LINKS = 30 if LONG else 1  # different ones, in one round
MOST_ROUNDS = 24 if LONG else 1
CHAINS_ONLY = ("--phases", "stateful")
SAME_EACH_TIME = ("--seed", "4")


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    folder = tmp_path_factory.mktemp("fuzzed")
    with running_stack(database="titelweg_fuzz", folder=folder) as running:
        yield running


def test_whatever_is_sent_the_answer_is_one_that_the_document_names(
    stack: Stack, tmp_path: Path
) -> None:
    developer, rounds = Developer(stack), list[Findings]()
    while len(rounds) < MOST_ROUNDS and sum(one.cases for one in rounds) < WANTED:
        options = (CHAINS_ONLY if len(rounds) % 2 else ()) if LONG else SAME_EACH_TIME
        folder = tmp_path / str(len(rounds))
        rounds.append(fuzz(developer, folder, seconds=SECONDS, options=options))
        print(rounds[-1])  # noqa: T201  # make fuzz shows it
        assert not rounds[-1].failures, rounds[-1].failures
    assert sum(one.cases for one in rounds) >= WANTED
    assert max(one.links for one in rounds) >= WANTED_LINKS
    assert "every chain holds" in stack.manage("verify_events")
