"""A case as its portal reads it: everything a progress page needs in one answer."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from appointments.models import Booking
from authorities.precheck import forms_out
from authorities.precheck_result import FormOut
from authorities.schema import DayRules
from cases.actions import Offered
from cases.models import Case, Item
from cases.outlook import deadlines, next_step
from cases.queries import Picture
from cases.rules import rules_of
from cases.states import State
from common.calendar import local_day
from documents.models import Document, Requirement
from fees.ledger import NOTHING, Balance
from fees.models import FeeNotice, FeePosition
from fees.rules import FeeDue

from .appointment import Appointment, appointment_of
from .base import Output


class CaseLine(Output):
    """One case of the list."""

    reference: str
    authority: str
    kind: str
    state: str
    state_label: str
    waiting_for: str
    received_at: datetime | None
    updated_at: datetime


class CaseList(Output):
    """A page of cases, those changed longest ago first."""

    items: tuple[CaseLine, ...]
    next: str | None


class Step(Output):
    """What is next: a sentence for the applicant, whose turn it is, and until when."""

    code: str
    text: str
    whose_turn: str
    due_at: datetime | None


class ActionOffered(Output):
    """Something the portal can do now."""

    name: str
    label: str


class ActionBlocked(Output):
    """Something the portal could do in this state, and the fact that is in the way."""

    action: str
    code: str
    reason: str


class DayThatCounts(Output):
    """Until the end of the day `on`, that is before the instant `at`."""

    code: str
    text: str
    on: date
    at: datetime


class RequirementState(Output):
    """Something that is needed, and what became of it. `asked`: what exactly is asked for now.

    `forms`: the authority's own papers for it.
    """

    code: str
    label: str
    required: bool
    original_needed: bool
    status: str
    reason: str | None
    asked: str | None
    documents: tuple[str, ...]
    forms: tuple[FormOut, ...]


class DocumentLine(Output):
    """A file that was handed in."""

    id: str
    requirement: str | None
    filename: str
    media_type: str
    size: int
    sha256: str
    pages: int | None
    handed_in_at: datetime


class Condition(Output):
    """What goes with a title (Nebenbestimmung), as it stands on the card."""

    code: str
    text: str
    legal_basis: str


class Remedy(Output):
    """An objection, a claim or an urgent motion, and what the law makes of it.

    `in_time` is null for what has no period; `outcome` is null while it is open.
    """

    id: str
    kind: str
    against: str
    received_at: datetime
    body: str
    in_time: bool | None
    suspensive: bool
    why: str
    legal_basis: str
    outcome: str | None


class ItemState(Output):
    """The permit, or a travel document. `decision`: `pending`, `intended`, `granted`, `refused`.

    A grant takes effect when the product is handed over; until then it is `intended`, and neither
    its days nor its conditions are told.
    """

    id: str
    kind: str
    type: str | None
    decision: str
    valid_from: date | None
    valid_until: date | None
    conditions: tuple[Condition, ...]
    product: str | None
    product_status: str | None


class FeeLine(Output):
    """One line of a fee notice, in EUR. `notice` is its number."""

    notice: str
    code: str
    label: str
    amount: Decimal
    status: str
    legal_basis: str
    reason: str
    due_on: date


class FeeNoticeTold(Output):
    """A notice that counts. `difference`: to the one it replaced, which `replaces` names."""

    number: str
    issued_at: datetime
    due_on: date
    total: Decimal
    replaces: str | None
    difference: Decimal | None


class RefundTold(Output):
    """Money that goes back, in EUR; `paid_at` null until it has left the house."""

    amount: Decimal
    ordered_at: datetime
    paid_at: datetime | None


class FeeState(Output):
    """What counts of fees today. Amounts in EUR; null before there is a notice.

    `notice`, `issued_at`, `due_on` and `total` are those of the notice to be paid first, else of
    the application. `outstanding` is the sum of all lines due, over all notices; `missing`
    what has still to be paid of it, as parts may have come. `due`: when and how the authority
    takes its fees, by the rules of the notice's day.
    """

    notice: str
    due: FeeDue
    issued_at: datetime
    due_on: date
    total: Decimal
    outstanding: Decimal
    missing: Decimal
    currency: str
    notices: tuple[FeeNoticeTold, ...]
    lines: tuple[FeeLine, ...]
    refunds: tuple[RefundTold, ...]


class LegalEffectStated(Output):
    """What § 81 AufenthG makes of the receipt; stated, never a condition.

    `ordered_on`: the day of an order that a title continues which had ended (§ 81(4) S. 3).
    `certificate_valid_until`: the last day of the Fiktionsbescheinigung that stands; the effect
    goes on without it.
    """

    kind: str
    until: str | None
    employment: str
    legal_basis: str
    why: str
    ordered_on: date | None
    certificate_valid_until: date | None


class Relative(Output):
    """One case of a family. `relation`: what its person is to the sponsor; null where not told."""

    reference: str
    relation: str | None
    state: str
    state_label: str


class FamilyState(Output):
    """Who has filed together, this case among them: each decided and charged on its own."""

    persons: tuple[Relative, ...]


class CaseFull(Output):
    """A case."""

    reference: str
    authority: str
    kind: str
    legal_basis: str
    state: str
    state_label: str
    opened_at: datetime
    received_at: datetime | None
    updated_at: datetime
    draft_expires_at: datetime | None
    next_step: Step
    actions: tuple[ActionOffered, ...]
    blockers: tuple[ActionBlocked, ...]
    deadlines: tuple[DayThatCounts, ...]
    requirements: tuple[RequirementState, ...]
    documents: tuple[DocumentLine, ...]
    items: tuple[ItemState, ...]
    fees: FeeState | None
    appointments: tuple[Appointment, ...]
    legal_effect: LegalEffectStated | None
    remedies: tuple[Remedy, ...]
    family: FamilyState | None
    withdrawal_announced: bool
    on_hold: bool


def line_of(case: Case) -> CaseLine:
    """One line of the list."""
    return CaseLine(
        reference=case.reference,
        authority=case.authority,
        kind=case.kind,
        state=case.state,
        state_label=str(State(case.state).label),
        waiting_for=case.waiting_for or "nobody",
        received_at=case.received_at,
        updated_at=case.updated_at,
    )


def case_of(seen: Picture, *, language: str) -> CaseFull:
    """The whole case in the active language, which `language` names."""
    case = seen.case
    return CaseFull(
        reference=case.reference,
        authority=case.authority,
        kind=case.kind,
        legal_basis=case.legal_basis,
        state=case.state,
        state_label=str(State(case.state).label),
        opened_at=case.opened_at,
        received_at=case.received_at,
        updated_at=case.updated_at,
        draft_expires_at=case.draft_expires_at,
        next_step=_step(seen),
        actions=_actions(seen.offered),
        blockers=_blockers(seen.offered),
        deadlines=_deadlines(seen),
        requirements=_requirements(seen),
        documents=tuple(_document(row) for row in seen.documents),
        items=tuple(_item(row) for row in seen.items),
        fees=_fees(seen),
        appointments=tuple(appointment_of(row) for row in _shown(seen.appointments)),
        legal_effect=_effect(seen, language) if case.legal_effect else None,
        remedies=tuple(_remedy(row, language) for row in seen.remedies),
        family=_family(seen.relatives) if seen.relatives else None,
        withdrawal_announced=seen.withdrawal_announced,
        on_hold=bool(case.on_hold_reason),
    )


def _step(seen: Picture) -> Step:
    step = next_step(seen)
    return Step(code=step.code, text=str(step.text), whose_turn=step.whose_turn, due_at=step.due_at)


def _deadlines(seen: Picture) -> tuple[DayThatCounts, ...]:
    return tuple(
        DayThatCounts(code=due.code, text=str(due.text), on=due.on, at=due.at)
        for due in deadlines(seen)
    )


def _actions(offers: tuple[Offered, ...]) -> tuple[ActionOffered, ...]:
    return tuple(
        ActionOffered(name=offer.action.name, label=str(offer.action.label))
        for offer in offers
        if not offer.obstacles
    )


def _blockers(offers: tuple[Offered, ...]) -> tuple[ActionBlocked, ...]:
    return tuple(
        ActionBlocked(action=offer.action.name, code=guard.code, reason=str(guard.reason))
        for offer in offers
        for guard in offer.obstacles
    )


def _requirements(seen: Picture) -> tuple[RequirementState, ...]:
    rules = _rules_at_receipt(seen.case)
    labels = {row.code: str(row.label) for row in rules.checklist.requirement}
    files: dict[int | None, list[str]] = {}
    for document in seen.documents:
        files.setdefault(document.requirement_id, []).append(str(document.public_id))
    return tuple(
        RequirementState(
            code=row.code,
            label=labels.get(row.code, row.label),
            required=row.required,
            original_needed=row.original_needed,
            status=row.status,
            reason=row.reason or None,
            asked=_asked(row),
            documents=tuple(files.get(row.pk, ())),
            forms=forms_out(rules.forms, requirement=row.code),
        )
        for row in seen.requirements
    )


def _asked(row: Requirement) -> str | None:
    found: str | None = getattr(row, "asked_text")  # noqa: B009  # annotated by the query
    return found


def _rules_at_receipt(case: Case) -> DayRules:
    """Those by which the checklist was made; a draft's are those of the day it was opened."""
    return rules_of(case, on=local_day(case.received_at or case.opened_at))


