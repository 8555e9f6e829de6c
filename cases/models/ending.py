"""How a case ends without a decision: withdrawal, closure, and merging of duplicates."""

from __future__ import annotations

import uuid
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from common.rows import CaseRow, CompositeForeignKey, case_key

from .case import Case


class WithdrawalQuerySet(models.QuerySet["Withdrawal"]):
    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False, dropped_at=None)

    def announced(self) -> Self:
        return self.filter(confirmed_at=None, dropped_at=None)


class Withdrawal(CaseRow):
    """A withdrawal counts once the applicant has confirmed it by the link sent to them."""

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="withdrawals", db_constraint=False
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    token = models.CharField(max_length=64, unique=True, editable=False)
    announced_at = models.DateTimeField(_("announced at"))
    announced_by = models.CharField(_("announced by"), max_length=64)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    confirmed_on_paper = models.BooleanField(_("confirmed on paper"), default=False)
    confirmed_by = models.CharField(_("confirmation recorded by"), max_length=64, blank=True)
    dropped_at = models.DateTimeField(_("dropped at"), null=True)

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        constraints = [
            case_key("cases_withdrawal"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(dropped_at=None), name="cases_one_withdrawal"
            ),
        ]

    def __str__(self) -> str:
        return str(self.public_id)


class ClosureQuerySet(models.QuerySet["Closure"]):
    def confirmed(self) -> Self:
        return self.filter(confirmed_at__isnull=False, dropped_at=None)

    def proposed(self) -> Self:
        return self.filter(confirmed_at=None, dropped_at=None)


class Closure(CaseRow):
    """A discontinuation or transfer: a reason from a closed list, and a second pair of eyes."""

    class Reason(models.TextChoices):
        DEATH = "death", _("the person has died")
        DEPARTURE = "departure", _("the person has left the country")
        NATURALISATION = "naturalisation", _("the person has been naturalised")
        OTHER_TITLE = "other_title", _("another title has been granted")
        DUPLICATE = "duplicate", _("the same application exists twice")
        TRANSFER = "transfer", _("transfer to the authority now competent, with its consent")

    case = models.ForeignKey(
        Case, on_delete=models.CASCADE, related_name="closures", db_constraint=False
    )
    reason = models.CharField(_("reason"), max_length=16, choices=Reason.choices)
    note = models.TextField(_("note"))
    to_authority = models.CharField(_("transferred to"), max_length=200, blank=True)
    consented_on = models.DateField(_("consent of the other authority of"), null=True)
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.CharField(_("proposed by"), max_length=64)
    confirmed_at = models.DateTimeField(_("confirmed at"), null=True)
    confirmed_by = models.CharField(_("confirmed by"), max_length=64, blank=True)
    dropped_at = models.DateTimeField(_("dropped at"), null=True)

    objects = ClosureQuerySet.as_manager()

    class Meta:
        verbose_name = _("closure")
        verbose_name_plural = _("closures")
        constraints = [
            case_key("cases_closure"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(dropped_at=None), name="cases_one_closure"
            ),
            models.CheckConstraint(
                condition=~Q(confirmed_by=models.F("proposed_by")),
                name="cases_closure_four_eyes",
            ),
            models.CheckConstraint(
                condition=~Q(reason="transfer")
                | (~Q(to_authority="") & Q(consented_on__isnull=False)),
                name="cases_transfer_with_consent",
            ),
        ]

    def __str__(self) -> str:
        return self.reason


class MergeQuerySet(models.QuerySet["Merge"]):
    def standing(self) -> Self:
        return self.filter(merged_at__isnull=False, undone_at=None)

    def proposed(self) -> Self:
        return self.filter(merged_at=None, undone_at=None)


class Merge(CaseRow):
    """Two applications of one person are one: `case` is the duplicate, `into` goes on.

    The earliest receipt wins: `receipt_before` is what `into` had, so that it can be given back
    when the merge is undone. A proposal that is dropped is undone before it was merged.
    """

    case = models.ForeignKey(
        Case, on_delete=models.DO_NOTHING, related_name="merges", db_constraint=False
    )
    into = models.ForeignKey(
        Case, on_delete=models.PROTECT, related_name="merged_cases", db_constraint=False
    )
    public_id = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    reason = models.TextField(_("reason"))
    proposed_at = models.DateTimeField(_("proposed at"))
    proposed_by = models.CharField(_("proposed by"), max_length=64)
    receipt_before = models.DateTimeField(_("received at, before merging"), null=True)
    merged_at = models.DateTimeField(_("merged at"), null=True)
    merged_by = models.CharField(_("merged by"), max_length=64, blank=True)
    undone_at = models.DateTimeField(_("undone at"), null=True)
    undone_by = models.CharField(_("undone by"), max_length=64, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        verbose_name = _("merge")
        verbose_name_plural = _("merges")
        constraints = [
            case_key("cases_merge"),
            CompositeForeignKey(name="cases_merge_into", column="into_id", to_table="cases_case"),
            models.UniqueConstraint(
                fields=["case"], condition=Q(undone_at=None), name="cases_one_merge"
            ),
            models.CheckConstraint(condition=~Q(case=models.F("into")), name="cases_merge_of_two"),
            models.CheckConstraint(
                condition=Q(merged_at=None, receipt_before=None, merged_by="")
                | (Q(merged_at__isnull=False, receipt_before__isnull=False) & ~Q(merged_by="")),
                name="cases_merge_keeps_receipt",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.case_id} → {self.into_id}"
