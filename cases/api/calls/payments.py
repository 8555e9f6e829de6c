"""Paying the open fee notice online."""

from __future__ import annotations

from uuid import UUID

from django.utils.translation import gettext_lazy as _
from rest_framework.request import Request
from rest_framework.response import Response

from cases import couriers, sandbox, services
from cases.api.auth import PAY, READ
from cases.api.calls.base import CaseView
from cases.api.once import Answer, once
from cases.api.schema import described
from cases.api.shapes.answers import PaymentState, payment_of
from cases.api.shapes.base import body_of
from cases.api.shapes.told import NewPayment
from common.errors import DomainError
from common.inputs import parse
from fees import payment_service
from fees.models import PaymentAttempt

TAG = "Payments"


class PaymentUnknown(DomainError):
    code = "payment_unknown"
    sentence = _("This case has no such payment.")


class PaymentView(CaseView):
    def attempt(self, reference: str, payment: UUID | str) -> PaymentAttempt:
        """The attempt as its row says now. Raises `CaseUnknown`, `PaymentUnknown`."""
        attempts = self.case(reference).payment_attempts.select_related("case", "notice")
        found = attempts.filter(public_id=payment).first()
        if found is None:
            raise PaymentUnknown
        return found


class Payments(PaymentView):
    scopes = {"POST": PAY}

    @described(
        "startPayment",
        tag=TAG,
        summary="Start paying",
        answer=PaymentState,
        status=201,
        takes=NewPayment,
        keyed=True,
        refuses=(409,),
    )
    def post(self, request: Request, reference: str) -> Response:
        """The attempt is committed, then the payment service is asked; a replay asks no second.

        Answered from the row: `redirect_url` is null while the payment service did not answer; it
        is asked again by itself.
        """
        told = parse(NewPayment, self.sent)
        committed = once(
            request,
            services.start_payment,
            answer=lambda attempt: Answer(body={"id": str(attempt.public_id)}, status=201),
            at=self.at,
            reference=reference,
            return_url=told.return_url,
            actor=self.actor,
        )
        attempt = self.attempt(reference, committed.body["id"])
        if attempt.status == PaymentAttempt.Status.STARTING:
            real = payment_service.configured()
            service = sandbox.payments_for(attempt, otherwise=real, at=self.at)
            couriers.pursue_payment(attempt=attempt, service=service, at=self.at)
            attempt.refresh_from_db()
        return self._started(reference, attempt)

    def _started(self, reference: str, attempt: PaymentAttempt) -> Response:
        address = f"/api/v1/cases/{reference}/payments/{attempt.public_id}"
        return Response(body_of(payment_of(attempt)), status=201, headers={"Location": address})


class OnePayment(PaymentView):
    scopes = {"GET": READ}

    @described("readPayment", tag=TAG, summary="What became of a payment", answer=PaymentState)
    def get(self, request: Request, reference: str, payment: UUID) -> Response:
        """As the payment service says; that the person came back proves nothing."""
        return Response(body_of(payment_of(self.attempt(reference, payment))))
