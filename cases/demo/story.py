"""One case of the demo, told by calling the services with past clocks.

Public: `Office`, `Story`. Between two steps the clock strikes: whatever falls due meanwhile runs at
its own time, as the beat would have done it.
"""

from __future__ import annotations

import random
import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from access.models import Portal, User
from appointments.queries import Slot, free_slots
from authorities import service as authorities
from cases import services
from cases.application import Application, Declarations
from cases.models import Case, Deadline
from common.actor import Actor, ActorKind
from common.calendar import BERLIN, is_working_day, start_of_day
from common.inputs import parse
from correspondence import services as correspondence
from correspondence.models import Letter
from documents.models import Requirement
from documents.services import HandIn, store_upload
from fees.payment_service import PaymentStatus, StartedPayment
from production.models import Order
from production.producer import ProducerNews

from .accounts import PORTAL_NAME, STAFF, key_of
from .people import Applicant
from .proofs import photographed

NEVER_SENT = "Vorführdaten: nie versandt"
LOOK_DAYS = 28  # no office is closed for longer
STREETS = (
    ("Turmstraße", "10559"),
    ("Sonnenallee", "12045"),
    ("Müllerstraße", "13353"),
    ("Karl-Marx-Allee", "10243"),
    ("Residenzstraße", "13409"),
    ("Hermannstraße", "12051"),
)
EVERYTHING_TAKEN = services.Taken(
    originals_seen=True, photo_taken=True, signature_taken=True, fingerprints_taken=True
)


@dataclass(frozen=True)
class Office:
    """The demo's people at one authority as actors, each by what they do there."""

    authority: str
    portal: Portal
    actors: Mapping[str, Actor]

    @classmethod
    def open(cls, authority: str) -> Office:
        """Raises `User.DoesNotExist` or `Portal.DoesNotExist` before `demo_accounts` has run."""
        here = [person for person in STAFF if person.authority == authority]
        prefix = key_of("", authority)
        actors = {
            person.key.removeprefix(prefix): User.objects.get(username=person.username).actor()
            for person in here
        }
        portal = Portal.objects.get(name=PORTAL_NAME)
        return cls(authority=authority, portal=portal, actors=actors)


