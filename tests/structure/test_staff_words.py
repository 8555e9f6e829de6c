"""Staff read words, never codes: whatever is recorded, due or sent has a name in their language."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from authorities import service as authorities
from cases.admin import words
from cases.services.clock import HANDLERS
from cases.states import State
from correspondence.mails import KINDS

SERVICES = Path(__file__).parents[2] / "cases" / "services"


def recorded() -> Iterator[str]:
    """The kinds of events that the services name in `record(case, "…")`."""
    for path in sorted(SERVICES.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "record":
                kind = node.args[1]
                if isinstance(kind, ast.Constant):
                    yield str(kind.value)


def reminders() -> set[str]:
    return {rule.kind for profile in authorities.profiles().values() for rule in profile.reminder}


def test_every_event_is_told_in_words() -> None:
    # Drafts have no events, so what reminds of them is none.
    of_cases = {kind for kind in reminders() if not kind.startswith("draft_")}
    assert {*recorded(), *of_cases} - set(words.EVENTS) == set()


def test_every_deadline_has_a_name() -> None:
    assert {*HANDLERS, *reminders()} - set(words.DEADLINES) == set()


def test_every_state_says_what_comes_next() -> None:
    assert set(words.NEXT_STEP) == set(State)


def test_every_mail_has_a_name() -> None:
    assert set(KINDS) - set(words.MAILS) == set()
