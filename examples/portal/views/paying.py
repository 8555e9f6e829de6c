"""Paying the open fee notice at the payment service."""

from __future__ import annotations

import time
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from examples.client.titelweg import PaymentState
from examples.portal.api import api, key_of
from examples.portal.surroundings import Surroundings
from examples.portal.views.common import case_of

ASKED = 8  # times, before the person is asked to look again
PAUSE = 0.5  # seconds
PAYMENTS = "payments"


@require_POST
def begin(request: HttpRequest, reference: str) -> HttpResponse:
    """Start a payment; a second click leads to the same one."""
    case_of(request, reference)
    version = request.POST.get("version", "")
    back = Surroundings.read().url + reverse("paid", args=[reference])
    started = api().start_payment(
        reference=reference,
        body={"return_url": back},
        idempotency_key=key_of(str(request.session.session_key), "pay", reference, version),
    )
    known = {**request.session.get(PAYMENTS, {}), reference: started.body["id"]}
    request.session[PAYMENTS] = known
    return redirect("payment", reference=reference, payment=started.body["id"])


@require_GET
def payment(request: HttpRequest, reference: str, payment: str) -> HttpResponse:
    """The door to the payment service, once it has answered."""
    case_of(request, reference)
    state = _once(reference, payment, lambda s: bool(s["redirect_url"] or s["finished_at"]))
    shown = {"reference": reference, "payment": state}
    return render(request, "portal/payment.html", shown)


def _once(reference: str, payment: str, known: Callable[[PaymentState], bool]) -> PaymentState:
    """The payment, after a short wait for what is to be known of it."""
    state = api().read_payment(reference=reference, payment=payment).body
    for _attempt in range(ASKED):
        if known(state):
            break
        time.sleep(PAUSE)
        state = api().read_payment(reference=reference, payment=payment).body
    return state


@require_GET
def paid(request: HttpRequest, reference: str) -> HttpResponse:
    """Where the payment service leads back to. That proves nothing, so the status is asked for."""
    case_of(request, reference)
    payment = request.session.get(PAYMENTS, {}).get(reference)
    if payment is None:
        return redirect("case", reference=reference)
    state = _once(reference, payment, lambda s: bool(s["finished_at"]))
    return render(request, "portal/paid.html", {"reference": reference, "payment": state})
