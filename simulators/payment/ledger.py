"""The transactions of the payment service."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from simulators.remote import Problem

FINAL = ("PAYED", "FAILED", "CANCELED")
METHODS = ("GIROPAY", "PAYDIRECT", "CREDITCARD", "PAYPAL", "OTHER")


@dataclass(frozen=True)
class Outcome:
    """How a transaction ended; the last three only when it was paid."""

    status: str
    detail: str | None = None
    method: str | None = None
    reference: str | None = None
    at: datetime | None = None


@dataclass(frozen=True)
class Transaction:
    """One PaymentRequest and what became of it; INITIAL while there is no outcome.

    The request id is the transaction id: the standard allows it, and a client that lost the
    answer to its POST can ask for the transaction it does not know the answer about.
    """

    originator: str
    end_point: str
    request: dict[str, Any]
    outcome: Outcome | None = None

    @property
    def id(self) -> str:
        identifier: str = self.request["requestId"]
        return identifier

    @property
    def status(self) -> str:
        return self.outcome.status if self.outcome else "INITIAL"


class Ledger:
    """All transactions, in the order in which they were placed."""

    def __init__(self) -> None:
        self._transactions: dict[str, Transaction] = {}
        self._paid = 0

    def __iter__(self) -> Iterator[Transaction]:
        return iter(self._transactions.values())

    def forget(self) -> None:
        self._transactions.clear()
        self._paid = 0

    def place(self, transaction: Transaction) -> None:
        """Raises Problem PAYMENT_EXISTS when its id is taken, whatever the content."""
        if transaction.id in self._transactions:
            says = "There is a payment request with this id already."
            raise Problem(409, says, functionalCode="PAYMENT_EXISTS")
        self._transactions[transaction.id] = transaction

    def find(self, transaction_id: str) -> Transaction:
        """Raises Problem 404."""
        if transaction_id not in self._transactions:
            raise Problem(404, "There is no such transaction.", functionalCode="UNSPECIFIED")
        return self._transactions[transaction_id]

    def finish(
        self, transaction_id: str, *, status: str, method: str, detail: str | None, at: datetime
    ) -> Transaction:
        """End a transaction. The same end again changes nothing; another one is Problem 409."""
        transaction = self.find(transaction_id)
        if transaction.status == status:
            return transaction
        if transaction.outcome:
            says = f"The transaction has ended with {transaction.status}."
            raise Problem(409, says, functionalCode="UNSPECIFIED")
        ended = replace(transaction, outcome=self._outcome(status, method, detail, at))
        self._transactions[transaction_id] = ended
        return ended

    def _outcome(self, status: str, method: str, detail: str | None, at: datetime) -> Outcome:
        if status != "PAYED":
            return Outcome(status, detail)
        self._paid += 1
        return Outcome(status, detail, method, f"SIM-{self._paid:06d}", at)


def information(transaction: Transaction, *, base: str, public: str) -> dict[str, Any]:
    """PaymentInformation as the standard names it; what has no value is left out.

    `base` is where the client reaches the service, `public` where the payer's browser does.
    """
    path = f"{transaction.originator}/{transaction.end_point}/{transaction.id}"
    outcome = transaction.outcome
    known = {
        "transactionUrl": f"{base}/paymenttransaction/{path}",
        "transactionRedirectUrl": None if outcome else f"{public}/pay/{transaction.id}",
        "transactionId": transaction.id,
        "status": transaction.status,
    }
    if outcome:
        known |= {
            "transactionReference": outcome.reference,
            "transactionTimestamp": outcome.at.isoformat() if outcome.at else None,
            "paymentMethod": outcome.method,
            "statusDetail": outcome.detail,
        }
    return {name: value for name, value in known.items() if value is not None}
