"""What goes on after a permit was refused: the period for appeal, and work meanwhile.

Public: `announced_on`, `term_against`, `WorkGoesOn`, `work_goes_on`, `permit_refused`.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext_lazy as _

from authorities import service as authorities
from authorities.remedies import RemedyTerm, term_of_remedy, work_continues
from cases.rules import profile_of, rules_of

from .guards import Guard
from .models import Case, Item, Rechtsbehelf, Refusal

# Only a title that filing had continued counts as continuing for work (§ 84(2) S. 2 AufenthG).
HAD_A_TITLE = frozenset({"continuation", "continuation_ordered"})


permit_refused = Guard(
    "permit_not_refused",
    _("The permit has not been refused, or the refusal has not been announced."),
    lambda case: _refusal_told(case),
)


def _refusal_told(case: Case) -> bool:
    """Whether the letter has left by which the permit is refused; that of another item is none."""
    standing = case.refusals.filter(
        item__kind=Item.Kind.PERMIT, confirmed_at__isnull=False, dropped_at=None
    )
    acts = [str(public_id) for public_id in standing.values_list("public_id", flat=True)]
    told = case.letters.filter(kind="refusal", announced_on__isnull=False)
    return bool(acts) and told.filter(occasion__in=acts).exists()


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
    refusal = (
        case.refusals.filter(item__kind=Item.Kind.PERMIT, confirmed_at__isnull=False)
        .filter(dropped_at=None)
        .first()
    )
    if refusal is None:
        return None
    announced = announced_on(case, kind="refusal", act=refusal.public_id)
    if announced is None or announced > on:  # until then the effect under § 81 itself goes on
        return None
    usual = rules_of(case, on=announced).remedy.kind
    term = term_against(case, usual, announced=announced, notice_correct=True, on=announced)
    effect = case.legal_effect
    motions = case.rechtsbehelfe.pending().filter(kind=Rechtsbehelf.Kind.URGENT_MOTION)
    urgent = motions.filter(contested=refusal.public_id).exists()
    if not work_continues(
        on=on,
        worked_before=effect["kind"] in HAD_A_TITLE and effect["employment"] == "unchanged",
        term=term,
        urgent_motion_pending=urgent,
    ):
        return None
    return WorkGoesOn(refusal, announced, term.until, urgent)
