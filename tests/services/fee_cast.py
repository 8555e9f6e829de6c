"""Assessments, notices and payments for tests, without going through a tariff."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from cases.models import Case, Item
from common.rules import Text
from fees import services
from fees.assessment import AppliedReduction, AssessedLine, Assessment, Conflict
from fees.models import FeeNotice, FeePosition
from fees.rules import Line, Terms
from fees.services import IncomingPayment, NoticeHead
from tests import cast

TODAY, DUE = date(2026, 11, 23), date(2026, 12, 10)
TERMS = Terms(
    valid_from=date(2026, 1, 1),
    legal_basis="§ 14 BGebG",
    source="berlin",
    due="before_appointment",
    term_days=14,
    methods=("card", "paypal"),
)


def line(
    code: Line,
    amount: str,
    *,
    reduction: AppliedReduction | None = None,
    conflict: Conflict | None = None,
) -> AssessedLine:
    """One assessed line of Berlin's tariff."""
    return AssessedLine(
        code=code,
        position=code.value,
        label=Text(de=f"Gebühr: {code.value}", en=f"Fee: {code.value}"),
        amount=Decimal(amount),
        legal_basis="§ 45 Nr. 2 Buchst. b AufenthV",
        reduction=reduction,
        reason=Text(de="Verlängerung um mehr als drei Monate", en="Extension of over 3 months"),
        source="berlin",
        conflict=conflict,
    )


def permit(amount: str = "93.00") -> AssessedLine:
    return line(Line.PERMIT, amount)


def photo(amount: str = "6.00") -> AssessedLine:
    return line(Line.PHOTO, amount)


def assessment(*lines: AssessedLine) -> Assessment:
    return Assessment(lines=lines, terms=TERMS)


def notice(case: Case, *lines: AssessedLine, number: str = "G1", act: str = "") -> FeeNotice:
    """A notice over these lines, in the place of one that stands; the permit has its item."""
    items: dict[str, Item] = {"permit": case.items.get(kind=Item.Kind.PERMIT)}
    head = NoticeHead(
        number=number, announced_on=TODAY, due_on=DUE, tariff_on=TODAY, age_on=TODAY, act=act
    )
    told = assessment(*lines)
    former = services.standing_notice(case, act=act)
    if former is None:
        return services.issue_notice(
            case=case, assessment=told, items=items, head=head, at=cast.NOON
        )
    return services.replace_notice(
        notice=former, assessment=told, items=items, head=head, at=cast.NOON
    )


def relieve(position: FeePosition, kind: str, reason: str = "Härtefall") -> FeePosition:
    """Karin proposes, Tarek confirms; a deferral runs until the end of January."""
    relief = services.propose_relief(
        position=position,
        kind=kind,
        legal_basis="§ 53 Abs. 2 AufenthV",
        reason=reason,
        until=date(2027, 1, 31) if kind == "deferral" else None,
        today=TODAY,
        by="karin",
        at=cast.NOON,
    )
    return services.confirm_relief(relief=relief, by="tarek", at=cast.NOON)


def money(amount: str, *, provider_id: str = "SIM-1", provider: str = "cash") -> IncomingPayment:
    """Cash that Kim took at noon."""
    return IncomingPayment(
        provider=provider,
        provider_id=provider_id,
        method="cash",
        amount=Decimal(amount),
        paid_at=cast.NOON,
    )


def statuses(case: Case) -> dict[str, list[str]]:
    """What became of each line, in the order in which it was charged."""
    found: dict[str, list[str]] = {}
    for position in FeePosition.objects.filter(case=case).order_by("pk"):
        found.setdefault(position.code, []).append(position.status)
    return found
