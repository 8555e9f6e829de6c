"""Filing: opening a case and submitting it, by a portal or from what staff record."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection
from django.utils.translation import gettext_lazy as _

from access.models import Portal
from applicants.models import IdentityDocument, Person, Representative, TitleHeld
from authorities import service as authorities
from authorities.findings import Found
from authorities.situation import PrecheckInput
from cases import deadlines
from cases.application import Application, Declarations, application_of, complete, effect_facts
from cases.deadlines import Moment
from cases.gaps import NOTED_AT_RECORDING, gaps_of
from cases.models import Case, Check, Confirmation, Item
from cases.rules import rules_of
from cases.states import State
from common import references
from common.actor import Actor
from common.calendar import local_day
from common.errors import DomainError
from documents import services as documents
from documents.rules import RequirementRule
from documents.services import HandIn, RequirementSpec

from . import birthdays, families
from .completeness import insist_on_declarations, insist_on_documents
from .core import (
    arm_all,
    end_waiting,
    enter,
    move,
    record,
    use_case,
)
from .watching import end_of_status


class FilingBarred(DomainError):
    """The portal's door is closed for this application; each obstacle says how to apply instead."""

    code = "filing_barred"
    sentence = _("This application cannot be filed here and now.")

    def __init__(self, *, obstacles: Sequence[Found]) -> None:
        self.obstacles = tuple(obstacles)
        super().__init__(codes=[found.code for found in obstacles])


@use_case
def file(
    *,
    authority: str,
    application: Application,
    hand_ins: Sequence[HandIn],
    declarations: Declarations,
    portal: Portal,
    actor: Actor,
    at: datetime,
) -> Case:
    """Open a case and file it at once. Raises as `open_draft` and `submit` do."""
    case = open_case(authority, application, hand_ins, portal=portal, actor=actor, at=at)
    return _submit(case, declarations, actor=actor, at=at)


@use_case
def submit(
    *, reference: str, declarations: Declarations, actor: Actor, version: str, at: datetime
) -> Case:
    """File a draft: from this instant the application has its effect (§ 81 AufenthG).

    Raises `InvalidBody` where something needed is open, `FilingBarred` where the portal's door is
    closed, `StaleVersion`, `TransitionBlocked`.
    """
    case = enter(reference, actor=actor, action="submit", version=version)
    return _submit(case, declarations, actor=actor, at=at)


# Opening


def open_case(
    authority: str,
    application: Application,
    hand_ins: Sequence[HandIn],
    *,
    portal: Portal | None,
    actor: Actor,
    at: datetime,
    channel: str = Case.Channel.ONLINE,
) -> Case:
    if authority not in actor.roles:
        raise authorities.UnknownAuthority(key=authority)
    profile = authorities.profile(authority)
    drafts = profile.on(local_day(at)).filing.drafts
    lifetime = timedelta(days=drafts.lifetime_days if drafts else 1)
    case: Case = Case(
        reference=_next_reference(profile.reference_prefix, year=local_day(at).year),
        authority=authority,
        sandbox=actor.sandbox,
        channel=channel,
        portal=portal,
        profile_version=profile.version,
        opened_at=at,
        updated_at=at,
        draft_expires_at=at + lifetime,
    )
    write(case, families.completed(application, authority=authority, actor=actor))
    case.save()
    _attach(case, hand_ins, portal=portal, at=at)
    return case


WRITTEN = (
    "kind",
    "legal_basis",
    "person",
    "title",
    "situation",
    "requests",
    "family",
)


def write(case: Case, application: Application) -> None:
    """Put what the application says into the case and the applicant's rows."""
    case.kind = application.kind
    case.legal_basis = application.legal_basis
    case.situation = application.situation.model_dump(mode="json")
    case.requests = application.requests.model_dump(mode="json")
    case.family = application.family and application.family.model_dump(mode="json")
    case.person = _write_person(case, application)
    case.title = _write_title(case, application)


def _write_person(case: Case, application: Application) -> Person:
    told = application.person
    person = case.person if case.pk else Person(authority=case.authority, sandbox=case.sandbox)
    plain = told.model_dump(exclude={"residence", "identity_document", "email", "phone", "gender"})
    for name, value in plain.items():
        setattr(person, name, list(value) if isinstance(value, tuple) else value)
    person.email, person.phone = told.email or "", told.phone or ""
    person.gender = told.gender or ""
    person.street = told.residence.street
    person.postal_code = told.residence.postal_code or ""
    person.municipality = told.residence.municipality
    person.main_residence = told.residence.main
    if person.pk:
        _forget_papers(person)
    person.save()
    _write_papers(person, application)
    return person


