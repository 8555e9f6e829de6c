"""Letters about what continues and proves a stay meanwhile (§ 81 AufenthG)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from .letter import LetterData
from .parts import Effect, Section


@dataclass(frozen=True, kw_only=True)
class ContinuationOrder(LetterData):
    """The order that a title continues although the application came late (§ 81(4) S. 3)."""

    template = "continuation_order"

    applied_for: str
    received_at: datetime
    title_valid_until: date
    reasons: tuple[Section, ...]
    signatory: str


@dataclass(frozen=True, kw_only=True)
class Revocation(LetterData):
    """Revokes such an order; signed by hand (§ 77(1) AufenthG). `dispatch` as in `Refusal`."""

    template = "revocation"

    dispatch: str
    applied_for: str
    ordered_on: date
    reasons: tuple[Section, ...]
    remedy: str
    signatory: str


@dataclass(frozen=True, kw_only=True)
class CertificateLetter(LetterData):
    """Goes with a Fiktionsbescheinigung: what it proves and until when. No serial number."""

    template = "certificate"

    effect: Effect
    valid_until: date
    replaces: bool
