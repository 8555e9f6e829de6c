"""A case of the demo in which staff do at the desk what a portal would do, however it came.

Public: `OnPaper`.
"""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

from authorities import service as authorities
from cases import services
from cases.application import Application, Declarations
from cases.models import Case, Suggestion
from common.calendar import local_day
from common.inputs import parse
from correspondence.models import Letter
from documents.services import store_upload
from fees.services import IncomingPayment

from .proofs import photographed, scanned
from .story import Story

CLEAR = services.Paper()


class OnPaper(Story):
    """As a story, but recorded, or filed complete at once; times and money are settled by staff."""

    def record(self, channel: str, paper: services.Paper = CLEAR, **told: Any) -> None:
        """Record what came at this moment; `ends_in` of a title counts days from the telling."""
        case = services.record_application(
            authority=self.office.authority,
            application=self._told(told),
            channel=channel,
            received_at=self.now,
            paper=paper,
            actor=self.clerk,
            at=self.now,
        )
        self.reference = case.reference

    def record_unsigned(self, **told: Any) -> None:
        """A letter that its writer forgot to sign."""
        scan = services.Scan(content=photographed("application_form"), filename="Antrag.jpg")
        self.record("post", services.Paper(scan=scan, signed=False), **told)

    def take_up_suggestion(self, **told: Any) -> None:
        """Who was told of a possible title applies for it at the next appointment."""
        own = Suggestion.objects.pending().get(contact=self.applicant.email)
        self.record("on_suggestion", services.Paper(suggestion=own.public_id), **told)

    def file_online(self, *documents: str, **told: Any) -> None:
        """By the portal, with everything that is asked for, where no drafts are kept."""
        case = services.file(
            authority=self.office.authority,
            application=self._told(told),
            hand_ins=self._uploads(documents),
            declarations=Declarations(truth=True, privacy_notice=True),
            portal=self.office.portal,
            actor=self.portal,
            at=self.now,
        )
        self.reference = case.reference

    def _upload(self, code: str) -> uuid.UUID:
        stored = store_upload(
            portal=self.office.portal,
            content=scanned(code),
            filename=f"{code}.pdf",
            at=self.now,
        )
        return stored.public_id

    def _told(self, told: dict[str, Any]) -> Application:
        title = dict(told["current_title"])
        ends_on = self.today + timedelta(days=title.pop("ends_in"))
        facts = {
            "kind": "extension",
            **told,
            "current_title": {**title, "valid_until": f"{ends_on}"},
            "person": self._person(),
        }
        return parse(Application, facts)

    def _person(self) -> dict[str, Any]:
        profile = authorities.profile(self.office.authority)
        return self.applicant.person(
            street=f"Gartenstraße {self.lots.randint(1, 90)}",
            postal_code=profile.on(local_day(self.now)).contact.postcode,
            municipality=profile.municipality[0].name,
        )

    def note_suggestion(self, legal_basis: str, grounds: str, raise_in: int) -> None:
        """The authority itself sees that a title could be granted; no case comes of it yet."""
        services.note_suggestion(
            authority=self.office.authority,
            family_name=self.applicant.family,
            given_names=self.applicant.given,
            birth_date=self.applicant.born,
            contact=self.applicant.email,
            legal_basis=legal_basis,
            grounds=grounds,
            raise_on=self.today + timedelta(days=raise_in),
            actor=self.clerk,
            at=self.now,
        )

    def hand_in_everything(self, *left_out: str) -> None:
        """What is required comes by letter and is scanned."""
        missing = self.case.requirements.missing().exclude(code__in=left_out)
        for code in list(missing.values_list("code", flat=True)):
            services.hand_in_by_staff(
                requirement=code,
                content=photographed(code),
                filename=f"{code}.jpg",
                **self._by_desk(),
            )

    def send_letters(self) -> None:
        """What lies there to be sent leaves by post."""
        for letter in list(self.case.letters.to_send()):
            services.dispatch_letter(
                letter=str(letter.public_id), way=Letter.Way.POST, **self._by_desk()
            )

    def accept_everything(self) -> None:
        self.hand_in_everything()
        self.accept_documents()
        self.answer_checks()

    def pay_at_desk(self) -> None:
        """In cash, where something is outstanding."""
        due = self.case.fees.outstanding()
        if not due.exists():
            return
        payment = IncomingPayment(
            provider="counter",
            provider_id=f"K-{self.case.reference}",
            method="cash",
            amount=due.total(),
            paid_at=self.now,
        )
        services.record_payment(payment=payment, **self._by(self.office.actors["cashier"]))

    def book_at_desk(self, days_ago: int, purpose: str = "biometrics") -> None:
        """A time on the day so many days before the telling, told by phone or at the desk."""
        slot = self.lots.choice(self._slots(purpose, days_ago))
        services.book_appointment(purpose=purpose, slot=slot.id, **self._by_desk())

    def take_at_counter(self) -> None:
        """Originals, photo, signature and prints, where they are taken when one applies."""
        taken = services.Taken(
            originals_seen=True, photo_taken=True, signature_taken=True, fingerprints_taken=True
        )
        services.record_attendance(taken=taken, **self._by_desk())

    def certify(self, serial_number: str) -> None:
        """The Fiktionsbescheinigung, for as long as it may be."""
        services.issue_certificate(
            serial_number=serial_number,
            valid_until=services.latest_term(self.case, on=local_day(self.now)),
            **self._by(self.clerk),
        )

    def put_into_box(self) -> None:
        """At the holder's wish."""
        services.choose_delivery(delivery="box", reason="So gewünscht.", **self._by_desk())
        for order in self.case.orders.active():
            services.put_into_box(order=str(order.request_id), **self._by_desk())

    def object(self, note: str) -> None:
        """An objection to the refusal, come in this moment."""
        refusal = self.case.refusals.latest("id")
        objection = services.IncomingRemedy(
            kind="objection",
            contested=services.Contested(against="refusal", act=str(refusal.public_id)),
            received_at=self.now,
            body=authorities.profile(self.office.authority).name.de,
            note=note,
        )
        services.record_remedy(remedy=objection, **self._by(self.clerk))

    def join(self, relation: str, *documents: str, **told: Any) -> None:
        """Filed as a relative of the case that was told before this one."""
        before = Case.objects.filter(authority=self.office.authority).latest("id")
        family = {"with_case": before.reference, "relation": relation}
        self.file_online(*documents, family=family, **told)
