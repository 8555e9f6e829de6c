"""The case and what only the case knows: items, events, checks, hearings, deadlines, closures.

Transitions are bare: name, source, target, guards. What follows from them stands in the services.
"""

from __future__ import annotations

import uuid
from typing import Any, Self

import django_fsm as fsm
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from access.models import Portal, User
from applicants.models import Person, TitleHeld
from common.actor import Actor
from common.rows import CaseRow, CompositeForeignKey, case_key

from . import guards
from .states import CLOSED, OPEN, REOPENABLE, UNDECIDED, State, WaitingFor


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, actor: Actor) -> Self:
        """The one way to a case: the actor's authorities, and a portal's own cases only.

        Names the authority as well as relying on row-level security, or the index gives no order.
        """
        own = self.filter(authority__in=actor.authorities, sandbox=actor.sandbox)
        return own.filter(portal__public_id=actor.id) if actor.kind == "portal" else own

    def open(self) -> Self:
        return self.filter(state__in=OPEN)


class Case(fsm.ConcurrentTransitionMixin, models.Model):
    """An application on its way (Verwaltungsverfahren), identified by its `reference`."""

    class Kind(models.TextChoices):
        ISSUE = "issue", _("first issue")
        EXTENSION = "extension", _("extension")
        CHANGE_OF_PURPOSE = "change_of_purpose", _("change of purpose")

    class Channel(models.TextChoices):
        ONLINE = "online", _("online")
        POST = "post", _("by post")
        EMAIL = "email", _("by e-mail")
        IN_PERSON = "in_person", _("in person")
        ON_SUGGESTION = "on_suggestion", _("on the authority's suggestion")

    reference = models.CharField(_("reference"), max_length=32, unique=True)
    authority = models.CharField(_("authority"), max_length=32)
    sandbox = models.BooleanField(_("sandbox"), default=False)
    state = fsm.FSMField(
        _("state"), max_length=20, choices=State.choices, default=State.DRAFT, protected=True
    )
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    channel = models.CharField(_("channel"), max_length=16, choices=Channel.choices)
    legal_basis = models.CharField(_("legal basis sought"), max_length=24)
    profile_version = models.CharField(_("rules of"), max_length=64)
    person = models.ForeignKey(
        Person, on_delete=models.PROTECT, related_name="cases", db_constraint=False
    )
    title = models.ForeignKey(TitleHeld, on_delete=models.PROTECT, related_name="+", null=True)
    portal = models.ForeignKey(Portal, on_delete=models.PROTECT, related_name="+", null=True)
    situation = models.JSONField(_("situation"), default=dict)
    requests = models.JSONField(_("requests"), default=dict)
    family = models.JSONField(_("family"), null=True)
    declarations = models.JSONField(_("declarations"), default=dict)
    legal_effect = models.JSONField(_("effect under § 81"), default=dict)
    findings = models.JSONField(_("findings"), default=list)

    opened_at = models.DateTimeField(_("opened at"))
    updated_at = models.DateTimeField(_("changed at"))
    draft_expires_at = models.DateTimeField(_("draft is deleted at"), null=True)
    received_at = models.DateTimeField(_("received at"), null=True)
    substantive_at = models.DateTimeField(_("substantive work began at"), null=True)
    favourable_at = models.DateTimeField(_("favourably checked at"), null=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)

    responsible = models.ForeignKey(
        User,
        on_delete=models.PROTECT,
        related_name="+",
        null=True,
        blank=True,
        verbose_name=_("responsible"),
    )
    team = models.CharField(_("team"), max_length=64, blank=True)
    waiting_for = models.CharField(
        _("waiting for"), max_length=12, choices=WaitingFor.choices, blank=True
    )
    next_due_at = models.DateTimeField(_("due"), null=True)
    on_hold_reason = models.CharField(_("on hold because"), max_length=200, blank=True)
    on_hold_review_at = models.DateTimeField(_("to be reviewed at"), null=True)

    # Set by the trigger on events, never by Python.
    version = models.PositiveIntegerField(_("version"), default=0, editable=False)
    chain_head = models.BinaryField(default=b"", editable=False)

    objects = CaseQuerySet.as_manager()

    class Meta:
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.UniqueConstraint(fields=["id", "authority", "sandbox"], name="cases_case_key"),
            CompositeForeignKey(
                name="cases_case_of_person", column="person_id", to_table="applicants_person"
            ),
            models.CheckConstraint(condition=Q(state__in=State.values), name="cases_state_known"),
            models.CheckConstraint(
                condition=Q(state="draft") | Q(received_at__isnull=False),
                name="cases_received_unless_draft",
            ),
            models.CheckConstraint(
                condition=~Q(state="draft") | Q(draft_expires_at__isnull=False),
                name="cases_draft_expires",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["draft", *CLOSED])
                | (
                    (Q(responsible__isnull=False) | ~Q(team=""))
                    & Q(next_due_at__isnull=False)
                    & ~Q(waiting_for="")
                ),
                name="cases_open_case_is_on_a_desk",
            ),
            models.CheckConstraint(
                condition=Q(state__in=CLOSED, closed_at__isnull=False)
                | (~Q(state__in=CLOSED) & Q(closed_at__isnull=True)),
                name="cases_closed_has_instant",
            ),
            models.CheckConstraint(
                condition=Q(on_hold_reason="") | Q(on_hold_review_at__isnull=False),
                name="cases_hold_is_reviewed",
            ),
        ]
        indexes = [
            models.Index(
                fields=["authority", "sandbox", "state", "next_due_at", "id"], name="cases_queue"
            ),
            models.Index(fields=["authority", "sandbox", "next_due_at", "id"], name="cases_by_due"),
            models.Index(
                fields=["authority", "sandbox", "waiting_for", "next_due_at", "id"],
                name="cases_by_turn",
            ),
            models.Index(
                fields=["portal", "authority", "sandbox", "updated_at", "id"],
                name="cases_of_portal",
            ),
            models.Index(fields=["authority", "sandbox", "responsible"], name="cases_of_person"),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def etag(self) -> str:
        """What `If-Match` compares: the last event's number, or a draft's last change."""
        if self.state == State.DRAFT:
            return f"draft-{int(self.updated_at.timestamp() * 1_000_000)}"
        return str(self.version)

    # The machine. Drafts are filed; what is filed is reviewed.

    @fsm.transition(field=state, source=State.DRAFT, target=State.SUBMITTED)
    def submit(self) -> None: ...

    @fsm.transition(field=state, source=State.SUBMITTED, target=State.IN_REVIEW)
    def begin_review(self) -> None: ...

    @fsm.transition(
        field=state,
        source=State.IN_REVIEW,
        target=State.AWAITING_DOCUMENTS,
        conditions=[guards.nachforderung_open],
    )
    def request_documents(self) -> None: ...

    @fsm.transition(
        field=state,
        source=State.AWAITING_DOCUMENTS,
        target=State.IN_REVIEW,
        conditions=[guards.nachforderung_closed],
    )
    def continue_review(self) -> None: ...

    @fsm.transition(
        field=state,
        source=State.IN_REVIEW,
        target=State.HEARING,
        conditions=[guards.hearing_open],
    )
    def announce_refusal(self) -> None: ...

    @fsm.transition(
        field=state,
        source=State.HEARING,
        target=State.IN_REVIEW,
        conditions=[guards.hearings_closed],
    )
    def end_hearing(self) -> None: ...

    @fsm.transition(
        field=state,
        source=[State.IN_REVIEW, State.AWAITING_BIOMETRICS, State.AWAITING_DECISION],
        target=State.AWAITING_PAYMENT,
        conditions=[guards.favourably_checked, guards.something_due],
    )
    def await_payment(self) -> None: ...

    @fsm.transition(
        field=state,
        source=[State.IN_REVIEW, State.AWAITING_PAYMENT],
        target=State.AWAITING_BIOMETRICS,
        conditions=[guards.favourably_checked, guards.fees_settled],
    )
    def invite_to_biometrics(self) -> None: ...

    @fsm.transition(
        field=state,
        source=[State.IN_REVIEW, State.AWAITING_PAYMENT, State.AWAITING_BIOMETRICS],
        target=State.AWAITING_DECISION,
        conditions=[guards.favourably_checked, guards.biometrics_attended],
    )
    def await_decision(self) -> None: ...

    @fsm.transition(
        field=state,
        source=[State.AWAITING_PAYMENT, State.AWAITING_BIOMETRICS, State.AWAITING_DECISION],
        target=State.IN_REVIEW,
    )
    def return_to_review(self) -> None: ...

    @fsm.transition(
        field=state,
        source=[State.AWAITING_BIOMETRICS, State.AWAITING_DECISION],
        target=State.IN_PRODUCTION,
        conditions=[
            guards.not_on_hold,
            guards.fees_settled,
            guards.checks_answered,
            guards.biometrics_attended,
            guards.no_refusal_pending,
            guards.something_granted,
            guards.everything_ordered,
        ],
    )
    def order_products(self) -> None: ...

    @fsm.transition(
        field=state,
        source=State.IN_PRODUCTION,
        target=State.READY_FOR_PICKUP,
        conditions=[guards.everything_ordered, guards.products_checked],
    )
    def announce_pickup(self) -> None: ...

    @fsm.transition(field=state, source=State.READY_FOR_PICKUP, target=State.IN_PRODUCTION)
    def reclaim(self) -> None: ...

    @fsm.transition(
        field=state,
        source=State.READY_FOR_PICKUP,
        target=State.COLLECTED,
        conditions=[guards.everything_handed_over],
    )
    def complete(self) -> None: ...

    @fsm.transition(
        field=state,
        source=[State.IN_REVIEW, State.AWAITING_DECISION],
        target=State.REFUSED,
        conditions=[guards.everything_refused],
    )
    def refuse(self) -> None: ...

    @fsm.transition(
        field=state,
        source=list(UNDECIDED),
        target=State.WITHDRAWN,
        conditions=[guards.withdrawal_confirmed],
    )
    def withdraw(self) -> None: ...

    @fsm.transition(
        field=state,
        source=list(OPEN),
        target=State.DISCONTINUED,
        conditions=[guards.closure_confirmed],
    )
    def discontinue(self) -> None: ...

    @fsm.transition(
        field=state,
        source=list(UNDECIDED),
        target=State.TRANSFERRED,
        conditions=[guards.closure_confirmed],
    )
    def transfer(self) -> None: ...

    @fsm.transition(field=state, source=list(REOPENABLE), target=State.IN_REVIEW)
    def reopen(self) -> None: ...

    def blockers(self, transition: str) -> list[guards.Guard]:
        """The guards that refuse `transition` from the present state; costs their queries.

        A transition that does not start here at all has no guard to name: see `can_start`.
        """
        found = self._transition(transition)
        return [guard for guard in found.conditions if not guard(self)] if found else []

    def can_start(self, transition: str) -> bool:
        """Whether `transition` starts in the present state, whatever its guards say."""
        return self._transition(transition) is not None

    def _transition(self, name: str) -> Any:
        method = getattr(type(self), name)
        return method._django_fsm.get_transition(self.state)


class ItemQuerySet(models.QuerySet["Item"]):
    def granted(self) -> Self:
        return self.filter(decision=Item.Decision.GRANTED)

    def pending(self) -> Self:
        return self.filter(decision=Item.Decision.PENDING)

    def unordered(self) -> Self:
        """Items for which no order stands."""
        standing = Item.objects.filter(pk=OuterRef("pk"), orders__active=True)
        return self.filter(~Exists(standing))

    def with_open_refusal(self) -> Self:
        """Items with an open hearing, or a proposed refusal that nobody decided."""
        return self.filter(
            Q(hearings__closed_at=None, hearings__isnull=False)
            | Q(refusals__isnull=False, refusals__confirmed_at=None, refusals__dropped_at=None)
        ).distinct()


class Item(CaseRow):
    """What is applied for (Antragsgegenstand): the permit, and a travel document if asked for."""

    class Kind(models.TextChoices):
        PERMIT = "permit", _("residence permit")
        TRAVEL_DOCUMENT = "travel_document", _("travel document")

    class Decision(models.TextChoices):
        PENDING = "pending", _("not decided")
        GRANTED = "granted", _("granted")
        REFUSED = "refused", _("refused")

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="items", db_constraint=False
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    subtype = models.CharField(_("type"), max_length=16, blank=True)
    decision = models.CharField(
        _("decision"), max_length=10, choices=Decision.choices, default=Decision.PENDING
    )
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.CharField(_("decided by"), max_length=64, blank=True)
    valid_from = models.DateField(_("valid from"), null=True)
    valid_until = models.DateField(_("valid until"), null=True)
    validity_reason = models.TextField(_("why this validity"), blank=True)

    objects = ItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("item")
        verbose_name_plural = _("items")
        constraints = [
            case_key("cases_item"),
            models.UniqueConstraint(fields=["case", "kind"], name="cases_item_once"),
            models.UniqueConstraint(fields=["id", "authority", "sandbox"], name="cases_item_key"),
            models.CheckConstraint(
                condition=Q(decision="pending") | (Q(decided_at__isnull=False) & ~Q(decided_by="")),
                name="cases_decision_has_author",
            ),
            models.CheckConstraint(
                condition=Q(valid_until__isnull=True) | Q(valid_until__gt=models.F("valid_from")),
                name="cases_item_validity",
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class CaseEvent(CaseRow):
    """What happened, in order: codes, ids and amounts, never names or free text.

    `seq`, `hash` and `xid` are set by a trigger under the case lock; rows are never changed.
    """

    case = models.ForeignKey(
        Case, on_delete=models.DO_NOTHING, related_name="events", db_constraint=False
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    seq = models.PositiveIntegerField(db_default=0)
    kind = models.CharField(_("event"), max_length=48)
    state = models.CharField(_("state"), max_length=20, choices=State.choices)
    at = models.DateTimeField(_("at"))
    actor_kind = models.CharField(_("by"), max_length=10)
    actor_id = models.CharField(max_length=64, blank=True)
    data = models.JSONField(_("facts"), default=dict)
    hash = models.BinaryField(db_default=b"", editable=False)

    class Meta:
        verbose_name = _("event")
        verbose_name_plural = _("events")
        constraints = [
            case_key("cases_caseevent"),
            models.UniqueConstraint(fields=["case", "seq"], name="cases_event_order"),
        ]

    def __str__(self) -> str:
        return f"{self.seq}. {self.kind}"


class CheckQuerySet(models.QuerySet["Check"]):
    def unanswered(self) -> Self:
        """Asked for or stale or blocked: everything without a present answer."""
        return self.exclude(status__in=[Check.Status.ANSWERED, Check.Status.NOT_NEEDED])


class Check(CaseRow):
    """A required check at another body (§ 73(2) AufenthG, AZR, § 72(2) AufenthG, registers)."""

    class Status(models.TextChoices):
        TO_ASK = "to_ask", _("to be asked")
        ASKED = "asked", _("asked")
        ANSWERED = "answered", _("answered")
        STALE = "stale", _("out of date")
        BLOCKED = "blocked", _("blocked by an outside system")
        NOT_NEEDED = "not_needed", _("not needed")

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="checks", db_constraint=False
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    code = models.CharField(_("code"), max_length=32)
    label = models.CharField(_("check"), max_length=160)
    legal_basis = models.CharField(_("legal basis"), max_length=120)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.TO_ASK
    )
    finding = models.CharField(
        _("answer"),
        max_length=12,
        blank=True,
        choices=[("", "–"), ("clear", _("no concerns")), ("concerns", _("concerns"))],
    )
    reason = models.TextField(_("reason"), blank=True)
    asked_at = models.DateTimeField(_("asked at"), null=True)
    settled_at = models.DateTimeField(_("answered at"), null=True)
    settled_by = models.CharField(_("recorded by"), max_length=64, blank=True)

    objects = CheckQuerySet.as_manager()

    class Meta:
        verbose_name = _("check")
        verbose_name_plural = _("checks")
        constraints = [
            case_key("cases_check"),
            models.UniqueConstraint(fields=["case", "code"], name="cases_check_once"),
            models.CheckConstraint(
                condition=~Q(status="not_needed") | ~Q(reason=""),
                name="cases_check_waived_with_reason",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["answered", "not_needed"])
                | (Q(settled_at__isnull=False) & ~Q(settled_by="")),
                name="cases_check_settled_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class HearingQuerySet(models.QuerySet["Hearing"]):
    def pending(self) -> Self:
        return self.filter(closed_at=None)


class Hearing(CaseRow):
    """The hearing before a refusal (§ 28 VwVfG): one per item and ground, or waived with reason."""

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="hearings", db_constraint=False
    )
    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="hearings", db_constraint=False
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    grounds = models.TextField(_("grounds"))
    announced_at = models.DateTimeField(_("announced at"), null=True)
    due_on = models.DateField(_("statement until"), null=True)
    statement = models.TextField(_("statement"), blank=True)
    statement_at = models.DateTimeField(_("statement received at"), null=True)
    evaluation = models.TextField(_("evaluation"), blank=True)
    waived_reason = models.TextField(_("waived because"), blank=True)
    closed_at = models.DateTimeField(_("closed at"), null=True)
    closed_by = models.CharField(_("closed by"), max_length=64, blank=True)

    objects = HearingQuerySet.as_manager()

    class Meta:
        verbose_name = _("hearing")
        verbose_name_plural = _("hearings")
        constraints = [
            case_key("cases_hearing"),
            CompositeForeignKey(
                name="cases_hearing_of_item", column="item_id", to_table="cases_item"
            ),
            models.UniqueConstraint(
                fields=["item"], condition=Q(closed_at=None), name="cases_one_open_hearing"
            ),
            models.CheckConstraint(
                condition=Q(closed_at=None) | ~Q(closed_by=""), name="cases_hearing_closed_by"
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class Refusal(CaseRow):
    """A refusal: proposed by one person, confirmed by another, never before a hearing."""

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="refusals", db_constraint=False
    )
    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="refusals", db_constraint=False
    )
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="+")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    legal_basis = models.CharField(_("legal basis"), max_length=160)
    grounds = models.TextField(_("reasons"))
    remedy = models.TextField(_("remedy notice"))
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.CharField(_("proposed by"), max_length=64)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    confirmed_by = models.CharField(_("confirmed by"), max_length=64, blank=True)
    dropped_at = models.DateTimeField(_("dropped at"), null=True)

    class Meta:
        verbose_name = _("refusal")
        verbose_name_plural = _("refusals")
        constraints = [
            case_key("cases_refusal"),
            CompositeForeignKey(
                name="cases_refusal_of_item", column="item_id", to_table="cases_item"
            ),
            models.UniqueConstraint(
                fields=["item"], condition=Q(dropped_at=None), name="cases_one_standing_refusal"
            ),
            models.CheckConstraint(
                condition=~Q(confirmed_by=models.F("proposed_by")),
                name="cases_refusal_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(grounds="") & ~Q(remedy="") & ~Q(proposed_by=""),
                name="cases_refusal_complete",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class WithdrawalQuerySet(models.QuerySet["Withdrawal"]):
    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False, dropped_at=None)

    def announced(self) -> Self:
        return self.filter(confirmed_at=None, dropped_at=None)


class Withdrawal(CaseRow):
    """A withdrawal counts once the applicant has confirmed it by the link sent to them."""

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="withdrawals", db_constraint=False
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token = models.CharField(max_length=64, unique=True, editable=False)
    announced_at = models.DateTimeField(_("announced at"))
    announced_by = models.CharField(_("announced by"), max_length=64)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    dropped_at = models.DateTimeField(_("dropped at"), null=True)

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        constraints = [
            case_key("cases_withdrawal"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(dropped_at=None), name="cases_one_withdrawal"
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class ClosureQuerySet(models.QuerySet["Closure"]):
    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False, dropped_at=None)

    def proposed(self) -> Self:
        return self.filter(confirmed_at=None, dropped_at=None)


class Closure(CaseRow):
    """A discontinuation or transfer: a reason from a closed list, and a second pair of eyes."""

    class Reason(models.TextChoices):
        DEATH = "death", _("the person has died")
        DEPARTURE = "departure", _("the person has left the country")
        NATURALISATION = "naturalisation", _("the person has been naturalised")
        OTHER_TITLE = "other_title", _("another title has been granted")
        DUPLICATE = "duplicate", _("the same application exists twice")
        TRANSFER = "transfer", _("transfer to the authority now competent, with its consent")

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="closures", db_constraint=False
    )
    reason = models.CharField(_("reason"), max_length=16, choices=Reason.choices)
    note = models.TextField(_("note"))
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.CharField(_("proposed by"), max_length=64)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    confirmed_by = models.CharField(_("confirmed by"), max_length=64, blank=True)
    dropped_at = models.DateTimeField(_("dropped at"), null=True)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        constraints = [
            case_key("cases_closure"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(dropped_at=None), name="cases_one_closure"
            ),
            models.CheckConstraint(
                condition=~Q(confirmed_by=models.F("proposed_by")),
                name="cases_closure_four_eyes",
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class DeadlineQuerySet(models.QuerySet["Deadline"]):
    def running(self) -> Self:
        return self.filter(done_at=None)


class Deadline(CaseRow):
    """A day that counts, as an indexed column: the movers ask for what is due and act once.

    `occasion` names what it hangs on (a notice, a booking, a Nachforderung), so that arming the
    same deadline twice is impossible. `due_at` is the instant from which it is due.
    """

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="deadlines", db_constraint=False
    )
    kind = models.CharField(_("kind"), max_length=48)
    occasion = models.CharField(_("occasion"), max_length=80)
    due_at = models.DateTimeField(_("due at"))
    done_at = models.DateTimeField(_("done at"), null=True)
    outcome = models.CharField(_("outcome"), max_length=12, blank=True)

    objects = DeadlineQuerySet.as_manager()

    class Meta:
        verbose_name = _("deadline")
        verbose_name_plural = _("deadlines")
        constraints = [
            case_key("cases_deadline"),
            models.UniqueConstraint(
                fields=["case", "kind", "occasion"], name="cases_deadline_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at", "id"], condition=Q(done_at=None), name="cases_deadline_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.due_at:%Y-%m-%d}"


class Confirmation(CaseRow):
    """The confirmation of filing: its code lets a third party check it at the public page."""

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="confirmations", db_constraint=False
    )
    code = models.CharField(max_length=32, unique=True, editable=False)
    issued_at = models.DateTimeField(_("issued at"))

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        constraints = [
            case_key("cases_confirmation"),
            models.UniqueConstraint(fields=["case"], name="cases_one_confirmation"),
        ]

    def __str__(self) -> str:
        return self.code
