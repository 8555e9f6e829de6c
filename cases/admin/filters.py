"""The filters of the work list. Each keeps to columns that are indexed or few."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

from django.contrib.admin import ModelAdmin, SimpleListFilter
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Case
from cases.states import CLOSED, OPEN, State, WaitingFor

from .due import today
from .people import user_of

Rows = QuerySet[Case]


class StateFilter(SimpleListFilter):
    """Open cases, unless somebody asks for others."""

    title = _("state")
    parameter_name = "state"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [("closed", _("closed")), ("all", _("all")), *State.choices]

    def choices(self, changelist: Any) -> Iterator[Any]:
        first, *others = super().choices(changelist)
        yield {**first, "display": _("open")}
        yield from others

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        chosen = self.value()
        if chosen is None:
            return queryset if request.GET.get("q") else queryset.filter(state__in=OPEN)
        if chosen == "all":
            return queryset
        return queryset.filter(state__in=CLOSED if chosen == "closed" else [chosen])


class DueFilter(SimpleListFilter):
    title = _("due date")
    parameter_name = "due"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [("overdue", _("overdue")), ("today", _("today")), ("week", _("within 7 days"))]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        begins, ends = today(timezone.now())
        if self.value() == "overdue":
            return queryset.filter(next_due_at__lt=begins)
        if self.value() == "today":
            return queryset.filter(next_due_at__gte=begins, next_due_at__lt=ends)
        if self.value() == "week":
            return queryset.filter(next_due_at__lt=ends + timedelta(days=7))
        return queryset


class ResponsibleFilter(SimpleListFilter):
    title = _("responsibility")
    parameter_name = "whose"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [("mine", _("mine")), ("nobody", _("not assigned"))]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        if self.value() == "mine":
            return queryset.filter(responsible=user_of(request))
        if self.value() == "nobody":
            return queryset.filter(responsible=None)
        return queryset


class WaitingForFilter(SimpleListFilter):
    title = _("the side waited for")
    parameter_name = "turn"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [(value, label) for value, label in WaitingFor.choices if value]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        return queryset.filter(waiting_for=self.value()) if self.value() else queryset


class OnHoldFilter(SimpleListFilter):
    title = _("being on hold")
    parameter_name = "hold"

    def lookups(self, request: HttpRequest, model_admin: ModelAdmin[Any]) -> list[tuple[str, Any]]:
        return [("yes", _("yes")), ("no", _("no"))]

    def queryset(self, request: HttpRequest, queryset: Rows) -> Rows:
        if self.value() == "yes":
            return queryset.exclude(on_hold_reason="")
        return queryset.filter(on_hold_reason="") if self.value() == "no" else queryset
