"""What is done against a decision: objection, claim, urgent motion, and what each of them changes.

Nothing here decides a remedy: what came is recorded with its effect (§ 84 AufenthG, § 80 VwGO), and
how it ended. After one that succeeds a team lead decides about reopening.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from authorities import service as authorities
from authorities.remedies import RemedyTerm, effect_of_remedy, term_of_inaction
from cases.after_refusal import announced_on, term_against, work_goes_on
from cases.models import Case, Item, Rechtsbehelf
from cases.states import UNDECIDED
from common.actor import Actor
from common.calendar import local_day
from common.errors import DomainError

from .core import call_to_desk, enter, look, record, tidy_desk, use_case
from .review import ReasonNeeded

Kind, Against = Rechtsbehelf.Kind, Rechtsbehelf.Against
OBJECTION_FEE = {
    "code": "objection_fee",
    "detail": (
        "Bleibt der Widerspruch erfolglos, kostet er die Hälfte der Gebühr für die abgelehnte"
        " Amtshandlung. Ob sie erhoben wird, entscheidet die Gebührenstelle."
    ),
    "legal_basis": "§ 51 Abs. 1 Nr. 1 AufenthV",
}


class NothingToContest(DomainError):
    """There is no such act in this case, or it has been decided and inaction is over."""

    code = "nothing_to_contest"
    sentence = _("This case has no such act that could be contested.")


class RemedyUnknown(DomainError):
    code = "remedy_unknown"
    sentence = _("This case has no such open remedy.")


class OutcomeUnknown(DomainError):
    code = "outcome_unknown"
    sentence = _("A remedy ends successful, rejected, withdrawn or settled.")


class WorkEnded(DomainError):
    """The period is over and no urgent procedure runs, or there was no title that allowed work."""

    code = "work_not_continued"
    sentence = _("The title does not count as continuing for work today (§ 84(2) AufenthG).")


class ReceivedInFuture(DomainError):
    code = "remedy_in_future"
    sentence = _("A remedy cannot be received in the future.")


@dataclass(frozen=True, kw_only=True)
class Contested:
    """What a remedy is against: the id of a refusal or fee notice, the code of a condition.

    `notice_correct`: whether the act told how to contest it; else there is a year (§ 58(2) VwGO).
    """

    against: str
    act: str = ""
    notice_correct: bool = True


@dataclass(frozen=True, kw_only=True)
class IncomingRemedy:
    """What came in: an objection, a claim or an urgent motion, and at which court or authority."""

    kind: str
    contested: Contested
    received_at: datetime
    body: str
    file_number: str = ""
    note: str = ""


@use_case
def record_remedy(*, reference: str, remedy: IncomingRemedy, actor: Actor, at: datetime) -> Case:
    """Record an objection, a claim or an urgent motion with what the law makes of it.

    One that came late is recorded as well: whether it is admissible is decided elsewhere.
    Raises `NothingToContest`, `ReceivedInFuture`, `ReasonNeeded`.
    """
    case = enter(reference, actor=actor, action="record_remedy")
    if remedy.received_at > at:
        raise ReceivedInFuture
    if remedy.kind not in Kind.values or not remedy.body.strip():
        raise ReasonNeeded
    row = _keep(case, remedy, by=actor.id, at=at)
    if (row.kind, row.against) == (Kind.OBJECTION, Against.REFUSAL):
        case.findings = [*case.findings, OBJECTION_FEE]
        case.save(update_fields=["findings"])
    call_to_desk(case, at=at)
    facts = {"remedy": str(row.public_id), "kind": row.kind, "against": row.against}
    record(case, "remedy_recorded", actor=actor, at=at, data=facts)
    return case


BY_ID = frozenset({Against.REFUSAL, Against.FEE_NOTICE})


def _keep(case: Case, remedy: IncomingRemedy, *, by: str, at: datetime) -> Rechtsbehelf:
    contested = remedy.contested
    return Rechtsbehelf.objects.create(
        case=case,
        item=_contested_item(case, contested),
        kind=remedy.kind,
        against=contested.against,
        contested=contested.act if contested.against in BY_ID else None,
        received_at=remedy.received_at,
        body=remedy.body,
        file_number=remedy.file_number,
        effect=_effect(case, remedy.kind, contested, on=local_day(remedy.received_at)),
        note=remedy.note,
        recorded_at=at,
        recorded_by=by,
    )


def _contested_item(case: Case, contested: Contested) -> Item | None:
    """The item that the contested act is about; None for a fee. Raises `NothingToContest`."""
    finders = {
        Against.REFUSAL: _refused_item,
        Against.FEE_NOTICE: _noticed,
        Against.CONDITION: _conditioned_item,
        Against.INACTION: _undecided_item,
    }
    if contested.against not in finders:
        raise NothingToContest
    return finders[Against(contested.against)](case, contested.act)


def _refused_item(case: Case, act: str) -> Item:
    standing = case.refusals.filter(confirmed_at__isnull=False, dropped_at=None)
    item: Item = _by_id(standing.select_related("item"), act).item
    return item


def _noticed(case: Case, act: str) -> None:
    _by_id(case.fee_notices.all(), act)


def _by_id(rows: Any, public_id: str) -> Any:
    try:
        row = rows.filter(public_id=public_id).first()
    except ValidationError:
        row = None
    if row is None:
        raise NothingToContest
    return row


def _conditioned_item(case: Case, act: str) -> Item:
    row = case.nebenbestimmungen.filter(code=act).select_related("item").first()
    if row is None:
        raise NothingToContest
    return row.item


def _undecided_item(case: Case, act: str) -> Item | None:
    if case.state not in UNDECIDED:
        raise NothingToContest
    return case.items.pending().order_by("kind").first()


def _effect(case: Case, kind: str, contested: Contested, *, on: date) -> dict[str, Any]:
    """In time or not, and what it suspends, by the law of the day of receipt."""
    law = effect_of_remedy(contested.against, condition=contested.act, law=authorities.law(), on=on)
    term = _term(case, kind, contested, on=on)
    return {
        "until": f"{term.until}" if term and term.until else None,
        "admissible_from": f"{term.admissible_from}" if term and term.admissible_from else None,
        "in_time": term.in_time(on) if term else None,
        "period": term.legal_basis if term else "",
        "suspensive": law.suspensive,
        "employment": law.employment,
        "legal_basis": law.legal_basis,
        "why": {"de": law.why.de, "en": law.why.en},
    }


def _term(case: Case, kind: str, contested: Contested, *, on: date) -> RemedyTerm | None:
    """The period that counts; an urgent motion has none, and inaction only a beginning."""
    if kind == Kind.URGENT_MOTION:
        return None
    if contested.against == Against.INACTION:
        applied = case.received_at
        if applied is None:
            raise NothingToContest
        return term_of_inaction(applied_on=local_day(applied), law=authorities.law(), on=on)
    announced = announced_on(case, kind=contested.against, act=contested.act)
    return term_against(
        case, kind, announced=announced, notice_correct=contested.notice_correct, on=on
    )


@use_case
def settle_remedy(
    *, reference: str, remedy: str, outcome: str, note: str, actor: Actor, at: datetime
) -> Case:
    """Record how a remedy ended; after a successful one the case comes to a desk to be reopened.

    Raises `RemedyUnknown`, `OutcomeUnknown`, `ReasonNeeded`.
    """
    case = enter(reference, actor=actor, action="settle_remedy")
    look(case, "settle_remedy")
    row = case.rechtsbehelfe.pending().filter(public_id=remedy).first()
    if row is None:
        raise RemedyUnknown
    if not outcome or outcome not in Rechtsbehelf.Outcome.values:
        raise OutcomeUnknown
    if not note.strip():
        raise ReasonNeeded
    row.outcome, row.settled_at, row.settled_by = outcome, at, actor.id
    row.note = "\n\n".join(filter(None, [row.note, note]))
    row.save(update_fields=["outcome", "settled_at", "settled_by", "note"])
    facts = {"remedy": remedy, "kind": row.kind, "against": row.against, "outcome": outcome}
    record(case, "remedy_settled", actor=actor, at=at, data=facts)
    if outcome == Rechtsbehelf.Outcome.UPHELD:
        call_to_desk(case, at=at)
    else:
        tidy_desk(case, at=at)
    return case


@use_case
def certify_work(*, reference: str, actor: Actor, at: datetime) -> Case:
    """Certify that for work the refused title counts as continuing (§ 84(2) S. 2 AufenthG).

    Raises `WorkEnded` where it does not.
    """
    case = enter(reference, actor=actor, action="certify_work")
    look(case, "certify_work")
    going_on = work_goes_on(case, on=local_day(at))
    if going_on is None:
        raise WorkEnded
    facts = {"until": f"{going_on.until}", "urgent_motion": going_on.urgent_motion}
    record(case, "work_certified", actor=actor, at=at, data=facts)
    return case