@dataclass
class Story:
    """A case being told; each step happens at `now`, which only moves on."""

    office: Office
    applicant: Applicant
    lots: random.Random
    today: date
    reference: str = ""
    now: datetime = field(init=False)
    clerk: Actor = field(init=False)

    def __post_init__(self) -> None:
        self.now = start_of_day(self.today - timedelta(days=365))  # before every plot begins
        key = self.lots.choice(["clerk", "clerk", "second_clerk"])
        self.clerk = self.office.actors.get(key, self.office.actors["clerk"])
        self.portal = self.office.portal.actor()

    @property
    def case(self) -> Case:
        found: Case = Case.objects.get(reference=self.reference)
        return found

    # Time

    def on_day_before(self, days_ago: int) -> None:
        """Let time pass until an office hour so many days ago, or of the working day before."""
        day = self._working_day(days_ago)
        hour = time(self.lots.randint(8, 14), self.lots.choice([0, 10, 20, 30, 40, 50]))
        self.until(datetime.combine(day, hour, tzinfo=BERLIN))

    def until(self, moment: datetime) -> None:
        """Let time pass; what falls due meanwhile runs at its own instant."""
        while (due := self._next_due(moment)) is not None:
            services.run_deadline(deadline=due, at=max(due.due_at, self.now))
        self.now = max(moment, self.now + timedelta(minutes=10))

    def _next_due(self, moment: datetime) -> Deadline | None:
        running = Deadline.objects.running().filter(case__reference=self.reference)
        due = running.filter(due_at__lte=moment).select_related("case")
        first: Deadline | None = due.order_by("due_at", "id").first()
        return first

    def _working_day(self, days_ago: int) -> date:
        """The day so many days before the telling, or the working day before that."""
        day = self.today - timedelta(days=days_ago)
        while not self._is_working_day(day):
            day -= timedelta(days=1)
        return day

    def _is_working_day(self, day: date) -> bool:
        return is_working_day(day, land=authorities.profile(self.office.authority).land)

    # Filing

    def draft(self, title_ends_in: int) -> None:
        """Begin the application; the title ends so many days after the day of the telling."""
        street, postal_code = self.lots.choice(STREETS)
        told = self.applicant.application(
            street=f"{street} {self.lots.randint(1, 180)}",
            postal_code=postal_code,
            municipality="Berlin",
            title_ends=self.today + timedelta(days=title_ends_in),
        )
        self.application = parse(Application, told)
        case = services.open_draft(
            authority=self.office.authority,
            application=self.application,
            hand_ins=[],
            portal=self.office.portal,
            actor=self.portal,
            at=self.now,
        )
        self.reference = case.reference

    def file(self, *left_out: str) -> None:
        """Attach what is required, except for what is left out, and submit."""
        missing = self.case.requirements.missing().exclude(code__in=left_out)
        services.change_draft(
            reference=self.reference,
            application=self.application,
            hand_ins=self._uploads([row.code for row in missing]),
            portal=self.office.portal,
            actor=self.portal,
            version=self.case.etag,
            at=self.now,
        )
        services.submit(
            reference=self.reference,
            declarations=Declarations(truth=True, privacy_notice=True, electronic_payment=True),
            actor=self.portal,
            version=self.case.etag,
            at=self.now,
        )

    def hand_in(self, *codes: str) -> None:
        services.hand_in(
            reference=self.reference,
            hand_ins=self._uploads(codes),
            portal=self.office.portal,
            actor=self.portal,
            at=self.now,
        )

    def _uploads(self, codes: Any) -> list[HandIn]:
        return [HandIn(upload=self._upload(code), requirement=code) for code in codes]

    def _upload(self, code: str) -> uuid.UUID:
        stored = store_upload(
            portal=self.office.portal,
            content=photographed(code),
            filename=f"{code}.jpg",
            at=self.now,
        )
        return stored.public_id

    # Review

    def begin_review(self) -> None:
        services.begin_review(**self._by(self.clerk))

    def accept_documents(self) -> None:
        for row in self.case.requirements.filter(status=Requirement.Status.HANDED_IN):
            services.decide_requirement(
                requirement=row.code,
                verdict="accepted",
                reason="",
                proof_until=self.now.date() + timedelta(days=90),
                **self._by(self.clerk),
            )

    def answer_checks(self) -> None:
        for check in self.case.checks.unanswered():
            services.answer_check(
                check=check.code,
                status="answered",
                finding="clear",
                reason="",
                **self._by(self.clerk),
            )

    def ask_checks(self) -> None:
        for check in self.case.checks.unanswered():
            services.answer_check(
                check=check.code, status="asked", finding="", reason="", **self._by(self.clerk)
            )

    def request(self, code: str, wanted: str) -> None:
        services.request_documents(asked={code: wanted}, **self._by(self.clerk))

    def approve(self) -> None:
        services.approve(**self._by(self.clerk))

    def hold(self, reason: str, review_in: int) -> None:
        review_on = self.today + timedelta(days=review_in)
        services.put_on_hold(reason=reason, review_on=review_on, **self._by(self.clerk))

    def return_to_review(self, reason: str) -> None:
        services.return_to_review(reason=reason, **self._by(self.clerk))

    # Money and appointment

    def pay(self) -> None:
        """Pay online where something is outstanding; the payment service says so itself."""
        if not self.case.fees.outstanding().exists():
            return
        address = "https://buergerportal.example.org/zurueck"
        attempt = services.start_payment(return_url=address, **self._by(self.portal))
        transaction = f"SIM-{attempt.request_id[:12]}"
        started = StartedPayment(
            transaction_id=transaction, redirect_url="https://zahlung.example.org/"
        )
        paid = PaymentStatus(
            transaction_id=transaction,
            state="paid",
            amount=attempt.amount,
            method="card",
            paid_at=self.now,
            detail="",
        )
        for answer in (started, paid):
            services.take_payment_answer(attempt=attempt, answer=answer, at=self.now)

    def book(self, days_ago: int, purpose: str = "biometrics") -> None:
        """Book a time on the day so many days before the telling; below zero it is still ahead."""
        slot = self.lots.choice(self._slots(purpose, days_ago))
        services.book_appointment(purpose=purpose, slot=slot.id, **self._by(self.portal))

    def _slots(self, purpose: str, days_ago: int) -> list[Slot]:
        """The free times of that day; where it has none, of the next one away from the telling."""
        away = 1 if days_ago >= 0 else -1
        days = (self.today - timedelta(days=days_ago + away * more) for more in range(LOOK_DAYS))
        return next(filter(None, (self._slots_on(day, purpose) for day in days)))

    def _slots_on(self, day: date, purpose: str) -> list[Slot]:
        return free_slots(
            authority=self.office.authority,
            sandbox=False,
            purpose=purpose,
            first_day=day,
            last_day=day,
            is_working_day=self._is_working_day,
            at=self.now,
        )

    def attend(self) -> None:
        """Come at the time booked; everything is seen and taken."""
        self.until(self.case.appointments.active().get().starts_at)
        services.record_attendance(taken=EVERYTHING_TAKEN, **self._by_desk())

    # Decision

    def announce_refusal(self, grounds: str) -> None:
        services.announce_refusal(
            item="permit", codes=["requirements"], grounds=grounds, **self._by(self.clerk)
        )

    def refuse(self, evaluation: str, grounds: str, legal_basis: str) -> None:
        """End the hearing, propose and confirm by two people, and serve the letter."""
        services.end_hearing(evaluation=evaluation, **self._by(self.clerk))
        services.propose_refusal(
            item="permit",
            codes=["requirements"],
            legal_basis=legal_basis,
            grounds=grounds,
            **self._by(self.clerk),
        )
        services.confirm_refusal(**self._by(self.office.actors["team_lead"]))
        letter = self.case.letters.get(kind="refusal")
        services.dispatch_letter(
            letter=str(letter.public_id), way=Letter.Way.FORMAL, **self._by_desk()
        )

    def grant(self) -> None:
        services.grant(validities={}, **self._by(self.clerk))

    def close(self, reason: str, note: str) -> None:
        services.propose_closure(reason=reason, note=note, **self._by(self.clerk))
        services.confirm_closure(**self._by(self.office.actors["team_lead"]))

    def transfer(self, to_authority: str, note: str) -> None:
        consented_on = self.today - timedelta(days=20)
        services.propose_transfer(
            to_authority=to_authority,
            consented_on=consented_on,
            note=note,
            **self._by(self.clerk),
        )
        services.confirm_closure(**self._by(self.office.actors["team_lead"]))

    def announce_withdrawal(self) -> None:
        services.announce_withdrawal(acknowledged_effect=True, **self._by(self.portal))

    def confirm_withdrawal(self) -> None:
        applicant = Actor(kind=ActorKind.APPLICANT, roles={self.office.authority: frozenset()})
        token = self.case.withdrawals.get().token
        services.confirm_withdrawal(token=token, **self._by(applicant))

    # Production

    def ship(self) -> None:
        for order in self.case.orders.active():
            for status in ("order_accepted", "in_production"):
                self._producer_says(order, status)
            self._producer_says(order, "shipped", serial_number=f"SIM{order.pk:06}")

    def reject_photo(self) -> None:
        for order in self.case.orders.active():
            self._producer_says(
                order,
                "order_rejected",
                rejection_code="photo_quality",
                rejection_text="Das Foto ist unscharf.",
            )

    def receive(self) -> None:
        for order in self.case.orders.active():
            services.receive_product(order=str(order.request_id), **self._by_desk())

    def check(self) -> None:
        for order in self.case.orders.active():
            services.check_product(
                order=str(order.request_id), flawless=True, remark="", **self._by_desk()
            )

    def hand_over(self) -> None:
        for order in self.case.orders.active():
            services.hand_over(
                order=str(order.request_id),
                recipient="holder",
                recipient_name="",
                old_document="withdrawn",
                **self._by_desk(),
            )

    def _producer_says(self, order: Order, status: str, **facts: str) -> None:
        news = ProducerNews(
            request_id=order.request_id,
            producer_reference=f"P-{order.pk:06}",
            status=status,
            at=self.now,
            message_id=f"demo-{order.pk}-{status}",
            **facts,
        )
        services.take_producer_news(order=order, news=news, at=self.now)

    # The end of the telling

    def end(self, moment: datetime) -> None:
        """Bring the case up to the present, and keep its past mails from being sent now."""
        self.until(moment)
        if Case.objects.filter(reference=self.reference).exists():
            correspondence.withhold(case=self.case, reason=NEVER_SENT)

    def _by(self, actor: Actor) -> dict[str, Any]:
        return {"reference": self.reference, "actor": actor, "at": self.now}

    def _by_desk(self) -> dict[str, Any]:
        return self._by(self.office.actors["front_desk"])
