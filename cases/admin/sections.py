"""What the case page shows, section by section, read in a constant number of queries."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _

from access.models import Portal, User
from authorities import service as authorities
from cases.duplicates import possible_duplicates
from cases.models import Case, CaseEvent, Check, Confirmation
from cases.states import CLOSED, UNDECIDED, State
from common.actor import Actor
from common.calendar import local_day
from common.text import german_day
from documents.models import Requirement
from fees.ledger import balance_of, overdue_since

from . import words
from .due import is_late
from .fee_preview import fee_preview

MOST_DUPLICATES = 10


def sections(case: Case, *, at: datetime) -> dict[str, Any]:
    """The rows of all sections, and the names of everybody who appears in them."""
    events = list(case.events.order_by("-seq"))
    requirements = list(case.requirements.order_by("id").prefetch_related("documents"))
    checks = list(case.checks.order_by("id"))
    names = _names(events, requirements=requirements, checks=checks)
    return {
        "names": names,
        "history": [_told(event, names) for event in events],
        "requirements": requirements,
        "other_documents": list(case.documents.filter(requirement=None).order_by("handed_in_at")),
        "checks": checks,
        **_progress(requirements, checks),
        "relatives": _relatives(case),
        **_stay(case, at=at),
        **_decisions(case),
        **_money(case, at=at),
        **_outside(case),
        "overdue": is_late(case.next_due_at, at=at),
    }


def _progress(requirements: Sequence[Requirement], checks: Sequence[Check]) -> dict[str, int]:
    """How much of the review is done, and how much has come that nobody has looked at."""
    status = Requirement.Status
    return {
        "requirements_done": sum(
            row.status in {status.ACCEPTED, status.NOT_NEEDED} for row in requirements
        ),
        "to_look_at": sum(row.status == status.HANDED_IN for row in requirements),
        "checks_done": sum(
            row.status in {Check.Status.ANSWERED, Check.Status.NOT_NEEDED} for row in checks
        ),
    }


def _relatives(case: Case) -> list[Case]:
    """Who has filed together, this case among them: all of one authority, as the database holds."""
    if case.family_filing_id is None:
        return []
    family = Case.objects.filter(family_filing=case.family_filing_id, authority=case.authority)
    return list(family.select_related("person").order_by("id"))


def _stay(case: Case, *, at: datetime) -> dict[str, Any]:
    """What continues and proves the stay, and what about the person has changed meanwhile."""
    return {
        "continuation_orders": list(case.fortgeltungsanordnungen.order_by("-ordered_at")),
        "certificates": [
            (row, words.EFFECTS[row.effect])
            for row in case.fiktionsbescheinigungen.order_by("-issued_at", "-id")
        ],
        "changes": [
            (words.FIELDS.get(row.field, row.field), row)
            for row in case.person.changes.order_by("-changed_at", "id")
        ],
        "today": local_day(at),
    }


def applications_of_person(case: Case, actor: Actor) -> dict[str, Any]:
    """What else this person may have applied for, and what has been merged."""
    undecided = case.state in UNDECIDED and case.person.birth_date is not None
    others = possible_duplicates(case, actor=actor).select_related("person") if undecided else ()
    return {
        "duplicates": list(others[:MOST_DUPLICATES]),
        "merges": list(case.merges.filter(undone_at=None).select_related("into")),
        "merged_cases": list(case.merged_cases.filter(undone_at=None).select_related("case")),
    }


def _decisions(case: Case) -> dict[str, Any]:
    asked = case.nachforderungen.order_by("-requested_at").prefetch_related(
        "positions__requirement"
    )
    return {
        "items": list(case.items.order_by("kind").prefetch_related("nebenbestimmungen")),
        "nachforderungen": list(asked),
        "hearings": list(case.hearings.order_by("id").select_related("item")),
        "refusals": list(case.refusals.order_by("id").select_related("item")),
        "remedies": list(case.rechtsbehelfe.order_by("received_at")),
        "withdrawals": list(case.withdrawals.order_by("id")),
        "closures": list(case.closures.order_by("id")),
        "confirmation": Confirmation.objects.filter(case=case).first(),
    }


def _money(case: Case, *, at: datetime) -> dict[str, Any]:
    return {
        "notices": list(
            case.fee_notices.order_by("-issued_at", "-id")
            .select_related("replaces")
            .prefetch_related("positions")
        ),
        "reliefs": list(case.fee_reliefs.order_by("id").select_related("position")),
        "refunds": list(case.refunds.order_by("id")),
        "fee_decisions": list(case.fee_decisions.order_by("id")),
        **_fees_today(case, at=at),
        "payments": list(case.payments.order_by("paid_at")),
        "attempts": list(case.payment_attempts.order_by("-started_at")),
    }


def _fees_today(case: Case, *, at: datetime) -> dict[str, Any]:
    """What is open, and what the fees would be if they were assessed now, before any notice is."""
    open_case = case.received_at is not None and case.state not in CLOSED
    return {
        "balance": balance_of(case),
        "fee_preview": fee_preview(case, at=at) if open_case else None,
    }


def _outside(case: Case) -> dict[str, Any]:
    """Appointments, products, letters, mails and what is due by itself."""
    return {
        "appointments": list(case.appointments.order_by("-starts_at").select_related("counter")),
        "attendances": [
            (row, [label for fact, label in words.BIOMETRICS.items() if getattr(row, fact)])
            for row in case.attendances.order_by("-at")
        ],
        "orders": list(case.orders.order_by("-placed_at").select_related("handover", "item")),
        "letters": list(case.letters.order_by("-created_at")),
        "messages_sent": [
            (row, words.MAILS.get(row.kind, row.kind))  # subjects are neutral, so all the same
            for row in case.messages.order_by("-due_at")
        ],
        "deadlines": [
            (row, words.DEADLINES.get(row.kind, row.kind), words.OUTCOMES.get(row.outcome, ""))
            for row in case.deadlines.order_by("done_at", "due_at")
        ],
    }


def head(case: Case, *, at: datetime) -> dict[str, Any]:
    """What stands at the top: the person, the title held, what § 81 makes of it, what is next."""
    person, effect = case.person, case.legal_effect
    return {
        "identity_documents": list(person.identity_documents.all()),
        "representatives": list(person.representatives.all()),
        "basis": authorities.legal_basis_label(case.legal_basis, on=local_day(at)),
        "title_held": _title_held(case, at=at),
        "next_step": _next_step(case, at=at),
        "effect": words.EFFECTS.get(effect.get("kind", ""), ""),
        "effect_why": _why(effect),
        "employment": words.EMPLOYMENT.get(effect.get("employment", ""), ""),
        "closed": case.state in CLOSED,
    }


def _next_step(case: Case, *, at: datetime) -> words.Words:
    if case.state == State.AWAITING_PAYMENT:
        last_days = case.fees.outstanding().values_list("due_on", flat=True)
        since = overdue_since(last_days, on=local_day(at))
        if since:
            return words.OVERDUE % {"day": german_day(since)}
    return words.NEXT_STEP[State(case.state)]


def _title_held(case: Case, *, at: datetime) -> str:
    if case.title is None:
        return ""
    label = str(words.TITLES.get(case.title.type, case.title.type))
    if not case.title.legal_basis:
        return label
    basis = authorities.legal_basis_label(case.title.legal_basis, on=local_day(at))
    return f"{label}, {basis}"


def _why(effect: Mapping[str, Any]) -> str:
    texts: Mapping[str, str] = effect.get("why", {})
    language = translation.get_language() or "de"
    return texts.get(language.split("-")[0], texts.get("de", ""))


@dataclass(frozen=True)
class Told:
    """An event in words."""

    seq: int
    at: datetime
    state: str
    by: str
    what: str


def _told(event: CaseEvent, names: Mapping[str, str]) -> Told:
    return Told(
        seq=event.seq,
        at=event.at,
        state=event.get_state_display(),
        by=_author(event, names),
        what=words.of_event(event, names),
    )


def _author(event: CaseEvent, names: Mapping[str, str]) -> str:
    if event.actor_kind == "applicant":
        return _("the applicant")
    return names.get(event.actor_id, _("automatically") if not event.actor_id else event.actor_id)


def _names(
    events: Iterable[CaseEvent], *, requirements: Iterable[Requirement], checks: Iterable[Any]
) -> dict[str, str]:
    """Names by public id, and labels by code. Whoever did anything to a case stands in an event."""
    ids = {event.actor_id for event in events} | {event.data.get("to", "") for event in events}
    people = User.objects.filter(public_id__in=ids - {""})
    portals = Portal.objects.filter(public_id__in=ids - {""})
    return {
        **{row.key: str(row.label) for row in authorities.law().refusal_ground},
        **{row.code: row.label for row in (*requirements, *checks)},
        **{str(user.public_id): str(user) for user in people},
        **{str(portal.public_id): str(portal) for portal in portals},
    }
