"""The production line: orders that move step by step and report each step by a message."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from simulators.faults import ServiceFaults, Times
from simulators.producer.order import DIRECT, Reason, look_at, reason
from simulators.remote import Board, Problem

NEXT = {
    "ordered": "order_accepted",
    "order_accepted": "in_production",
    "in_production": "shipped",
}
REJECTED = "order_rejected"
# How an order that is sent to its holder ends.
DELIVERED, RETURNED = "delivered", "returned"


@dataclass
class ProducerFaults(ServiceFaults):
    """What the producer can be told to do wrong."""

    reject_orders: Times = field(default_factory=Times)
    reject_code: str = "photo_quality"
    lose_messages: Times = field(default_factory=Times)
    repeat_messages: Times = field(default_factory=Times)
    reorder: bool = False
    return_deliveries: Times = field(default_factory=Times)


@dataclass
class Order:
    """One order and where it stands since `at`."""

    request_id: str
    reference: str
    content: dict[str, Any]
    at: datetime
    status: str = "ordered"
    serial_number: str | None = None
    reason: Reason | None = None

    @property
    def unfinished(self) -> bool:
        return self.status in NEXT or self.out_for_delivery

    @property
    def out_for_delivery(self) -> bool:
        return self.status == "shipped" and _direct(self)

    def as_json(self) -> dict[str, Any]:
        return {
            "requestId": self.request_id,
            "producerReference": self.reference,
            "authority": self.content["authority"],
            "product": self.content["product"],
            "status": self.status,
            "serialNumber": self.serial_number,
            "reason": self.reason.as_json() if self.reason else None,
            "at": self.at.isoformat(),
        }


class Mailbox:
    """Messages until they are acknowledged, and the faults of getting them across."""

    def __init__(self, board: Board[ProducerFaults]) -> None:
        self._board = board
        self._waiting: dict[str, dict[str, Any]] = {}
        self._posted: set[str] = set()

    def forget(self) -> None:
        self._waiting.clear()
        self._posted.clear()

    def post(self, order: Order) -> None:
        """Report the present status of an order."""
        message_id = f"m-{len(self._posted) + 1:06d}"
        self._posted.add(message_id)
        message = {"messageId": message_id, **order.as_json()}
        del message["product"]
        if not self._board.faults.lose_messages.take():
            self._waiting[message_id] = message

    def waiting(self, *, authority: str, limit: int) -> list[dict[str, Any]]:
        """What this authority has not acknowledged, oldest first."""
        own = [one for one in self._waiting.values() if one["authority"] == authority]
        return (own[::-1] if self._board.faults.reorder else own)[:limit]

    def acknowledge(self, message_id: str) -> None:
        """Take a message out. Again is fine; Problem 404 when there never was one."""
        if message_id not in self._posted:
            raise Problem(404, "There is no such message.", code="message_unknown")
        if message_id in self._waiting and not self._board.faults.repeat_messages.take():
            del self._waiting[message_id]


class Line:
    """All orders, in the order in which they came."""

    def __init__(self, board: Board[ProducerFaults], mailbox: Mailbox) -> None:
        self._board = board
        self._mailbox = mailbox
        self._orders: dict[str, Order] = {}
        self._shipped = 0

    def __iter__(self) -> Iterator[Order]:
        return iter(self._orders.values())

    def forget(self) -> None:
        self._orders.clear()
        self._shipped = 0

    def place(self, request_id: str, content: dict[str, Any], *, at: datetime) -> Order:
        """Take an order, once. Problem 409 when this id has another content."""
        known = self._orders.get(request_id)
        if known is None:
            reference = f"P-{len(self._orders) + 1:06d}"
            known = self._orders[request_id] = Order(request_id, reference, content, at)
        if known.content != content:
            says = "There is an order of another content under this id."
            raise Problem(409, says, code="order_exists")
        return known

    def find(self, request_id: str) -> Order:
        """Raises Problem 404."""
        if request_id not in self._orders:
            raise Problem(404, "There is no such order.", code="order_unknown")
        return self._orders[request_id]

    def advance(self, *, at: datetime, after: timedelta = timedelta()) -> None:
        """One step for every unfinished order that has stood for so long."""
        for order in self._orders.values():
            if order.unfinished and at - order.at >= after:
                self._step(order, at=at)

    def drive(self, request_id: str, *, to: str, because: Reason | None, at: datetime) -> Order:
        """Take all steps up to a status. Problem 409 when it cannot be reached."""
        order = self.find(request_id)
        if to == REJECTED and order.status in NEXT:
            self._reject(order, because or reason(self._board.faults.reject_code), at=at)
        while order.status != to:
            if order.out_for_delivery and to in (DELIVERED, RETURNED):
                self._end(order, to, at=at)
            elif not _reaches(order, to):
                raise Problem(409, f"{order.status} does not lead to {to}.", code="no_way_there")
            else:
                self._step(order, at=at)
        return order

    def _step(self, order: Order, *, at: datetime) -> None:
        if order.out_for_delivery:
            back = self._board.faults.return_deliveries.take()
            self._end(order, RETURNED if back else DELIVERED, at=at)
            return
        if order.status == "ordered" and (because := self._rejection(order)):
            self._reject(order, because, at=at)
            return
        order.status = NEXT[order.status]
        if order.status == "shipped":
            self._shipped += 1
            order.serial_number = f"SIM{self._shipped:06d}"
        self._report(order, at=at)

    def _end(self, order: Order, status: str, *, at: datetime) -> None:
        order.status = status
        self._report(order, at=at)

    def _rejection(self, order: Order) -> Reason | None:
        faults = self._board.faults
        if faults.reject_orders.take():
            return reason(faults.reject_code)
        return look_at(order.content)

    def _reject(self, order: Order, because: Reason, *, at: datetime) -> None:
        order.status, order.reason = REJECTED, because
        self._report(order, at=at)

    def _report(self, order: Order, *, at: datetime) -> None:
        order.at = at
        self._mailbox.post(order)


def _reaches(order: Order, to: str) -> bool:
    """Whether further steps lead there; only what is sent to its holder goes on from shipping."""
    status = order.status
    while status in NEXT:
        status = NEXT[status]
        if status == to:
            return True
    return to in (DELIVERED, RETURNED) and order.unfinished and _direct(order)


def _direct(order: Order) -> bool:
    return bool(order.content.get("delivery") == DIRECT)
