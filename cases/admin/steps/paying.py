"""Money: notices, payments, reliefs, what is decided about fees at an end, refunds."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from cases import services
from cases.admin.forms.fees import (
    ChargePositionForm,
    FeeAtEndForm,
    FeeReasonForm,
    LatePaymentForm,
    OrderRefundForm,
    ProposeDeferralForm,
    ProposeWaiverForm,
    ReassessForm,
    RefundPaidForm,
    ReliefForm,
)
from cases.admin.forms.money import RecordPaymentForm

from .base import Group, Step

STEPS: Mapping[str, Step] = {
    "record_payment": Step(
        call=services.record_payment,
        form=RecordPaymentForm,
        leads_to=_(
            "The payment is booked. Once nothing is outstanding the case moves on by itself."
        ),
        group=Group.FEES,
    ),
    "propose_waiver": Step(
        call=services.propose_waiver,
        form=ProposeWaiverForm,
        leads_to=_("Nothing changes yet: a team lead has to confirm the waiver."),
        group=Group.FEES,
    ),
    "propose_deferral": Step(
        call=services.propose_deferral,
        form=ProposeDeferralForm,
        leads_to=_("Nothing changes yet: a team lead has to confirm the deferral."),
        group=Group.FEES,
    ),
    "confirm_relief": Step(
        call=services.confirm_relief,
        form=ReliefForm,
        leads_to=_("What is waived or deferred no longer stops the case; the applicant is told."),
    ),
    "drop_relief": Step(
        call=services.drop_relief,
        form=ReliefForm,
        leads_to=_("The proposal is taken back; the fee stays due."),
        group=Group.FEES,
    ),
    "reassess_fee": Step(
        call=services.reassess_fee,
        form=ReassessForm,
        leads_to=_(
            "A new notice replaces the present one and states the difference. What was paid counts;"
            " what is too much can go back."
        ),
        group=Group.FEES,
    ),
    "give_fee_reason": Step(
        call=services.give_fee_reason,
        form=FeeReasonForm,
        leads_to=_("The fee notice is issued with this amount, and the case goes on."),
    ),
    "decide_fee_at_end": Step(
        call=services.decide_fee_at_end,
        form=FeeAtEndForm,
        leads_to=_(
            "What is due of the fees after the end, in your name and with your reason; what was"
            " paid beyond it can go back."
        ),
    ),
    "charge_position": Step(
        call=services.charge_position,
        form=ChargePositionForm,
        leads_to=_("A notice of its own is issued for the act; exemptions apply."),
        group=Group.FEES,
    ),
    "charge_late_payment": Step(
        call=services.charge_late_payment,
        form=LatePaymentForm,
        leads_to=_("A surcharge is added as of today (§ 16 BGebG), on a notice of its own."),
        group=Group.FEES,
    ),
    "order_refund": Step(
        call=services.order_refund,
        form=OrderRefundForm,
        leads_to=_("The money is to go back; the applicant is told. Record later that it has."),
        group=Group.FEES,
    ),
    "mark_refund_paid": Step(
        call=services.mark_refund_paid,
        form=RefundPaidForm,
        leads_to=_("The refund has left the house."),
        group=Group.FEES,
    ),
}
