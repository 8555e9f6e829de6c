"""What is said: e-mails as rows of an outbox, and letters as PDFs in the vault.

Creation is exactly once (a natural key per case, kind and occasion); delivery is at least once
(a crash between SMTP accept and mark sends again, with the same Message-ID).
"""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

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
