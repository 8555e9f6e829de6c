"""The Nebenbestimmungen of a title: proposed by the law, confirmed or changed by a person."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from authorities import service as authorities
from authorities.conditions import ProposedCondition
from cases.application import application_of
from cases.models import Case, Item, Nebenbestimmung
from common.calendar import local_day
from common.errors import DomainError

EMPLOYMENT = "employment"


class ConditionUnexplained(DomainError):
    """A proposed condition is left out or worded anew, or one is added, only with a reason."""

    code = "condition_unexplained"
    sentence = _(
        "Condition “%(condition)s”: it departs from the proposal. Give the reason, or take the"
        " proposal."
    )


class ConditionIncomplete(DomainError):
    code = "condition_incomplete"
    sentence = _("Condition “%(condition)s”: a text and its legal basis are needed.")


class EmploymentUnstated(DomainError):
    """Every title says whether work is allowed (§ 4a(3) S. 1 AufenthG)."""

    code = "employment_unstated"
    sentence = _(
        "Every title says whether work is allowed (§ 4a(3) AufenthG). Keep the condition about"
        " employment, or word it anew with a reason."
    )


@dataclass(frozen=True, kw_only=True)
class ChosenCondition:
    """A condition as a person wants it; `kept` False leaves out one that was proposed."""

    code: str
    text: str
    legal_basis: str
    reason: str = ""
    kept: bool = True


def propose_conditions(case: Case, *, at: datetime) -> tuple[ProposedCondition, ...]:
    """What the law of the day and the authority's practice attach to the permit sought.

    Who was refused a Reiseausweis has asked for none any more: then an Ausweisersatz is looked at
    (§ 55(1) S. 2 AufenthV).
    """
    application = application_of(case)
    if case.items.filter(kind=Item.Kind.TRAVEL_DOCUMENT, decision=Item.Decision.REFUSED).exists():
        left = application.requests.model_copy(update={"travel_document": None})
        application = application.model_copy(update={"requests": left})
    return authorities.propose_conditions(application, authority=case.authority, on=local_day(at))


def as_proposed(condition: ProposedCondition) -> ChosenCondition:
    """The condition taken as it is proposed, in the language of the card."""
    return ChosenCondition(
        code=condition.code, text=condition.text.de, legal_basis=condition.legal_basis
    )


def impose(case: Case, chosen: Sequence[ChosenCondition] | None, *, at: datetime) -> list[str]:
    """Attach the conditions to the permit just granted; their codes, in order.

    A proposed one that `chosen` does not mention is attached as proposed. Raises
    `ConditionUnexplained`, `ConditionIncomplete`, `EmploymentUnstated`.
    """
    permit = case.items.granted().get(kind=Item.Kind.PERMIT)
    proposed = {row.code: as_proposed(row) for row in propose_conditions(case, at=at)}
    wanted = {**proposed, **{row.code: row for row in chosen or ()}}
    for row in wanted.values():
        _insist_on_reason(row, proposed.get(row.code))
    kept = [row for row in wanted.values() if row.kept]
    if not any(row.code == EMPLOYMENT for row in kept):
        raise EmploymentUnstated
    _note_left_out(case, [row for row in wanted.values() if not row.kept])
    return [_attach(case, permit, row) for row in kept]


def _insist_on_reason(chosen: ChosenCondition, proposed: ChosenCondition | None) -> None:
    if chosen.kept and not (chosen.text.strip() and chosen.legal_basis.strip()):
        raise ConditionIncomplete(condition=chosen.code)
    as_proposed = proposed is not None and _same(chosen, proposed)
    if not as_proposed and not chosen.reason.strip():
        raise ConditionUnexplained(condition=chosen.text or chosen.code)


def _same(chosen: ChosenCondition, proposed: ChosenCondition) -> bool:
    return chosen.kept and (chosen.text.strip(), chosen.legal_basis.strip()) == (
        proposed.text,
        proposed.legal_basis,
    )


def _attach(case: Case, permit: Item, row: ChosenCondition) -> str:
    Nebenbestimmung.objects.create(
        case=case,
        item=permit,
        code=row.code,
        text=row.text,
        legal_basis=row.legal_basis,
        reason=row.reason,
    )
    return row.code


def _note_left_out(case: Case, left_out: Iterable[ChosenCondition]) -> None:
    findings = list(_findings(left_out))
    if findings:
        case.findings = [*case.findings, *findings]
        case.save(update_fields=["findings"])


def _findings(left_out: Iterable[ChosenCondition]) -> Iterator[dict[str, str]]:
    """What was proposed and not attached, and why."""
    for row in left_out:
        yield {
            "code": "condition_left_out",
            "detail": f"{row.text} – {row.reason}",
            "legal_basis": row.legal_basis,
        }
