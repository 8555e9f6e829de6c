"""What happened to a case, in words for the person it is about.

Public: `words_of`.
"""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

WORDS: dict[str, str | Promise] = {
    "submitted": _("Your application arrived."),
    "review_begun": _("The authority began to check your application."),
    "documents_requested": _("The authority asked you for documents."),
    "nachforderung_extended": _("You got more time for documents."),
    "nachforderung_answered": _("You handed in what was asked for."),
    "documents_handed_in": _("You handed in documents."),
    "requirement_decided": _("The authority checked a document."),
    "review_continued_on_file": _("The authority goes on with the documents it has."),
    "returned_to_review": _("The authority checks your application again."),
    "refusal_announced": _("The authority thinks of a refusal and asked what you say to it."),
    "statement_recorded": _("Your statement arrived."),
    "hearing_ended": _("The time for your statement ended."),
    "item_refused": _("A part of your application was refused."),
    "refused": _("Your application was refused."),
    "fee_notice_issued": _("You got a fee notice."),
    "payment_awaited": _("The authority waits for your payment."),
    "payment_started": _("You began to pay."),
    "payment_not_completed": _("A payment was not completed."),
    "payment_recorded": _("Your payment arrived."),
    "fees_reassessed": _("The fee was calculated again."),
    "fee_due_again": _("The fee is due again."),
    "refund_ordered": _("You will get money back."),
    "refund_paid": _("You got money back."),
    "fee_deferred": _("You may pay the fee later."),
    "fee_waived": _("You do not have to pay the fee."),
    "invited_to_biometrics": _("You can book an appointment."),
    "appointment_booked": _("An appointment was booked."),
    "appointment_moved": _("An appointment was moved."),
    "appointment_cancelled": _("An appointment was cancelled."),
    "appointment_missed": _("An appointment was missed."),
    "attendance_recorded": _("You were at the authority."),
    "biometrics_reused": _("Your earlier photo and fingerprints are used again."),
    "decision_awaited": _("The authority is about to decide."),
    "products_ordered": _("Your card was ordered."),
    "order_repeated": _("Your card was ordered again."),
    "pickup_announced": _("Your card is ready."),
    "put_into_box": _("Your card lies in the pickup box."),
    "delivery_chosen": _("Your card will be sent to you."),
    "delivery_returned": _("Your card came back to the authority."),
    "product_handed_over": _("Your card was handed over."),
    "collected": _("You have your card. The procedure is over."),
    "withdrawal_announced": _("A withdrawal was announced. It does not count yet."),
    "withdrawn": _("Your application was withdrawn."),
    "discontinued": _("The procedure was ended without a decision."),
    "transferred": _("Your application went to another authority."),
    "case_merged": _("Another application of yours was joined with this one."),
    "merge_undone": _("Two applications that were joined were parted again."),
    "parted": _("Two applications that were joined were parted again."),
    "certificate_issued": _("You got a “Fiktionsbescheinigung”."),
    "certificate_ended": _("Your “Fiktionsbescheinigung” ended."),
    "continuation_ordered": _("The authority ordered that your permit stays valid."),
    "continuation_ended": _("Your permit does not continue any more."),
    "effect_restored": _("What your application does for your stay goes on."),
    "letter_dispatched": _("The authority sent you a letter."),
    "letter_arrived_later": _("A letter reached you later than expected."),
    "person_changed": _("Your name, address or contact was changed."),
    "product_reclaimed": _("Your card had a fault and was sent back."),
    "put_on_hold": _("The procedure rests."),
    "resumed": _("The procedure goes on."),
    "receipt_corrected": _("The day on which your application arrived was corrected."),
    "receipt_given_back": _("The day on which your application arrived was corrected."),
    "relative_joined": _("A relative applied together with you."),
    "remedy_recorded": _("Your objection or claim arrived."),
    "remedy_settled": _("Your objection or claim was decided."),
    "reopened": _("Your application was taken up again."),
    "review_resumed": _("The authority checks your application again."),
    "status_recorded": _("Your present status was extended."),
    "taken_over": _("Another authority took over your application."),
    "work_certified": _("The authority certified that you may work."),
}
OTHERWISE = _("Something about your application changed. The page of your application says it.")


def words_of(kind: str) -> str:
    """A sentence for an event; a new kind that this portal does not know yet has one, too."""
    return str(WORDS.get(kind, OTHERWISE))
