"""Everything about a case that a progress page needs, asked in one statement.

Public: `picture`, `Picture`, and what it is made of: `RequirementSeen`, `DocumentSeen`, `ItemSeen`,
`ConditionSeen`, `RefusalSeen`, `FeeSeen`, `NoticeSeen`, `RefundSeen`, `PaymentSeen`, `HearingSeen`,
`BookingSeen`, `RemedySeen`, `RelativeSeen`.

The database answers with one JSON object beside the case, so the statement stays one however much
hangs on it; only the guards of what can be done next ask for themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import (
    CharField,
    Exists,
    F,
    FilteredRelation,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
)
from django.db.models.functions import Cast, JSONObject
from pydantic import BaseModel, ConfigDict, InstanceOf

from appointments.models import Attendance, Booking
from common.actor import Actor
from documents.models import Document, Nachforderung, NachforderungPosition, Requirement
from fees.models import FeePosition, Payment, PaymentAttempt, Refund

from .actions import Offered, offered
from .after_refusal import refusals_told
from .models import (
    Case,
    Fortgeltungsanordnung,
    Hearing,
    Item,
    Nebenbestimmung,
    Rechtsbehelf,
    Withdrawal,
)
from .standing import Ending, ending_of_case

# What is seen


class _Seen(BaseModel):
    """Read from the database's JSON, where instants, days and amounts are texts."""

    model_config = ConfigDict(frozen=True)


class RequirementSeen(_Seen):
    """`asked`: what exactly is asked for now, where a Nachforderung is open."""

    code: str
    label: str
    required: bool
    original_needed: bool
    status: str
    reason: str
    asked: str | None


class DocumentSeen(_Seen):
    """`requirement`: the code of what it was handed in for."""

    id: str
    requirement: str | None
    filename: str
    media_type: str
    size: int
    sha256: str
    pages: int | None
    handed_in_at: datetime


class ConditionSeen(_Seen):
    """A Nebenbestimmung."""

    code: str
    text: str
    legal_basis: str


class RefusalSeen(_Seen):
    """One whose letter has left; `told_on` is the day on which it counts as announced."""

    id: str
    told_on: date
    proposed_at: datetime
    remedy: str


class ItemSeen(_Seen):
    """With the product that stands for it, its conditions, and the refusal that was told."""

    id: str
    kind: str
    subtype: str
    decision: str
    valid_from: date | None
    valid_until: date | None
    product: str | None
    product_status: str | None
    conditions: tuple[ConditionSeen, ...]
    refusal: RefusalSeen | None


class NoticeSeen(_Seen):
    """`replaces`: the number of the notice before, from whose total this one's differs."""

    number: str
    issued_at: datetime
    tariff_on: date
    due_on: date
    total: Decimal
    replaced_at: datetime | None
    replaces: str | None
    difference: Decimal | None


class FeeSeen(_Seen):
    """One line of a notice, also of one that has been replaced."""

    notice: NoticeSeen
    code: str
    label: str
    amount: Decimal
    status: str
    legal_basis: str
    reason: str
    due_on: date


class RefundSeen(_Seen):
    amount: Decimal
    ordered_at: datetime
    paid_at: datetime | None


class PaymentSeen(_Seen):
    """What is being paid online."""

    id: str
    status: str
    amount: Decimal
    redirect_url: str
    started_at: datetime


class HearingSeen(_Seen):
    """The one that is open; `statement_at`: when an answer was taken in."""

    due_on: date | None
    statement_at: datetime | None


class BookingSeen(_Seen):
    """An appointment, also one that was cancelled."""

    id: str
    purpose: str
    status: str
    starts_at: datetime
    ends_at: datetime
    location: str
    counter: str
    sequence: int


class RemedySeen(_Seen):
    """`effect`: what the law makes of it, as the row keeps it; `contested`: the act's id."""

    id: str
    kind: str
    against: str
    contested: str | None
    received_at: datetime
    body: str
    outcome: str
    effect: Mapping[str, Any]


class RelativeSeen(_Seen):
    reference: str
    relation: str
    state: str


class Picture(_Seen):
    """A case with its rows in their order; `relatives` has the case itself among them.

    `paid` is the sum of all payments in EUR, null before the first.
    """

    case: InstanceOf[Case]
    offered: tuple[InstanceOf[Offered], ...]
    requirements: tuple[RequirementSeen, ...]
    documents: tuple[DocumentSeen, ...]
    items: tuple[ItemSeen, ...]
    fees: tuple[FeeSeen, ...]
    refunds: tuple[RefundSeen, ...]
    paid: Decimal | None
    payment: PaymentSeen | None
    hearing: HearingSeen | None
    appointments: tuple[BookingSeen, ...]
    remedies: tuple[RemedySeen, ...]
    relatives: tuple[RelativeSeen, ...]
    asked_until: date | None
    ending: Ending
    continuation_ordered_at: datetime | None
    has_come: bool
    withdrawal_announced: bool


def picture(reference: str, *, actor: Actor) -> Picture | None:
    """The whole case as this actor may see it, in one statement and those of at most two guards."""
    cases = Case.objects.visible_to(actor).select_related("person", "title")
    case = cases.annotate(seen=_whole(actor)).filter(reference=reference).first()
    if case is None:
        return None
    seen: Mapping[str, Any] = vars(case)["seen"]
    return Picture(case=case, offered=tuple(offered(case, actor)), **seen)