def _document(row: Document) -> DocumentLine:
    return DocumentLine(
        id=str(row.public_id),
        requirement=row.requirement.code if row.requirement else None,
        filename=row.filename,
        media_type=row.media_type,
        size=row.size,
        sha256=row.sha256,
        pages=row.pages,
        handed_in_at=row.handed_in_at,
    )


def _item(row: Item) -> ItemState:
    product: Mapping[str, Any] = vars(row)
    decision = row.decision
    if decision == Item.Decision.GRANTED and product["product_status"] != "handed_over":
        decision = "intended"
    shown = decision == Item.Decision.GRANTED
    return ItemState(
        id=str(row.public_id),
        kind=row.kind,
        type=row.subtype or None,
        decision=decision,
        valid_from=row.valid_from if shown else None,
        valid_until=row.valid_until if shown else None,
        conditions=tuple(Condition(**told) for told in product["conditions"]) if shown else (),
        product=product["product"],
        product_status=product["product_status"],
    )


def _remedy(row: Mapping[str, Any], language: str) -> Remedy:
    effect = row["effect"]
    return Remedy(
        id=row["id"],
        kind=row["kind"],
        against=row["against"],
        received_at=datetime.fromisoformat(row["received_at"]),
        body=row["body"],
        in_time=effect["in_time"],
        suspensive=effect["suspensive"],
        why=effect["why"]["en" if language.startswith("en") else "de"],
        legal_basis=effect["legal_basis"],
        outcome=row["outcome"] or None,
    )


