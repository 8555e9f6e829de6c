"""Letters of a decision: the hearing before it, the decision, and what follows from it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from .letter import LetterData
from .parts import AttachedCondition, Section


@dataclass(frozen=True, kw_only=True)
class Hearing(LetterData):
    """Announces an intended refusal and asks for a statement (§ 28 VwVfG).

    `intention` completes the sentence "Wir beabsichtigen, …".
    """

    template = "hearing"

    intention: str
    grounds: tuple[Section, ...]
    respond_by: date
    ways: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Refusal(LetterData):
    """The decision that refuses, with reasons and remedy, to be signed by hand (§ 77 AufenthG).

    `dispatch` is the way it is sent, as printed above the address ("Mit Postzustellungsurkunde").
    """

    template = "refusal"

    dispatch: str
    applied_for: str
    operative: tuple[str, ...]
    reasons: tuple[Section, ...]
    hints: tuple[str, ...]
    remedy: str
    signatory: str
    signatory_function: str


@dataclass(frozen=True, kw_only=True)
class Conditions(LetterData):
    """Goes with a title that has been handed over: what it says, and why (§ 77(1) AufenthG).

    Raises ValueError where there is no condition: then there is no letter.
    """

    template = "conditions"

    title: str
    valid_from: date
    valid_until: date
    conditions: tuple[AttachedCondition, ...]
    remedy: str

    def __post_init__(self) -> None:
        if not self.conditions:
            raise ValueError("A letter about conditions names at least one.")


@dataclass(frozen=True, kw_only=True)
class WorkCertificate(LetterData):
    """Says that for work a refused title counts as continuing (§ 84(2) S. 2 AufenthG).

    `until` is the last day of the period for appeal; `urgent_motion`: a procedure runs beside it.
    Raises ValueError where neither is given.
    """

    template = "work_certificate"

    title_valid_until: date
    announced_on: date
    until: date | None
    urgent_motion: bool

    def __post_init__(self) -> None:
        if self.until is None and not self.urgent_motion:
            raise ValueError("A certificate of work names what it rests on.")
