"""The simulated office: in each state the one step that comes next, done by the services.

Public: `step`, `end_by`. Every step commits; a service that refuses raises what it always raises.
"""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import pikepdf

from authorities import service as authorities
from authorities.refusal_grounds import grounds_for
from cases import services
from cases.guards import biometrics_attended
from cases.models import Case, Item
from cases.states import State
from common.actor import Actor, Role
from common.calendar import local_day
from correspondence.models import Letter
from documents.models import Requirement
from fees.services import IncomingPayment
from production.models import Order
from production.producer import ProducerNews

from .adapters import reference_of
from .people import applicant, staff
from .scripts import Script

PROOF_DAYS = 90
EVERYTHING = services.Taken(
    originals_seen=True, photo_taken=True, signature_taken=True, fingerprints_taken=True
)
TO_THE_HOLDER = ("order_accepted", "in_production", "shipped", "delivered")


def step(case: Case, *, script: Script, at: datetime) -> None:
    """What simulated people do next in this state; nothing where the case has ended."""
    office = Office(case=case, script=script, at=at)
    STEPS.get(State(case.state), Office.nothing)(office)
    office.dispatch_letters()


def end_by(case: Case, end: State, *, portal: Actor, at: datetime) -> None:
    """Withdrawn by the applicant, or discontinued by two members of staff."""
    office = Office(case=case, script=Script(), at=at)
    if end == State.WITHDRAWN:
        office.withdraw(portal)
    else:
        office.discontinue()
    office.dispatch_letters()


