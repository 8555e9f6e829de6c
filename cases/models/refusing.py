"""The hearing, the refusal, and what is done against a decision."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.rows import CaseRow, CompositeForeignKey, case_key

from .case import Case
from .items import Item


class HearingQuerySet(models.QuerySet["Hearing"]):
    def pending(self) -> Self:
        return self.filter(closed_at=None)


class Hearing(CaseRow):
    """The hearing before a refusal (§ 28 VwVfG), or the reason why there is none.

    `ground_codes` are the grounds heard (`law/refusals.toml`); a new ground needs a new hearing.
    """

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="hearings", db_constraint=False
    )
    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="hearings", db_constraint=False
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ground_codes = models.JSONField(_("grounds heard"), default=list)
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
    """A refusal: proposed by one person, confirmed by another, never on a ground not heard."""

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="refusals", db_constraint=False
    )
    item = models.ForeignKey(
        Item, on_delete=models.PROTECT, related_name="refusals", db_constraint=False
    )
    hearing = models.ForeignKey(Hearing, on_delete=models.PROTECT, related_name="+")
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    ground_codes = models.JSONField(_("grounds"), default=list)
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


class RechtsbehelfQuerySet(models.QuerySet["Rechtsbehelf"]):
    def pending(self) -> Self:
        return self.filter(settled_at=None)


class Rechtsbehelf(CaseRow):
    """An objection, a claim or an urgent motion, and what it makes of the stay (§ 84 AufenthG).

    `contested` is the public id of the refusal or fee notice that it is against. `effect` holds
    what the law of the day of receipt makes of it, as codes and a paragraph.
    """

    class Kind(models.TextChoices):
        OBJECTION = "objection", _("objection (Widerspruch)")
        CLAIM = "claim", _("claim (Klage)")
        URGENT_MOTION = "urgent_motion", _("urgent motion (Eilantrag)")

    class Against(models.TextChoices):
        REFUSAL = "refusal", _("the refusal")
        FEE_NOTICE = "fee_notice", _("the fee notice")
        CONDITION = "condition", _("a Nebenbestimmung")
        INACTION = "inaction", _("inaction (§ 75 VwGO)")

    class Outcome(models.TextChoices):
        OPEN = "", _("open")
        UPHELD = "upheld", _("successful")
        REJECTED = "rejected", _("rejected")
        WITHDRAWN = "withdrawn", _("withdrawn")
        SETTLED = "settled", _("settled")

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="rechtsbehelfe", db_constraint=False
    )
    item = models.ForeignKey(
        Item,
        on_delete=models.PROTECT,
        related_name="rechtsbehelfe",
        null=True,
        db_constraint=False,
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    kind = models.CharField(_("kind"), max_length=16, choices=Kind.choices)
    against = models.CharField(_("against"), max_length=12, choices=Against.choices)
    contested = models.UUIDField(_("against"), null=True)
    received_at = models.DateTimeField(_("received at"))
    body = models.CharField(_("court or authority"), max_length=200)
    file_number = models.CharField(_("file number"), max_length=64, blank=True)
    effect = models.JSONField(_("effect under § 84"), default=dict)
    recorded_at = models.DateTimeField(_("recorded at"))
    recorded_by = models.CharField(_("recorded by"), max_length=64)
    settled_at = models.DateTimeField(_("settled at"), null=True)
    settled_by = models.CharField(_("settled by"), max_length=64, blank=True)
    outcome = models.CharField(
        _("outcome"), max_length=12, choices=Outcome.choices, default=Outcome.OPEN, blank=True
    )
    note = models.TextField(_("note"), blank=True)

    objects = RechtsbehelfQuerySet.as_manager()

    class Meta:
        verbose_name = _("Rechtsbehelf")
        verbose_name_plural = _("Rechtsbehelfe")
        constraints = [
            case_key("cases_rechtsbehelf"),
            CompositeForeignKey(
                name="cases_rechtsbehelf_of_item", column="item_id", to_table="cases_item"
            ),
            models.CheckConstraint(
                condition=Q(settled_at=None, outcome="")
                | (Q(settled_at__isnull=False) & ~Q(outcome="") & ~Q(settled_by="")),
                name="cases_rechtsbehelf_settled_with_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.file_number}".strip()
