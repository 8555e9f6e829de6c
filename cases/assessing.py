"""What the fees of a case are on a day, line by line and why: for notices, and before them.

Public: `of_application`, `of_act`, `age_on`, `at_refusal`, `at_withdrawal`, `at_ending`,
`at_federal_amounts`, `surcharge`, `surcharge_line`, `proven`, `needs_period`, `grounds`. Reads the
case and writes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from authorities import service as authorities
from cases.application import application_of
from cases.models import Case
from common.calendar import local_day
from common.errors import DomainError
from common.rules import Text, in_force
from documents.models import Requirement
from fees import endings
from fees.assessment import FEDERAL, AssessedLine, Assessment
from fees.discretion import OfferedWaiver
from fees.endings import FeeRange
from fees.late import late_surcharge
from fees.models import FeeNotice
from fees.rules import Line

# Which proof makes which stated fact count in a notice, on the days for which it was given.
PROOFS: Mapping[str, str] = {"benefits": "benefits_notice"}
# Refused for nothing else, an application costs nothing (§ 49(3) Nr. 1 AufenthV).
FREE_GROUNDS = frozenset({"no_jurisdiction", "no_capacity"})
PROCESSED = frozenset({Line.PERMIT, Line.TRAVEL_DOCUMENT})
NOTHING_STATED: Mapping[str, str] = {}


class NotReceived(DomainError):
    """A draft costs nothing: nobody has applied for anything."""

    code = "not_received"
    sentence = _("The application has not been filed.")


# Proofs


def needs_period(requirement: str) -> bool:
    """Whether accepting it says from when to when it counts."""
    return requirement in PROOFS.values()


def proven(case: Case, *, on: Iterable[date]) -> frozenset[str]:
    """The stated facts whose proof was accepted and is current on one of the days."""
    current = Q()
    for day in on:
        begun = Q(proof_from=None) | Q(proof_from__lte=day)
        current |= begun & Q(proof_until__gte=day)
    accepted = case.requirements.filter(current, status=Requirement.Status.ACCEPTED)
    codes = set(accepted.values_list("code", flat=True))
    return frozenset(fact for fact, code in PROOFS.items() if code in codes)


# Assessments


def of_application(case: Case, *, on: date, tariff_on: date | None = None) -> Assessment:
    """The permit and what was asked for with it, by the tariff of a day, else of the day `on`.

    What another authority has charged before the case came here is not charged again (§ 49(4)
    AufenthV). Raises `NotReceived`, `NoPosition`.
    """
    tariff_on = tariff_on or on
    assessment = authorities.assess_fees(
        application_of(case),
        authority=case.authority,
        age_on=age_on(case),
        tariff_on_day=tariff_on,
        proven=proven(case, on={on, tariff_on}),
    )
    if not case.fee_taken_elsewhere:
        return assessment
    lines = endings.after_transfer(
        assessment.lines,
        endings=authorities.fee_endings(on=tariff_on),
        charged_elsewhere=PROCESSED,
    )
    return replace(assessment, lines=lines)


def of_act(
    case: Case, line: Line, *, on: date, facts: Mapping[str, str] = NOTHING_STATED
) -> Assessment:
    """One act beside the application; `facts` say what only who performs it knows.

    Raises `NotReceived`, `NoPosition`.
    """
    return authorities.assess_fees(
        application_of(case),
        authority=case.authority,
        age_on=age_on(case),
        tariff_on_day=on,
        proven=proven(case, on={on}),
        lines=frozenset({line}),
        act=facts,
    )


def age_on(case: Case) -> date:
    """The day of the application, whose age counts (§ 1(1) PAuswGebV). Raises `NotReceived`."""
    if case.received_at is None:
        raise NotReceived
    return local_day(case.received_at)


def waivers(case: Case, *, on: date) -> tuple[OfferedWaiver, ...]:
    """What a named person could waive of the application's fees, with paragraph."""
    return authorities.offered_waivers(
        application_of(case),
        authority=case.authority,
        age_on=age_on(case),
        tariff_on_day=on,
        proven=proven(case, on={on}),
    )


def grounds(case: Case, code: str, *, act: str, on: date) -> Mapping[str, OfferedGround]:
    """On which grounds a person may waive a line: what the law says of it, by code.

    An act beside the application is reached by the general grounds alone.
    """
    general = authorities.facts_of(application_of(case), on=age_on(case))
    rows = in_force(authorities.law().discretion, on=on)
    found = {
        row.code: OfferedGround(row.legal_basis, row.reason)
        for row in rows
        if row.positions is None and row.when.holds(general)
    }
    if act:
        return found
    of_line = (waiver for waiver in waivers(case, on=on) if waiver.line.value == code)
    return found | {row.code: OfferedGround(row.legal_basis, row.reason) for row in of_line}


