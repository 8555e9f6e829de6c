"""The grant that is the order: for how long, under which conditions, by whom, and why so."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from authorities import service as authorities
from authorities.situation import PrecheckInput
from authorities.validity import Limit, ValidityProposal
from cases.application import application_of
from cases.models import Case, Item
from cases.rules import rules_of
from common.actor import Actor
from common.calendar import local_day
from common.errors import DomainError
from common.text import german_day

from .charging import offer_reassessment
from .conditions import ChosenCondition, impose
from .core import enter, look, move, record, use_case
from .ordering import announce_if_ready, complete_if_done, place_orders
from .visits import drop_appointments


class ValidityWrong(DomainError):
    code = "validity_wrong"
    sentence = _("%(item)s: the last day must lie after the first, and not before today.")


class DepartureUnexplained(DomainError):
    """Who departs from the proposal says why (§ 39 VwVfG)."""

    code = "departure_unexplained"
    sentence = _(
        "%(item)s: you depart from the proposal (%(valid_from)s to %(valid_until)s). Give the"
        " reason, or take the proposal."
    )


class ValidityAgainstLaw(DomainError):
    """A maximum or a minimum of the law; no reason makes it longer or shorter."""

    code = "validity_against_law"
    sentence = _(
        "%(item)s: valid until %(limit)s at the %(bound)s (%(legal_basis)s). A reason does not"
        " change that; choose another last day."
    )


@dataclass(frozen=True, kw_only=True)
class Validity:
    """First and last day of what is granted, and why, where a person departs from the proposal."""

    valid_from: date
    valid_until: date
    reason: str = ""


@use_case
def grant(
    *,
    reference: str,
    validities: Mapping[str, Validity],
    actor: Actor,
    at: datetime,
    conditions: Sequence[ChosenCondition] | None = None,
) -> Case:
    """Grant what is not refused and order it: the grant is recorded when the order is placed.

    `validities` by item kind; where one is missing, the proposal counts. So do the proposed
    conditions where `conditions` is None. The law of the day of the decision counts.
    Raises `TransitionBlocked`, `ValidityWrong`, `DepartureUnexplained`, `ValidityAgainstLaw`,
    `ConditionUnexplained`, `EmploymentUnstated`.
    """
    case = enter(reference, actor=actor, action="grant")
    look(case, "grant")
    drop_appointments(case, actor=actor, at=at)
    granted = _grant_pending(case, validities, by=actor.id, at=at)
    permit = any(row["item"] == Item.Kind.PERMIT for row in granted)
    imposed = impose(case, conditions, at=at) if permit else []  # once, also if ordered anew
    to_be_sent = case.requests.get("direct_delivery")
    place_orders(case, at=at)
    move(case, "order_products", at=at)
    facts = {"items": granted, "conditions": imposed}
    record(case, "granted", actor=actor, at=at, data=facts)
    record(case, "products_ordered", actor=actor, at=at, data=_ordered_facts(case))
    if to_be_sent and not case.requests["direct_delivery"]:
        offer_reassessment(case, actor=actor, at=at)
    complete_if_done(case, actor=actor, at=at)  # a case taken up again may have its products
    announce_if_ready(case, actor=actor, at=at)
    return case


def _grant_pending(
    case: Case, chosen: Mapping[str, Validity], *, by: str, at: datetime
) -> list[dict[str, str]]:
    """Grant every pending item; the permit first, because a travel document hangs on its end."""
    granted = []
    for item in case.items.pending().order_by("kind"):
        proposal = propose_validities(case, at=at, chosen=chosen)[item.kind]
        _grant(item, proposal, chosen.get(item.kind), by=by, at=at)
        granted.append({"item": item.kind, "valid_until": f"{item.valid_until}"})
    return granted


# What is proposed


def propose_validities(
    case: Case, *, at: datetime, chosen: Mapping[str, Validity] | None = None
) -> dict[str, ValidityProposal]:
    """By item kind: first and last day with every limit, by the law of the day of the decision.

    Where a person has `chosen` another first day, the periods count from it; where another end of
    the title, a travel document follows that.
    """
    chosen, today, application = chosen or {}, local_day(at), application_of(case)
    permit = chosen.get(Item.Kind.PERMIT)
    title = _propose_title(
        case, application, on=today, starts_on=permit.valid_from if permit else today
    )
    proposals = {Item.Kind.PERMIT.value: title}
    if case.items.filter(kind=Item.Kind.TRAVEL_DOCUMENT).exists():
        document = chosen.get(Item.Kind.TRAVEL_DOCUMENT)
        proposals[Item.Kind.TRAVEL_DOCUMENT.value] = authorities.propose_travel_document(
            application,
            on=today,
            starts_on=document.valid_from if document else today,
            title_valid_until=permit.valid_until if permit else title.valid_until,
        )
    return proposals


def _propose_title(
    case: Case, application: PrecheckInput, *, on: date, starts_on: date
) -> ValidityProposal:
    passport = case.person.identity_documents.filter(kind="passport").first()
    counts = rules_of(case, on=on).validity.passport_limits_validity
    photo = case.attendances.filter(photo_taken=True).order_by("at").last()
    return authorities.propose_title(
        application,
        on=on,
        starts_on=starts_on,
        passport_valid_until=passport.valid_until if passport and counts else None,
        biometrics_captured_on=photo.captured_on if photo and photo.reused_from else None,
        sponsor_title_valid_until=_end_of_sponsors_title(case),
        integration_course_open=_has_concerns(case, "integration_course"),
    )


def _end_of_sponsors_title(case: Case) -> date | None:
    """The last day of what the person has whom a relative joins, where both filed together."""
    if case.family_filing is None or case.relation == Case.Relation.SPONSOR:
        return None
    sponsor = case.family_filing.cases.filter(relation=Case.Relation.SPONSOR).first()
    if sponsor is None:
        return None
    granted = sponsor.items.granted().filter(kind=Item.Kind.PERMIT).first()
    if granted is not None:
        return granted.valid_until
    return sponsor.title.valid_until if sponsor.title else None


def _has_concerns(case: Case, code: str) -> bool:
    """Whether a check was answered, and the answer stands against the person."""
    return case.checks.filter(code=code, finding="concerns").exists()


# What is decided


def _grant(
    item: Item, proposal: ValidityProposal, chosen: Validity | None, *, by: str, at: datetime
) -> None:
    validity = chosen or _as_proposed(proposal)
    if validity.valid_until <= max(validity.valid_from, local_day(at)):
        raise ValidityWrong(item=item.get_kind_display())
    _insist_on_law(item, proposal, validity.valid_until)
    item.decision, item.decided_at, item.decided_by = Item.Decision.GRANTED, at, by
    item.valid_from, item.valid_until = validity.valid_from, validity.valid_until
    item.validity_reason = _why(item, proposal, validity, today=local_day(at))
    item.validity_limits = [_written(limit, proposal) for limit in proposal.limits]
    item.save(update_fields=DECISION_FIELDS)


DECISION_FIELDS = (
    "decision",
    "decided_at",
    "decided_by",
    "valid_from",
    "valid_until",
    "validity_reason",
    "validity_limits",
)


def _as_proposed(proposal: ValidityProposal) -> Validity:
    return Validity(valid_from=proposal.valid_from, valid_until=proposal.valid_until)


def _insist_on_law(item: Item, proposal: ValidityProposal, until: date) -> None:
    """Not beyond the law's maximum, and not below its minimum (§ 26 AufenthG)."""
    kind, longest, least = item.get_kind_display(), proposal.maximum, proposal.at_least_until
    if longest is not None and until > longest.until:
        raise ValidityAgainstLaw(
            item=kind,
            bound=_("most"),
            limit=german_day(longest.until),
            legal_basis=longest.legal_basis,
        )
    capped = min(least, longest.until) if least and longest else least
    if capped is not None and until < capped:
        basis = next(limit for limit in proposal.limits if limit.key == "basis")
        raise ValidityAgainstLaw(
            item=kind, bound=_("least"), limit=german_day(capped), legal_basis=basis.legal_basis
        )


def _why(item: Item, proposal: ValidityProposal, chosen: Validity, *, today: date) -> str:
    """The limit that decides, or the reason of the person who departed from it."""
    departs = chosen.valid_until != proposal.valid_until or chosen.valid_from != today
    if departs and not chosen.reason.strip():
        raise DepartureUnexplained(
            item=item.get_kind_display(),
            valid_from=german_day(today),
            valid_until=german_day(proposal.valid_until),
        )
    limit = proposal.decisive
    return chosen.reason if departs else f"{limit.reason.de} ({limit.legal_basis})"


def _written(limit: Limit, proposal: ValidityProposal) -> dict[str, Any]:
    return {
        "key": limit.key,
        "until": f"{limit.until}",
        "reason": limit.reason.de,
        "legal_basis": limit.legal_basis,
        "binding": limit.binding,
        "decisive": limit == proposal.decisive,
    }


def _ordered_facts(case: Case) -> dict[str, object]:
    return {"orders": [str(order.request_id) for order in case.orders.active().order_by("id")]}
