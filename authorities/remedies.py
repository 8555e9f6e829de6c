"""What can be done against a decision, until when, and what it changes. Pure.

Public: `RemedyTerm`, `term_of_remedy`, `term_of_inaction`, `effect_of_remedy`, `work_continues`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from authorities.federal import Law, RemedyEffect
from common.calendar import months_after, period_end
from common.rules import NoRuleInForce, Text, in_force, the_one_in_force


@dataclass(frozen=True, kw_only=True)
class RemedyTerm:
    """The last day on which something can be contested; None where nothing has begun to run."""

    until: date | None
    admissible_from: date | None
    legal_basis: str
    reason: Text

    def in_time(self, received_on: date) -> bool:
        """Neither late nor, as a claim for inaction can be, too early."""
        late = self.until is not None and received_on > self.until
        early = self.admissible_from is not None and received_on < self.admissible_from
        return not late and not early


def term_of_remedy(
    kind: str, *, announced_on: date | None, notice_correct: bool, law: Law, land: str, on: date
) -> RemedyTerm:
    """The period for an objection or a claim against an act (§§ 70, 74, 58(2) VwGO).

    It begins with the announcement: before there is one, nothing runs. An urgent motion has no
    period of its own. `on` is the day whose law counts. Raises `NoRuleInForce`.
    """
    rows = [row for row in in_force(law.remedy_period, on=on) if kind in row.kinds]
    row = the_one_in_force(rows, on=on)
    months = row.months if notice_correct else row.months_without_notice
    until = period_end(announced_on, land=land, months=months) if announced_on else None
    return RemedyTerm(
        until=until, admissible_from=None, legal_basis=row.legal_basis, reason=row.reason
    )


def term_of_inaction(*, applied_on: date, law: Law, on: date) -> RemedyTerm:
    """From when a claim for inaction is admissible (§ 75 S. 2 VwGO). Raises `NoRuleInForce`."""
    row = the_one_in_force(law.inaction_claim, on=on)
    return RemedyTerm(
        until=None,
        admissible_from=months_after(applied_on, row.months),
        legal_basis=row.legal_basis,
        reason=row.reason,
    )


def effect_of_remedy(against: str, *, condition: str = "", law: Law, on: date) -> RemedyEffect:
    """Whether a remedy suspends the act, by the law of `on` (§ 84 AufenthG, § 80 VwGO).

    `condition` is the code of the Nebenbestimmung it is against. Raises `NoRuleInForce`.
    """
    for row in in_force(law.remedy_effect, on=on):
        if row.against == against and (not row.conditions or condition in row.conditions):
            return row
    raise NoRuleInForce(on=on.isoformat())


def work_continues(
    *, on: date, worked_before: bool, term: RemedyTerm, urgent_motion_pending: bool
) -> bool:
    """Whether a refused title counts as continuing for work on a day (§ 84(2) S. 2 AufenthG).

    It does while the period for objection or claim has not run out, also before the refusal has
    been announced, and during an admissible urgent procedure; only where there was a title that
    allowed work (`worked_before`).
    """
    period_runs = term.until is None or on <= term.until
    return worked_before and (period_runs or urgent_motion_pending)
