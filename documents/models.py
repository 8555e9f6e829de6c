"""What was handed in: uploads before a case, then requirements, documents and Nachforderungen."""

from __future__ import annotations

import uuid
from typing import Self

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Exists, F, Func, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from common.rows import CaseRow, CompositeForeignKey, case_key


class StoredFile(models.Model):
    """A file in the vault: where it lies, the wrapped key to it, and what was found about it."""

    blob_id = models.CharField(max_length=64, unique=True, editable=False)
    wrapped_key = models.BinaryField(editable=False)
    filename = models.CharField(_("file name"), max_length=255)
    media_type = models.CharField(_("type"), max_length=64)
    size = models.PositiveIntegerField(_("size in bytes"))
    sha256 = models.CharField(max_length=64)
    pages = models.PositiveSmallIntegerField(_("pages"), null=True)

    class Meta:
        abstract = True


class Upload(StoredFile):
    """A checked file that waits 24 hours for a case; only its portal can use it.

    It has no authority yet, so it is not under row-level security: the portal's key is its wall.
    """

    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    portal = models.ForeignKey("access.Portal", on_delete=models.CASCADE, related_name="uploads")
    uploaded_at = models.DateTimeField()
    expires_at = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return str(self.public_id)


class RequirementQuerySet(models.QuerySet["Requirement"]):
    def missing(self) -> Self:
        """Required and neither handed in nor accepted nor found unnecessary.

        Whatever may be handed in instead, and was, will do as well.
        """
        status, place = Requirement.Status, models.IntegerField()
        instead = Requirement.objects.alias(
            place=Func(
                OuterRef("alternatives"), F("code"), function="array_position", output_field=place
            )
        ).filter(
            case=OuterRef("case"),
            place__isnull=False,
            status__in=[status.HANDED_IN, status.ACCEPTED],
        )
        unmet = self.filter(required=True, status__in=[status.OPEN, status.REJECTED])
        return unmet.exclude(Exists(instead))

    def unreviewed(self) -> Self:
        return self.filter(status=Requirement.Status.HANDED_IN)


class Requirement(CaseRow):
    """One thing a case needs, by its stable code; its label comes from the authority's profile."""

    class Status(models.TextChoices):
        OPEN = "open", _("open")
        HANDED_IN = "handed_in", _("handed in")
        ACCEPTED = "accepted", _("accepted")
        REJECTED = "rejected", _("rejected")
        NOT_NEEDED = "not_needed", _("not needed")

    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="requirements", db_constraint=False
    )
    code = models.CharField(_("code"), max_length=48)
    label = models.CharField(_("what is needed"), max_length=300)
    required = models.BooleanField(_("required"), default=True)
    original_needed = models.BooleanField(_("original needed"), default=False)
    alternatives = ArrayField(
        models.CharField(max_length=48),
        verbose_name=_("may be replaced by"),
        default=list,
        blank=True,
    )
    status = models.CharField(
        _("status"), max_length=12, choices=Status.choices, default=Status.OPEN
    )
    reason = models.TextField(_("reason"), blank=True)
    proof_from = models.DateField(_("proof counts from"), null=True)
    proof_until = models.DateField(_("proof counts until"), null=True)
    decided_by = models.CharField(_("decided by"), max_length=64, blank=True)
    decided_at = models.DateTimeField(_("decided at"), null=True)

    objects = RequirementQuerySet.as_manager()

    class Meta:
        verbose_name = _("requirement")
        verbose_name_plural = _("requirements")
        constraints = [
            case_key("documents_requirement"),
            models.UniqueConstraint(fields=["case", "code"], name="documents_requirement_once"),
            models.UniqueConstraint(
                fields=["id", "authority", "sandbox"], name="documents_requirement_key"
            ),
            models.CheckConstraint(
                condition=~Q(status="rejected") | ~Q(reason=""),
                name="documents_rejection_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.code


class NachforderungQuerySet(models.QuerySet["Nachforderung"]):
    def pending(self) -> Self:
        return self.filter(closed_at=None)


class Nachforderung(CaseRow):
    """A request for exactly named things until a day (§ 82(1) S.3 AufenthG). One open per case."""

    class Outcome(models.TextChoices):
        OPEN = "", _("open")
        ANSWERED = "answered", _("answered")
        LAPSED = "lapsed", _("deadline passed, decided on the file")
        REPLACED = "replaced", _("asked again")
        MOOT = "moot", _("no longer needed")

    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="nachforderungen", db_constraint=False
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    requested_at = models.DateTimeField(_("requested at"))
    announced_on = models.DateField(_("announced on"))
    due_on = models.DateField(_("due on"))
    closed_at = models.DateTimeField(_("closed at"), null=True)
    outcome = models.CharField(
        _("outcome"), max_length=12, choices=Outcome.choices, default=Outcome.OPEN, blank=True
    )

    objects = NachforderungQuerySet.as_manager()

    class Meta:
        verbose_name = _("Nachforderung")
        verbose_name_plural = _("Nachforderungen")
        constraints = [
            case_key("documents_nachforderung"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(closed_at=None), name="documents_one_nachforderung"
            ),
            models.UniqueConstraint(
                fields=["id", "authority", "sandbox"], name="documents_nachforderung_key"
            ),
            models.CheckConstraint(
                condition=Q(due_on__gt=models.F("announced_on")), name="documents_due_after_notice"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id}: {self.due_on}"


class NachforderungPosition(CaseRow):
    """One thing asked for, in words an applicant understands."""

    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="+", db_constraint=False
    )
    nachforderung = models.ForeignKey(
        Nachforderung, on_delete=models.CASCADE, related_name="positions", db_constraint=False
    )
    requirement = models.ForeignKey(
        Requirement, on_delete=models.PROTECT, related_name="asked", db_constraint=False
    )
    text = models.CharField(_("what exactly"), max_length=500)
    satisfied_at = models.DateTimeField(_("handed in at"), null=True)

    class Meta:
        constraints = [
            case_key("documents_nachforderungposition"),
            CompositeForeignKey(
                name="documents_position_of_nachforderung",
                column="nachforderung_id",
                to_table="documents_nachforderung",
            ),
            CompositeForeignKey(
                name="documents_position_of_requirement",
                column="requirement_id",
                to_table="documents_requirement",
            ),
            models.UniqueConstraint(
                fields=["nachforderung", "requirement"], name="documents_asked_once"
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Document(CaseRow, StoredFile):
    """A file handed in for a case; `copied_from` names the document of a merged case it repeats."""

    class Source(models.TextChoices):
        PORTAL = "portal", _("portal")
        STAFF = "staff", _("staff")

    case = models.ForeignKey(
        "cases.Case", on_delete=models.CASCADE, related_name="documents", db_constraint=False
    )
    requirement = models.ForeignKey(
        Requirement,
        on_delete=models.PROTECT,
        related_name="documents",
        null=True,
        db_constraint=False,
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    person_mac = models.BinaryField(editable=False, default=b"")
    handed_in_at = models.DateTimeField(_("handed in at"))
    source = models.CharField(_("source"), max_length=8, choices=Source.choices)
    copied_from = models.UUIDField(_("copied from"), null=True, editable=False)

    class Meta:
        verbose_name = _("document")
        verbose_name_plural = _("documents")
        constraints = [
            case_key("documents_document"),
            CompositeForeignKey(
                name="documents_document_of_requirement",
                column="requirement_id",
                to_table="documents_requirement",
            ),
        ]

    def __str__(self) -> str:
        return self.filename
