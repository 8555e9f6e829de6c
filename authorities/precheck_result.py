"""The shape of a precheck's answer, as the portal API has it (docs/api.md).

Public: `PrecheckResult` and its parts. Amounts are EUR; texts are plain sentences in one language.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Literal

from pydantic import BaseModel, ConfigDict


class _Output(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FoundOut(_Output):
    """An obstacle or an advice."""

    code: str
    detail: str
    legal_basis: str


class WindowOut(_Output):
    """`latest` is the last day with continuation, not the last day to apply."""

    earliest: date | None
    advised_by: date | None
    latest: date | None


class EffectOut(_Output):
    """What filing does to the stay. `certificate`: the confirmation will state the continuation."""

    kind: str
    until: str | None
    certificate: bool
    employment: str
    legal_basis: str
    why: str


class FormOut(_Output):
    """A paper to download: at `url`, the `file` of that name, or found as `where` says."""

    key: str
    kind: str
    label: str
    url: str | None
    file: str | None
    where: str | None


class RequirementOut(_Output):
    """A document to hand in. `forms`: the authority's own papers for it."""

    code: str
    label: str
    required: bool
    why: str
    formats: tuple[str, ...]
    alternatives: tuple[str, ...]
    original: bool
    max_age_days: int | None
    max_age_months: int | None
    covers_months: int | None
    latest: int | None
    forms: tuple[FormOut, ...]


class BiometricsOut(_Output):
    """What will be taken of the person, and whether on filing or at an appointment later."""

    fingerprints: bool
    signature: bool
    photo: bool
    personal_appearance: bool
    when: Literal["at_filing", "at_appointment"]


class ReductionOut(_Output):
    """Why less than the full amount is due; `provisional` until the proof is accepted."""

    kind: str
    code: str
    legal_basis: str
    reason: str
    provisional: bool


class LineOut(_Output):
    """One line of the fees, EUR."""

    code: str
    label: str
    amount: Decimal
    legal_basis: str
    reduction: ReductionOut | None
    reason: str
    source: str


class ConflictOut(_Output):
    """Where the published amount is not that of federal law."""

    line: str
    published: Decimal
    federal: Decimal
    legal_basis: str
    since: date


class FeesOut(_Output):
    """What is to be paid, EUR."""

    status: str
    total: Decimal
    currency: Literal["EUR"] = "EUR"
    due: str
    term_days: int | None
    lines: tuple[LineOut, ...]
    conflicts: tuple[ConflictOut, ...]


class ValidityOut(_Output):
    """For how long the permit may be granted at most."""

    longest_months: int
    legal_basis: str


class NoticeOut(_Output):
    """What a person should know about the procedure."""

    code: str
    text: str
    legal_basis: str


class PrecheckResult(_Output):
    """The answer of a precheck."""

    authority: str
    profile_version: str
    law_version: str
    may_file: bool
    obstacles: tuple[FoundOut, ...]
    advice: tuple[FoundOut, ...]
    filing_window: WindowOut
    legal_effect: EffectOut
    requirements: tuple[RequirementOut, ...]
    biometrics: BiometricsOut
    fees: FeesOut
    validity: ValidityOut | None
    forms: tuple[FormOut, ...]
    notices: tuple[NoticeOut, ...]
