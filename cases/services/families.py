"""Relatives who file together: each has a case of their own, linked to the others.

Private to the services: `completed`, `join`. The link says who belongs together, and moves nothing:
each case has its own fees, prints and decision (§ 81(1) AufenthG knows single applications only).
"""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from authorities.situation import Family
from cases.application import Application
from cases.models import Case, FamilyFiling
from cases.states import State
from common.actor import Actor
from common.inputs import InputProblem, InvalidBody

from .core import record

POINTER = "/family/with_case"


def completed(application: Application, *, authority: str, actor: Actor) -> Application:
    """The application with the sponsor's legal basis, where it is known from the case named.

    Raises `InvalidBody` where no such case is the actor's at this authority.
    """
    family = application.family
    if family is None or family.with_case is None:
        return application
    named = _named(family.with_case, authority=authority, actor=actor)
    if family.relation is None or family.sponsor_legal_basis is not None:
        return application
    basis = _sponsor_basis(named)
    return application.model_copy(
        update={"family": family.model_copy(update={"sponsor_legal_basis": basis})}
    )


def join(case: Case, *, actor: Actor, at: datetime) -> None:
    """On filing, belong to the family of the case that the application names: set on the instance.

    The other case is locked after this one. Only two that name each other could wait for each
    other, and then the door tries again. Raises `InvalidBody` as `completed` does.
    """
    family = Family.model_validate(case.family) if case.family else None
    case.relation = (family and family.relation) or ""
    if family is not None and family.with_case is not None:
        named = _named(family.with_case, authority=case.authority, actor=actor, lock=True)
        case.family_filing = _filing_of(named, case, at=at)
        if named.state != State.DRAFT:  # a draft has no events
            record(named, "relative_joined", actor=actor, at=at, data={"relation": case.relation})


def _named(reference: str, *, authority: str, actor: Actor, lock: bool = False) -> Case:
    own = Case.objects.visible_to(actor).filter(authority=authority).select_related("title")
    rows = own.select_for_update(of=("self",)) if lock else own
    found: Case | None = rows.filter(reference=reference).first()
    if found is None:
        why = _("There is no case of yours with this reference at this authority.")
        raise InvalidBody(errors=(InputProblem(POINTER, "case_unknown", why),))
    return found


def _sponsor_basis(named: Case) -> str:
    """What the sponsor holds, or asks for where they hold nothing yet."""
    sponsor = named
    if named.family_filing is not None:
        sponsor = named.family_filing.cases.filter(relation="sponsor").first() or named
    held: str = sponsor.title.legal_basis if sponsor.title else ""
    return held or sponsor.legal_basis


def _filing_of(named: Case, joining: Case, *, at: datetime) -> FamilyFiling:
    """The family of the case named; it begins with the first who joins."""
    if named.family_filing is None:
        named.family_filing = FamilyFiling.objects.create(
            authority=named.authority, sandbox=named.sandbox, created_at=at
        )
    if joining.relation and not named.relation:
        named.relation = Case.Relation.SPONSOR
    named.save(update_fields=["family_filing", "relation"])
    return named.family_filing
