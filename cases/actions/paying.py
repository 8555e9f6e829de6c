"""Money: notices, payments, reliefs, what is decided about fees at an end, refunds."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from cases import guards
from cases.guards import Guard
from cases.states import OPEN, REOPENABLE, State
from fees.ledger import balance_of

from .base import CASH, CLERKS, CLOCK, LEADS, PORTAL, Action
from .shared import FILED

notice_unpaid = Guard(
    "nothing_outstanding",
    _("Nothing is outstanding."),
    lambda case: case.fees.outstanding().exists(),
    names_nothing=True,
)
fee_open = Guard(
    "no_fee_open",
    _("No fee is open."),
    lambda case: case.fees.filter(status__in=["due", "deferred"]).exists(),
)
relief_to_confirm = Guard(
    "no_proposed_relief",
    _("No waiver or deferral has been proposed."),
    lambda case: case.fee_reliefs.proposed().exists(),
)
notice_stands = Guard(
    "no_fee_notice",
    _("No fee notice has been issued for the application."),
    lambda case: case.fee_notices.filter(act="", replaced_at=None).exists(),
)
no_fee_decided_at_end = Guard(
    "fee_decided_at_end",
    _("A person decided on this fee after the end; it is assessed anew if the case goes on."),
    lambda case: (
        not case.fee_notices.filter(
            act="", replaced_at=None, occasion__in=["withdrawal", "ending"]
        ).exists()
    ),
)
fee_above_law = Guard(
    "no_fee_above_law",
    _("No fee notice waits for a reason."),
    lambda case: case.fee_decisions.pending().filter(kind="above_law").exists(),
)
fee_at_end = Guard(
    "no_fee_question",
    _("No fee waits for a decision."),
    lambda case: case.fee_decisions.pending().filter(kind="ending").exists(),
)
surplus_paid = Guard(
    "nothing_to_refund",
    _("Nothing was paid beyond what is due."),
    lambda case: bool(balance_of(case).surplus),
)
refund_to_pay = Guard(
    "no_refund_to_pay",
    _("No refund waits to be paid out."),
    lambda case: case.refunds.filter(paid_at=None).exists(),
)

ACTIONS: tuple[Action, ...] = (
    Action(
        name="start_payment",
        label=_("Pay"),
        states=(*OPEN, *REOPENABLE),  # a fee stays due after a refusal (§ 49(2) AufenthV)
        by=PORTAL,
        guards=(notice_unpaid,),
    ),
    Action(
        name="record_payment",
        label=_("Book a payment"),
        states=tuple(state for state in State if state != State.DRAFT),
        roles=CASH,
        by=CLOCK,
    ),
    Action(
        name="propose_waiver",
        label=_("Propose to waive a fee"),
        states=FILED,
        roles=CLERKS,
        guards=(fee_open,),
    ),
    Action(
        name="propose_deferral",
        label=_("Propose to defer a fee"),
        states=FILED,
        roles=CLERKS | CASH,
        guards=(fee_open,),
    ),
    Action(
        name="confirm_relief",
        label=_("Confirm the waiver or deferral"),
        states=FILED,
        roles=LEADS,
        guards=(relief_to_confirm,),
    ),
    Action(
        name="drop_relief",
        label=_("Drop the waiver or deferral"),
        states=FILED,
        roles=CLERKS,
        guards=(relief_to_confirm,),
    ),
    Action(
        name="reassess_fee",
        label=_("Assess the fees anew"),
        states=FILED,
        roles=CLERKS,
        guards=(notice_stands, guards.fee_questions_answered, no_fee_decided_at_end),
    ),
    Action(
        name="give_fee_reason",
        label=_("Decide on a fee above the law"),
        states=FILED,
        roles=LEADS,
        guards=(fee_above_law,),
    ),
    Action(
        name="decide_fee_at_end",
        label=_("Decide on the fee after the end"),
        states=(*OPEN, *REOPENABLE),
        roles=CLERKS,
        guards=(fee_at_end,),
    ),
    Action(
        name="charge_position",
        label=_("Charge a separate act"),
        states=FILED,
        roles=CLERKS | CASH,
    ),
    Action(
        name="charge_late_payment",
        label=_("Charge for late payment"),
        states=FILED,
        roles=CASH,
        guards=(notice_unpaid,),
    ),
    Action(
        name="order_refund",
        label=_("Order a refund"),
        states=FILED,
        roles=CASH,
        guards=(surplus_paid,),
    ),
    Action(
        name="mark_refund_paid",
        label=_("Record that a refund was paid out"),
        states=FILED,
        roles=CASH,
        guards=(refund_to_pay,),
    ),
)