@dataclass(frozen=True)
class Office:
    """One case as it was read, on the desks of people who are not there."""

    case: Case
    script: Script
    at: datetime

    # What comes next in each state

    def nothing(self) -> None:
        """The portal's turn, or nobody's."""

    def take(self) -> None:
        services.begin_review(**self._by(Role.CLERK))

    def review(self) -> None:
        """Ask, refuse or check favourably, as the script says."""
        if self.case.fee_decisions.pending().exists():
            services.give_fee_reason(amount="federal", reason="Sandbox", **self._by(Role.TEAM_LEAD))
        elif self.script.asks_for_documents and not self.case.nachforderungen.exists():
            self._ask()
        elif self.script.refuses:
            self._refuse()
        else:
            self._accept_documents()
            self._answer_checks()
            services.approve(**self._by(Role.CLERK))

    def bring_documents(self) -> None:
        """Somebody brings on paper whatever was asked for."""
        asked = self.case.nachforderungen.pending().get()
        for code in asked.positions.values_list("requirement__code", flat=True):
            self._bring(code)

    def hear(self) -> None:
        services.record_statement(statement="Sandbox", **self._by(Role.CLERK))
        services.end_hearing(evaluation="Sandbox", **self._by(Role.CLERK))

    def take_money(self) -> None:
        payment = IncomingPayment(
            provider="counter",
            provider_id=f"SANDBOX-{uuid.uuid4()}",
            method="cash",
            amount=self.case.fees.outstanding().total(),
            paid_at=self.at,
        )
        services.record_payment(payment=payment, **self._by(Role.CASHIER))

    def attend(self) -> None:
        """Come, or where somebody has come already and nothing else is left, decide."""
        if biometrics_attended(self.case):
            self.decide()
            return
        services.record_attendance(taken=EVERYTHING, **self._by(Role.FRONT_DESK))

    def decide(self) -> None:
        if self.script.refuses:
            services.return_to_review(reason="Sandbox", **self._by(Role.CLERK))
        else:
            services.grant(validities={}, **self._by(Role.CLERK))

    def produce(self) -> None:
        """Let the producer reject each product once, or make, receive and check it."""
        made = self.case.orders.order_by("pk")
        if self.script.rejects_order and not made.filter(status=Order.Status.REJECTED).exists():
            self._reject(made.filter(active=True))
        elif self.case.items.granted().unordered().exists():
            services.repeat_order(**self._by(Role.CLERK))
        else:
            self._make(made.filter(active=True))

    def give(self) -> None:
        """Hand over at the desk whatever is ready."""
        if self.case.delivery != Case.Delivery.IN_PERSON:
            services.choose_delivery(
                delivery=Case.Delivery.IN_PERSON.value,
                reason="Sandbox",
                **self._by(Role.FRONT_DESK),
            )
        for order in self.case.orders.active().filter(status=Order.Status.READY):
            services.hand_over(
                order=str(order.request_id),
                recipient="authorised",  # also for a child
                recipient_name="Sandbox",
                old_document="withdrawn",
                **self._by(Role.FRONT_DESK),
            )

    # How a case ends otherwise

    def withdraw(self, portal: Actor) -> None:
        at: dict[str, Any] = {"reference": self.case.reference, "at": self.at}
        if not self.case.withdrawals.announced().exists():
            services.announce_withdrawal(acknowledged_effect=True, actor=portal, **at)
        token = self.case.withdrawals.announced().get().token
        who = applicant(authority=self.case.authority)
        services.confirm_withdrawal(token=token, actor=who, **at)

    def discontinue(self) -> None:
        services.propose_closure(reason="duplicate", note="Sandbox", **self._by(Role.CLERK))
        services.confirm_closure(**self._by(Role.TEAM_LEAD))

    # Parts of steps

    def dispatch_letters(self) -> None:
        """Nothing is printed; the letters count as handed over, so that they take effect today."""
        for letter in self.case.letters.to_send():
            services.dispatch_letter(
                letter=str(letter.public_id),
                way=Letter.Way.HANDED_OVER,
                **self._by(Role.FRONT_DESK),
            )

    def _ask(self) -> None:
        first = self.case.requirements.filter(required=True).order_by("pk").first()
        first = first or self.case.requirements.order_by("pk").first()
        if first is not None:
            services.request_documents(asked={first.code: "Sandbox"}, **self._by(Role.CLERK))

    def _refuse(self) -> None:
        """Hear about each item, then propose, then confirm: one of these is next."""
        if self.case.refusals.filter(confirmed_at=None, dropped_at=None).exists():
            services.confirm_refusal(**self._by(Role.TEAM_LEAD))
            return
        item = self.case.items.pending().order_by("kind").first()
        if item is None:
            return
        told: dict[str, Any] = {"item": item.kind, "codes": [self._ground(item)]}
        if item.hearings.exists():
            services.propose_refusal(
                **told, legal_basis="§ 5 AufenthG", grounds="Sandbox", **self._by(Role.CLERK)
            )
        else:
            services.announce_refusal(**told, grounds="Sandbox", **self._by(Role.CLERK))

    def _ground(self, item: Item) -> str:
        return next(iter(grounds_for(item.kind, law=authorities.law(), on=local_day(self.at))))

    def _accept_documents(self) -> None:
        for code in self.case.requirements.missing().values_list("code", flat=True):
            self._bring(code)
        for row in self.case.requirements.filter(status=Requirement.Status.HANDED_IN):
            services.decide_requirement(
                requirement=row.code,
                verdict="accepted",
                reason="",
                proof_until=local_day(self.at) + timedelta(days=PROOF_DAYS),
                **self._by(Role.CLERK),
            )

    def _bring(self, code: str) -> None:
        services.hand_in_by_staff(
            requirement=code,
            content=_blank_page(),
            filename=f"{code}.pdf",
            **self._by(Role.FRONT_DESK),
        )

    def _answer_checks(self) -> None:
        for check in self.case.checks.unanswered():
            services.answer_check(
                check=check.code,
                status="answered",
                finding="clear",
                reason="",
                **self._by(Role.CLERK),
            )

    def _reject(self, orders: Any) -> None:
        for order in orders:
            why = {"rejection_code": "data_quality", "rejection_text": "Sandbox"}
            self._producer_says(order, "order_rejected", **why)

    def _make(self, orders: Any) -> None:
        for order in orders:
            self._send(order)
            direct = order.delivery == Order.Delivery.DIRECT
            for status in TO_THE_HOLDER if direct else TO_THE_HOLDER[:-1]:
                self._producer_says(order, status, serial_number=f"SB{order.pk:07}")
            if not direct:
                self._take_in(str(order.request_id))

    def _send(self, order: Order) -> None:
        reference = reference_of(order.request_id)
        services.take_order_sent(order=order, producer_reference=reference, at=self.at)

    def _producer_says(self, order: Order, status: str, **facts: str) -> None:
        news = ProducerNews(
            request_id=order.request_id,
            producer_reference=reference_of(order.request_id),
            status=status,
            at=self.at,
            message_id=f"{order.request_id}-{status}",
            **facts,
        )
        services.take_producer_news(order=order, news=news, at=self.at)

    def _take_in(self, order: str) -> None:
        services.receive_product(order=order, **self._by(Role.FRONT_DESK))
        services.check_product(order=order, flawless=True, remark="", **self._by(Role.FRONT_DESK))

    def _by(self, role: Role) -> dict[str, Any]:
        who = staff(role, authority=self.case.authority)
        return {"reference": self.case.reference, "actor": who, "at": self.at}


STEPS: Mapping[State, Callable[[Office], None]] = {
    State.SUBMITTED: Office.take,
    State.IN_REVIEW: Office.review,
    State.AWAITING_DOCUMENTS: Office.bring_documents,
    State.HEARING: Office.hear,
    State.AWAITING_PAYMENT: Office.take_money,
    State.AWAITING_BIOMETRICS: Office.attend,
    State.AWAITING_DECISION: Office.decide,
    State.IN_PRODUCTION: Office.produce,
    State.READY_FOR_PICKUP: Office.give,
}


def _blank_page() -> bytes:
    page, written = pikepdf.new(), io.BytesIO()
    page.add_blank_page()
    page.save(written)
    return written.getvalue()
