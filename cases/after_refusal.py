"""What goes on after a permit was refused: the period for appeal, and work meanwhile.

Public: `announced_on`, `term_against`, `refusals_told`, `WorkGoesOn`, `work_goes_on`,
`work_goes_on_after`, `permit_refused`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, TypedDict

from django.db.models import CharField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from authorities import service as authorities
from authorities.remedies import RemedyTerm, term_of_remedy, work_continues
from cases.rules import profile_of, rules_of
from correspondence.models import Letter

from .guards import Guard
from .models import Case, Item, Rechtsbehelf, Refusal

if TYPE_CHECKING:
    from django_stubs_ext import WithAnnotations

    class _ToldOn(TypedDict):
        told_on: date

    RefusalTold = WithAnnotations[Refusal, _ToldOn]

# Only a title that filing had continued counts as continuing for work (§ 84(2) S. 2 AufenthG).
HAD_A_TITLE = frozenset({"continuation", "continuation_ordered"})


permit_refused = Guard(
    "permit_not_refused",
    _("The permit has not been refused, or the refusal has not been announced."),
    lambda case: _permit_refusals(case).exists(),
)


def refusals_told() -> QuerySet[RefusalTold]:
    """Those that stand and whose letter has left, with the day `told_on` on which it counts."""
    letters = Letter.objects.filter(
        case=OuterRef("case"),
        kind="refusal",
        occasion=Cast(OuterRef("public_id"), CharField()),
        announced_on__isnull=False,
    )
    refusals: QuerySet[RefusalTold] = (
        Refusal.objects.filter(confirmed_at__isnull=False, dropped_at=None)
        .annotate(told_on=Subquery(letters.order_by("announced_on").values("announced_on")[:1]))
        .filter(told_on__isnull=False)
    )
    return refusals


def _permit_refusals(case: Case) -> QuerySet[RefusalTold]:
    """The one of the permit, not of another item."""
    return refusals_told().filter(case=case, item__kind=Item.Kind.PERMIT)


@dataclass(frozen=True)
class WorkGoesOn:
    """For work the refused title counts as continuing: until a day, or for an urgent procedure."""

    refusal: Refusal
    announced_on: date
    until: date | None
    urgent_motion: bool


def announced_on(case: Case, *, kind: str, act: object) -> date | None:
    """The day on which the letter of an act counts as announced, if it does."""
    letters = case.letters.filter(kind=kind, occasion=str(act), announced_on__isnull=False)
    day: date | None = letters.values_list("announced_on", flat=True).first()
    return day


def term_against(
    case: Case, kind: str, *, announced: date | None, notice_correct: bool, on: date
) -> RemedyTerm:
    """Until when an act of this case can be contested. Raises `NoRuleInForce`."""
    return term_of_remedy(
        kind,
        announced_on=announced,
        notice_correct=notice_correct,
        law=authorities.law(),
        land=profile_of(case).land,
        on=on,
    )


def work_goes_on(case: Case, *, on: date) -> WorkGoesOn | None:
    """Whether, and until when, work stays allowed although the permit was refused; else None."""
    refusal = _permit_refusals(case).first()
    if refusal is None:
        return None
    announced = refusal.told_on
    motions = case.rechtsbehelfe.pending().filter(kind=Rechtsbehelf.Kind.URGENT_MOTION)
    urgent = motions.filter(contested=refusal.public_id).exists()
    if not work_goes_on_after(case, announced_on=announced, urgent_motion=urgent, on=on):
        return None
    return WorkGoesOn(refusal, announced, _usual_term(case, announced).until, urgent)


def work_goes_on_after(case: Case, *, announced_on: date, urgent_motion: bool, on: date) -> bool:
    """Whether work stays allowed on the day `on` after a refusal that was announced."""
    if announced_on > on:  # until then the effect under § 81 itself goes on
        return False
    effect = case.legal_effect
    return work_continues(
        on=on,
        worked_before=effect["kind"] in HAD_A_TITLE and effect["employment"] == "unchanged",
        term=_usual_term(case, announced_on),
        urgent_motion_pending=urgent_motion,
    )


def _usual_term(case: Case, announced_on: date) -> RemedyTerm:
    """The period for the remedy of which the authority tells on that day."""
    usual = rules_of(case, on=announced_on).remedy.kind
    return term_against(case, usual, announced=announced_on, notice_correct=True, on=announced_on)
