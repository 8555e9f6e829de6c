"""Questions about cases, for every door: the API's answers and the staff's pages start here.

Public: `find`, `Picture`, `picture`, `told`, `own_cases`, `letters_of`, `free_times`, `Ahead`,
`steps_ahead`. What comes next is in `outlook.py`, what happened in `feed.py`.

Every question starts from `Case.objects.visible_to(actor)`. The number of statements of each is
fixed: it grows neither with documents nor with rules (tests/api/test_statement_counts.py).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from functools import partial
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
from django.db.models.functions import JSONObject

from appointments.models import Attendance, Booking
from appointments.queries import Slot, free_slots
from cases.rules import profile_of
from common.actor import Actor
from common.calendar import is_working_day, local_day
from correspondence.models import Letter
from documents.models import Document, Nachforderung, NachforderungPosition, Requirement
from fees.models import FeeNotice, FeePosition, Payment, Refund

from .actions import Offered, offered
from .models import (
    Case,
    Fiktionsbescheinigung,
    Fortgeltungsanordnung,
    Item,
    Nebenbestimmung,
    Rechtsbehelf,
    Withdrawal,
)
from .states import CLOSED, State

# One case


def find(reference: str, *, actor: Actor) -> Case | None:
    """The case as this actor may see it, with its person and title; None where there is none."""
    own = Case.objects.visible_to(actor)
    return _with_annotations(own, actor=actor).filter(reference=reference).first()


def _with_annotations(cases: QuerySet[Case], *, actor: Actor) -> QuerySet[Case]:
    asked = Nachforderung.objects.pending().filter(case=OuterRef("pk"))
    certificate = Fiktionsbescheinigung.objects.standing().filter(case=OuterRef("pk"))
    order = Fortgeltungsanordnung.objects.standing().filter(case=OuterRef("pk"))
    return cases.select_related("person", "title").annotate(
        asked_until=Subquery(asked.values("due_on")),
        certificate_until=Subquery(certificate.values("valid_until")),
        continuation_ordered_at=Subquery(order.values("ordered_at")),
        has_come=Exists(_visits(originals_seen=True)) & Exists(_visits(photo_taken=True)),
        paid=Subquery(_sum_paid(OuterRef("pk"))),
        withdrawal_announced=Exists(Withdrawal.objects.announced().filter(case=OuterRef("pk"))),
        remedies=ArraySubquery(_remedies()),
        relatives=ArraySubquery(_relatives(actor)),
    )


def _relatives(actor: Actor) -> QuerySet[Case, Any]:
    """The cases of a family that this actor may see, this one among them, as JSON."""
    rows = Case.objects.visible_to(actor).filter(family_filing=OuterRef("family_filing"))
    told = JSONObject(reference="reference", relation="relation", state="state")
    relatives: QuerySet[Case, Any] = rows.order_by("id").values(json=told)
    return relatives


def _remedies() -> QuerySet[Rechtsbehelf, Any]:
    """What was done against decisions, as JSON in one column."""
    rows = Rechtsbehelf.objects.filter(case=OuterRef("pk")).order_by("received_at", "id")
    return rows.values(
        json=JSONObject(
            id="public_id",
            kind="kind",
            against="against",
            received_at="received_at",
            body="body",
            outcome="outcome",
            effect="effect",
        )
    )


def _visits(**seen: bool) -> QuerySet[Attendance]:
    return Attendance.objects.filter(case=OuterRef("pk"), **seen)


def _sum_paid(case: OuterRef) -> QuerySet[Payment, Any]:
    rows = Payment.objects.filter(case=case).order_by().values("case")
    return rows.annotate(sum=Sum("amount")).values("sum")


@dataclass(frozen=True, kw_only=True)
class Picture:
    """Everything about a case that a progress page needs, as rows that are loaded already."""

    case: Case
    requirements: tuple[Requirement, ...]
    documents: tuple[Document, ...]
    items: tuple[Item, ...]
    fees: tuple[FeePosition, ...]
    refunds: tuple[Refund, ...]
    paid: Decimal
    appointments: tuple[Booking, ...]
    offered: tuple[Offered, ...]
    asked_until: date | None
    certificate_until: date | None
    continuation_ordered_at: datetime | None
    has_come: bool
    withdrawal_announced: bool
    remedies: tuple[Mapping[str, Any], ...]
    relatives: tuple[Mapping[str, Any], ...]


def picture(reference: str, *, actor: Actor) -> Picture | None:
    """The whole case in at most nine statements, two of which are guards."""
    case = find(reference, actor=actor)
    if case is None:
        return None
    return Picture(
        case=case,
        requirements=tuple(_requirements(case)),
        documents=tuple(case.documents.select_related("requirement").order_by("id")),
        items=tuple(_items(case)),
        fees=tuple(case.fees.select_related("notice__replaces").order_by("id")),
        refunds=tuple(case.refunds.order_by("id")),
        paid=getattr(case, "paid") or Decimal("0.00"),  # noqa: B009  # annotated above
        appointments=tuple(case.appointments.select_related("counter").order_by("starts_at")),
        offered=tuple(offered(case, actor)),
        asked_until=getattr(case, "asked_until"),  # noqa: B009  # annotated above
        certificate_until=getattr(case, "certificate_until"),  # noqa: B009
        continuation_ordered_at=getattr(case, "continuation_ordered_at"),  # noqa: B009
        has_come=getattr(case, "has_come"),  # noqa: B009
        withdrawal_announced=getattr(case, "withdrawal_announced"),  # noqa: B009
        remedies=tuple(getattr(case, "remedies")),  # noqa: B009
        relatives=tuple(getattr(case, "relatives")),  # noqa: B009
    )


def _requirements(case: Case) -> QuerySet[Requirement]:
    """With what exactly is asked for now, where a Nachforderung is open."""
    asked = NachforderungPosition.objects.filter(
        requirement=OuterRef("pk"), nachforderung__closed_at=None
    )
    return case.requirements.annotate(
        asked_text=Subquery(asked.values("text"), output_field=CharField())
    ).order_by("id")


def _items(case: Case) -> QuerySet[Item]:
    """With the product that stands for each, if one was ordered."""
    return (
        case.items.alias(standing=FilteredRelation("orders", condition=Q(orders__active=True)))
        .annotate(
            product=F("standing__product"),
            product_status=F("standing__status"),
            conditions=ArraySubquery(_conditions()),
        )
        .order_by("id")
    )


def _conditions() -> QuerySet[Nebenbestimmung, Any]:
    """What goes with an item, as JSON in one column: no statement of its own."""
    rows = Nebenbestimmung.objects.filter(item=OuterRef("pk")).order_by("id")
    return rows.values(json=JSONObject(code="code", text="text", legal_basis="legal_basis"))


def told(case: Case) -> dict[str, Any]:
    """What the applicant has told, in the sections of the application (JSON); costs two queries."""
    person, title = case.person, case.title
    passport = person.identity_documents.first()
    agent = person.representatives.first()
    return {
        "kind": case.kind,
        "legal_basis": case.legal_basis,
        "person": {
            **_plain(person, PERSON),
            "residence": {
                "street": person.street,
                "postal_code": person.postal_code or None,
                "municipality": person.municipality,
                "main": person.main_residence,
            },
            "identity_document": _plain(passport, PASSPORT) if passport else None,
        },
        "current_title": _plain(title, TITLE) if title else {"type": "none"},
        "family": case.family,
        "situation": case.situation,
        "requests": case.requests,
        "representative": _plain(agent, AGENT) if agent else None,
    }


PERSON = (
    "family_name", "given_names", "birth_name", "birth_date", "birth_place", "gender",
    "nationalities", "language", "email", "phone",
)  # fmt: skip
PASSPORT = ("kind", "number", "issued_by", "valid_until")
TITLE = ("type", "legal_basis", "valid_until", "residence_obligation", "lawful_stay_since")
AGENT = ("kind", "name", "email", "address")
KEPT_EMPTY = {"family_name", "given_names", "birth_name", "birth_place", "address"}


def _plain(row: object, names: Sequence[str]) -> dict[str, Any]:
    """Columns as JSON; an empty text stands for null where the application would have null."""
    values = {name: getattr(row, name) for name in names}
    return {name: _json(name, value) for name, value in values.items()}


def _json(name: str, value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" and name not in KEPT_EMPTY else value


# Lists


def own_cases(
    *,
    actor: Actor,
    state: str | None = None,
    authority: str | None = None,
    updated_since: datetime | None = None,
) -> QuerySet[Case]:
    """The actor's cases, to be paged by (`updated_at`, `id`)."""
    given = {"state": state, "authority": authority, "updated_at__gte": updated_since}
    filters = {name: value for name, value in given.items() if value is not None}
    own: QuerySet[Case] = Case.objects.visible_to(actor).filter(**filters)
    return own


