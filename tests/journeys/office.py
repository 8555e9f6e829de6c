"""The office at work, Berlin's unless another is named: each step as one call, with the known cast.

Amal Haddad files by the portal; Karin Vogt works on the case, Tarek Lindner is the second pair of
eyes, Kim Weiß takes cash, Fatma Öz sits at the counter. The producer and the payment service are
heard through the same use cases that their couriers call.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from access.models import Portal, User
from appointments.models import Booking, Counter, OpeningHours
from appointments.queries import free_slots
from authorities import service as authorities
from cases import services
from cases.application import Application, Declarations
from cases.messages import still_true
from cases.models import Case, Deadline
from common.actor import Actor, ActorKind, system_for
from common.calendar import BERLIN, is_working_day
from common.inputs import parse
from documents.models import Requirement
from documents.services import HandIn, store_upload
from fees.services import IncomingPayment
from production.models import Order
from production.producer import ProducerNews
from tests import cast, sample_files

READABLE = services.Paper()
FILED_AT = datetime(2026, 11, 23, 10, 30, tzinfo=BERLIN)


def application(**changes: Any) -> Application:
    """Amal's extension as a portal sends it, with what a test changes."""
    told: dict[str, Any] = {
        "kind": "extension",
        "legal_basis": "25(5)",
        "person": {
            "family_name": "Haddad",
            "given_names": "Amal",
            "birth_date": "1990-05-01",
            "birth_place": "Aleppo",
            "gender": "F",
            "nationalities": ["SY"],
            "language": "de",
            "email": "amal.haddad@example.org",
            "residence": {
                "street": "Turmstraße 1",
                "postal_code": "10559",
                "municipality": "Berlin",
            },
            "identity_document": {
                "kind": "passport",
                "number": "N01234567",
                "issued_by": "SY",
                "valid_until": "2030-03-31",
            },
        },
        "current_title": {
            "type": "residence_permit",
            "legal_basis": "25(5)",
            "valid_until": "2027-01-10",
            "lawful_stay_since": "2021-03-01",
        },
        "situation": {
            "occupation": "employed",
            "has_passport": True,
            "health_insurance": "statutory",
        },
        "requests": {"duration_months": 36},
    }
    return parse(Application, {**told, **changes})


