"""The payer's page, and the list of all transactions for whoever looks around."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from html import escape
from typing import Any

from aiohttp import web

from simulators.pages import both, page, table
from simulators.payment.ledger import Transaction
from simulators.payment.service import PaymentService
from simulators.remote import Problem

ENDS = {"pay": "PAYED", "fail": "FAILED", "cancel": "CANCELED"}
METHODS = {"CREDITCARD": both("Kreditkarte", "Credit card"), "PAYPAL": "PayPal"}
STATUS = {
    "INITIAL": both("offen", "open"),
    "PAYED": both("bezahlt", "paid"),
    "FAILED": both("fehlgeschlagen", "failed"),
    "CANCELED": both("abgebrochen", "cancelled"),
}


class Payer:
    """What a browser sees of the payment service."""

    def __init__(self, service: PaymentService) -> None:
        self._ledger = service.ledger

    def routes(self) -> list[web.RouteDef]:
        return [
            web.get("/", self.overview),
            web.get("/pay/{id}", self.show),
            web.post("/pay/{id}", self.decide),
        ]

    async def overview(self, _: web.Request) -> web.Response:
        rows = [
            [
                f'<a href="/pay/{one.id}">{one.id}</a>',
                escape(one.request["purpose"]),
                _euro(one.request["grosAmount"]),
                STATUS[one.status],
            ]
            for one in reversed(list(self._ledger))
        ]
        heads = [both("Vorgang", "Transaction"), both("Zweck", "Purpose"), both("Betrag", "Amount")]
        return page(title="Bezahldienst", body=table([*heads, "Status"], rows))

    async def show(self, request: web.Request) -> web.Response:
        transaction = self._ledger.find(request.match_info["id"])
        form = _form() if transaction.outcome is None else _way_back(transaction)
        return page(title="Bezahlen", body=_bill(transaction) + form)

    async def decide(self, request: web.Request) -> web.Response:
        """Pay, fail or cancel, then go back by an address that does not tell which."""
        transaction = self._ledger.find(request.match_info["id"])
        form = await request.post()
        status = ENDS.get(str(form.get("action")))
        method = str(form.get("method", "CREDITCARD"))
        if status is None or method not in METHODS:
            says = "action is pay, fail or cancel, method CREDITCARD or PAYPAL."
            raise Problem(422, says, functionalCode="VALIDATION_ERROR")
        if transaction.outcome is None:
            now = datetime.now(UTC)
            self._ledger.finish(transaction.id, status=status, method=method, detail=None, at=now)
        back = {"Location": transaction.request["redirectUrl"]}
        return web.Response(status=303, headers=back)


def _euro(amount: Any) -> str:
    english = f"{Decimal(amount):,.2f}"
    return english.translate(str.maketrans(",.", ".,")) + " €"


def _bill(transaction: Transaction) -> str:
    asked = transaction.request
    rows = [
        [
            escape(item.get("description") or item["id"]),
            _euro(item["totalNetAmount"] + item["totalTaxAmount"]),
        ]
        for item in asked["items"]
    ]
    total = f"<strong>{_euro(asked['grosAmount'])}</strong>"
    rows.append([f"<strong>{both('Zusammen', 'Total')}</strong>", total])
    purpose = f"{both('Verwendungszweck', 'Purpose')}: <strong>{escape(asked['purpose'])}</strong>"
    about = f"<p>{escape(asked['description'])}</p>" if asked.get("description") else ""
    return f"<p>{purpose}</p>{about}" + table(
        [both("Position", "Item"), both("Betrag", "Amount")], rows
    )


def _form() -> str:
    choices = "".join(
        f'<label><input type="radio" name="method" value="{value}"'
        f"{' checked' if value == 'CREDITCARD' else ''}> {label}</label>"
        for value, label in METHODS.items()
    )
    labels = {
        "pay": both("Bezahlen", "Pay"),
        "fail": both("Zahlung scheitern lassen", "Let the payment fail"),
        "cancel": both("Abbrechen", "Cancel"),
    }
    buttons = "".join(
        f'<button name="action" value="{action}">{label}</button>'
        for action, label in labels.items()
    )
    legend = f"<legend>{both('Zahlungsart', 'Method')}</legend>"
    return f'<form method="post"><fieldset>{legend}{choices}</fieldset>{buttons}</form>'


def _way_back(transaction: Transaction) -> str:
    address = escape(transaction.request["redirectUrl"], quote=True)
    link = f'<a href="{address}">{both("Zurück zum Antrag", "Back to the application")}</a>'
    return f"<p>Status: {STATUS[transaction.status]}</p><p>{link}</p>"