# How it is asked: each part is a question of its own about the case of the statement around it.

_CASE = OuterRef("pk")


def _whole(actor: Actor) -> JSONObject:
    asked = Nachforderung.objects.pending().filter(case=_CASE)
    order = Fortgeltungsanordnung.objects.standing().filter(case=_CASE)
    return JSONObject(
        requirements=_requirements(),
        documents=_documents(),
        items=_items(),
        fees=_fees(),
        refunds=_refunds(),
        paid=Subquery(_sum_paid()),
        payment=_payment(),
        hearing=_row(HearingSeen, Hearing.objects.pending().filter(case=_CASE).order_by("id")),
        appointments=_appointments(),
        remedies=_remedies(),
        relatives=_relatives(actor),
        asked_until=Subquery(asked.values("due_on")),
        ending=ending_of_case(),
        continuation_ordered_at=Subquery(order.values("ordered_at")),
        has_come=Exists(_visits(originals_seen=True)) & Exists(_visits(photo_taken=True)),
        withdrawal_announced=Exists(Withdrawal.objects.announced().filter(case=_CASE)),
    )


def _rows(shape: type[_Seen], rows: QuerySet[Any, Any], **sources: Any) -> ArraySubquery:
    """The rows in this shape; a field is the column of its name where `sources` names no other."""
    return ArraySubquery(rows.values(json=_object(shape, **sources)))


def _row(shape: type[_Seen], rows: QuerySet[Any, Any], **sources: Any) -> Subquery:
    """The first of the rows in this shape, or null."""
    return Subquery(rows.values(json=_object(shape, **sources))[:1])


def _object(shape: type[_Seen], **sources: Any) -> JSONObject:
    return JSONObject(**{name: sources.get(name, name) for name in shape.model_fields})


def _amount(of: Any) -> Cast:
    """In EUR, as a text: a number in JSON loses its cents."""
    return Cast(of, CharField())


def _requirements() -> ArraySubquery:
    asked = NachforderungPosition.objects.filter(
        requirement=OuterRef("pk"), nachforderung__closed_at=None
    )
    rows = Requirement.objects.filter(case=_CASE).order_by("id")
    return _rows(RequirementSeen, rows, asked=Subquery(asked.values("text")))


def _documents() -> ArraySubquery:
    rows = Document.objects.filter(case=_CASE).order_by("id")
    return _rows(DocumentSeen, rows, id="public_id", requirement="requirement__code")


def _items() -> ArraySubquery:
    rows = Item.objects.filter(case=_CASE).order_by("id")
    conditions = Nebenbestimmung.objects.filter(item=OuterRef("pk")).order_by("id")
    return _rows(
        ItemSeen,
        rows.alias(standing=FilteredRelation("orders", condition=Q(orders__active=True))),
        id="public_id",
        product="standing__product",
        product_status="standing__status",
        conditions=_rows(ConditionSeen, conditions),
        refusal=_row(RefusalSeen, refusals_told().filter(item=OuterRef("pk")), id="public_id"),
    )


def _fees() -> ArraySubquery:
    notice = _object(
        NoticeSeen,
        number="notice__number",
        issued_at="notice__issued_at",
        tariff_on="notice__tariff_on",
        due_on="notice__due_on",
        total=_amount("notice__total"),
        replaced_at="notice__replaced_at",
        replaces="notice__replaces__number",
        difference=_amount(F("notice__total") - F("notice__replaces__total")),
    )
    rows = FeePosition.objects.filter(case=_CASE).order_by("id")
    return _rows(FeeSeen, rows, notice=notice, amount=_amount("amount"))


def _refunds() -> ArraySubquery:
    rows = Refund.objects.filter(case=_CASE).order_by("id")
    return _rows(RefundSeen, rows, amount=_amount("amount"))


def _sum_paid() -> QuerySet[Payment, Any]:
    rows = Payment.objects.filter(case=_CASE).order_by().values("case")
    return rows.annotate(sum=_amount(Sum("amount"))).values("sum")


def _payment() -> Subquery:
    rows = PaymentAttempt.objects.usable().filter(case=_CASE).order_by("id")
    return _row(PaymentSeen, rows, id="public_id", amount=_amount("amount"))


def _appointments() -> ArraySubquery:
    rows = Booking.objects.filter(case=_CASE).order_by("starts_at")
    return _rows(
        BookingSeen, rows, id="public_id", location="counter__location", counter="counter__name"
    )


def _remedies() -> ArraySubquery:
    rows = Rechtsbehelf.objects.filter(case=_CASE).order_by("received_at", "id")
    return _rows(RemedySeen, rows, id="public_id")


def _relatives(actor: Actor) -> ArraySubquery:
    """The cases of a family that this actor may see."""
    family = Case.objects.visible_to(actor).filter(family_filing=OuterRef("family_filing"))
    return _rows(RelativeSeen, family.order_by("id"))


def _visits(**seen: bool) -> QuerySet[Attendance]:
    return Attendance.objects.filter(case=_CASE, **seen)
