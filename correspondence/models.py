"""What is said: e-mails as rows of an outbox, letters as PDFs in the vault, webhooks to portals.

Creation is exactly once (a natural key per case, kind and occasion); delivery is at least once
(a crash between SMTP accept and mark sends again, with the same Message-ID).
"""

from __future__ import annotations

import uuid
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from access.models import Portal
from common.rows import CaseRow, case_key


class MessageQuerySet(models.QuerySet["Message"]):
    def pending(self) -> Self:
        return self.filter(status=Message.Status.PENDING)


class Message(CaseRow):
    """An e-mail to an applicant. `data` is frozen at creation; the text is made from it alone."""

    class Status(models.TextChoices):
        PENDING = "pending", _("waiting")
        SENT = "sent", _("sent")
        WITHDRAWN = "withdrawn", _("withdrawn, no longer true")
        FAILED = "failed", _("could not be delivered")

    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="messages", db_constraint=False
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=48)
    occasion = models.CharField(_("occasion"), max_length=80)
    recipient = models.EmailField(_("to"))
    language = models.CharField(_("language"), max_length=12)
    data = models.JSONField(default=dict)
    due_at = models.DateTimeField(_("due at"))
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.PENDING
    )
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    body = models.TextField(_("text"), blank=True)
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    claimed_until = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(_("sent at"), null=True)
    last_error = models.CharField(_("last error"), max_length=300, blank=True)
    created_at = models.DateTimeField(_("created at"))

    objects = MessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            case_key("correspondence_message"),
            models.UniqueConstraint(
                fields=["case", "kind", "occasion"], name="correspondence_message_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], condition=Q(status="pending"), name="correspondence_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.occasion}"

    @property
    def message_id(self) -> str:
        """The Message-ID header: the same at every attempt, so that receivers drop repeats."""
        return f"<{self.public_id}@titelweg>"


class LetterQuerySet(models.QuerySet["Letter"]):
    def to_send(self) -> Self:
        """What a person has to print, sign where needed, and put on its way."""
        return self.filter(dispatched_at=None, void_at=None)