def _forget_papers(person: Person) -> None:
    person.identity_documents.all().delete()
    person.representatives.all().delete()


def _write_papers(person: Person, application: Application) -> None:
    if passport := application.person.identity_document:
        IdentityDocument.objects.create(person=person, **passport.model_dump())
    if agent := application.representative:
        told = agent.model_dump()
        Representative.objects.create(person=person, **{**told, "email": agent.email or ""})


def _write_title(case: Case, application: Application) -> TitleHeld:
    told = application.current_title
    title = case.title or TitleHeld(person=case.person)
    title.type = told.type
    title.legal_basis = told.legal_basis or ""
    title.valid_until = told.valid_until
    title.residence_obligation = told.residence_obligation or ""
    title.lawful_stay_since = told.lawful_stay_since
    title.save()
    return title


def _attach(case: Case, hand_ins: Sequence[HandIn], *, portal: Portal | None, at: datetime) -> None:
    set_up_checklist(case, hand_ins, portal=portal, at=at)
    if hand_ins and portal:
        files = rules_of(case, on=local_day(at)).files
        documents.attach(case=case, portal=portal, hand_ins=hand_ins, file_rules=files, at=at)


def set_up_checklist(
    case: Case, hand_ins: Sequence[HandIn], *, portal: Portal | None, at: datetime
) -> None:
    """What is needed, as far as the situation is known.

    Before that a draft takes what the authority asks anybody for: people begin with their passport.
    """
    told_enough = case.person.nationalities or portal is None  # a letter may leave it open
    if case.person.birth_date and told_enough:
        documents.set_requirements(case=case, specs=_checklist(case, at=at))
    elif named := {hand_in.requirement for hand_in in hand_ins}:
        rows = rules_of(case, on=local_day(at)).checklist.requirement
        first = {row.code: row for row in reversed(rows) if row.code in named}
        documents.set_requirements(case=case, specs=[_spec(row) for row in first.values()])


def _checklist(case: Case, *, at: datetime) -> list[RequirementSpec]:
    needed = authorities.requirements_for(
        application_of(case), authority=case.authority, on=local_day(at)
    )
    return [_spec(row) for row in needed]


def _spec(row: RequirementRule) -> RequirementSpec:
    return RequirementSpec(
        code=row.code,
        label=row.label.de,
        required=row.required,
        original_needed=row.original,
        alternatives=row.alternatives,
    )


