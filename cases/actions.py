"""Everything one can do to a case: from which states, by whom, and what must hold.

One table serves four readers: the services refuse by it, the API's `actions` and `blockers`, the
staff pages' buttons, and docs/procedure.md. Where an action moves the machine, its guards are the
machine's; `guards` here are those of actions that do not.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Max, Q
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from common.actor import Actor, ActorKind, Role
from fees.ledger import balance_of

from . import capture, guards, sequence, stay
from .after_refusal import permit_refused
from .guards import Guard
from .models import Case
from .states import OPEN, REOPENABLE, UNDECIDED, State

CLERKS = frozenset({Role.CLERK, Role.TEAM_LEAD})
LEADS = frozenset({Role.TEAM_LEAD})
DESK = frozenset({Role.CLERK, Role.TEAM_LEAD, Role.FRONT_DESK})
CASH = frozenset({Role.CASHIER, Role.TEAM_LEAD})
NOBODY: frozenset[Role] = frozenset()
# At filing, or when papers are brought.
BEFORE_INVITATION = (State.SUBMITTED, State.IN_REVIEW, State.AWAITING_DOCUMENTS)


@dataclass(frozen=True, kw_only=True)
class Action:
    """`by` names the kinds of actor beside staff; `transition` the machine's, where it moves."""

    name: str
    label: str | Promise
    states: tuple[State, ...]
    roles: frozenset[Role] = NOBODY
    by: frozenset[ActorKind] = frozenset()
    transition: str | None = None
    guards: tuple[Guard, ...] = ()

    def obstacles(self, case: Case) -> list[Guard]:
        """What stands in the way now; costs the guards' queries."""
        own = [guard for guard in self.guards if not guard(case)]
        return own + (case.blockers(self.transition) if self.transition else [])

    def permitted_to(self, actor: Actor, case: Case) -> bool:
        """Whether this actor may do it at all, whatever state the case is in."""
        if actor.kind is not ActorKind.STAFF:
            return actor.kind in self.by
        return not self.roles.isdisjoint(actor.roles.get(case.authority, frozenset()))


PORTAL = frozenset({ActorKind.PORTAL})
PORTAL_AND_CLOCK = frozenset({ActorKind.PORTAL, ActorKind.SYSTEM})
CLOCK = frozenset({ActorKind.SYSTEM})

refusal_to_confirm = Guard(
    "no_proposed_refusal",
    _("No refusal has been proposed."),
    lambda case: case.refusals.filter(confirmed_at=None, dropped_at=None).exists(),
)
no_refusal_proposed = Guard(
    "refusal_proposed",
    _("A refusal has been proposed; it is to be confirmed or dropped first."),
    lambda case: not refusal_to_confirm(case),
)
closure_to_confirm = Guard(
    "no_proposed_closure",
    _("No closure has been proposed."),
    lambda case: case.closures.proposed().exists(),
)
withdrawal_announced = Guard(
    "no_announced_withdrawal",
    _("No withdrawal has been announced."),
    lambda case: case.withdrawals.announced().exists(),
)
order_to_repeat = Guard(
    "no_order_to_repeat",
    _("Every order that was placed still stands."),
    lambda case: case.items.granted().unordered().exists(),
)
something_to_take = Guard(
    "nothing_to_take",
    _("What was taken is being made into a document; it is taken again only if that fails."),
    lambda case: case.state != State.IN_PRODUCTION or order_to_repeat(case),
)
products_to_receive = Guard(
    "no_product_expected",
    _("No product is on its way here."),
    lambda case: (
        case.orders.active()
        .filter(
            Q(delivery="to_authority", status__in=["order_accepted", "in_production", "shipped"])
            | Q(delivery="direct", status__in=["shipped", "returned"])
        )
        .exists()
    ),
)
products_to_check = Guard(
    "no_product_to_check",
    _("No product waits for the incoming check."),
    lambda case: case.orders.active().filter(status="received").exists(),
)
products_to_hand_over = Guard(
    "no_product_ready",
    _("No product is ready."),
    lambda case: case.orders.active().filter(status="ready").exists(),
)
product_in_box = Guard(
    "no_product_in_box",
    _("No product lies in the pickup box."),
    lambda case: case.orders.active().filter(status="in_box").exists(),
)
box_empty = Guard(
    "product_in_box",
    _("A product lies in the pickup box; it is taken out first."),
    lambda case: not product_in_box(case),
)
product_to_reclaim = Guard(
    "no_product_here",
    _("No product lies ready here."),
    lambda case: case.orders.active().filter(status__in=["ready", "in_box"]).exists(),
)
for_the_box = Guard(
    "not_for_the_box",
    _("These documents are not handed over by the pickup box."),
    lambda case: case.delivery == Case.Delivery.BOX,
)
not_for_the_box = Guard(
    "for_the_box",
    _("These documents are put into the pickup box; to hand them over, choose another way."),
    lambda case: case.delivery != Case.Delivery.BOX,
)
pickup_booked = Guard(
    "no_pickup_appointment",
    _("Documents are handed over by appointment here, and none was booked."),
    lambda case: case.delivery != Case.Delivery.BY_APPOINTMENT or _pickup_booked(case),
)
to_be_fetched = Guard(
    "sent_directly",
    _("The producer sends the document to the holder."),
    lambda case: not case.orders.active().filter(delivery="direct", checked_at=None).exists(),
)


