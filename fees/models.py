"""What is owed and paid: notices with frozen positions, the ledger, attempts to pay online.

Amounts are Decimal EUR. A notice is never recomputed: the tariff is frozen on the day of the
notice (docs/decisions/0006-three-days-count.md).
"""

from __future__ import annotations

import uuid
from decimal import Decimal
from typing import Self

from django.db import models
from django.db.models import Q, Sum
from django.utils.translation import gettext_lazy as _

from common.rows import CaseRow, CompositeForeignKey, case_key


class FeeNotice(CaseRow):
    """A Gebührenbescheid: what is due, why, and until when (§§ 13-15 BGebG, § 69 AufenthG).

    One counts for the application, whose `act` is empty, and one for every other act. A notice is
    never changed: another one replaces it.
    """

    class Occasion(models.TextChoices):
        APPROVAL = "approval", _("favourable check")
        REVIEW = "review", _("determined at review")
        COUNTER = "counter", _("at the counter")
        REFUSAL = "refusal", _("refusal")
        WITHDRAWAL = "withdrawal", _("withdrawal")
        REASSESSMENT = "reassessment", _("assessed anew")
        ENDING = "ending", _("ended without a decision")
        ACT = "act", _("a separate act")
        LATE = "late", _("late payment")

    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="fee_notices", db_constraint=False
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=40, unique=True)
    issued_at = models.DateTimeField(_("issued at"))
    announced_on = models.DateField(_("announced on"))
    due_on = models.DateField(_("due on"))
    tariff_on = models.DateField(_("tariff of"))
    age_on = models.DateField(_("age on"))
    total = models.DecimalField(_("total"), max_digits=8, decimal_places=2)
    occasion = models.CharField(
        _("occasion"), max_length=16, choices=Occasion.choices, default=Occasion.APPROVAL
    )
    act = models.CharField(_("act"), max_length=48, blank=True)
    oral = models.BooleanField(_("told orally"), default=False)
    reason = models.TextField(_("reason for the amount"), blank=True)
    reason_by = models.CharField(_("reason given by"), max_length=64, blank=True)
    replaces = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="replaced_by", null=True, db_constraint=False
    )
    replaced_at = models.DateTimeField(_("replaced at"), null=True)

    class Meta:
        verbose_name = _("fee notice")
        verbose_name_plural = _("fee notices")
        constraints = [
            case_key("fees_feenotice"),
            models.UniqueConstraint(fields=["id", "authority", "sandbox"], name="fees_notice_key"),
            models.UniqueConstraint(
                fields=["case", "act"],
                condition=Q(replaced_at=None),
                name="fees_one_current_notice",
            ),
            models.CheckConstraint(condition=Q(total__gte=0), name="fees_total_not_negative"),
            CompositeForeignKey(
                name="fees_notice_replaces", column="replaces_id", to_table="fees_feenotice"
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def difference(self) -> Decimal | None:
        """How much more (or less, below zero) is due than by the notice it replaced, in EUR."""
        return self.total - self.replaces.total if self.replaces else None


class FeePositionQuerySet(models.QuerySet["FeePosition"]):
    def outstanding(self) -> Self:
        """Due and not yet settled; what is deferred or waived is not outstanding."""
        return self.filter(status=FeePosition.Status.DUE)

    def total(self) -> Decimal:
        """The sum in EUR, 0 where there is none."""
        return self.aggregate(sum=Sum("amount"))["sum"] or Decimal("0.00")


class FeePosition(CaseRow):
    """One line of a notice, with everything it was derived from copied onto the row.

    `due_on` is its last day for payment: the notice's, or a later one after a deferral.
    """

    class Status(models.TextChoices):
        DUE = "due", _("due")
        SETTLED = "settled", _("paid")
        NOTHING_DUE = "nothing_due", _("free of charge")
        DEFERRED = "deferred", _("deferred")
        WAIVED = "waived", _("waived")
        REPLACED = "replaced", _("replaced by a new notice")

    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="fees", db_constraint=False
    )
    notice = models.ForeignKey(
        FeeNotice, on_delete=models.CASCADE, related_name="positions", db_constraint=False
    )
    item = models.ForeignKey(
        "cases.Item", on_delete=models.PROTECT, related_name="fees", null=True, db_constraint=False
    )
    act = models.CharField(_("act"), max_length=48, blank=True)
    due_on = models.DateField(_("due on"))
    code = models.CharField(_("code"), max_length=32)
    label = models.CharField(_("for"), max_length=200)
    amount = models.DecimalField(_("amount in EUR"), max_digits=8, decimal_places=2)
    legal_basis = models.CharField(_("legal basis"), max_length=120)
    source = models.CharField(_("tariff"), max_length=64)
    reduction = models.JSONField(_("reduction"), null=True)
    conflict = models.JSONField(_("conflict with federal law"), null=True)
    reason = models.TextField(_("why this amount"))
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.DUE
    )
    status_reason = models.TextField(_("reason"), blank=True)
    decided_by = models.CharField(_("decided by"), max_length=64, blank=True)
    settled_at = models.DateTimeField(_("paid at"), null=True)

    objects = FeePositionQuerySet.as_manager()

    class Meta:
        verbose_name = _("fee position")
        verbose_name_plural = _("fee positions")
        constraints = [
            case_key("fees_feeposition"),
            CompositeForeignKey(
                name="fees_position_of_notice", column="notice_id", to_table="fees_feenotice"
            ),
            CompositeForeignKey(
                name="fees_position_of_item", column="item_id", to_table="cases_item"
            ),
            models.UniqueConstraint(
                fields=["case", "code", "item", "act"],
                condition=Q(status__in=["due", "deferred"]),
                nulls_distinct=False,
                name="fees_one_open_position",
            ),
            models.CheckConstraint(condition=Q(amount__gte=0), name="fees_amount_not_negative"),
            models.CheckConstraint(
                condition=~Q(status="settled") | Q(settled_at__isnull=False),
                name="fees_settled_has_instant",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["deferred", "waived"])
                | (~Q(status_reason="") & ~Q(decided_by="")),
                name="fees_waiver_has_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["authority", "sandbox", "due_on", "id"],
                condition=Q(status="due"),
                name="fees_open_by_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.amount}"


class FeeReliefQuerySet(models.QuerySet["FeeRelief"]):
    def proposed(self) -> Self:
        return self.filter(confirmed_at=None, dropped_at=None)


class FeeRelief(CaseRow):
    """A waiver or deferral at discretion: proposed with reasons, confirmed by a second person.

    §§ 52(7), 53(2) AufenthV; deferral by § 59 LHO and its siblings. `until` is the new last day of
    what is deferred.
    """

    class Kind(models.TextChoices):
        WAIVER = "waiver", _("waiver")
        DEFERRAL = "deferral", _("deferral")

    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="fee_reliefs", db_constraint=False
    )
    position = models.ForeignKey(
        FeePosition, on_delete=models.PROTECT, related_name="reliefs", db_constraint=False
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    legal_basis = models.CharField(_("legal basis"), max_length=120)
    reason = models.TextField(_("reason"))
    until = models.DateField(_("deferred until"), null=True)
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.CharField(_("proposed by"), max_length=64)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    confirmed_by = models.CharField(_("confirmed by"), max_length=64, blank=True)
    dropped_at = models.DateTimeField(_("dropped at"), null=True)
    dropped_by = models.CharField(_("dropped by"), max_length=64, blank=True)

    objects = FeeReliefQuerySet.as_manager()

    class Meta:
        verbose_name = _("fee relief")
        verbose_name_plural = _("fee reliefs")
        constraints = [
            case_key("fees_feerelief"),
            models.UniqueConstraint(
                fields=["position"],
                condition=Q(confirmed_at=None, dropped_at=None),
                name="fees_one_proposed_relief",
            ),
            models.CheckConstraint(
                condition=~Q(confirmed_by=models.F("proposed_by")), name="fees_relief_four_eyes"
            ),
            models.CheckConstraint(
                condition=~Q(reason="") & ~Q(proposed_by=""), name="fees_relief_has_reason"
            ),
            models.CheckConstraint(
                condition=Q(confirmed_at=None) | ~Q(confirmed_by=""),
                name="fees_relief_confirmed_by",
            ),
            models.CheckConstraint(
                condition=Q(kind="waiver") | Q(until__isnull=False), name="fees_deferral_ends"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.position_id}"


class FeeDecisionQuerySet(models.QuerySet["FeeDecision"]):
    def pending(self) -> Self:
        return self.filter(decided_at=None)


class FeeDecision(CaseRow):
    """A question about a fee that no rule answers: it waits for a person, who gives a reason."""

    class Kind(models.TextChoices):
        ABOVE_LAW = "above_law", _("the published amount is above federal law")
        ENDING = "ending", _("the application ended without a decision")

    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="fee_decisions", db_constraint=False
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=12, choices=Kind.choices)
    occasion = models.CharField(_("occasion"), max_length=16, choices=FeeNotice.Occasion.choices)
    asked_at = models.DateTimeField(_("asked at"))
    decided_at = models.DateTimeField(_("decided at"), null=True)
    decided_by = models.CharField(_("decided by"), max_length=64, blank=True)
    reason = models.TextField(_("reason"), blank=True)

    objects = FeeDecisionQuerySet.as_manager()

    class Meta:
        verbose_name = _("decision about a fee")
        verbose_name_plural = _("decisions about fees")
        constraints = [
            case_key("fees_feedecision"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(decided_at=None), name="fees_one_open_decision"
            ),
            models.CheckConstraint(
                condition=Q(decided_at=None) | (~Q(decided_by="") & ~Q(reason="")),
                name="fees_decision_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.kind


class RefundQuerySet(models.QuerySet["Refund"]):
    def total(self) -> Decimal:
        """The sum in EUR, 0 where there is none."""
        return self.aggregate(sum=Sum("amount"))["sum"] or Decimal("0.00")


class Refund(CaseRow):
    """Money that goes back (§ 21 BGebG): ordered by a person, then marked as paid out."""

    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="refunds", db_constraint=False
    )
    notice = models.ForeignKey(
        FeeNotice, on_delete=models.PROTECT, related_name="refunds", db_constraint=False
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    amount = models.DecimalField(_("amount in EUR"), max_digits=8, decimal_places=2)
    reason = models.TextField(_("reason"))
    ordered_at = models.DateTimeField(_("ordered at"))
    ordered_by = models.CharField(_("ordered by"), max_length=64)
    paid_at = models.DateTimeField(_("paid out at"), null=True)
    paid_by = models.CharField(_("paid out by"), max_length=64, blank=True)

    objects = RefundQuerySet.as_manager()

    class Meta:
        verbose_name = _("refund")
        verbose_name_plural = _("refunds")
        constraints = [
            case_key("fees_refund"),
            CompositeForeignKey(
                name="fees_refund_of_notice", column="notice_id", to_table="fees_feenotice"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="fees_refund_positive"),
            models.CheckConstraint(condition=~Q(reason=""), name="fees_refund_has_reason"),
            models.CheckConstraint(
                condition=Q(paid_at=None) | ~Q(paid_by=""), name="fees_refund_paid_by"
            ),
        ]
        indexes = [
            models.Index(
                fields=["authority", "sandbox", "ordered_at", "id"],
                condition=Q(paid_at=None),
                name="fees_refund_open",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.amount}"


class Payment(CaseRow):
    """Money that came in. Append-only; one row per provider's id, however often it is told."""

    class Method(models.TextChoices):
        CARD = "card", _("card")
        PAYPAL = "paypal", _("PayPal")
        OTHER_ONLINE = "online", _("online, other")
        CASH = "cash", _("cash")
        COUNTER_CARD = "counter_card", _("card at the counter")
        TRANSFER = "transfer", _("bank transfer")

    case = models.ForeignKey(
        "cases.Case", on_delete=models.DO_NOTHING, related_name="payments", db_constraint=False
    )
    notice = models.ForeignKey(
        FeeNotice, on_delete=models.PROTECT, related_name="payments", db_constraint=False
    )
    provider = models.CharField(_("provider"), max_length=16)
    provider_id = models.CharField(_("provider's id"), max_length=64)
    method = models.CharField(_("method"), max_length=12, choices=Method.choices)
    amount = models.DecimalField(_("amount in EUR"), max_digits=8, decimal_places=2)
    paid_at = models.DateTimeField(_("paid at"))
    booked_at = models.DateTimeField(_("booked at"))
    booked_by = models.CharField(_("booked by"), max_length=64)

    class Meta:
        verbose_name = _("payment")
        verbose_name_plural = _("payments")
        constraints = [
            case_key("fees_payment"),
            CompositeForeignKey(
                name="fees_payment_of_notice", column="notice_id", to_table="fees_feenotice"
            ),
            models.UniqueConstraint(
                fields=["provider", "provider_id"], name="fees_payment_booked_once"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="fees_payment_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.provider}:{self.provider_id}"


class PaymentAttemptQuerySet(models.QuerySet["PaymentAttempt"]):
    def running(self) -> Self:
        return self.filter(status__in=[PaymentAttempt.Status.STARTING, PaymentAttempt.Status.OPEN])

    def usable(self) -> Self:
        """Running ones for a notice that still counts: taken up again instead of a second one."""
        return self.running().filter(notice__replaced_at=None)


class PaymentAttempt(CaseRow):
    """One transaction at the payment service. `request_id` makes starting it idempotent."""

    class Status(models.TextChoices):
        STARTING = "starting", _("starting")
        OPEN = "open", _("open")
        PAID = "paid", _("paid")
        FAILED = "failed", _("failed")
        CANCELLED = "cancelled", _("cancelled")

    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="payment_attempts", db_constraint=False
    )
    notice = models.ForeignKey(
        FeeNotice, on_delete=models.PROTECT, related_name="attempts", db_constraint=False
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    request_id = models.CharField(max_length=36, unique=True)
    transaction_id = models.CharField(_("transaction"), max_length=44, blank=True)
    amount = models.DecimalField(_("amount in EUR"), max_digits=8, decimal_places=2)
    return_url = models.CharField(max_length=2082)
    redirect_url = models.CharField(max_length=2082, blank=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.STARTING
    )
    started_at = models.DateTimeField(_("started at"))
    finished_at = models.DateTimeField(_("finished at"), null=True)
    next_poll_at = models.DateTimeField(null=True, db_index=True)
    polls = models.PositiveIntegerField(default=0)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)

    objects = PaymentAttemptQuerySet.as_manager()

    class Meta:
        verbose_name = _("payment attempt")
        verbose_name_plural = _("payment attempts")
        constraints = [
            case_key("fees_paymentattempt"),
            CompositeForeignKey(
                name="fees_attempt_of_notice", column="notice_id", to_table="fees_feenotice"
            ),
            models.UniqueConstraint(
                fields=["notice"],
                condition=Q(status__in=["starting", "open"]),
                name="fees_one_running_attempt",
            ),
        ]

    def __str__(self) -> str:
        return self.request_id
