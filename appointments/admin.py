"""Counters and their hours, the only rows of appointments that are configuration.

Team leads keep those of their authority, auditors read them, nobody else sees them. What follows
for bookings is decided when one is made: an appointment given before stands.
"""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from unfold.admin import ModelAdmin, TabularInline

from access.models import User
from appointments.models import Closure, Counter, OpeningHours, Purpose
from common.actor import Role


def _authorities(request: HttpRequest, *roles: Role) -> list[str]:
    """Where the person signed in holds one of the roles."""
    if not isinstance(request.user, User):
        return []
    actor = request.user.actor()
    return [name for name in actor.authorities if any(actor.holds(role, at=name) for role in roles)]


def _may_read(request: HttpRequest, counter: Counter | None) -> bool:
    readable = _authorities(request, Role.TEAM_LEAD, Role.AUDITOR)
    return bool(readable) if counter is None else counter.authority in readable


def _may_change(request: HttpRequest, counter: Counter | None) -> bool:
    led = _authorities(request, Role.TEAM_LEAD)
    return bool(led) if counter is None else counter.authority in led


class CounterPart(TabularInline):  # type: ignore[misc]  # Unfold ships no types
    """Rows of a counter, with the rights of the counter."""

    extra = 0
    tab = True

    def has_view_permission(self, request: HttpRequest, obj: Counter | None = None) -> bool:
        return _may_read(request, obj)

    def has_add_permission(self, request: HttpRequest, obj: Counter | None = None) -> bool:
        return _may_change(request, obj)

    def has_change_permission(self, request: HttpRequest, obj: Counter | None = None) -> bool:
        return _may_change(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Counter | None = None) -> bool:
        return _may_change(request, obj)


class OpeningHoursInline(CounterPart):
    model = OpeningHours
    ordering = ("weekday", "opens")

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name == "purposes":
            return forms.MultipleChoiceField(
                choices=Purpose.choices,
                widget=forms.CheckboxSelectMultiple,
                label=db_field.verbose_name,
            )
        field: forms.Field | None = super().formfield_for_dbfield(db_field, request, **kwargs)
        return field


class ClosureInline(CounterPart):
    model = Closure
    ordering = ("day",)


@admin.register(Counter)
class CounterAdmin(ModelAdmin):  # type: ignore[misc]  # Unfold ships no types
    """Counters are closed, never deleted: their bookings name them."""

    list_display = ("name", "location", "authority", "active")
    list_filter = ("active",)
    fields = ("authority", "name", "location", "active")
    inlines = (OpeningHoursInline, ClosureInline)
    ordering = ("authority", "name")

    def get_queryset(self, request: HttpRequest) -> QuerySet[Counter]:
        """The sandbox's counters belong to the portals' tests, not to a person's work."""
        readable = _authorities(request, Role.TEAM_LEAD, Role.AUDITOR)
        counters: QuerySet[Counter] = super().get_queryset(request)
        return counters.filter(authority__in=readable, sandbox=False)

    def get_readonly_fields(
        self, request: HttpRequest, obj: Counter | None = None
    ) -> tuple[str, ...]:
        """A counter does not change its authority: its bookings belong to that one."""
        return ("authority",) if obj else ()

    def formfield_for_dbfield(
        self, db_field: models.Field[Any, Any], request: HttpRequest, **kwargs: Any
    ) -> forms.Field | None:
        if db_field.name == "authority":
            led = _authorities(request, Role.TEAM_LEAD)
            return forms.ChoiceField(
                choices=[(name, name) for name in led], label=db_field.verbose_name
            )
        field: forms.Field | None = super().formfield_for_dbfield(db_field, request, **kwargs)
        return field

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _may_read(request, None)

    def has_view_permission(self, request: HttpRequest, obj: Counter | None = None) -> bool:
        return _may_read(request, obj)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return _may_change(request, None)

    def has_change_permission(self, request: HttpRequest, obj: Counter | None = None) -> bool:
        return _may_change(request, obj)

    def has_delete_permission(self, request: HttpRequest, obj: Counter | None = None) -> bool:
        return False
