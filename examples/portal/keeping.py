"""What one applicant's session holds: an application in the making, and the cases it may see.

Public: `Making`, `making_of`, `begin`, `keep`, `forget_making`, `unlock`, `lock`, `unlocked`,
`code_of`, `opens`.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from django.contrib.sessions.backends.base import SessionBase
from django.utils.crypto import constant_time_compare, salted_hmac

from .pointers import Answers

MAKING, CASES = "making", "cases"
CODE_LENGTH = 16  # characters of base 32: 80 bits, not to be guessed


@dataclass
class Making:
    """An application that is not filed yet. `reference` names its draft, where there is one.

    `uploads`: rows with `id`, `filename`, `requirement`, those that lie in the draft among them.
    `problems`: what the API found wrong, by pointer.
    """

    authority: str
    answers: Answers = field(default_factory=dict)
    uploads: list[dict[str, str]] = field(default_factory=list)
    problems: dict[str, str] = field(default_factory=dict)
    reference: str = ""
    nonce: str = field(default_factory=lambda: secrets.token_hex(16))

    def told(self, pointer: str) -> Any:
        """The answer, or None."""
        return self.answers.get(pointer)

    def replace(self, pointers: Mapping[str, Any]) -> None:
        """Take the answers of one page; an empty one takes the answer back."""
        for pointer, value in pointers.items():
            self.answers.pop(pointer, None)
            self.problems.pop(pointer, None)
            if value not in (None, "", []):
                self.answers[pointer] = value


def begin(session: SessionBase, *, authority: str) -> Making:
    """A new application; what was being made before is forgotten.

    Whoever begins sweeps out what others have left: an expired session holds their answers.
    """
    session.clear_expired()
    session.cycle_key()
    making = Making(authority=authority)
    keep(session, making)
    return making


def making_of(session: SessionBase) -> Making | None:
    """What is being made, if anything is."""
    kept = session.get(MAKING)
    return Making(**kept) if kept else None


def keep(session: SessionBase, making: Making) -> None:
    session[MAKING] = asdict(making)


def forget_making(session: SessionBase) -> None:
    session.pop(MAKING, None)


# Cases


def unlock(session: SessionBase, reference: str) -> None:
    """From now on this session may see the case."""
    known = [one for one in session.get(CASES, []) if one != reference]
    session[CASES] = [*known, reference]


def lock(session: SessionBase, reference: str) -> None:
    """Forget a case that is not there any more, and what was being made of it."""
    session[CASES] = [one for one in session.get(CASES, []) if one != reference]
    making = making_of(session)
    if making and making.reference == reference:
        forget_making(session)


def unlocked(session: SessionBase) -> list[str]:
    """The cases this session may see, the latest last."""
    return list(session.get(CASES, []))


def code_of(reference: str) -> str:
    """The code that opens a case again without an account.

    It is computed from the portal's key, so that nothing is stored and nothing can be stolen.
    """
    digest = salted_hmac("examples.portal.code", reference, algorithm="sha256").digest()
    letters = base64.b32encode(digest).decode()[:CODE_LENGTH]
    return "-".join(letters[at : at + 4] for at in range(0, CODE_LENGTH, 4))


def opens(code: str, *, reference: str) -> bool:
    """Whether the code, however it was typed, opens this case."""
    typed = "".join(sign for sign in code.upper() if sign.isalnum())
    return constant_time_compare(typed, code_of(reference).replace("-", ""))
