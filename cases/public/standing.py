"""What a confirmation of filing says today: computed from the present state, never stored.

Public: `Standing`, `Work`, `Statement`, `statement`.

Closing a case never ends what § 81 AufenthG makes of the application; only a decision that has
become effective does, or an effective withdrawal. The vocabulary here is coarser than the law's on
purpose: which sentence of § 81 applies can hint at the ground of the stay.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from cases.after_refusal import work_goes_on
from cases.models import Case, Item
from cases.states import State
from production.models import Order


class Standing(StrEnum):
    TITLE_CONTINUES = "title_continues"
    STAY_PERMITTED = "stay_permitted"
    DEPORTATION_SUSPENDED = "deportation_suspended"
    RECEIPT_ONLY = "receipt_only"
    ENDED = "ended"
    ASK_AUTHORITY = "ask_authority"


class Work(StrEnum):
    AS_TITLE_STATES = "as_title_states"
    NOT_PERMITTED = "not_permitted"
    NOT_STATED = "not_stated"


@dataclass(frozen=True)
class Statement:
    """What holds on the day asked about; `certificate_until` where a certificate stands as well."""

    standing: Standing
    work: Work
    certificate_until: date | None = None


STANDINGS: Mapping[str, Standing] = {
    "continuation": Standing.TITLE_CONTINUES,
    "continuation_ordered": Standing.TITLE_CONTINUES,
    "permission": Standing.STAY_PERMITTED,
    "by_law": Standing.STAY_PERMITTED,
    "toleration": Standing.DEPORTATION_SUSPENDED,
    "none": Standing.RECEIPT_ONLY,
}
WORK: Mapping[str, Work] = {
    "unchanged": Work.AS_TITLE_STATES,
    "not_permitted": Work.NOT_PERMITTED,
    "not_affected": Work.NOT_STATED,
}


def statement(case: Case, *, on: date) -> Statement:
    """What the confirmation of a filed case says on the day `on`; a handful of queries."""
    if _is_refused(case, on=on):
        return Statement(Standing.ENDED, _work_after_refusal(case, on=on))
    if _is_withdrawn(case) or _is_issued(case):
        return Statement(Standing.ENDED, Work.NOT_STATED)
    if case.state == State.DISCONTINUED:  # its reasons (departure, another title) may end it or not
        return Statement(Standing.ASK_AUTHORITY, Work.NOT_STATED)
    effect = case.legal_effect
    return Statement(
        STANDINGS[effect["kind"]], WORK[effect["employment"]], _certificate_until(case, on=on)
    )


def _certificate_until(case: Case, *, on: date) -> date | None:
    """The last day of a certificate that can be shown; one that has expired proves nothing."""
    certificate = case.fiktionsbescheinigungen.standing().filter(valid_until__gte=on).first()
    return certificate.valid_until if certificate else None


def _is_withdrawn(case: Case) -> bool:
    return case.withdrawals.confirmed().exists()


def _is_refused(case: Case, *, on: date) -> bool:
    """Whether the refusal of the permit counts as announced (§§ 41, 43(1) VwVfG)."""
    refusals = case.refusals.filter(
        item__kind=Item.Kind.PERMIT, confirmed_at__isnull=False, dropped_at=None
    )
    occasions = [str(public_id) for public_id in refusals.values_list("public_id", flat=True)]
    announced = case.letters.filter(kind="refusal", announced_on__lte=on)
    return bool(occasions) and announced.filter(occasion__in=occasions).exists()


def _work_after_refusal(case: Case, *, on: date) -> Work:
    """For work the title counts as continuing during the appeal (§ 84(2) S. 2 AufenthG)."""
    if _is_withdrawn(case) or work_goes_on(case, on=on) is None:
        return Work.NOT_STATED
    return Work.AS_TITLE_STATES


def _is_issued(case: Case) -> bool:
    """Whether the permit is in the applicant's hand: a grant is announced by handing it over."""
    issued = case.orders.active().filter(status=Order.Status.HANDED_OVER)
    return issued.filter(item__kind=Item.Kind.PERMIT).exists()
