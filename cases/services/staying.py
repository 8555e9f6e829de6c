"""What continues and proves a stay while the case is open (§ 81(3) to (7) AufenthG).

The order of § 81(4) S. 3, the Fiktionsbescheinigung of § 81(5), the identification of § 81(7), and
a status that must be renewed beside the application.
"""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from django.utils.translation import gettext_lazy as _

from cases.application import application_of
from cases.models import Case, Check, Fiktionsbescheinigung, Fortgeltungsanordnung, Item
from cases.rules import rules_of
from cases.stay import IDENTIFICATION
from common.actor import Actor
from common.calendar import local_day, months_after, start_of_day
from common.errors import DomainError
from correspondence.models import Letter

from .charging import charge_certificate
from .core import arm, call_to_desk, enter, look, record, use_case
from .filing import state_effect
from .people import keep
from .review import ReasonNeeded
from .watching import end_certificate, watch_certificate, watch_status

# As printed on official forms: a letter or more, then digits.
SERIAL = re.compile(r"[A-Z]{1,3}[0-9]{5,12}")
IDENTIFICATION_LABEL = "Erkennungsdienstliche Behandlung: Abdrücke im Ausländerzentralregister"
IDENTIFICATION_BASIS = "§ 81 Abs. 7 AufenthG i. V. m. § 49 AufenthG"
# Both need Schriftform (§ 77(1) AufenthG) and have no effect before they are announced.
ENDING_LETTERS = {"refusal", "revocation"}
EFFECT_KIND = "letter_takes_effect"
RECORD_KIND = "service_record_missing"
RECORD_COMES_WITHIN = timedelta(weeks=2)


class SerialNumberWrong(DomainError):
    code = "serial_number_wrong"
    sentence = _("A serial number is a letter and digits, as in F1234567, and used only once.")


class CertificateTermWrong(DomainError):
    """It ends on a day to come, and no later than the authority makes one valid."""

    code = "certificate_term_wrong"
    sentence = _("The certificate can be valid until %(latest)s at the latest, and from today.")


class StatusNotLater(DomainError):
    code = "status_not_later"
    sentence = _("A renewed status ends later than the one before.")


# The order that a title continues


@use_case
def order_continuation(*, reference: str, reasons: str, actor: Actor, at: datetime) -> Case:
    """Order that a title continues although the application came late (§ 81(4) S. 3 AufenthG).

    A decision of the person who acts, with the reasons why not ordering it would be an undue
    hardship. Raises `TransitionBlocked`, `ReasonNeeded`.
    """
    case = enter(reference, actor=actor, action="order_continuation")
    look(case, "order_continuation")
    if not reasons.strip():
        raise ReasonNeeded
    order = Fortgeltungsanordnung.objects.create(
        case=case, reasons=reasons.strip(), ordered_at=at, ordered_by=actor.id
    )
    _restate(case, at=at)
    data = {"order": str(order.public_id), "effect": case.legal_effect["kind"]}
    record(case, "continuation_ordered", actor=actor, at=at, data=data)
    return case


@use_case
def revoke_continuation(*, reference: str, reasons: str, actor: Actor, at: datetime) -> Case:
    """Revoke the order (§ 49 VwVfG); the title continues until the letter is announced.

    Raises `TransitionBlocked`, `ReasonNeeded`.
    """
    case = enter(reference, actor=actor, action="revoke_continuation")
    look(case, "revoke_continuation")
    if not reasons.strip():
        raise ReasonNeeded
    order = case.fortgeltungsanordnungen.revocable().get()
    order.revoked_at, order.revoked_by = at, actor.id
    order.revocation_reasons = reasons.strip()
    order.save(update_fields=["revoked_at", "revoked_by", "revocation_reasons"])
    call_to_desk(case, at=at)  # the letter is to be signed and served
    data = {"order": str(order.public_id)}
    record(case, "continuation_revoked", actor=actor, at=at, data=data)
    return case