def _pickup_booked(case: Case) -> bool:
    """Since the products lie here; who comes for two of them at once needs one appointment."""
    ready = case.orders.active().filter(checked_at__isnull=False)
    since = ready.aggregate(last=Max("checked_at"))["last"]
    kept = case.appointments.for_purpose("pickup").filter(status__in=["booked", "attended"])
    return bool(kept.filter(starts_at__gte=since).exists())


notice_unpaid = Guard(
    "nothing_outstanding",
    _("Nothing is outstanding."),
    lambda case: case.fees.outstanding().exists(),
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
appointment_booked = Guard(
    "no_appointment",
    _("No appointment is booked."),
    lambda case: case.appointments.active().exists(),
)
merge_to_confirm = Guard(
    "no_proposed_merge",
    _("No merge has been proposed."),
    lambda case: case.merges.proposed().exists(),
)
no_merge_proposed = Guard(
    "merge_proposed",
    _("A merge has been proposed; it is to be confirmed or dropped first."),
    lambda case: not merge_to_confirm(case),
)
merged = Guard(
    "not_merged",
    _("The case has not been merged with another."),
    lambda case: case.merges.standing().exists(),
)
not_merged = Guard(
    "merged",
    _("The case has been merged with another; that merge is undone instead."),
    lambda case: not merged(case),
)
nothing_to_pay_here = Guard(
    "fee_charged_here",
    _("A fee has been charged in this case: merge the other case into this one."),
    lambda case: not case.fee_notices.filter(replaced_at=None, total__gt=0).exists(),
)
nothing_ordered_here = Guard(
    "stay_proven_here",
    _("A continuation was ordered or certified in this case: merge the other case into this one."),
    lambda case: (
        not case.fortgeltungsanordnungen.standing().exists()
        and not case.fiktionsbescheinigungen.standing().exists()
    ),
)
letter_to_send = Guard(
    "no_letter_to_send",
    _("Every letter has left the house."),
    lambda case: case.letters.to_send().exists(),
)
letter_on_its_way = Guard(
    "no_letter_under_way",
    _("No letter is on its way by post or by formal service."),
    lambda case: case.letters.filter(way__in=["post", "formal"]).exists(),
)
on_hold = Guard(
    "not_on_hold", _("The case is not on hold."), lambda case: bool(case.on_hold_reason)
)

decided_last = Guard(
    "invited_after_check",
    _("The invitation follows the favourable check by itself."),
    sequence.decided_last,
)
something_lacking = Guard(
    "nothing_lacking",
    _("Originals have been seen and biometrics taken."),
    lambda case: bool(capture.lacking(case)),
)
biometrics_lacking = Guard(
    "no_biometrics_lacking",
    _("Photo, signature and fingerprints have been taken."),
    lambda case: capture.lacking(case) not in ((), ("originals",)),
)
taken_at_filing = Guard(
    "not_taken_at_filing",
    _("Originals and biometrics are recorded at the appointment."),
    lambda case: case.state not in BEFORE_INVITATION or sequence.counts_at_filing(case),
)
reuse_allowed = Guard(
    "no_reuse_here",
    _("This authority takes biometrics anew."),
    lambda case: sequence.steps_of(case).reuse_biometrics,
)
biometrics_stored = Guard(
    "nothing_stored",
    _("Nothing is stored of this person from an earlier case that does not count here already."),
    lambda case: capture.reusable(case).exists(),
)

remedy_open = Guard(
    "no_open_remedy",
    _("No objection, claim or motion is open."),
    lambda case: case.rechtsbehelfe.pending().exists(),
)
nothing_charged = Guard(
    "fee_charged",
    _("A fee has been charged here already."),
    lambda case: not case.fee_notices.exists(),
)

FILED = tuple(state for state in State if state != State.DRAFT)
ACTIVE_BIOMETRICS = (State.AWAITING_BIOMETRICS, State.READY_FOR_PICKUP)
ACTIONS: tuple[Action, ...] = (
    Action(
        name="change_draft",
        label=_("Change the draft"),
        states=(State.DRAFT,),
        by=PORTAL,
    ),
    Action(
        name="submit",
        label=_("File the application"),
        states=(State.DRAFT,),
        roles=DESK,
        by=PORTAL,
        transition="submit",
    ),
    Action(
        name="hand_in",
        label=_("Hand in documents"),
        states=OPEN,
        roles=DESK,
        by=PORTAL,
    ),
    Action(
        name="begin_review",
        label=_("Take the case"),
        states=(State.SUBMITTED,),
        roles=CLERKS,
        transition="begin_review",
    ),
    Action(name="assign", label=_("Assign"), states=OPEN, roles=CLERKS),
    Action(
        name="decide_requirement",
        label=_("Accept or reject documents"),
        states=UNDECIDED,
        roles=CLERKS,
    ),
    Action(name="answer_check", label=_("Record a check"), states=UNDECIDED, roles=CLERKS),
    Action(
        name="request_documents",
        label=_("Request documents"),
        states=(State.IN_REVIEW, State.AWAITING_DOCUMENTS),
        roles=CLERKS,
        guards=(guards.not_on_hold,),
    ),
    Action(
        name="extend_nachforderung",
        label=_("Extend the deadline"),
        states=(State.AWAITING_DOCUMENTS,),
        roles=CLERKS,
        guards=(guards.nachforderung_open,),
    ),
    Action(
        name="decide_on_file",
        label=_("Go on with what there is"),
        states=(State.AWAITING_DOCUMENTS,),
        roles=CLERKS,
    ),
    Action(
        name="approve",
        label=_("Check favourably"),
        states=(State.IN_REVIEW,),
        roles=CLERKS,
        guards=(
            guards.not_on_hold,
            guards.documents_complete,
            guards.documents_reviewed,
            guards.no_refusal_pending,
        ),
    ),
    Action(
        name="announce_refusal",
        label=_("Announce a refusal (hearing)"),
        states=(State.IN_REVIEW,),
        roles=CLERKS,
        guards=(guards.not_on_hold, no_refusal_proposed),
    ),
    Action(
        name="record_statement",
        label=_("Record a statement"),
        states=(State.HEARING,),
        roles=CLERKS,
        guards=(guards.hearing_open,),
    ),
    Action(
        name="end_hearing",
        label=_("Evaluate and end the hearing"),
        states=(State.HEARING,),
        roles=CLERKS,
        guards=(guards.hearing_open,),
    ),
    Action(
        name="propose_refusal",
        label=_("Propose the refusal"),
        states=(State.IN_REVIEW, State.AWAITING_DECISION),
        roles=CLERKS,
        guards=(guards.not_on_hold, guards.hearings_closed, no_refusal_proposed),
    ),
    Action(
        name="confirm_refusal",
        label=_("Confirm the refusal"),
        states=(State.IN_REVIEW, State.AWAITING_DECISION),
        roles=LEADS,
        guards=(refusal_to_confirm,),
    ),
    Action(
        name="drop_refusal",
        label=_("Drop the proposed refusal"),
        states=(State.IN_REVIEW, State.AWAITING_DECISION),
        roles=CLERKS,
        guards=(refusal_to_confirm,),
    ),
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
    Action(
        name="invite",
        label=_("Invite before the check is finished"),
        states=(State.IN_REVIEW,),
        roles=CLERKS,
        transition="invite_to_biometrics",
        guards=(decided_last, guards.not_on_hold, guards.no_refusal_pending, something_lacking),
    ),
    Action(
        name="reuse_biometrics",
        label=_("Use stored biometrics again"),
        states=(State.IN_REVIEW, State.AWAITING_BIOMETRICS),
        roles=CLERKS,
        guards=(reuse_allowed, biometrics_lacking, biometrics_stored),
    ),
    Action(
        name="book_appointment",
        label=_("Book an appointment"),
        states=ACTIVE_BIOMETRICS,
        roles=DESK,
        by=PORTAL,
    ),
    Action(
        name="move_appointment",
        label=_("Move the appointment"),
        states=ACTIVE_BIOMETRICS,
        roles=DESK,
        by=PORTAL,
        guards=(appointment_booked,),
    ),
    Action(
        name="cancel_appointment",
        label=_("Cancel the appointment"),
        states=ACTIVE_BIOMETRICS,
        roles=DESK,
        by=PORTAL,
        guards=(appointment_booked,),
    ),
    Action(
        name="record_no_show",
        label=_("Did not appear"),
        states=ACTIVE_BIOMETRICS,
        roles=DESK,
        by=CLOCK,
        guards=(appointment_booked,),
    ),
    Action(
        name="record_attendance",
        label=_("Record the appointment"),
        states=(*BEFORE_INVITATION, State.AWAITING_BIOMETRICS, State.IN_PRODUCTION),
        roles=DESK,
        guards=(taken_at_filing, something_to_take),
    ),
    Action(
        name="return_to_review",
        label=_("Back to review"),
        states=(State.AWAITING_PAYMENT, State.AWAITING_BIOMETRICS, State.AWAITING_DECISION),
        roles=CLERKS,
        transition="return_to_review",
    ),
    Action(
        name="grant",
        label=_("Grant and order"),
        states=(State.AWAITING_BIOMETRICS, State.AWAITING_DECISION),
        roles=CLERKS,
        guards=(
            guards.not_on_hold,
            guards.fees_settled,
            guards.fee_questions_answered,
            guards.checks_answered,
            guards.biometrics_attended,
            guards.no_refusal_pending,
        ),
    ),
    Action(
        name="take_producer_news",
        label=_("Message from the producer"),
        states=tuple(state for state in State if state != State.DRAFT),
        by=CLOCK,
    ),
    Action(
        name="repeat_order",
        label=_("Repeat the order"),
        states=(State.IN_PRODUCTION,),
        roles=CLERKS,
        guards=(order_to_repeat,),
    ),
    Action(
        name="receive_product",
        label=_("Product has arrived"),
        states=(State.IN_PRODUCTION,),
        roles=DESK,
        guards=(products_to_receive,),
    ),
    Action(
        name="check_product",
        label=_("Record the incoming check"),
        states=(State.IN_PRODUCTION,),
        roles=DESK,
        guards=(products_to_check,),
    ),
    Action(
        name="hand_over",
        label=_("Hand over"),
        states=(State.READY_FOR_PICKUP,),
        roles=DESK,
        guards=(products_to_hand_over, not_for_the_box, pickup_booked),
    ),
    Action(
        name="put_into_box",
        label=_("Put into the pickup box"),
        states=(State.READY_FOR_PICKUP,),
        roles=DESK,
        guards=(for_the_box, products_to_hand_over),
    ),
    Action(
        name="record_fetched",
        label=_("Fetched from the pickup box"),
        states=(State.READY_FOR_PICKUP,),
        roles=DESK,
        guards=(product_in_box,),
    ),
    Action(
        name="take_from_box",
        label=_("Take out of the pickup box"),
        states=(State.READY_FOR_PICKUP,),
        roles=DESK,
        guards=(product_in_box,),
    ),
    Action(
        name="choose_delivery",
        label=_("Hand over in another way"),
        states=(State.IN_PRODUCTION, State.READY_FOR_PICKUP),
        roles=DESK,
        guards=(to_be_fetched, box_empty),
    ),
    Action(
        name="reclaim",
        label=_("Send a defective product back"),
        states=(State.READY_FOR_PICKUP,),
        roles=DESK,
        guards=(product_to_reclaim,),
        transition="reclaim",
    ),
    Action(
        name="announce_withdrawal",
        label=_("Announce the withdrawal"),
        states=UNDECIDED,
        roles=CLERKS,
        by=PORTAL,
    ),
    Action(
        name="confirm_withdrawal",
        label=_("Confirm the withdrawal"),
        states=UNDECIDED,
        by=frozenset({ActorKind.APPLICANT}),
        guards=(withdrawal_announced,),
    ),
    Action(
        name="confirm_withdrawal_on_paper",
        label=_("Record a withdrawal confirmed on paper"),
        states=UNDECIDED,
        roles=CLERKS,
        guards=(withdrawal_announced,),
    ),
    Action(
        name="propose_closure",
        label=_("Propose to close without a decision"),
        states=OPEN,
        roles=CLERKS,
    ),
    Action(
        name="confirm_closure",
        label=_("Confirm the closure"),
        states=OPEN,
        roles=LEADS,
        guards=(closure_to_confirm,),
    ),
    Action(
        name="drop_closure",
        label=_("Drop the proposed closure"),
        states=OPEN,
        roles=CLERKS,
        guards=(closure_to_confirm,),
    ),
    Action(
        name="propose_transfer",
        label=_("Propose a transfer to another authority"),
        states=UNDECIDED,
        roles=CLERKS,
    ),
    Action(
        name="keep_case",
        label=_("Keep the case with the other authority's consent"),
        states=UNDECIDED,
        roles=CLERKS,
    ),
    Action(
        name="take_over",
        label=_("Take over from another authority"),
        states=UNDECIDED,
        roles=CLERKS,
        guards=(nothing_charged,),
    ),
    Action(
        name="propose_merge",
        label=_("Merge with another case"),
        states=UNDECIDED,
        roles=CLERKS,
        guards=(no_merge_proposed, nothing_to_pay_here, nothing_ordered_here),
    ),
    Action(
        name="confirm_merge",
        label=_("Confirm the merge"),
        states=UNDECIDED,
        roles=CLERKS,
        guards=(merge_to_confirm, nothing_to_pay_here, nothing_ordered_here),
    ),
    Action(
        name="drop_merge",
        label=_("Drop the proposed merge"),
        states=FILED,  # or it would stand for ever once the case has been decided
        roles=CLERKS,
        guards=(merge_to_confirm,),
    ),
    Action(
        name="undo_merge",
        label=_("Undo the merge"),
        states=(State.DISCONTINUED,),
        roles=LEADS,
        guards=(merged,),
    ),
    Action(
        name="put_on_hold",
        label=_("Put on hold"),
        states=OPEN,
        roles=CLERKS,
        guards=(guards.not_on_hold,),
    ),
    Action(name="resume", label=_("Resume"), states=OPEN, roles=CLERKS, guards=(on_hold,)),
    Action(
        name="dispatch_letter",
        label=_("Record the dispatch of a letter"),
        states=tuple(state for state in State if state != State.DRAFT),
        roles=DESK,
        guards=(letter_to_send,),
    ),
    Action(
        name="record_arrival",
        label=_("Record when a letter arrived"),
        states=tuple(state for state in State if state != State.DRAFT),
        roles=DESK,
        guards=(letter_on_its_way,),
    ),
    Action(
        name="record_return",
        label=_("A letter came back"),
        states=tuple(state for state in State if state != State.DRAFT),
        roles=DESK,
        guards=(letter_on_its_way,),
    ),
    Action(name="record_remedy", label=_("Record a remedy"), states=FILED, roles=CLERKS),
    Action(
        name="settle_remedy",
        label=_("Record how a remedy ended"),
        states=FILED,
        roles=CLERKS,
        guards=(remedy_open,),
    ),
    Action(
        name="certify_work",
        label=_("Certify that work may go on (§ 84(2))"),
        states=FILED,
        roles=CLERKS,
        guards=(permit_refused,),
    ),
    Action(
        name="correct_receipt",
        label=_("Record an earlier receipt"),
        states=OPEN,
        roles=CLERKS,
    ),
    Action(
        name="record_change",
        label=_("Record a change about the person"),
        states=OPEN,
        roles=DESK,
    ),
    Action(
        name="order_continuation",
        label=_("Order that the title continues"),
        states=UNDECIDED,
        roles=CLERKS,
        guards=(stay.came_late,),
    ),
    Action(
        name="revoke_continuation",
        label=_("Revoke the order that the title continues"),
        states=UNDECIDED,
        roles=CLERKS,
        guards=(stay.order_revocable,),
    ),
    Action(
        name="require_identification",
        label=_("Require identification first"),
        states=UNDECIDED,
        roles=CLERKS,
        guards=(stay.identification_not_asked,),
    ),
    Action(
        name="issue_certificate",
        label=_("Issue the Fiktionsbescheinigung"),
        states=(*OPEN, State.REFUSED),  # a refusal ends nothing before it is announced
        roles=CLERKS,
        guards=(stay.effect_certified, stay.effect_goes_on, stay.prints_stored),
    ),
    Action(
        name="record_status",
        label=_("Record a renewed status"),
        states=OPEN,
        roles=CLERKS,
        guards=(stay.own_status,),
    ),
    Action(
        name="reopen",
        label=_("Reopen"),
        states=REOPENABLE,
        roles=LEADS,
        transition="reopen",
        guards=(not_merged,),
    ),
)
BY_NAME = {action.name: action for action in ACTIONS}


@dataclass(frozen=True)
class Offered:
    """An action that starts in the present state, with what stands in its way now."""

    action: Action
    obstacles: tuple[Guard, ...]


def offered(case: Case, actor: Actor) -> Iterator[Offered]:
    """What this actor could do now, possible or not, each with its obstacles.

    Guards that several actions share are asked once.
    """
    state = State(case.state)
    asked: dict[tuple[tuple[Guard, ...], str | None], tuple[Guard, ...]] = {}
    for action in ACTIONS:
        if state in action.states and action.permitted_to(actor, case):
            conditions = (action.guards, action.transition)
            if conditions not in asked:
                asked[conditions] = tuple(action.obstacles(case))
            yield Offered(action, asked[conditions])
