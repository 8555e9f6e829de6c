"""Conditions on transitions that can say why they refuse.

Declared once here, a guard makes the machine refuse, names the obstacle in the service's error,
in the API's `blockers` and beside the grey button.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import capture, sequence


@dataclass(frozen=True)
class Guard:
    """A fact that must hold; `code` names the obstacle when it does not.

    `names_nothing`: the obstacle is that there is nothing to act on, which nobody would look for:
    a page leaves the action away instead of explaining. A request is refused with it all the same.
    """

    code: str
    reason: str | Promise
    holds: Callable[[Any], bool]
    names_nothing: bool = False

    def __call__(self, case: Any, /) -> bool:
        return self.holds(case)


fees_settled = Guard(
    "fees_outstanding",
    _("A fee is still outstanding."),
    lambda case: not case.fees.outstanding().exists(),
)
something_due = Guard(
    "nothing_due",
    _("No fee is outstanding, so there is nothing to wait for."),
    lambda case: case.fees.outstanding().exists(),
)
fee_questions_answered = Guard(
    "fee_question_open",
    _("A question about the fee waits for a person."),
    lambda case: not case.fee_decisions.pending().exists(),
)
favourably_checked = Guard(
    "not_favourably_checked",
    _("The internal check has not been completed favourably."),
    lambda case: case.favourable_at is not None,
)
may_be_invited = Guard(
    "not_favourably_checked",
    _("The internal check has not been completed favourably."),
    lambda case: case.favourable_at is not None or sequence.decided_last(case),
)
nothing_to_pay_first = Guard(
    "fees_outstanding",
    _("A fee is still outstanding that is to be paid before the appointment."),
    lambda case: not sequence.paid_first(case),
)
documents_complete = Guard(
    "documents_missing",
    _("Required documents are missing or have been rejected."),
    lambda case: not case.requirements.missing().exists(),
)
documents_reviewed = Guard(
    "documents_unreviewed",
    _("Some documents have been handed in but not looked at."),
    lambda case: not case.requirements.unreviewed().exists(),
)
nachforderung_open = Guard(
    "no_open_nachforderung",
    _("Nothing has been asked for."),
    lambda case: case.nachforderungen.pending().exists(),
)
nachforderung_closed = Guard(
    "nachforderung_open",
    _("Documents have been asked for and the request is still open."),
    lambda case: not case.nachforderungen.pending().exists(),
)
checks_answered = Guard(
    "checks_unanswered",
    _("A required check (security, registers) has not been answered."),
    lambda case: not case.checks.unanswered().exists(),
)
biometrics_attended = Guard(
    "biometrics_missing",
    _("Originals, photo, signature or fingerprints are missing."),
    lambda case: not capture.lacking(case),
)
no_refusal_pending = Guard(
    "refusal_pending",
    _("A refusal has been announced or proposed and is not decided."),
    lambda case: not case.items.with_open_refusal().exists(),
)
hearing_open = Guard(
    "no_open_hearing",
    _("No hearing is open."),
    lambda case: case.hearings.pending().exists(),
)
hearings_closed = Guard(
    "hearing_open",
    _("A hearing is still open."),
    lambda case: not case.hearings.pending().exists(),
)
something_granted = Guard(
    "nothing_granted",
    _("Nothing has been granted."),
    lambda case: case.items.granted().exists(),
)
everything_ordered = Guard(
    "not_everything_ordered",
    _("Not everything that was granted has been ordered."),
    lambda case: not case.items.granted().unordered().exists(),
)
everything_refused = Guard(
    "not_everything_refused",
    _("Not everything that was applied for has been refused."),
    lambda case: not case.items.exclude(decision="refused").exists(),
)
FINISHED = ("ready", "in_box", "handed_over")
products_checked = Guard(
    "products_unchecked",
    _("A product has not come back or has not passed the incoming check."),
    lambda case: not case.orders.active().exclude(status__in=FINISHED).exists(),
)
everything_handed_over = Guard(
    "products_not_handed_over",
    _("A product has not been handed over."),
    lambda case: not case.orders.active().exclude(status="handed_over").exists(),
)
withdrawal_confirmed = Guard(
    "withdrawal_unconfirmed",
    _("The applicant has not confirmed the withdrawal."),
    lambda case: case.withdrawals.confirmed().exists(),
)
closure_confirmed = Guard(
    "second_pair_of_eyes",
    _("A second person has to confirm this."),
    lambda case: case.closures.confirmed().exists(),
)
not_on_hold = Guard(
    "on_hold",
    _("The case is on hold."),
    lambda case: not case.on_hold_reason,
)