def _restate(case: Case, *, at: datetime) -> None:
    state_effect(case, application_of(case))
    case.save(update_fields=["legal_effect", "findings"])
    watch_status(case, at=at)


# What a letter ends


def needs_record(letter: Letter, way: str) -> bool:
    """Whether the letter ends something and counts only from the day that its record names.

    A letter that is formally served is announced when it is served, not when it is sent (§§ 3 to 5
    VwZG): which day that was, nobody knows before the record has come back.
    """
    return way == Letter.Way.FORMAL and letter.kind in ENDING_LETTERS


def await_announcement(case: Case, letter: Letter, *, at: datetime) -> None:
    """What a letter ends, it ends on the day it counts as announced (§ 43(1) VwVfG)."""
    if letter.kind not in ENDING_LETTERS:
        return
    occasion = f"{letter.public_id}"
    if letter.announced_on is None:
        arm(case, RECORD_KIND, occasion=occasion, due_at=at + RECORD_COMES_WITHIN)
    else:
        arm(case, EFFECT_KIND, occasion=occasion, due_at=start_of_day(letter.announced_on))


def record_missing(case: Case, occasion: str, *, actor: Actor, at: datetime) -> bool:
    """Nobody has recorded when a letter was served: a person has to ask for it."""
    if not case.letters.filter(public_id=occasion, announced_on=None, way="formal").exists():
        return False
    call_to_desk(case, at=at)
    record(case, "service_record_missing", actor=actor, at=at, data={"letter": occasion})
    return True


def take_effect(case: Case, occasion: str, *, actor: Actor, at: datetime) -> bool:
    """The letter counts as announced: what it ends has ended. False where it was set aside."""
    letter = case.letters.get(public_id=occasion)
    if letter.kind == "refusal":
        return _refusal_counts(case, letter, actor=actor, at=at)
    return _revocation_counts(case, letter, actor=actor, at=at)


def _refusal_counts(case: Case, letter: Letter, *, actor: Actor, at: datetime) -> bool:
    standing = case.refusals.filter(
        public_id=letter.occasion, dropped_at=None, item__kind=Item.Kind.PERMIT
    )
    return standing.exists() and end_proof(case, actor=actor, at=at)


def _revocation_counts(case: Case, letter: Letter, *, actor: Actor, at: datetime) -> bool:
    revoked = case.fortgeltungsanordnungen.standing().filter(public_id=letter.occasion).first()
    if revoked is None:
        return False
    revoked.ended_at = at
    revoked.save(update_fields=["ended_at"])
    _restate(case, at=at)
    data = {"order": str(revoked.public_id), "effect": case.legal_effect["kind"]}
    record(case, "continuation_ended", actor=actor, at=at, data=data)
    end_proof(case, actor=actor, at=at)
    return True


def undo_effect(case: Case, letter: Letter, *, actor: Actor, at: datetime) -> None:
    """A letter that came back has announced nothing: what ended on its deemed day goes on."""
    ran = case.deadlines.filter(kind=EFFECT_KIND, occasion=f"{letter.public_id}", outcome="done")
    ended_at = ran.values_list("done_at", flat=True).first()
    if ended_at is None:
        return
    certificate = case.fiktionsbescheinigungen.filter(ended_at=ended_at).first()
    if case.fortgeltungsanordnungen.filter(ended_at=ended_at).update(ended_at=None):
        _restate(case, at=at)
    if certificate is not None:
        certificate.ended_at = None
        certificate.save(update_fields=["ended_at"])
        watch_certificate(case, certificate, at=at)
    record(case, "effect_restored", actor=actor, at=at, data={"letter": f"{letter.public_id}"})


def end_proof(case: Case, *, actor: Actor, at: datetime) -> bool:
    """The fiction has ended, and with it its certificate, which is to be taken in."""
    ended = end_certificate(case, at=at)
    if ended:
        record(case, "certificate_ended", actor=actor, at=at)
    return ended


# The certificate


