"""What the fees of an application would be if a notice were issued now: shown before it is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.utils.translation import gettext as _

from cases import assessing
from cases.models import Case
from common.calendar import local_day
from common.errors import DomainError
from common.text import german_day
from fees.assessment import AssessedLine


@dataclass(frozen=True)
class FeePreview:
    """The lines with their reasons, what differs from the standing notice, and what to ask for."""

    lines: tuple[AssessedLine, ...]
    total: Decimal
    difference: Decimal | None
    advice: tuple[str, ...]
    problem: str = ""


def fee_preview(case: Case, *, at: datetime) -> FeePreview:
    """By what is proven today; a gap in the tariff is said instead."""
    today = local_day(at)
    standing = case.fee_notices.filter(act="", replaced_at=None).first()
    try:
        now = assessing.of_application(
            case, on=today, tariff_on=standing.tariff_on if standing else None
        )
    except DomainError as error:
        return FeePreview((), Decimal("0.00"), None, (), problem=str(error))
    return FeePreview(
        lines=now.lines,
        total=now.total,
        difference=now.total - standing.total if standing else None,
        advice=tuple(_advice(case, today)),
    )


def _advice(case: Case, today: date) -> list[str]:
    """A proof that has run out frees from nothing: ask for a current one."""
    ended = case.requirements.filter(
        code__in=assessing.PROOFS.values(), status="accepted", proof_until__lt=today
    )
    text = _("“%(proof)s” counted until %(day)s. Ask for a current one if fees are to be waived.")
    return [
        text % {"proof": row.label, "day": german_day(row.proof_until)}
        for row in ended
        if row.proof_until
    ]