@dataclass(frozen=True)
class OfferedGround:
    """A paragraph that leaves a waiver to discretion, and when it may be used."""

    legal_basis: str
    reason: Text


def at_federal_amounts(assessment: Assessment) -> Assessment:
    """With the amounts of federal law where the published ones are above it."""
    return replace(assessment, lines=tuple(map(_at_federal_amount, assessment.lines)))


def _at_federal_amount(line: AssessedLine) -> AssessedLine:
    if line.conflict is None or not line.conflict.above_law:
        return line
    return replace(line, amount=line.conflict.federal, source=FEDERAL, conflict=None)


# When it ends without what was applied for


def at_refusal(case: Case, assessment: Assessment, *, on: date) -> Assessment:
    """As much as the act would have cost, or nothing where only competence was lacking."""
    end = endings.on_lack_of_competence if _never_competent(case) else endings.on_refusal
    lines = end(
        assessment.lines, endings=authorities.fee_endings(on=on), performed=_performed(case)
    )
    return replace(assessment, lines=lines)


def _never_competent(case: Case) -> bool:
    grounds = case.refusals.filter(confirmed_at__isnull=False, dropped_at=None)
    listed = [set(codes) for codes in grounds.values_list("ground_codes", flat=True)]
    return bool(listed) and all(codes and codes <= FREE_GROUNDS for codes in listed)


def at_withdrawal(
    case: Case, assessment: Assessment, *, on: date
) -> tuple[AssessedLine | FeeRange, ...]:
    """Nothing before substantive work began (§ 49(3) Nr. 2 AufenthV); after it a person decides."""
    lines, shares, done = assessment.lines, authorities.fee_endings(on=on), _performed(case)
    if case.substantive_at is None:
        return endings.on_withdrawal_before_work(lines, endings=shares, performed=done)
    return endings.on_withdrawal_after_work(lines, endings=shares, performed=done)


def at_ending(case: Case, assessment: Assessment) -> tuple[AssessedLine | FeeRange, ...]:
    """What a person may leave of the fees of a discontinued case: all, a part, or nothing."""
    done = _performed(case)
    return tuple(
        line if line.code in done or not line.amount else _left_to_a_person(line)
        for line in assessment.lines
    )


def _left_to_a_person(line: AssessedLine) -> FeeRange:
    return FeeRange(
        line=line,
        highest=line.amount,
        proposed=line.amount,
        legal_basis=line.legal_basis,
        reason=Text(de="Es bleibt bei der Gebühr.", en="The fee stays as it is."),
    )


def _performed(case: Case) -> frozenset[Line]:
    """What has been done for the applicant already: a photo that was taken here."""
    taken = case.attendances.filter(photo_on_site=True).exists()
    return frozenset({Line.PHOTO}) if taken else frozenset()


# Paid late


def surcharge(notice: FeeNotice, *, on: date) -> Decimal:
    """What § 16 BGebG adds on a day to what of the notice is overdue, in EUR; 0.00 for none."""
    overdue = notice.positions.outstanding().filter(due_on__lt=on)
    last = overdue.order_by("-due_on").first()
    if last is None:
        return Decimal("0.00")
    rule = authorities.late_surcharge_rule(on=on)
    return late_surcharge(overdue.total(), due_on=last.due_on, on=on, rule=rule)


def surcharge_line(notice: FeeNotice, *, on: date) -> AssessedLine | None:
    """The surcharge as a line of a notice of its own; None where nothing is added."""
    amount = surcharge(notice, on=on)
    if not amount:
        return None
    rule = authorities.late_surcharge_rule(on=on)
    return AssessedLine(
        code=Line.LATE_SURCHARGE,
        position=Line.LATE_SURCHARGE.value,
        label=Text(
            de=f"Säumniszuschlag zum Bescheid {notice.number}",
            en=f"Late payment of notice {notice.number}",
        ),
        amount=amount,
        legal_basis=rule.legal_basis,
        reduction=None,
        reason=Text(
            de=f"{rule.percent} Prozent für jeden angefangenen Monat der Säumnis.",
            en=f"{rule.percent} percent for every month that has begun since it was due.",
        ),
        source=FEDERAL,
        conflict=None,
    )
