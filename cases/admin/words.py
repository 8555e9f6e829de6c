"""What codes mean, in words for staff: events, deadlines, mails, effects, the next step."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from appointments.models import Purpose
from authorities.situation import TitleType
from cases.models import Case, CaseEvent, Check, Closure, Item, Rechtsbehelf
from cases.states import State
from common.text import german_amount, german_day, german_moment
from correspondence.models import Letter
from documents.models import Requirement
from fees.models import FeeDecision, FeeRelief, PaymentAttempt
from production.models import Handover, Order

Words = str | Promise

NEXT_STEP: Mapping[State, Words] = {
    State.DRAFT: _("The applicant files the application; until then it has no effect."),
    State.SUBMITTED: _("Somebody takes the case."),
    State.IN_REVIEW: _(
        "Look at documents and checks, then check favourably, request what is"
        " missing, or announce a refusal."
    ),
    State.AWAITING_DOCUMENTS: _(
        "The applicant hands in what was asked for; after the deadline"
        " extend it, ask again, or go on with what there is."
    ),
    State.HEARING: _("The applicant makes a statement, or the period ends; then evaluate it."),
    State.AWAITING_PAYMENT: _("The applicant pays; the case moves on by itself."),
    State.AWAITING_BIOMETRICS: _("The applicant comes to the appointment; record what was taken."),
    State.AWAITING_DECISION: _("Grant and order, or propose a refusal."),
    State.IN_PRODUCTION: _("The producer makes the products; check them when they arrive."),
    State.READY_FOR_PICKUP: _("Hand the products over."),
    State.COLLECTED: _("Nothing: everything has been handed over."),
    State.REFUSED: _(
        "Sign and post the letter of refusal; then nothing, unless the applicant seeks a remedy."
    ),
    State.WITHDRAWN: _("Nothing: the applicant has withdrawn."),
    State.DISCONTINUED: _("Nothing: closed without a decision."),
    State.TRANSFERRED: _("Nothing here: another authority is in charge."),
}

OVERDUE = _(
    "The payment has been overdue since %(day)s. Once it comes the case moves on by itself; until"
    " then speak to the applicant, or propose a deferral or waiver."
)

EFFECTS: Mapping[str, Words] = {
    "continuation": _("The title is deemed to continue (§ 81(4) AufenthG)."),
    "continuation_ordered": _("The continuation has been ordered (§ 81(4) S. 3 AufenthG)."),
    "permission": _("The stay is deemed permitted (§ 81(3) S. 1 AufenthG)."),
    "toleration": _("The removal is deemed suspended (§ 81(3) S. 2 AufenthG)."),
    "by_law": _("The stay is permitted by law until the title is issued."),
    "none": _("The application has no effect on the stay."),
}
EMPLOYMENT: Mapping[str, Words] = {
    "unchanged": _("Work stays permitted as it was."),
    "not_permitted": _("Work is not permitted."),
    "not_affected": _("The application changes nothing about work."),
}

TITLES: Mapping[str, Words] = {
    TitleType.RESIDENCE_PERMIT: _("residence permit"),
    TitleType.SETTLEMENT_PERMIT: _("settlement permit"),
    TitleType.EU_LONG_TERM: _("EU long-term residence permit"),
    TitleType.DULDUNG: _("Duldung"),
    TitleType.GESTATTUNG: _("Aufenthaltsgestattung"),
    TitleType.FIKTION: _("Fiktionsbescheinigung"),
    TitleType.VISA_D: _("national visa (D)"),
    TitleType.VISA_C: _("Schengen visa (C)"),
    TitleType.VISA_FREE: _("visa-free stay"),
    TitleType.NONE: _("none"),
}

EVENTS: Mapping[str, Words] = {
    "submitted": _("Application received (%(channel)s)"),
    "receipt_corrected": _("Earlier receipt recorded: %(received_at)s"),
    "person_changed": _("Change about the person recorded: %(subjects)s"),
    "continuation_ordered": _("Ordered that the title continues (§ 81(4) S. 3 AufenthG)"),
    "continuation_revoked": _("Order that the title continues revoked; letter to be served"),
    "continuation_ended": _("The revocation counts as announced: the title continues no more"),
    "identification_required": _("Identification required before a certificate (§ 81(7))"),
    "certificate_issued": _("Fiktionsbescheinigung issued, valid until %(valid_until)s"),
    "certificate_ended": _("Fiktionsbescheinigung has ended with the effect it proved"),
    "status_recorded": _("Status renewed until %(valid_until)s"),
    "birthday": _("Birthday: %(age)s years old"),
    "review_begun": _("Case taken into review"),
    "assigned": _("Responsible from now on: %(to)s"),
    "requirement_decided": _("Document “%(requirement)s”: %(verdict)s"),
    "check_recorded": _("Check “%(check)s”: %(status)s %(finding)s"),
    "check_stale": _("Check “%(check)s”: the answer has become too old"),
    "documents_requested": _("Documents requested until %(due_on)s"),
    "nachforderung_extended": _("Deadline for documents extended to %(due_on)s"),
    "nachforderung_answered": _("Everything requested has come"),
    "review_continued_on_file": _("Review continued with what there is"),
    "documents_handed_in": _("Documents handed in"),
    "favourably_checked": _("Checked favourably (not a grant)"),
    "fee_notice_issued": _("Fee notice %(number)s over %(total)s, due on %(due_on)s"),
    "payment_awaited": _("Waiting for the payment"),
    "payment_started": _("Online payment of %(amount)s begun"),
    "payment_not_completed": _("Online payment not completed: %(status)s"),
    "payment_recorded": _("Payment of %(amount)s booked"),
    "fees_reassessed": _(
        "Fees assessed anew (%(number)s): %(total)s, difference %(difference)s, due on %(due_on)s"
    ),
    "fee_question_asked": _("A fee waits for a decision: %(question)s"),
    "fee_question_answered": _("Decided: %(question)s"),
    "reassessment_offered": _("Assessed anew, the fees would differ by %(difference)s"),
    "relief_proposed": _("%(kind)s of %(amount)s proposed"),
    "relief_dropped": _("Proposal dropped: %(kind)s"),
    "fee_due_again": _("Deferral over: %(total)s is due again on %(due_on)s"),
    "refund_ordered": _("Refund of %(amount)s ordered"),
    "refund_paid": _("Refund of %(amount)s paid out"),
    "fee_deferred": _("Fee of %(amount)s deferred until %(until)s"),
    "fee_waived": _("Fee of %(amount)s waived"),
    "invited_to_biometrics": _("Invited to book the biometrics appointment"),
    "appointment_booked": _("Appointment booked (%(purpose)s): %(starts_at)s"),
    "appointment_moved": _("Appointment moved (%(purpose)s): %(starts_at)s"),
    "appointment_cancelled": _("Appointment cancelled (%(purpose)s): %(starts_at)s"),
    "appointment_missed": _("Did not appear (%(purpose)s): %(starts_at)s"),
    "attendance_recorded": _("Originals and biometrics recorded"),
    "decision_awaited": _("Ready for the decision"),
    "returned_to_review": _("Returned to review"),
    "review_resumed": _("Biometrics are there; the review goes on"),
    "biometrics_reused": _("Biometrics of the case %(from_case)s used again (%(captured_on)s)"),
    "refusal_announced": _("Hearing before a refusal (%(item)s), statement until %(due_on)s"),
    "statement_recorded": _("Statement recorded"),
    "hearing_ended": _("Hearing evaluated and ended"),
    "hearing_over": _("Period for the statement is over"),
    "refusal_proposed": _("Refusal proposed (%(item)s)"),
    "refusal_dropped": _("Proposed refusal dropped"),
    "item_refused": _("Refused: %(item)s"),
    "refused": _("Case closed: everything refused"),
    "granted": _("Granted"),
    "products_ordered": _("Products ordered"),
    "order_sent": _("Order sent to the producer"),
    "production_progress": _("Message from the producer: %(status)s"),
    "order_rejected": _("The producer rejected the order: %(reason)s"),
    "order_repeated": _("Order repeated"),
    "product_received": _("Product has arrived"),
    "product_checked": _("Incoming check: %(flawless)s"),
    "pickup_announced": _("Ready for pickup, applicant invited"),
    "product_handed_over": _("Product handed over: %(recipient)s"),
    "delivery_returned": _("Sent to the holder, and came back"),
    "delivery_chosen": _("To be handed over: %(delivery)s"),
    "put_into_box": _("Put into the pickup box, to be fetched until %(until)s"),
    "box_not_emptied": _("The pickup box was not emptied in time"),
    "product_reclaimed": _("Product found defective at the handover and sent back"),
    "collected": _("Case closed: everything handed over"),
    "withdrawal_announced": _("Withdrawal announced, not confirmed yet"),
    "withdrawn": _("Withdrawal confirmed by the applicant"),
    "closure_proposed": _("Closure proposed: %(reason)s"),
    "discontinued": _("Discontinued: %(reason)s"),
    "transferred": _("Transferred to the authority now competent"),
    "closure_dropped": _("Proposed closure dropped"),
    "case_kept": _("Kept here with the other authority's consent of %(consented_on)s"),
    "relative_joined": _("A relative has filed along with this case: %(relation)s"),
    "taken_over": _("Taken over from another authority, received there on %(received_at)s"),
    "remedy_recorded": _("Remedy recorded: %(kind)s against %(against)s"),
    "remedy_settled": _("Remedy ended (%(outcome)s): %(kind)s against %(against)s"),
    "work_certified": _("Certified that work may go on (§ 84(2) S. 2 AufenthG)"),
    "reopened": _("Reopened"),
    "put_on_hold": _("On hold until %(review_on)s"),
    "hold_review": _("On hold: time to look again"),
    "resumed": _("Resumed"),
    "letter_dispatched": _("Letter dispatched (%(way)s), counts as announced on %(announced_on)s"),
    "merge_proposed": _("Proposed to merge into %(into)s"),
    "merge_dropped": _("Proposed merge dropped"),
    "case_merged": _("The case %(case)s has been merged into this one"),
    "merge_undone": _("The case %(case)s has been parted from this one again"),
    "parted": _("Merge undone: the case goes on by itself"),
    "receipt_given_back": _("Receipt as before the merge: %(received_at)s"),
    "letter_arrived_later": _("Letter arrived on another day, announced on %(announced_on)s"),
    "service_record_missing": _("The record of a formal service has not come"),
    "effect_restored": _("What had ended by the letter that came back goes on"),
    "letter_returned": _("Letter came back: nothing has been announced by it"),
    "inaction_alarm": _("Alarm before a claim for inaction (§ 75 VwGO)"),
    "payment_reminder": _("Reminded of the payment"),
    "payment_overdue": _("Told that the payment is overdue"),
    "payment_overdue_desk": _("Payment overdue: laid on a desk"),
    "documents_reminder": _("Reminded of the documents"),
    "nachforderung_passed": _("Deadline for documents has passed: laid on a desk"),
    "appointment_in_7_days": _("Reminded of the appointment in 7 days"),
    "appointment_tomorrow": _("Reminded of the appointment tomorrow"),
    "appointment_missed_reminder": _("Told of the missed appointment"),
    "no_show_desk": _("Missed appointment: laid on a desk"),
    "status_ends_soon": _("Told that the present status ends soon"),
    "status_ends_soon_desk": _("Present status ends soon: laid on a desk"),
    "certificate_ends_soon": _("Told that the certificate ends soon"),
    "certificate_ends_soon_desk": _("Certificate ends soon: laid on a desk"),
}

DEADLINES: Mapping[str, Words] = {
    "check_stale": _("Answer of a check becomes too old"),
    "box_not_emptied": _("Pickup box to be looked into"),
    "service_record_missing": _("Record of service expected"),
    "inaction_alarm": _("Alarm before a claim for inaction (§ 75 VwGO)"),
    "hearing_over": _("Period for the statement ends"),
    "birthday": _("Birthday that changes something"),
    "letter_takes_effect": _("A letter counts as announced"),
    "hold_review": _("On hold: look again"),
    "deferral_ends": _("Deferral ends: the fee is due again"),
    "attendance_due": _("Appointment over without a record"),
    "draft_deletion": _("Draft is deleted"),
    "draft_deleted_soon": _("Warning before the draft is deleted"),
    "draft_title_ends_in_14_days": _("Warning: the title ends in 14 days"),
    "draft_title_ends_in_3_days": _("Warning: the title ends in 3 days"),
    "payment_reminder": _("Reminder of the payment"),
    "payment_overdue": _("Message that the payment is overdue"),
    "payment_overdue_desk": _("Overdue payment onto a desk"),
    "documents_reminder": _("Reminder of the documents"),
    "nachforderung_passed": _("Passed deadline for documents onto a desk"),
    "appointment_in_7_days": _("Reminder of the appointment in 7 days"),
    "appointment_tomorrow": _("Reminder of the appointment tomorrow"),
    "appointment_missed_reminder": _("Message about the missed appointment"),
    "no_show_desk": _("Missed appointment onto a desk"),
    "status_ends_soon": _("Message that the present status ends soon"),
    "status_ends_soon_desk": _("Present status that ends soon onto a desk"),
    "certificate_ends_soon": _("Message that the certificate ends soon"),
    "certificate_ends_soon_desk": _("Certificate that ends soon onto a desk"),
}
OUTCOMES: Mapping[str, Words] = {"done": _("done"), "moot": _("no longer needed")}

MAILS: Mapping[str, Words] = {
    "received": _("Confirmation of receipt"),
    "draft_saved": _("Draft saved"),
    "draft_warning": _("Warning about the draft"),
    "draft_warning_status": _("Warning about the draft and the present status"),
    "draft_deleted_soon": _("Draft will be deleted soon"),
    "status_ends_soon": _("Present status ends soon"),
    "certificate_ends_soon": _("Certificate ends soon"),
    "certificate_issued": _("Certificate issued"),
    "person_changed": _("Changed details"),
    "stay_letter": _("Letter about the effect of the application"),
    "documents_requested": _("Documents requested"),
    "documents_reminder": _("Reminder of the documents"),
    "documents_overdue": _("Deadline for documents has passed"),
    "documents_received": _("Documents received"),
    "payment_requested": _("Request for payment"),
    "payment_reminder": _("Reminder of the payment"),
    "payment_overdue": _("Payment overdue"),
    "payment_received": _("Payment received"),
    "fees_changed": _("Fees changed"),
    "appointment_invitation": _("Invitation to book an appointment"),
    "appointment_booked": _("Appointment booked"),
    "appointment_moved": _("Appointment moved"),
    "appointment_cancelled": _("Appointment cancelled"),
    "appointment_in_7_days": _("Reminder of the appointment in 7 days"),
    "appointment_tomorrow": _("Reminder of the appointment tomorrow"),
    "appointment_missed": _("Appointment missed"),
    "hearing_announced": _("Hearing letter on its way"),
    "decision_letter": _("Decision letter on its way"),
    "refused_item": _("Part of the application refused"),
    "proof_needed_photo": _("A new photo is needed"),
    "ordered": _("Products ordered"),
    "order_repeated": _("Order repeated"),
    "ready_for_pickup": _("Ready for pickup"),
    "collected": _("Everything handed over"),
    "withdrawal_to_confirm": _("Withdrawal to be confirmed"),
    "withdrawn": _("Withdrawal confirmed"),
    "ready_in_box": _("Ready in the pickup box"),
    "delivery_returned": _("Could not be delivered"),
    "discontinued": _("Closed without a decision"),
    "transferred": _("Transferred to another authority"),
    "on_hold": _("The case rests"),
    "resumed": _("The case goes on"),
}

FIELDS = {
    "family_name": _("family name"),
    "given_names": _("given names"),
    "birth_name": _("birth name"),
    "nationalities": _("nationalities"),
    "street": _("street and number"),
    "postal_code": _("postal code"),
    "municipality": _("municipality"),
    "main_residence": _("main residence"),
    "email": _("e-mail"),
    "phone": _("phone"),
    "language": _("language"),
    "passport_kind": _("identity document"),
    "passport_number": _("number of the identity document"),
    "passport_issued_by": _("issuer of the identity document"),
    "passport_valid_until": _("last day of the identity document"),
    "representative_kind": _("kind of representative"),
    "representative_name": _("representative"),
    "representative_email": _("e-mail of the representative"),
    "representative_address": _("address of the representative"),
    "status_valid_until": _("last day of the status"),
}
SUBJECTS: Mapping[str, Words] = {
    "passport": _("passport"),
    "name": _("name"),
    "address": _("address"),
    "nationality": _("nationality"),
    "contact": _("ways to reach the person"),
    "representative": _("representative"),
}
BIOMETRICS: Mapping[str, Words] = {
    "originals_seen": _("originals"),
    "photo_taken": _("photo"),
    "signature_taken": _("signature"),
    "fingerprints_taken": _("fingerprints"),
}


REJECTIONS: Mapping[str, Words] = {
    "photo_quality": _("the photo does not meet the requirements"),
    "name_invalid": _("the name is missing, too long, or has characters that cannot be printed"),
    "validity_invalid": _("the validity is not allowed"),
    "data_incomplete": _("the legal basis is missing"),
}


def _among(*choices: type[Any]) -> Callable[[Any], Words]:
    """The label that one of the enumerations has for a code; an unknown code stands for itself."""
    labels: dict[str, Words] = {}
    for enumeration in choices:
        labels.update(zip(enumeration.values, enumeration.labels, strict=True))
    return lambda code: labels.get(code, code)


def _amount(text: str) -> str:
    return german_amount(Decimal(text))


def _day(text: str) -> str:
    return german_day(date.fromisoformat(text))


def _moment(text: str) -> str:
    return german_moment(datetime.fromisoformat(text))


def _subjects(codes: Iterable[str]) -> str:
    return ", ".join(str(SUBJECTS[code]) for code in codes)


def _reason(code: str) -> Words:
    """Why a case was closed, or why the producer rejected an order; an unknown code stands."""
    return REJECTIONS.get(code) or _among(Closure.Reason)(code)


def _finding(code: str) -> Words:
    return {"clear": _("(no concerns)"), "concerns": _("(concerns)")}.get(code, "")


WRITTEN: Mapping[str, Callable[[Any], Words]] = {
    "amount": _amount,
    "difference": _amount,
    "question": _among(FeeDecision.Kind),
    "total": _amount,
    "due_on": _day,
    "subjects": _subjects,
    "valid_until": _day,
    "review_on": _day,
    "announced_on": lambda text: _day(text) if text else _("(day in the record of service)"),
    "consented_on": _day,
    "captured_on": _day,
    "until": _day,
    "delivery": _among(Case.Delivery),
    "relation": _among(Case.Relation),
    "starts_at": _moment,
    "received_at": _moment,
    "channel": _among(Case.Channel),
    "item": _among(Item.Kind),
    "purpose": _among(Purpose),
    "verdict": _among(Requirement.Status),
    "status": _among(Check.Status, Order.Status, PaymentAttempt.Status),
    "finding": _finding,
    "way": _among(Letter.Way),
    "reason": _reason,
    "kind": _among(Rechtsbehelf.Kind, FeeRelief.Kind),
    "against": _among(Rechtsbehelf.Against),
    "outcome": _among(Rechtsbehelf.Outcome),
    "recipient": _among(Handover.Recipient),
    "flawless": lambda passed: _("flawless") if passed else _("defective"),
}


class _Facts(dict[str, Any]):
    """What an event does not say is left out of its sentence."""

    def __missing__(self, key: str) -> str:
        return ""


def of_event(event: CaseEvent, names: Mapping[str, str]) -> str:
    """What happened, as a sentence. `names` gives codes and ids of this case their names."""
    facts = _Facts(
        {
            key: names.get(str(value)) or WRITTEN.get(key, str)(value)
            for key, value in event.data.items()
        }
    )
    return (str(EVENTS.get(event.kind, event.kind)) % facts).strip()
