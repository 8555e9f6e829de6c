"""What federal law says, as dated data: the rows of `authorities/law/*.toml`.

Public: `Law` and the rows of its tables. Tables are decision tables: the first fitting row counts.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from authorities.legal_bases import LegalBasis
from authorities.situation import Channel
from common.rules import ALWAYS, Condition, Dated, NonEmpty, Rule, Text
from fees.rules import (
    Deduction,
    Discretion,
    EndingShare,
    LateSurcharge,
    Position,
    Reduction,
    ReferenceAmount,
)

EffectKind = Literal[
    "continuation", "continuation_ordered", "permission", "toleration", "by_law", "none"
]


class EffectRow(Dated):
    """What filing does to the stay (§ 81 AufenthG), in one situation.

    `employment`: `unchanged` as under the title before, `not_permitted`, or `not_affected` where
    filing changes nothing.
    """

    code: NonEmpty
    kind: EffectKind
    when: Condition = ALWAYS
    until: Literal["decision_effective", "title_issued"] | None = None
    employment: Literal["unchanged", "not_permitted", "not_affected"]
    why: Text


class ValidityRow(Dated):
    """How long a title under a basis may be granted (§ 26 AufenthG). Whole months."""

    when: Condition = ALWAYS
    longest_months: int = Field(ge=1)
    shortest_months: int | None = Field(default=None, ge=1)
    may_be_longer: bool = False
    reason: Text


class TravelDocumentValidity(Dated):
    """How long a Reiseausweis may be valid (§§ 4, 8 AufenthV). Whole months."""

    when: Condition = ALWAYS
    longest_months: int = Field(ge=1)
    not_beyond_title: bool
    not_beyond_age: int | None = None
    reason: Text


class LimitRow(Dated):
    """A limit of validity that is a day of its own; `months` where it is a period from a day.

    `binding`: a maximum of the law, not a wish or a practice. `when`: for whom it is a limit.
    """

    key: Literal["wish", "passport", "biometrics", "sponsor", "integration_course", "title", "age"]
    when: Condition = ALWAYS
    binding: bool = True
    months: int | None = Field(default=None, ge=1)
    reason: Text


class RequiredCheck(Dated):
    """Something to be asked of another body before the decision.

    `stale_after_days`: an older answer does not count; None where an answer does not age.
    """

    key: NonEmpty
    label: Text
    when: Condition = ALWAYS
    stale_after_days: int | None = Field(default=None, ge=1)


class BiometricsRule(Dated):
    """From which age what is taken, and for how many years it is kept to be used again, if at all.

    `kept_years_minor` is for who was no adult on the day of capture.
    """

    fingerprints_from: int = Field(ge=0)
    signature_from: int = Field(ge=0)
    kept_years: int | None = Field(default=None, ge=1)
    kept_years_minor: int | None = Field(default=None, ge=1)


class TitleCondition(Dated):
    """A Nebenbestimmung or note that goes with a title; of one code the first fitting row counts.

    `by_law` holds written down or not, `imposed` is a decision of its own, a `note` only tells.
    `{land}` in the text is the Land to which an authority binds people who live on benefits.
    """

    code: NonEmpty
    kind: Literal["by_law", "imposed", "note"]
    text: Text
    to_check: Text | None = None
    when: Condition = ALWAYS


class FamilyRow(Dated):
    """What § 29(3) AufenthG makes of relatives joining a sponsor with a certain title."""

    when: Condition
    result: Literal["excluded", "restricted"]
    why: Text


class Finding(Dated):
    """The words of an obstacle or an advice; `{names}` are filled in."""

    code: NonEmpty
    kind: Literal["obstacle", "advice"]
    detail: Text


class ChannelName(Rule):
    """How a channel is called in a sentence."""

    key: Channel
    label: Text


class Assumptions(Dated):
    """Which facts follow from others where nothing else is known."""

    association_nationalities: frozenset[str]


class RefusalGround(Dated):
    """A ground on which something applied for can be refused; a refusal names those heard."""

    key: NonEmpty
    items: frozenset[Literal["permit", "travel_document"]]
    label: Text


class RemedyPeriod(Dated):
    """Until when an act can be contested; `without_notice` where the notice was wrong. Months."""

    kinds: frozenset[Literal["objection", "claim"]]
    months: int = Field(ge=1)
    months_without_notice: int = Field(ge=1)
    reason: Text


class InactionClaim(Dated):
    """From when a claim for inaction is admissible. Months after the application."""

    months: int = Field(ge=1)
    reason: Text


class RemedyEffect(Dated):
    """What a remedy makes of the act; the first fitting row counts.

    `conditions`: the codes of Nebenbestimmungen it is for, empty for every one. `employment`: the
    title counts as continuing for work as § 84(2) S. 2 AufenthG says.
    """

    against: Literal["refusal", "fee_notice", "condition", "inaction"]
    conditions: frozenset[str] = frozenset()
    suspensive: bool
    employment: bool
    why: Text


class Law(Rule):
    """All tables. `version` is a hash of the files."""

    version: str
    position: tuple[Position, ...]
    deduction: tuple[Deduction, ...]
    reduction: tuple[Reduction, ...]
    reference: tuple[ReferenceAmount, ...]
    discretion: tuple[Discretion, ...]
    ending: tuple[EndingShare, ...]
    late_surcharge: tuple[LateSurcharge, ...]
    assumption: tuple[Assumptions, ...]
    basis: tuple[LegalBasis, ...]
    effect: tuple[EffectRow, ...]
    validity: tuple[ValidityRow, ...]
    travel_document_validity: tuple[TravelDocumentValidity, ...]
    limit: tuple[LimitRow, ...]
    check: tuple[RequiredCheck, ...]
    condition: tuple[TitleCondition, ...]
    biometrics: tuple[BiometricsRule, ...]
    family: tuple[FamilyRow, ...]
    finding: tuple[Finding, ...]
    channel: tuple[ChannelName, ...]
    refusal_ground: tuple[RefusalGround, ...]
    remedy_period: tuple[RemedyPeriod, ...]
    inaction_claim: tuple[InactionClaim, ...]
    remedy_effect: tuple[RemedyEffect, ...]