def _next_reference(prefix: str, *, year: int) -> str:
    """A fresh number; a sequence takes no lock and leaves gaps, and that is the bargain."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('cases_reference_number')")
        (counter,) = cursor.fetchone()
    return references.make(prefix=prefix, year=year, counter=counter)


# Filing


def _submit(case: Case, declarations: Declarations, *, actor: Actor, at: datetime) -> Case:
    application = complete(case)
    _insist_on_open_door(application, authority=case.authority, at=at)
    insist_on_declarations(case, declarations, at=at)
    insist_on_documents(case, application, at=at)
    return file_case(
        case, application, declarations.model_dump(), actor=actor, received_at=at, at=at
    )


def _insist_on_open_door(application: PrecheckInput, *, authority: str, at: datetime) -> None:
    """First of all: nobody gathers papers for a door that stays closed."""
    obstacles, _advice = authorities.findings_for(
        application, authority=authority, on=local_day(at)
    )
    if obstacles:
        raise FilingBarred(obstacles=obstacles)


def file_case(
    case: Case,
    application: PrecheckInput,
    declarations: dict[str, bool],
    *,
    actor: Actor,
    received_at: datetime,
    at: datetime,
) -> Case:
    case.received_at = received_at
    case.declarations = declarations
    case.draft_expires_at = None
    state_effect(case, application)
    families.join(case, actor=actor, at=at)
    move(case, "submit", at=at, also=FILED)
    items = _make_items(case)
    _make_checks(case, application)
    _watch_anew(case, at=at)
    Confirmation.objects.create(case=case, code=_code(), issued_at=at)
    record(case, "submitted", actor=actor, at=at, data=_filed_facts(case, items))
    return case


FILED = (
    "received_at",
    "declarations",
    "draft_expires_at",
    "legal_effect",
    "findings",
    "relation",
    "family_filing",
)


# An advice for those who have not filed yet.
ABOUT_DRAFTS = "draft_protects_nobody"
# An advice where filing has no effect; an order gives it one.
NO_EFFECT = "no_fiction"
LEFT_BY_CHANGES = {
    "assessment_offered",
    "left_district",
    "direct_delivery_ended",
    "ordered_with_old_data",
    "ordered_with_old_address",
}
# What people have noted beside what is computed.
NOTED = {
    "receipt",
    "returned",
    "refusal_dropped",
    "reopened",
    *birthdays.CODES,
    *LEFT_BY_CHANGES,
} | NOTED_AT_RECORDING


def state_effect(case: Case, application: PrecheckInput) -> None:
    """Compute what the receipt makes of the stay, and what a clerk should see, until it is mended.

    Set on the instance only. What people have noted stays.
    """
    received_at = case.received_at
    if received_at is None:
        raise ValueError("an effect needs a receipt")
    filed = case.state != State.DRAFT  # before, there is nothing to order
    effect = authorities.legal_effect_at_filing(
        application,
        received_at=received_at,
        ordered=filed and case.fortgeltungsanordnungen.standing().exists(),
    )
    obstacles, advice = authorities.findings_for(
        application, authority=case.authority, on=local_day(received_at)
    )
    overtaken = {ABOUT_DRAFTS} if effect.kind == "none" else {ABOUT_DRAFTS, NO_EFFECT}
    case.legal_effect = effect_facts(effect)
    case.findings = [
        {"code": found.code, "detail": found.detail.de, "legal_basis": found.legal_basis}
        for found in (*obstacles, *advice)
        if found.code not in overtaken
    ] + [*gaps_of(case), *(note for note in case.findings if note["code"] in NOTED)]


def _make_items(case: Case) -> list[Item]:
    of_case = {"case": case, "authority": case.authority, "sandbox": case.sandbox}
    items = [Item(**of_case, kind=Item.Kind.PERMIT)]
    if document := case.requests.get("travel_document"):
        kind = Item.Kind.TRAVEL_DOCUMENT
        items.append(Item(**of_case, kind=kind, subtype=document["type"]))
    return Item.objects.bulk_create(items)


def _make_checks(case: Case, application: PrecheckInput) -> None:
    """What other bodies must be asked before a decision, by the law of the filing day."""
    if case.received_at is None:
        raise ValueError("checks follow from a receipt")
    Check.objects.bulk_create(
        Check(
            case=case,
            authority=case.authority,
            sandbox=case.sandbox,
            code=row.key,
            label=row.label.de,
            legal_basis=row.legal_basis,
        )
        for row in authorities.required_checks(application, on=local_day(case.received_at))
    )


def _watch_anew(case: Case, *, at: datetime) -> None:
    """What was waited for as a draft is over; from the receipt on other days count."""
    end_waiting(case, at=at)
    ahead = [*end_of_status(case, at=at), *birthdays.birthdays_ahead(case)]
    arm_all(case, [_inaction_alarm(case), *ahead])


def watch_inaction(case: Case) -> None:
    """The alarm before the claim for inaction (§ 75 VwGO) becomes possible."""
    arm_all(case, [_inaction_alarm(case)])


def _inaction_alarm(case: Case) -> Moment:
    if case.received_at is None:
        raise ValueError("the alarm counts from the receipt")
    received_on = local_day(case.received_at)
    weeks = rules_of(case, on=received_on).desk.inaction_alarm_weeks
    return deadlines.inaction_alarm(received_on, weeks)


def _code() -> str:
    """A code for third parties: 80 random bits, easy to read aloud."""
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    drawn = "".join(secrets.choice(letters) for _ in range(16))
    return "-".join(drawn[i : i + 4] for i in range(0, 16, 4))


def _filed_facts(case: Case, items: Sequence[Item]) -> dict[str, object]:
    return {
        "channel": case.channel,
        "effect": case.legal_effect["kind"],
        "items": sorted(item.kind for item in items),
        "findings": [found["code"] for found in case.findings],
    }