def _family(rows: tuple[Mapping[str, Any], ...]) -> FamilyState:
    return FamilyState(
        persons=tuple(
            Relative(
                reference=row["reference"],
                relation=row["relation"] or None,
                state=row["state"],
                state_label=str(State(row["state"]).label),
            )
            for row in rows
        )
    )


def _fees(seen: Picture) -> FeeState | None:
    current = [row for row in seen.fees if row.notice.replaced_at is None]
    if not current:
        return None
    due = [row for row in current if row.status == FeePosition.Status.DUE]
    first = min(due, key=lambda row: (row.due_on, row.pk), default=current[0])
    notices = {row.notice_id: row.notice for row in current}
    return FeeState(
        notice=first.notice.number,
        due=rules_of(seen.case, on=first.notice.tariff_on).terms.due,
        issued_at=first.notice.issued_at,
        due_on=first.due_on,
        total=first.notice.total,
        outstanding=sum((row.amount for row in due), NOTHING),
        missing=_missing(seen),
        currency="EUR",
        notices=tuple(_notice(notice) for notice in notices.values()),
        lines=tuple(_line(row) for row in current),
        refunds=tuple(
            RefundTold(amount=row.amount, ordered_at=row.ordered_at, paid_at=row.paid_at)
            for row in seen.refunds
        ),
    )


def _missing(seen: Picture) -> Decimal:
    """As `fees.ledger.balance_of`, of rows that are loaded already."""
    settled = [row.amount for row in seen.fees if row.status == FeePosition.Status.SETTLED]
    used = sum(settled, NOTHING) + sum((row.amount for row in seen.refunds), NOTHING)
    due = [row.amount for row in seen.fees if row.status == FeePosition.Status.DUE]
    return Balance(due=sum(due, NOTHING), credit=seen.paid - used).missing


def _notice(notice: FeeNotice) -> FeeNoticeTold:
    return FeeNoticeTold(
        number=notice.number,
        issued_at=notice.issued_at,
        due_on=notice.due_on,
        total=notice.total,
        replaces=notice.replaces.number if notice.replaces else None,
        difference=notice.difference,
    )


def _line(row: FeePosition) -> FeeLine:
    return FeeLine(
        notice=row.notice.number,
        code=row.code,
        label=row.label,
        amount=row.amount,
        status=row.status,
        legal_basis=row.legal_basis,
        reason=row.reason,
        due_on=row.due_on,
    )


def _shown(bookings: tuple[Booking, ...]) -> tuple[Booking, ...]:
    return tuple(row for row in bookings if row.status != Booking.Status.CANCELLED)


def _effect(seen: Picture, language: str) -> LegalEffectStated:
    effect, ordered_at = seen.case.legal_effect, seen.continuation_ordered_at
    return LegalEffectStated(
        kind=effect["kind"],
        until=effect["until"],
        employment=effect["employment"],
        legal_basis=effect["legal_basis"],
        why=effect["why"]["en" if language.startswith("en") else "de"],
        ordered_on=local_day(ordered_at) if ordered_at else None,
        certificate_valid_until=seen.certificate_until,
    )
