"""The case itself: its machine of states and what every screen shows of it.

Transitions are bare: name, source, target, guards. What follows from them stands in the services.
"""

from __future__ import annotations

from typing import Any, Self

import django_fsm as fsm
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from access.models import Portal, User
from applicants.models import Person, TitleHeld
from cases import guards
from cases.states import CLOSED, OPEN, REOPENABLE, UNDECIDED, State, WaitingFor
from common.actor import Actor
from common.rows import CompositeForeignKey

from .families import FamilyFiling


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, actor: Actor) -> Self:
        """The one way to a case: the actor's authorities, and a portal's own cases only.

        Names the authority as well as relying on row-level security, or the index gives no order.
        """
        own = self.filter(authority__in=actor.authorities, sandbox=actor.sandbox)
        if actor.kind != "portal":
            return own
        # A value within the statement, not a join: only so the index gives the order of the list.
        return own.filter(portal=Portal.objects.filter(public_id=actor.id).values("pk")[:1])

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

    class Delivery(models.TextChoices):
        IN_PERSON = "in_person", _("fetched in person")
        BY_APPOINTMENT = "by_appointment", _("fetched by appointment")
        BOX = "box", _("pickup box")
        DIRECT_DELIVERY = "direct_delivery", _("sent by post to the holder (Direktversand)")

    class Relation(models.TextChoices):
        """What the applicant is to the sponsor of a family."""

        NONE = "", _("none")
        SPONSOR = "sponsor", _("sponsor")
        SPOUSE = "spouse", _("spouse")
        CHILD = "child", _("child")
        PARENT = "parent", _("parent")
        OTHER = "other", _("other relative")

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
        Person,
        on_delete=models.PROTECT,
        related_name="cases",
        db_constraint=False,
        db_index=False,
    )
    title = models.ForeignKey(TitleHeld, on_delete=models.PROTECT, related_name="+", null=True)
    portal = models.ForeignKey(
        Portal, on_delete=models.PROTECT, related_name="+", null=True, db_index=False
    )
    situation = models.JSONField(_("situation"), default=dict)
    requests = models.JSONField(_("requests"), default=dict)
    family = models.JSONField(_("family"), null=True)
    family_filing = models.ForeignKey(
        FamilyFiling,
        on_delete=models.PROTECT,
        related_name="cases",
        null=True,
        db_constraint=False,
    )
    relation = models.CharField(
        _("relation to the sponsor"), max_length=8, choices=Relation.choices, blank=True
    )
    taken_over_from = models.CharField(_("taken over from"), max_length=200, blank=True)
    fee_taken_elsewhere = models.BooleanField(_("fee taken by the other authority"), default=False)
    delivery = models.CharField(
        _("how documents are handed over"), max_length=16, choices=Delivery.choices, blank=True
    )
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
        db_index=False,
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
            CompositeForeignKey(
                name="cases_case_of_family",
                column="family_filing_id",
                to_table="cases_familyfiling",
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
                fields=["authority", "sandbox", "responsible", "next_due_at", "id"],
                condition=Q(state__in=OPEN),
                name="cases_by_responsible",
            ),
            models.Index(  # an index by a column that is NULL is in no order for PostgreSQL
                fields=["authority", "sandbox", "next_due_at", "id"],
                condition=Q(state__in=OPEN, responsible=None),
                name="cases_unassigned",
            ),
            models.Index(
                fields=["authority", "sandbox", "next_due_at", "id"],
                condition=~Q(on_hold_reason=""),
                name="cases_on_hold",
            ),
            models.Index(
                fields=["authority", "sandbox", "next_due_at", "id"],
                condition=Q(state__in=CLOSED),
                name="cases_closed",
            ),
            models.Index(fields=["person", "next_due_at", "id"], name="cases_by_applicant"),
            # A portal's lists: of all authorities, of one, of one state.
            models.Index(fields=["portal", "updated_at", "id"], name="cases_by_portal"),
            models.Index(
                fields=["portal", "authority", "sandbox", "updated_at", "id"],
                name="cases_of_portal",
            ),
            models.Index(
                fields=["portal", "state", "updated_at", "id"], name="cases_by_portal_state"
            ),
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
        conditions=[guards.may_be_invited, guards.something_due],
    )
    def await_payment(self) -> None: ...

    @fsm.transition(
        field=state,
        source=[State.IN_REVIEW, State.AWAITING_PAYMENT],
        target=State.AWAITING_BIOMETRICS,
        conditions=[guards.may_be_invited, guards.nothing_to_pay_first],
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
            guards.fee_questions_answered,
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
        source=[State.IN_PRODUCTION, State.READY_FOR_PICKUP],
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
