"""The one table of the buttons: each staff action's form, and the service it calls.

Which actions there are, by whom and when, stands in `cases.actions`; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.db.models import TextChoices
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from cases import services

from .forms.base import StepForm
from .forms.changes import ChangeForm
from .forms.closing import (
    AnnounceWithdrawalForm,
    ArrivalForm,
    ConfirmClosureForm,
    CorrectReceiptForm,
    DispatchForm,
    DropClosureForm,
    HoldForm,
    LetterBackForm,
    PaperProofForm,
    ProposeClosureForm,
    ReopenForm,
    SubmitForm,
    TakeOverForm,
    TransferForm,
)
from .forms.deciding import (
    AnnounceRefusalForm,
    ConfirmRefusalForm,
    DropRefusalForm,
    EndHearingForm,
    ProposeRefusalForm,
    RecordStatementForm,
)
from .forms.fees import (
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
from .forms.granting import GrantForm
from .forms.merging import ConfirmMergeForm, ProposeMergeForm
from .forms.money import RecordPaymentForm
from .forms.products import (
    CheckProductForm,
    DeliveryForm,
    FetchedForm,
    HandOverForm,
    InBoxForm,
    ReadyForm,
    ReceiveForm,
    ReclaimForm,
)
from .forms.remedies import CertifyWorkForm, RecordRemedyForm, SettleRemedyForm
from .forms.review import (
    AnswerCheckForm,
    AssignForm,
    DecideRequirementForm,
    ExtendForm,
    HandInForm,
    RequestDocumentsForm,
)
from .forms.staying import (
    IssueCertificateForm,
    OrderContinuationForm,
    RecordStatusForm,
    RequireIdentificationForm,
    RevokeContinuationForm,
)
from .forms.visits import (
    AttendanceForm,
    BookForm,
    MoveForm,
    ReturnForm,
    ReuseForm,
    WhichAppointmentForm,
)


class Group(TextChoices):
    """Under which heading the case page keeps a button, in the order of the page.

    What moves the procedure on is NEXT; the others accompany it.
    """

    NEXT = "next", _("Next steps")
    DOCUMENTS = "documents", _("Documents and checks")
    FEES = "fees", _("Fees")
    STAY = "stay", _("Person and stay")
    VISITS = "visits", _("Appointments and handover")
    LETTERS = "letters", _("Letters")
    DESK = "desk", _("Responsibility, hold, merging")
    ENDS = "ends", _("Ends and remedies")


@dataclass(frozen=True, kw_only=True)
class Step:
    """How a button works: the service, its form, what it leads to in a sentence, its heading."""

    call: Callable[..., object]
    leads_to: str | Promise
    form: type[StepForm] = StepForm
    group: Group = Group.NEXT


STEPS: Mapping[str, Step] = {
    "submit": Step(
        call=services.submit,
        form=SubmitForm,
        leads_to=_("The draft is filed: from now on the application has its effect under § 81."),
    ),
    "hand_in": Step(
        call=services.hand_in_by_staff,
        form=HandInForm,
        leads_to=_(
            "The file is added to the case. Once all that was asked for has come, the case"
            " returns to review."
        ),
        group=Group.DOCUMENTS,
    ),
    "begin_review": Step(
        call=services.begin_review,
        leads_to=_("You become responsible, and the case is in review."),
    ),
    "assign": Step(
        call=services.assign,
        form=AssignForm,
        leads_to=_("Somebody else becomes responsible for the case."),
        group=Group.DESK,
    ),
    "decide_requirement": Step(
        call=services.decide_requirement,
        form=DecideRequirementForm,
        leads_to=_(
            "Whether what was handed in is enough. The applicant is told of a rejection only"
            " when you request documents."
        ),
        group=Group.DOCUMENTS,
    ),
    "answer_check": Step(
        call=services.answer_check,
        form=AnswerCheckForm,
        leads_to=_("What became of a required check. Nothing is ordered while one is unanswered."),
        group=Group.DOCUMENTS,
    ),
    "request_documents": Step(
        call=services.request_documents,
        form=RequestDocumentsForm,
        leads_to=_(
            "The applicant gets a letter and an e-mail with exactly these texts and a"
            " deadline. An open request is replaced by this one."
        ),
    ),
    "extend_nachforderung": Step(
        call=services.extend_nachforderung,
        form=ExtendForm,
        leads_to=_("The applicant is told the new deadline."),
    ),
    "decide_on_file": Step(
        call=services.decide_on_file,
        leads_to=_("The open request is closed and the case returns to review."),
    ),
    "approve": Step(
        call=services.approve,
        leads_to=_(
            "This is the internal favourable check, not a grant. The fee notice is issued,"
            " then the applicant pays or is invited."
        ),
    ),
    "announce_refusal": Step(
        call=services.announce_refusal,
        form=AnnounceRefusalForm,
        leads_to=_(
            "The applicant is heard: a letter with your reasons and a period for a statement."
        ),
    ),
    "record_statement": Step(
        call=services.record_statement,
        form=RecordStatementForm,
        leads_to=_("The statement is filed with the hearing; it counts also after the period."),
    ),
    "end_hearing": Step(
        call=services.end_hearing,
        form=EndHearingForm,
        leads_to=_("The case returns to review; then a refusal can be proposed, or not."),
    ),
    "propose_refusal": Step(
        call=services.propose_refusal,
        form=ProposeRefusalForm,
        leads_to=_("Nothing is sent yet: a team lead has to confirm the refusal."),
    ),
    "confirm_refusal": Step(
        call=services.confirm_refusal,
        form=ConfirmRefusalForm,
        leads_to=_(
            "The item is refused and the letter with the remedy notice is made. Fees stay due."
        ),
    ),
    "drop_refusal": Step(
        call=services.drop_refusal,
        form=DropRefusalForm,
        leads_to=_("The proposed refusal is taken back."),
    ),
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
    "invite": Step(
        call=services.invite,
        leads_to=_(
            "The applicant is asked to book an appointment. The check goes on afterwards; nothing"
            " is promised by it."
        ),
    ),
    "reuse_biometrics": Step(
        call=services.reuse_biometrics,
        form=ReuseForm,
        leads_to=_(
            "What was taken then counts here (§ 61a(3) AufenthV), and the new card's validity is"
            " limited accordingly. Whatever is lacking is still taken at an appointment."
        ),
    ),
    "book_appointment": Step(
        call=services.book_appointment,
        form=BookForm,
        leads_to=_("The applicant gets an e-mail with the time, the place and what to bring."),
    ),
    "move_appointment": Step(
        call=services.move_appointment,
        form=MoveForm,
        leads_to=_("The applicant is told the new time."),
        group=Group.VISITS,
    ),
    "cancel_appointment": Step(
        call=services.cancel_appointment,
        form=WhichAppointmentForm,
        leads_to=_("The time is given back, and the applicant is told."),
        group=Group.VISITS,
    ),
    "record_no_show": Step(
        call=services.record_no_show,
        leads_to=_("The appointment counts as missed; a new one can be booked. Nothing is closed."),
        group=Group.VISITS,
    ),
    "record_attendance": Step(
        call=services.record_attendance,
        form=AttendanceForm,
        leads_to=_(
            "What was seen and taken at the counter; what the law asks for at this age must"
            " be there."
        ),
    ),
    "return_to_review": Step(
        call=services.return_to_review,
        form=ReturnForm,
        leads_to=_("A booked appointment is given back, and the favourable check counts no more."),
        group=Group.DOCUMENTS,
    ),
    "grant": Step(
        call=services.grant,
        form=GrantForm,
        leads_to=_(
            "What is pending is granted and ordered from the producer. The grant is announced"
            " by handing over the product."
        ),
    ),
    "repeat_order": Step(
        call=services.repeat_order,
        leads_to=_(
            "What the producer rejected or what came back defective is ordered again with"
            " the present data."
        ),
    ),
    "receive_product": Step(
        call=services.receive_product,
        form=ReceiveForm,
        leads_to=_("The product is here and waits for its incoming check."),
    ),
    "check_product": Step(
        call=services.check_product,
        form=CheckProductForm,
        leads_to=_("When all products have passed, the applicant is invited to the pickup."),
    ),
    "hand_over": Step(
        call=services.hand_over,
        form=HandOverForm,
        leads_to=_("With the last product handed over, the case is done."),
    ),
    "put_into_box": Step(
        call=services.put_into_box,
        form=ReadyForm,
        leads_to=_("The holder is told that something can be fetched from the pickup box."),
    ),
    "record_fetched": Step(
        call=services.record_fetched,
        form=FetchedForm,
        leads_to=_("The box was emptied. With the last product handed over, the case is done."),
    ),
    "take_from_box": Step(
        call=services.take_from_box,
        form=InBoxForm,
        leads_to=_("The product is handed over in person from now on, and the holder is told."),
    ),
    "choose_delivery": Step(
        call=services.choose_delivery,
        form=DeliveryForm,
        leads_to=_("The documents are handed over in another way, and the holder is told."),
        group=Group.VISITS,
    ),
    "reclaim": Step(
        call=services.reclaim,
        form=ReclaimForm,
        leads_to=_(
            "The product goes back to the producer and is ordered again, free of charge; a booked"
            " pickup is given back."
        ),
    ),
    "announce_withdrawal": Step(
        call=services.announce_withdrawal,
        form=AnnounceWithdrawalForm,
        leads_to=_(
            "The applicant gets a link; the withdrawal counts only once it is confirmed there."
        ),
        group=Group.ENDS,
    ),
    "confirm_withdrawal_on_paper": Step(
        call=services.confirm_withdrawal_on_paper,
        form=PaperProofForm,
        leads_to=_(
            "The withdrawal counts from now on, and the effect under § 81 ends. Only with a signed"
            " letter, or a record signed at the counter."
        ),
        group=Group.ENDS,
    ),
    "propose_closure": Step(
        call=services.propose_closure,
        form=ProposeClosureForm,
        leads_to=_("Nothing is closed yet: a team lead has to confirm."),
        group=Group.ENDS,
    ),
    "confirm_closure": Step(
        call=services.confirm_closure,
        form=ConfirmClosureForm,
        leads_to=_(
            "The case is closed without a decision. The effect under § 81 does not end by that."
        ),
    ),
    "drop_closure": Step(
        call=services.drop_closure,
        form=DropClosureForm,
        leads_to=_("The proposed closure or transfer is taken back."),
        group=Group.ENDS,
    ),
    "propose_transfer": Step(
        call=services.propose_transfer,
        form=TransferForm,
        leads_to=_(
            "Nothing is handed over yet: a team lead has to confirm. The effect under § 81 and the"
            " receipt go along; the fee stays here (§ 49(4) AufenthV)."
        ),
        group=Group.DESK,
    ),
    "keep_case": Step(
        call=services.keep_case,
        form=TransferForm,
        leads_to=_("The case goes on here with the other authority's consent (§ 3(3) VwVfG)."),
        group=Group.DESK,
    ),
    "take_over": Step(
        call=services.take_over,
        form=TakeOverForm,
        leads_to=_(
            "The receipt at the other authority counts; what it makes of the stay is computed anew."
        ),
        group=Group.DESK,
    ),
    "propose_merge": Step(
        call=services.propose_merge,
        form=ProposeMergeForm,
        leads_to=_(
            "This case ends as a duplicate once a second person has confirmed it. Its documents and"
            " the earlier of both receipts go over to the other case."
        ),
        group=Group.DESK,
    ),
    "confirm_merge": Step(
        call=services.confirm_merge,
        form=ConfirmMergeForm,
        leads_to=_(
            "This case ends as a duplicate; the applicant is told. The effect under § 81 goes on"
            " with the other case, from the earlier of both receipts."
        ),
    ),
    "drop_merge": Step(
        call=services.drop_merge,
        form=ConfirmMergeForm,
        leads_to=_("Both cases go on as they are."),
        group=Group.DESK,
    ),
    "undo_merge": Step(
        call=services.undo_merge,
        form=ReopenForm,
        leads_to=_(
            "Both cases go on: the other one gives back what came from here and gets its own"
            " receipt back."
        ),
    ),
    "put_on_hold": Step(
        call=services.put_on_hold,
        form=HoldForm,
        leads_to=_("The case rests until that day; the applicant is told that it rests."),
        group=Group.DESK,
    ),
    "resume": Step(
        call=services.resume,
        leads_to=_("The case goes on where it was."),
    ),
    "dispatch_letter": Step(
        call=services.dispatch_letter,
        form=DispatchForm,
        leads_to=_(
            "The day on which the letter counts as announced is computed from the way it left."
        ),
        group=Group.LETTERS,
    ),
    "record_arrival": Step(
        call=services.record_arrival,
        form=ArrivalForm,
        leads_to=_(
            "The day it was served, or a proven later arrival (§ 41(2) S. 3 VwVfG). The deadline"
            " that it set moves with it, never to an earlier day."
        ),
        group=Group.LETTERS,
    ),
    "record_return": Step(
        call=services.record_return,
        form=LetterBackForm,
        leads_to=_(
            "Nothing has been announced by it, so no deadline runs. The letter waits to be sent"
            " once more; look up the address first."
        ),
        group=Group.LETTERS,
    ),
    "record_remedy": Step(
        call=services.record_remedy,
        form=RecordRemedyForm,
        leads_to=_(
            "It is recorded with what the law makes of it: in time or late, suspended or not. The"
            " case comes to the desk."
        ),
        group=Group.ENDS,
    ),
    "settle_remedy": Step(
        call=services.settle_remedy,
        form=SettleRemedyForm,
        leads_to=_("After a successful remedy a team lead can reopen the case."),
        group=Group.ENDS,
    ),
    "certify_work": Step(
        call=services.certify_work,
        form=CertifyWorkForm,
        leads_to=_(
            "The applicant gets a letter: for work the title counts as continuing, for nothing"
            " else."
        ),
        group=Group.STAY,
    ),
    "correct_receipt": Step(
        call=services.correct_receipt,
        form=CorrectReceiptForm,
        leads_to=_(
            "Only an earlier receipt can be recorded; its effect under § 81 is computed anew."
        ),
        group=Group.STAY,
    ),
    "record_change": Step(
        call=services.record_change,
        form=ChangeForm,
        leads_to=_(
            "What differs is taken over, the old value is kept with its proof, and only what the"
            " change touches is opened again. The applicant is told."
        ),
        group=Group.STAY,
    ),
    "order_continuation": Step(
        call=services.order_continuation,
        form=OrderContinuationForm,
        leads_to=_(
            "The title continues with all its conditions until the decision is announced. The"
            " applicant gets a letter with your reasons and a new confirmation."
        ),
        group=Group.STAY,
    ),
    "revoke_continuation": Step(
        call=services.revoke_continuation,
        form=RevokeContinuationForm,
        leads_to=_("A letter is made to be signed; the title continues until it is announced."),
        group=Group.STAY,
    ),
    "require_identification": Step(
        call=services.require_identification,
        form=RequireIdentificationForm,
        leads_to=_(
            "No certificate is issued and nothing is granted before this check is answered:"
            " the prints are stored in the AZR."
        ),
        group=Group.STAY,
    ),
    "issue_certificate": Step(
        call=services.issue_certificate,
        form=IssueCertificateForm,
        leads_to=_(
            "The certificate on the official form is recorded, its fee is charged, and a letter is"
            " made that goes with it. One that stands is replaced."
        ),
        group=Group.STAY,
    ),
    "record_status": Step(
        call=services.record_status,
        form=RecordStatusForm,
        leads_to=_("The new end is watched: the case comes back to the desk weeks before it."),
        group=Group.STAY,
    ),
    "reopen": Step(
        call=services.reopen,
        form=ReopenForm,
        leads_to=_("The case is in review again; what closed it is set aside."),
    ),
}
