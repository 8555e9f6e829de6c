"""What is applied for, what was decided about it, and under which conditions."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from common.rows import CaseRow, CompositeForeignKey, case_key

from .case import Case


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
    validity_limits = models.JSONField(_("limits of validity"), default=list)

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


class Nebenbestimmung(CaseRow):
    """A condition that goes with what is granted (§§ 4a(3), 12(2), 12a AufenthG).

    Proposed from law and profile, confirmed or changed by a person; `reason` says why it was
    changed or added.
    """

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="nebenbestimmungen", db_constraint=False
    )
    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="nebenbestimmungen", db_constraint=False
    )
    code = models.CharField(_("code"), max_length=32)
    text = models.CharField(_("condition"), max_length=500)
    legal_basis = models.CharField(_("legal basis"), max_length=120)
    reason = models.TextField(_("reason"), blank=True)

    class Meta:
        verbose_name = _("Nebenbestimmung")
        verbose_name_plural = _("Nebenbestimmungen")
        constraints = [
            case_key("cases_nebenbestimmung"),
            CompositeForeignKey(
                name="cases_nebenbestimmung_of_item", column="item_id", to_table="cases_item"
            ),
            models.UniqueConstraint(fields=["item", "code"], name="cases_nebenbestimmung_once"),
            models.CheckConstraint(
                condition=~Q(text="") & ~Q(legal_basis=""), name="cases_nebenbestimmung_complete"
            ),
        ]

    def __str__(self) -> str:
        return self.text
