"""What proves and what continues a stay while a case is open (§ 81 AufenthG)."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.rows import CaseRow, case_key

from .case import Case


class Confirmation(CaseRow):
    """The confirmation of filing: its code lets a third party check it at the public page."""

    case = models.OneToOneField(
        Case, on_delete=models.CASCADE, related_name="confirmation", db_constraint=False
    )
    code = models.CharField(max_length=32, unique=True, editable=False)
    issued_at = models.DateTimeField(_("issued at"))

    class Meta:
        verbose_name = _("confirmation")
        verbose_name_plural = _("confirmations")
        constraints = [case_key("cases_confirmation")]

    def __str__(self) -> str:
        return self.code


class FortgeltungsanordnungQuerySet(models.QuerySet["Fortgeltungsanordnung"]):
    def standing(self) -> Self:
        """Orders that have an effect: a revocation ends them once it has been announced."""
        return self.filter(ended_at=None)

    def revocable(self) -> Self:
        return self.standing().filter(revoked_at=None)


class Fortgeltungsanordnung(CaseRow):
    """The order that a title continues although the application came late (§ 81(4) S. 3 AufenthG).

    An act of its own: a named clerk's decision, with the reasons why not ordering it would be an
    undue hardship. Revoked with reasons, it ends on the day the revocation counts as announced
    (`ended_at`; § 43(1) VwVfG).
    """

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="fortgeltungsanordnungen", db_constraint=False
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reasons = models.TextField(_("reasons"))
    ordered_at = models.DateTimeField(_("ordered at"))
    ordered_by = models.CharField(_("ordered by"), max_length=64)
    revoked_at = models.DateTimeField(_("revoked at"), null=True)
    revoked_by = models.CharField(_("revoked by"), max_length=64, blank=True)
    revocation_reasons = models.TextField(_("reasons of the revocation"), blank=True)
    ended_at = models.DateTimeField(_("ended at"), null=True)

    objects = FortgeltungsanordnungQuerySet.as_manager()

    class Meta:
        verbose_name = _("Fortgeltungsanordnung")
        verbose_name_plural = _("Fortgeltungsanordnungen")
        constraints = [
            case_key("cases_fortgeltungsanordnung"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at=None), name="cases_one_anordnung"
            ),
            models.CheckConstraint(
                condition=~Q(reasons="") & ~Q(ordered_by=""), name="cases_anordnung_has_reasons"
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, ended_at__isnull=True)
                | (Q(revoked_at__isnull=False) & ~Q(revocation_reasons="") & ~Q(revoked_by="")),
                name="cases_revocation_has_reasons",
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class FiktionsbescheinigungQuerySet(models.QuerySet["Fiktionsbescheinigung"]):
    def standing(self) -> Self:
        return self.filter(ended_at=None)


class Fiktionsbescheinigung(CaseRow):
    """The certificate of the fiction on the official form (§ 81(5) AufenthG).

    It proves the fiction and does not make it: its own end (`valid_until`, the last day) is
    watched, and the fiction goes on without it.
    """

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="fiktionsbescheinigungen", db_constraint=False
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    effect = models.CharField(_("effect"), max_length=24)
    legal_basis = models.CharField(_("legal basis"), max_length=120)
    serial_number = models.CharField(_("serial number"), max_length=32)
    issued_at = models.DateTimeField(_("issued at"))
    issued_by = models.CharField(_("issued by"), max_length=64)
    valid_until = models.DateField(_("valid until"))
    ended_at = models.DateTimeField(_("ended at"), null=True)

    objects = FiktionsbescheinigungQuerySet.as_manager()

    class Meta:
        verbose_name = _("Fiktionsbescheinigung")
        verbose_name_plural = _("Fiktionsbescheinigungen")
        constraints = [
            case_key("cases_fiktionsbescheinigung"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(ended_at=None), name="cases_one_certificate"
            ),
            models.UniqueConstraint(
                fields=["authority", "sandbox", "serial_number"], name="cases_certificate_serial"
            ),
        ]

    def __str__(self) -> str:
        return self.serial_number