@dataclass
class Office:
    """One case at work. `now` is the clock of all steps; it only moves when a test says so."""

    authority: str = "berlin"
    portal: Portal = field(init=False)
    karin: User = field(init=False)
    tarek: User = field(init=False)
    kim: User = field(init=False)
    fatma: User = field(init=False)
    now: datetime = FILED_AT
    reference: str = ""

    def __post_init__(self) -> None:
        here = self.authority
        self.portal = cast.portal(authority=here)
        self.karin, self.tarek = cast.karin(authority=here), cast.tarek(authority=here)
        self.kim, self.fatma = cast.kim(authority=here), cast.fatma(authority=here)
        self.clerk, self.lead = self.karin.actor(), self.tarek.actor()
        self.cashier, self.front_desk = self.kim.actor(), self.fatma.actor()
        self.applicant = self.portal.actor()
        self.clock: Actor = system_for(here, sandbox=False)
        self.amal = Actor(kind=ActorKind.APPLICANT, roles={here: frozenset()})
        counter = Counter.objects.create(
            authority=here, name="Schalter 12", location="Friedrich-Krause-Ufer 24, Haus A"
        )
        for weekday in range(5):
            OpeningHours.objects.create(
                counter=counter,
                weekday=weekday,
                opens="08:00",
                closes="14:00",
                slot_minutes=20,
                purposes=["biometrics", "pickup"],
            )

    @property
    def case(self) -> Case:
        found: Case = Case.objects.get(reference=self.reference)
        return found

    def later(self, **delta: float) -> None:
        self.now += timedelta(**delta)

    def application(self, *, person: dict[str, Any] | None = None, **changes: Any) -> Application:
        """Amal's application to this authority; who lives where it is competent."""
        if self.authority == "berlin":
            return application(**changes, **({"person": person} if person else {}))
        told = application().person.model_dump(mode="json")
        return application(
            person={**told, "residence": self.residence(), **(person or {})}, **changes
        )

    def residence(self) -> dict[str, str]:
        profile = authorities.profile(self.authority)
        return {
            "street": "Am Markt 1",
            "postal_code": profile.on(self.now.date()).contact.postcode,
            "municipality": profile.municipality[0].name,
        }

    # Filing

    def file(self, *documents: str, **changes: Any) -> Case:
        """By the portal, with a file for each of the `documents`."""
        case = services.file(
            authority=self.authority,
            application=self.application(**changes),
            hand_ins=self._hand_ins(documents),
            declarations=Declarations(truth=True, privacy_notice=True, electronic_payment=True),
            portal=self.portal,
            actor=self.applicant,
            at=self.now,
        )
        self.reference = case.reference
        return self.case

    def draft(self, **changes: Any) -> Case:
        case = services.open_draft(
            authority=self.authority,
            application=self.application(**changes),
            hand_ins=[],
            portal=self.portal,
            actor=self.applicant,
            at=self.now,
        )
        self.reference = case.reference
        return self.case

    def record(
        self, *, channel: str = "post", paper: services.Paper = READABLE, **changes: Any
    ) -> Case:
        """What came another way than by the portal, as a clerk records it."""
        case = services.record_application(
            authority=self.authority,
            application=self.application(**changes),
            channel=channel,
            received_at=self.now,
            paper=paper,
            actor=self.clerk,
            at=self.now,
        )
        self.reference = case.reference
        return self.case

    def upload(self) -> uuid.UUID:
        """A picture, or a PDF where the authority takes no pictures."""
        formats = authorities.rules(self.authority, on=self.now.date()).files.formats
        pictures = "jpg" in formats
        stored = store_upload(
            portal=self.portal,
            content=sample_files.picture() if pictures else sample_files.pdf(),
            filename="nachweis.jpg" if pictures else "nachweis.pdf",
            at=self.now,
        )
        return stored.public_id

    def _hand_ins(self, codes: Iterable[str]) -> list[HandIn]:
        return [HandIn(upload=self.upload(), requirement=code) for code in codes]

    def hand_in(self, *codes: str) -> Case:
        return services.hand_in(
            reference=self.reference,
            hand_ins=self._hand_ins(codes),
            portal=self.portal,
            actor=self.applicant,
            at=self.now,
        )

    def hand_in_by_staff(self, *codes: str) -> None:
        """What came on paper, as the front desk scans it."""
        for code in codes:
            services.hand_in_by_staff(
                reference=self.reference,
                requirement=code,
                content=sample_files.pdf(),
                filename=f"{code}.pdf",
                actor=self.front_desk,
                at=self.now,
            )

    # Review

    def begin_review(self) -> Case:
        return services.begin_review(reference=self.reference, actor=self.clerk, at=self.now)

    def accept_documents(self) -> None:
        """Everything required is handed in and accepted."""
        missing = [row.code for row in self.case.requirements.missing()]
        if self.case.portal_id is None:
            self.hand_in_by_staff(*missing)
        elif missing:
            self.hand_in(*missing)
        for row in self.case.requirements.filter(status=Requirement.Status.HANDED_IN):
            services.decide_requirement(
                reference=self.reference,
                requirement=row.code,
                verdict="accepted",
                reason="",
                proof_until=self.now.date() + timedelta(days=90),
                actor=self.clerk,
                at=self.now,
            )

    def answer_checks(self) -> None:
        for check in self.case.checks.unanswered():
            services.answer_check(
                reference=self.reference,
                check=check.code,
                status="answered",
                finding="clear",
                reason="",
                actor=self.clerk,
                at=self.now,
            )

    def request_documents(self, **asked: str) -> Case:
        return services.request_documents(
            reference=self.reference, asked=asked, actor=self.clerk, at=self.now
        )

    def approve(self) -> Case:
        return services.approve(reference=self.reference, actor=self.clerk, at=self.now)

    def approved(self, **changes: Any) -> Case:
        """Filed, reviewed with everything in order, and favourably checked."""
        self.file(**changes)
        self.begin_review()
        self.accept_documents()
        self.answer_checks()
        return self.approve()

    # Money

    def pay(
        self, amount: str | None = None, provider_id: str = "K-1", notice: int | None = None
    ) -> Case:
        due = self.case.fees.outstanding().total()
        return services.record_payment(
            reference=self.reference,
            payment=IncomingPayment(
                provider="counter",
                provider_id=provider_id,
                method="cash",
                amount=Decimal(amount) if amount else due,
                paid_at=self.now,
            ),
            notice=notice,
            actor=self.cashier,
            at=self.now,
        )

    def relieve(self, proposal: str, **facts: Any) -> Case:
        """Karin proposes a waiver or a deferral of the one open position, Tarek confirms it."""
        position = self.case.fees.filter(status__in=["due", "deferred"]).get()
        propose = getattr(services, proposal)
        propose(
            reference=self.reference,
            position=position.pk,
            actor=self.clerk,
            at=self.now,
            **facts,
        )
        relief = self.case.fee_reliefs.proposed().get()
        return services.confirm_relief(
            reference=self.reference, relief=str(relief.public_id), actor=self.lead, at=self.now
        )

    def reassess(self, reason: str = "Der Nachweis liegt jetzt vor.") -> Case:
        return services.reassess_fee(
            reference=self.reference, reason=reason, actor=self.clerk, at=self.now
        )

    def accept_proof(self, code: str, *, until: date, since: date | None = None) -> Case:
        """A proof is handed in and accepted for the days for which it counts."""
        self.hand_in(code)
        return services.decide_requirement(
            reference=self.reference,
            requirement=code,
            verdict="accepted",
            reason="",
            proof_from=since,
            proof_until=until,
            actor=self.clerk,
            at=self.now,
        )

    def refund(self, amount: str, reason: str = "Nachweis kam später") -> Case:
        return services.order_refund(
            reference=self.reference,
            amount=Decimal(amount),
            reason=reason,
            actor=self.cashier,
            at=self.now,
        )

    # Appointment

    def first_slot(self, purpose: str = "biometrics", *, in_days: int = 1) -> str:
        tomorrow = self.now.date() + timedelta(days=in_days)
        slots = free_slots(
            authority=self.authority,
            sandbox=False,
            purpose=purpose,
            first_day=tomorrow,
            last_day=tomorrow + timedelta(days=14),
            is_working_day=partial(is_working_day, land=authorities.profile(self.authority).land),
            at=self.now,
        )
        return slots[0].id

    def book(self, purpose: str = "biometrics", *, in_days: int = 1) -> Booking:
        return services.book_appointment(
            reference=self.reference,
            purpose=purpose,
            slot=self.first_slot(purpose, in_days=in_days),
            actor=self.applicant,
            at=self.now,
        )

    def book_at_desk(self, purpose: str = "biometrics") -> Booking:
        """By phone or at the counter, for whoever has no portal."""
        return services.book_appointment(
            reference=self.reference,
            purpose=purpose,
            slot=self.first_slot(purpose),
            actor=self.front_desk,
            at=self.now,
        )

    def attend(self, **taken: Any) -> Case:
        """Amal comes at the time booked; everything is seen and taken."""
        booking = self.case.appointments.active().first()
        if booking is not None:
            self.now = max(self.now, booking.starts_at)
        everything = {
            "originals_seen": True,
            "photo_taken": True,
            "signature_taken": True,
            "fingerprints_taken": True,
        }
        return services.record_attendance(
            reference=self.reference,
            taken=services.Taken(**{**everything, **taken}),
            actor=self.front_desk,
            at=self.now,
        )

    # Decision and production

    def hear(self, item: str, *codes: str) -> None:
        """Amal is heard about a refusal on these grounds, says something, and it is evaluated."""
        common: dict[str, Any] = {"reference": self.reference, "actor": self.clerk, "at": self.now}
        services.announce_refusal(item=item, codes=codes, grounds="Es fehlt daran.", **common)
        services.record_statement(statement="Das sehe ich anders.", **common)
        services.end_hearing(evaluation="Das überzeugt nicht.", **common)

    def propose_refusal(self, item: str, *codes: str, **waived: str) -> Case:
        return services.propose_refusal(
            reference=self.reference,
            item=item,
            codes=codes,
            legal_basis="§ 5 AufenthG",
            grounds="Die Voraussetzungen liegen nicht vor.",
            actor=self.clerk,
            at=self.now,
            **waived,
        )

    def refused(self, *codes: str) -> Case:
        """Filed, heard and refused."""
        self.file()
        self.begin_review()
        self.hear("permit", *(codes or ("requirements",)))
        self.propose_refusal("permit", *(codes or ("requirements",)))
        return services.confirm_refusal(reference=self.reference, actor=self.lead, at=self.now)

    def grant(self, **validities: services.Validity) -> Case:
        return services.grant(
            reference=self.reference, validities=validities, actor=self.clerk, at=self.now
        )

    def producer_says(self, order: Order, status: str, **facts: str) -> bool:
        news = ProducerNews(
            request_id=order.request_id,
            producer_reference="P-000001",
            status=status,
            at=self.now,
            message_id=f"m-{uuid.uuid4()}",
            **facts,
        )
        return services.take_producer_news(order=order, news=news, at=self.now)

    def produce(self) -> None:
        """Every order is made, comes back and passes the check."""
        for order in self.case.orders.active():
            for status in ("order_accepted", "in_production"):
                self.producer_says(order, status)
            self.producer_says(order, "shipped", serial_number="YZ1234567")
            services.receive_product(
                reference=self.reference,
                order=str(order.request_id),
                actor=self.front_desk,
                at=self.now,
            )
        for order in self.case.orders.active().filter(status="received"):
            services.check_product(
                reference=self.reference,
                order=str(order.request_id),
                flawless=True,
                remark="",
                actor=self.front_desk,
                at=self.now,
            )

    def hand_over(self) -> None:
        for order in self.case.orders.active().filter(status="ready"):
            services.hand_over(
                reference=self.reference,
                order=str(order.request_id),
                recipient="holder",
                recipient_name="Amal Haddad",
                old_document="withdrawn",
                actor=self.front_desk,
                at=self.now,
            )

    def use_box(self) -> None:
        """What is ready is put into the box at the holder's wish, and taken out there."""
        services.choose_delivery(
            reference=self.reference,
            delivery="box",
            reason="So gewünscht.",
            actor=self.front_desk,
            at=self.now,
        )
        for order in self.case.orders.active().filter(status="ready"):
            told: dict[str, Any] = {
                "reference": self.reference,
                "order": str(order.request_id),
                "actor": self.front_desk,
                "at": self.now,
            }
            services.put_into_box(**told)
            services.record_fetched(**told, old_document="invalidated")

    def withdraw(self) -> Case:
        """Announced by the portal and confirmed by the link."""
        services.announce_withdrawal(
            reference=self.reference,
            acknowledged_effect=True,
            actor=self.applicant,
            at=self.now,
        )
        token = self.case.withdrawals.announced().get().token
        return services.confirm_withdrawal(
            reference=self.reference, token=token, actor=self.amal, at=self.now
        )

    # The stay

    def order_continuation(self, reasons: str) -> Case:
        return services.order_continuation(
            reference=self.reference, reasons=reasons, actor=self.clerk, at=self.now
        )

    def revoke_continuation(self, reasons: str) -> Case:
        return services.revoke_continuation(
            reference=self.reference, reasons=reasons, actor=self.clerk, at=self.now
        )

    def require_identification(self) -> Case:
        return services.require_identification(
            reference=self.reference,
            reason="Widersprüchliche Angaben zum Namen.",
            actor=self.clerk,
            at=self.now,
        )

    def issue_certificate(self, serial_number: str, valid_until: date | None = None) -> Case:
        latest = services.latest_term(self.case, on=self.now.date())
        return services.issue_certificate(
            reference=self.reference,
            serial_number=serial_number,
            valid_until=valid_until or latest,
            actor=self.clerk,
            at=self.now,
        )

    def dispatch(self, kind: str, *, way: str) -> Case:
        letter = self.case.letters.filter(kind=kind, dispatched_at=None).latest("id")
        return services.dispatch_letter(
            reference=self.reference,
            letter=str(letter.public_id),
            way=way,
            actor=self.front_desk,
            at=self.now,
        )

    # Transfer

    def propose_transfer(self, **changes: Any) -> Case:
        told: dict[str, Any] = {
            "to_authority": "Stadt Halle (Saale), Ausländerbehörde",
            "consented_on": self.now.date(),
            "note": "Umzug; die Zustimmung liegt vor.",
        }
        return services.propose_transfer(
            reference=self.reference, actor=self.clerk, at=self.now, **{**told, **changes}
        )

    def transfer(self) -> Case:
        self.propose_transfer()
        return services.confirm_closure(reference=self.reference, actor=self.lead, at=self.now)

    # Time

    def clock_strikes(self) -> int:
        """Run everything that has become due; how many deadlines did something."""
        due = Deadline.objects.running().filter(due_at__lte=self.now).order_by("due_at", "id")
        return sum(self._strike(pk) for pk in list(due.values_list("pk", flat=True)))

    def _strike(self, pk: int) -> bool:
        row = Deadline.objects.select_related("case").filter(pk=pk).first()
        return row is not None and services.run_deadline(deadline=row, at=self.now)

    def until(self, day: date, hour: int = 9) -> None:
        self.now = datetime(day.year, day.month, day.day, hour, tzinfo=BERLIN)

    # What can be seen

    def states(self) -> list[str]:
        """The states the case went through, in order, each once in a row."""
        seen: list[str] = []
        for state in self.case.events.order_by("seq").values_list("state", flat=True):
            if not seen or seen[-1] != state:
                seen.append(state)
        return seen

    def events(self) -> list[str]:
        return list(self.case.events.order_by("seq").values_list("kind", flat=True))

    def mails(self) -> list[str]:
        """The kinds of mails that would leave now: pending, due and still true."""
        pending = self.case.messages.filter(due_at__lte=self.now).order_by("id")
        return [message.kind for message in pending if still_true(message)]

    def letters(self) -> list[str]:
        return list(self.case.letters.order_by("id").values_list("kind", flat=True))
