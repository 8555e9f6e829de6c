"""What other bodies must be asked before a decision."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.rows import CaseRow, case_key

from .case import Case


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
