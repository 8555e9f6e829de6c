"""The writes of the procedure, one function per use case. Doors call these and nothing else.

Each is keyword-only, takes the clock (`at`, an aware datetime) and the `actor`, runs in one durable
transaction with its event and its messages, and raises `DomainError`s that explain themselves.
"""

from .charging import (
    defer_fee,
    postpone_payment,
    record_payment,
    start_payment,
    take_payment_answer,
    waive_fee,
)
from .clock import run_deadline
from .closing import (
    announce_withdrawal,
    confirm_closure,
    confirm_withdrawal,
    propose_closure,
    put_on_hold,
    reopen,
    resume,
)
from .conditions import ChosenCondition, propose_conditions
from .core import (
    CaseUnknown,
    NotPermitted,
    StaleVersion,
    TransitionBlocked,
    retried,
)
from .deciding import (
    announce_refusal,
    confirm_refusal,
    drop_refusal,
    end_hearing,
    propose_refusal,
    record_statement,
)
from .filing import change_draft, file, open_draft, record_application, submit
from .granting import Validity, grant, propose_validities
from .letters import correct_receipt, dispatch_letter
from .ordering import (
    check_product,
    hand_over,
    postpone_order,
    receive_product,
    repeat_order,
    take_order_refused,
    take_order_report,
    take_order_sent,
    take_producer_news,
)
from .review import (
    answer_check,
    approve,
    assign,
    begin_review,
    decide_on_file,
    decide_requirement,
    extend_nachforderung,
    hand_in,
    hand_in_by_staff,
    request_documents,
)
from .stored import reuse_biometrics
from .staying import (
    issue_certificate,
    latest_term,
    order_continuation,
    record_status,
    require_identification,
    revoke_continuation,
)
from .visits import (
    Taken,
    book_appointment,
    cancel_appointment,
    invite,
    move_appointment,
    record_attendance,
    record_no_show,
    return_to_review,
)

__all__ = [
    "CaseUnknown",
    "ChosenCondition",
    "NotPermitted",
    "StaleVersion",
    "Taken",
    "TransitionBlocked",
    "Validity",
    "announce_refusal",
    "announce_withdrawal",
    "answer_check",
    "approve",
    "assign",
    "begin_review",
    "book_appointment",
    "cancel_appointment",
    "change_draft",
    "check_product",
    "confirm_closure",
    "confirm_refusal",
    "confirm_withdrawal",
    "correct_receipt",
    "decide_on_file",
    "decide_requirement",
    "defer_fee",
    "dispatch_letter",
    "drop_refusal",
    "end_hearing",
    "extend_nachforderung",
    "file",
    "grant",
    "hand_in",
    "hand_in_by_staff",
    "hand_over",
    "invite",
    "issue_certificate",
    "latest_term",
    "move_appointment",
    "open_draft",
    "order_continuation",
    "postpone_order",
    "postpone_payment",
    "propose_closure",
    "propose_conditions",
    "propose_refusal",
    "propose_validities",
    "put_on_hold",
    "receive_product",
    "record_application",
    "record_attendance",
    "record_no_show",
    "record_payment",
    "record_statement",
    "record_status",
    "reopen",
    "repeat_order",
    "request_documents",
    "require_identification",
    "resume",
    "retried",
    "return_to_review",
    "reuse_biometrics",
    "revoke_continuation",
    "run_deadline",
    "start_payment",
    "submit",
    "take_order_refused",
    "take_order_report",
    "take_order_sent",
    "take_payment_answer",
    "take_producer_news",
    "waive_fee",
]
