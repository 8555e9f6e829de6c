"""The cashier's lists: fees that are due, first those due first, and refunds to be paid out.

Each names authority and sandbox, so that a partial index gives its order; nothing is counted, and
the sum above the list reads what is open and no more. They lead to the case, where alone something
is done.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, ClassVar

from django.contrib import admin
from django.db.models import Model, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from common.text import german_amount, german_day
from fees.models import FeePosition, Refund

from .menu import sees_money
from .pages import PagedByKey
from .people import actor_of
from .work_list import Coloured, column


class MoneyList(PagedByKey, ModelAdmin):  # type: ignore[misc]  # unfold ships no types
    """Rows of cases with something to do about money; read here, changed on the case's pages."""

    list_per_page = 50
    list_fullwidth = True
    sortable_by = ()
    actions = None
    list_select_related = ("case__person",)
    list_display_links = None
    list_before_template = "cases/admin/money_sums.html"
    still_open: ClassVar[dict[str, Any]]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return sees_money(request)

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return sees_money(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        actor = actor_of(request)
        rows: QuerySet[Any] = super().get_queryset(request)
        return rows.filter(
            authority__in=actor.authorities, sandbox=actor.sandbox, **self.still_open
        )

    def changelist_view(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        sums = self.sums(self.get_queryset(request))
        answer: HttpResponse = super().changelist_view(
            request, {"sums": sums, **(extra_context or {})}
        )
        return answer

    def sums(self, rows: Any) -> Mapping[str | Promise, Decimal]:
        """What stands above the list, in EUR, over all its pages."""
        return {_("Sum"): rows.total()}

    def get_urls(self) -> list[URLPattern]:
        return [url for url in super().get_urls() if str(url.name).endswith("_changelist")]

    @column(description=_("reference"))
    def number(self, row: FeePosition | Refund) -> str:
        url = reverse("admin:cases_case_change", args=[row.case_id])
        return format_html(
            '<a class="whitespace-nowrap" href="{}#fees">{}</a>', url, row.case.reference
        )

    @column(description=_("applicant"))
    def applicant(self, row: FeePosition | Refund) -> str:
        person = row.case.person
        return ", ".join(filter(None, [person.family_name, person.given_names]))

    @column(description=_("amount"))
    def euro(self, row: FeePosition | Refund) -> str:
        return german_amount(row.amount)


@admin.register(FeePosition)
class OpenFees(MoneyList):
    """Everything that is due, over all cases of the authority."""

    list_display = ("number", "applicant", "label", "euro", "due")
    ordering = ("due_on", "id")
    still_open: ClassVar[dict[str, Any]] = {"status": FeePosition.Status.DUE}

    def sums(self, rows: Any) -> Mapping[str | Promise, Decimal]:
        overdue = rows.filter(due_on__lt=timezone.localdate())
        return {**super().sums(rows), _("overdue"): overdue.total()}

    @column(description=_("due"), label={"late": "danger"})
    def due(self, row: FeePosition) -> Coloured | str:
        day = german_day(row.due_on)
        if row.due_on < timezone.localdate():
            return "late", _("%(day)s, overdue") % {"day": day}
        return day


@admin.register(Refund)
class RefundsToPay(MoneyList):
    """What has been ordered and has not left the house."""

    list_display = ("number", "applicant", "euro", "reason", "ordered")
    ordering = ("ordered_at", "id")
    still_open: ClassVar[dict[str, Any]] = {"paid_at": None}

    @column(description=_("ordered"))
    def ordered(self, row: Refund) -> str:
        return german_day(timezone.localtime(row.ordered_at).date())
