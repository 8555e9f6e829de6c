"""What stands before a case: families that file together, and suggestions of the authority."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.rows import CompositeForeignKey

from .case import Case


class SuggestionQuerySet(models.QuerySet["Suggestion"]):
    def pending(self) -> Self:
        return self.filter(status=Suggestion.Status.OPEN)


class Suggestion(models.Model):
    """The authority itself finds that a title could be granted, and raises it with the person.

    It is no application: it becomes a case, with its receipt, when the person applies; an oral
    note suffices (§ 22 S. 2 Nr. 2 VwVfG).
    """

    class Status(models.TextChoices):
        OPEN = "open", _("to be raised")
        APPLIED = "applied", _("the person has applied")
        DROPPED = "dropped", _("not pursued")

    authority = models.CharField(_("authority"), max_length=32)
    sandbox = models.BooleanField(default=False, editable=False)
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    family_name = models.CharField(_("family name"), max_length=120)
    given_names = models.CharField(_("given names"), max_length=120, blank=True)
    birth_date = models.DateField(_("date of birth"))
    contact = models.CharField(_("how to reach the person"), max_length=200, blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=24)
    grounds = models.TextField(_("why it could be granted"))
    raise_on = models.DateField(_("to be raised on"))
    suggested_at = models.DateTimeField(_("suggested at"))
    suggested_by = models.CharField(_("suggested by"), max_length=64)
    status = models.CharField(
        _("status"), max_length=8, choices=Status.choices, default=Status.OPEN
    )
    case = models.ForeignKey(
        Case,
        on_delete=models.PROTECT,
        related_name="suggestions",
        null=True,
        db_constraint=False,
        verbose_name=_("case"),
    )
    settled_at = models.DateTimeField(_("settled at"), null=True)
    settled_by = models.CharField(_("settled by"), max_length=64, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = SuggestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("suggestion")
        verbose_name_plural = _("suggestions")
        constraints = [
            CompositeForeignKey(
                name="cases_suggestion_of_case", column="case_id", to_table="cases_case"
            ),
            models.CheckConstraint(
                condition=~Q(status="applied") | Q(case__isnull=False),
                name="cases_suggestion_applied_has_case",
            ),
            models.CheckConstraint(
                condition=~Q(status="dropped") | ~Q(note=""),
                name="cases_suggestion_dropped_with_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["authority", "sandbox", "status", "raise_on", "id"],
                name="cases_suggestions_due",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.family_name}, {self.given_names}".rstrip(", ")