def letters_of(case: Case) -> QuerySet[Letter]:
    """The letters a portal may read: those that left the house, and the confirmation."""
    readable = Q(dispatched_at__isnull=False) | Q(kind="confirmation")
    return case.letters.filter(readable).order_by("id")


# Times


def free_times(case: Case, *, purpose: str, first: date, last: date, at: datetime) -> list[Slot]:
    """What an applicant can book of the free times of the case's authority for a purpose.

    A purpose for which the authority gives no appointments has none.
    """
    profile = profile_of(case)
    rule = profile.on(local_day(at)).appointments.get(purpose)
    if rule is None:
        return []
    horizon = local_day(at) + timedelta(days=rule.opens_days_ahead)
    return free_slots(
        authority=case.authority,
        sandbox=case.sandbox,
        purpose=purpose,
        first_day=first,
        last_day=min(last, horizon),
        is_working_day=partial(is_working_day, land=profile.land),
        at=rule.bookable_from(at),
    )


# Rules that change


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """A case on its way: the steps that the rules of their day decide, as far as they are taken."""

    reference: str
    filed: bool
    charged: bool
    decided: bool


def steps_ahead(*, actor: Actor) -> list[Ahead]:
    """All cases that are not closed, drafts included, by reference. One statement."""
    notices = FeeNotice.objects.filter(case=OuterRef("pk"))
    undecided = Item.objects.filter(case=OuterRef("pk"), decision=Item.Decision.PENDING)
    rows = (
        Case.objects.visible_to(actor)
        .exclude(state__in=CLOSED)
        .annotate(charged=Exists(notices), undecided=Exists(undecided))
        .order_by("reference")
        .values_list("reference", "state", "charged", "undecided")
    )
    return [
        Ahead(
            reference=reference,
            filed=state != State.DRAFT,
            charged=charged,
            decided=state != State.DRAFT and not undecided,
        )
        for reference, state, charged, undecided in rows
    ]