class Letter(CaseRow):
    """A letter as it was made: a PDF in the vault, dispatched by a person or handed over.

    One that came back has to leave once more: `returned_at` says since when. One whose act was set
    aside before it left is void: it stays readable and never leaves.
    """

    class Way(models.TextChoices):
        NONE = "", _("not dispatched")
        POST = "post", _("by post")
        FORMAL = "formal", _("formal service")
        HANDED_OVER = "handed_over", _("handed over")
        PORTAL = "portal", _("portal")

    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="letters", db_constraint=False
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=48)
    occasion = models.CharField(_("occasion"), max_length=80)
    title = models.CharField(_("title"), max_length=200)
    blob_id = models.CharField(max_length=64, unique=True, editable=False)
    wrapped_key = models.BinaryField(editable=False)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    created_at = models.DateTimeField(_("created at"))
    dispatched_at = models.DateTimeField(_("dispatched at"), null=True)
    way = models.CharField(
        _("way"), max_length=12, choices=Way.choices, default=Way.NONE, blank=True
    )
    announced_on = models.DateField(_("counts as announced on"), null=True)
    void_at = models.DateTimeField(_("void since"), null=True)
    returned_at = models.DateTimeField(_("came back on"), null=True)

    objects = LetterQuerySet.as_manager()

    class Meta:
        verbose_name = _("letter")
        verbose_name_plural = _("letters")
        constraints = [
            case_key("correspondence_letter"),
            models.UniqueConstraint(
                fields=["case", "kind", "occasion"], name="correspondence_letter_once"
            ),
            models.CheckConstraint(
                condition=Q(void_at=None) | Q(dispatched_at=None),
                name="correspondence_void_never_leaves",
            ),
        ]
        indexes = [
            models.Index(
                fields=["authority", "sandbox", "created_at", "id"],
                condition=Q(dispatched_at=None, void_at=None),
                name="correspondence_to_send",
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Webhook(models.Model):
    """Where a portal wants to be told what happens, and how far it has been told.

    It belongs to a portal, not to a case: read before a scope is known. Up to `position_*` (a place
    in the feed) deliveries have been made; while it is paused that place stands still.
    """

    class Status(models.TextChoices):
        ACTIVE = "active", _("active")
        PAUSED = "paused", _("paused")

    class Why(models.TextChoices):
        NONE = "", "–"
        UNDELIVERABLE = "undeliverable", _("nothing was accepted for three days")
        GONE = "gone", _("the receiver says it is gone (410)")
        STAFF = "staff", _("paused by an administrator")

    portal = models.ForeignKey(
        Portal, on_delete=models.CASCADE, related_name="webhooks", verbose_name=_("portal")
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name = models.CharField(_("name"), max_length=48)
    url = models.CharField(_("address"), max_length=2000)
    kinds = ArrayField(models.CharField(max_length=48), verbose_name=_("events"), null=True)
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.ACTIVE
    )
    why_paused = models.CharField(
        _("why paused"), max_length=16, choices=Why.choices, default=Why.NONE, blank=True
    )
    paused_at = models.DateTimeField(_("paused since"), null=True)
    notice_due_at = models.DateTimeField(null=True)
    position_epoch = models.PositiveIntegerField()
    position_xid = models.PositiveBigIntegerField()
    position_id = models.PositiveBigIntegerField()
    failing_since = models.DateTimeField(_("failing since"), null=True)
    not_before = models.DateTimeField(_("not before"), null=True)
    last_delivered_at = models.DateTimeField(_("last delivered"), null=True)
    created_at = models.DateTimeField(_("created at"))

    class Meta:
        verbose_name = _("webhook")
        verbose_name_plural = _("webhooks")
        constraints = [
            models.UniqueConstraint(fields=["portal", "name"], name="correspondence_webhook_name"),
            models.CheckConstraint(
                condition=Q(status="active", why_paused="", paused_at=None)
                | (Q(status="paused", paused_at__isnull=False) & ~Q(why_paused="")),
                name="correspondence_webhook_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.portal}: {self.name}"


class WebhookSecret(models.Model):
    """What deliveries are signed with, sealed; after a rotation the former one still counts."""

    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="secrets")
    sealed = models.BinaryField(editable=False)
    created_at = models.DateTimeField()
    valid_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["webhook"],
                condition=Q(valid_until=None),
                name="correspondence_one_newest_secret",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.webhook_id} {self.created_at:%Y-%m-%d}"


class WebhookDelivery(CaseRow):
    """An event that a webhook is to be told: `payload` is what the feed says of it."""

    class Status(models.TextChoices):
        PENDING = "pending", _("waiting")
        DELIVERED = "delivered", _("delivered")

    # The database deletes it with its webhook, whatever scope is set.
    webhook = models.ForeignKey(
        Webhook, on_delete=models.DO_NOTHING, related_name="deliveries", db_constraint=False
    )
    case = models.ForeignKey(
        "cases.Case", on_delete=models.DO_NOTHING, related_name="+", db_constraint=False
    )
    event = models.UUIDField()
    seq = models.PositiveIntegerField()
    payload = models.JSONField()
    status = models.CharField(
        _("status"), max_length=10, choices=Status.choices, default=Status.PENDING
    )
    attempts = models.PositiveIntegerField(_("attempts"), default=0)
    first_attempt_at = models.DateTimeField(null=True)
    next_attempt_at = models.DateTimeField(_("next attempt"))
    claimed_until = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(_("delivered at"), null=True)

    class Meta:
        constraints = [
            case_key("correspondence_webhookdelivery"),
            models.UniqueConstraint(
                fields=["webhook", "event"], name="correspondence_delivery_once"
            ),
        ]
        indexes = [
            models.Index(
                fields=["webhook", "next_attempt_at", "id"],
                condition=Q(status="pending"),
                name="correspondence_to_deliver",
            ),
            models.Index(
                fields=["webhook", "case", "seq"],
                condition=Q(status="pending"),
                name="correspondence_case_in_turn",
            ),
            models.Index(
                fields=["webhook", "delivered_at"],
                condition=Q(status="delivered"),
                name="correspondence_delivered",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.event}"


class WebhookAttempt(models.Model):
    """One request to a receiver and what came of it; never changed, forgotten after a month.

    `event` is the one that was to be told. Without case and authority, since it tells of neither.
    """

    webhook = models.ForeignKey(
        Webhook, on_delete=models.DO_NOTHING, related_name="attempts", db_constraint=False
    )
    event = models.UUIDField(_("event"))
    at = models.DateTimeField(_("at"))
    status = models.PositiveSmallIntegerField(_("HTTP status"), null=True)
    error = models.CharField(_("error"), max_length=40, blank=True)
    milliseconds = models.PositiveIntegerField(_("milliseconds"))
    excerpt = models.CharField(_("answer"), max_length=500, blank=True)

    class Meta:
        verbose_name = _("attempt")
        verbose_name_plural = _("attempts")
        indexes = [models.Index(fields=["webhook", "-at"], name="correspondence_attempts")]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M:%S} {self.status or self.error}"