@use_case
def issue_certificate(
    *, reference: str, serial_number: str, valid_until: date, actor: Actor, at: datetime
) -> Case:
    """Issue the Fiktionsbescheinigung (§ 81(5) AufenthG); one that stands is replaced by it.

    `serial_number` is that of the official form, `valid_until` the last day. Raises
    `TransitionBlocked`, `SerialNumberWrong`, `CertificateTermWrong`.
    """
    case = enter(reference, actor=actor, action="issue_certificate")
    look(case, "issue_certificate")
    _term_allowed(case, valid_until, at=at)
    replaced = end_certificate(case, at=at)
    certificate = Fiktionsbescheinigung.objects.create(
        case=case,
        effect=case.legal_effect["kind"],
        legal_basis=case.legal_effect["legal_basis"],
        serial_number=_free_serial(case, serial_number),
        issued_at=at,
        issued_by=actor.id,
        valid_until=valid_until,
    )
    watch_certificate(case, certificate, at=at)
    charge_certificate(case, certificate=certificate.public_id.hex, actor=actor, at=at)
    data = {
        "certificate": str(certificate.public_id),
        "valid_until": f"{valid_until}",
        "replaced": replaced,
    }
    record(case, "certificate_issued", actor=actor, at=at, data=data)
    return case


def latest_term(case: Case, *, on: date) -> date:
    """Until when a certificate that is issued on that day can be made valid."""
    return months_after(on, rules_of(case, on=on).certificate.months)


def _term_allowed(case: Case, valid_until: date, *, at: datetime) -> None:
    today = local_day(at)
    latest = latest_term(case, on=today)
    if not today < valid_until <= latest:
        raise CertificateTermWrong(latest=f"{latest:%d.%m.%Y}")


def _free_serial(case: Case, typed: str) -> str:
    number = re.sub(r"\s", "", typed).upper()
    same_office = Fiktionsbescheinigung.objects.filter(
        authority=case.authority, sandbox=case.sandbox
    )
    if not SERIAL.fullmatch(number) or same_office.filter(serial_number=number).exists():
        raise SerialNumberWrong
    return number


@use_case
def require_identification(*, reference: str, reason: str, actor: Actor, at: datetime) -> Case:
    """Require that identity is secured first: no certificate before the prints are in the AZR.

    A check like the others (§ 81(7), § 49 AufenthG), answered once the prints are stored.
    Raises `TransitionBlocked`, `ReasonNeeded`.
    """
    case = enter(reference, actor=actor, action="require_identification")
    look(case, "require_identification")
    if not reason.strip():
        raise ReasonNeeded
    Check.objects.update_or_create(
        case=case,
        code=IDENTIFICATION,
        defaults={
            "label": IDENTIFICATION_LABEL,
            "legal_basis": IDENTIFICATION_BASIS,
            "status": Check.Status.TO_ASK,
            "finding": "",
            "reason": reason.strip(),
            "settled_at": None,
            "settled_by": "",
        },
    )
    record(case, "identification_required", actor=actor, at=at)
    return case


# A status of its own


@use_case
def record_status(
    *, reference: str, valid_until: date, proof: str, actor: Actor, at: datetime
) -> Case:
    """Record that a status has been renewed which filing does not continue, as a Duldung.

    Its new end is watched from now on. Raises `TransitionBlocked`, `ReasonNeeded`,
    `StatusNotLater`.
    """
    case = enter(reference, actor=actor, action="record_status")
    look(case, "record_status")
    title = case.title
    if not proof.strip() or title is None:
        raise ReasonNeeded
    before = title.valid_until
    if before is not None and valid_until <= before:
        raise StatusNotLater
    ends = {"status_valid_until": (f"{before or ''}", f"{valid_until}")}
    keep(case.person, ends, proof=proof.strip(), by=actor.id, at=at)
    title.valid_until = valid_until
    title.save(update_fields=["valid_until"])
    watch_status(case, at=at)
    record(case, "status_recorded", actor=actor, at=at, data={"valid_until": f"{valid_until}"})
    return case
