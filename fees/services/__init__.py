"""Charging, paying, deferring and waiving.

Everything runs inside the caller's transaction, with the case locked.
"""

from .money import (
    IncomingPayment,
    PaymentContradicted,
    PaymentNotPositive,
    PositionNotOpen,
    Settlement,
    WaiverNeedsReason,
    defer,
    settle,
    waive,
)
from .notices import (
    USUAL_TERM_DAYS,
    NothingToCharge,
    ReductionNotProven,
    announce,
    issue_notice,
    outstanding_notice,
)
from .online import (
    NothingOutstanding,
    facts_of,
    mark_started,
    payment_from,
    postpone,
    start_attempt,
    take_status,
)

__all__ = [
    "USUAL_TERM_DAYS",
    "IncomingPayment",
    "NothingOutstanding",
    "NothingToCharge",
    "PaymentContradicted",
    "PaymentNotPositive",
    "PositionNotOpen",
    "ReductionNotProven",
    "Settlement",
    "WaiverNeedsReason",
    "announce",
    "defer",
    "facts_of",
    "issue_notice",
    "mark_started",
    "outstanding_notice",
    "payment_from",
    "postpone",
    "settle",
    "start_attempt",
    "take_status",
    "waive",
]
