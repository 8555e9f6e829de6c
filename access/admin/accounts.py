"""Accounts and roles: rights follow from memberships, never from Django's groups."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminSelectWidget

from access.models import Membership, User

from .superusers import SuperusersOnly, is_superuser, known_authorities


class MembershipForm(forms.ModelForm[Membership]):
    authority = forms.ChoiceField(
        label=_("authority"), choices=known_authorities, widget=UnfoldAdminSelectWidget
    )

    class Meta:
        model = Membership
        fields = ("authority", "role")


class MembershipInline(SuperusersOnly, TabularInline):  # type: ignore[misc]  # Unfold ships no types
    model = Membership
    form = MembershipForm
    extra = 0

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        """A role can be taken away; a person cannot be deleted, only made inactive."""
        return is_superuser(request)


@admin.register(User)
class UserAdmin(SuperusersOnly, DjangoUserAdmin[User], ModelAdmin):  # type: ignore[misc]
    form = UserChangeForm
    add_form = UserCreationForm
    change_password_form = AdminPasswordChangeForm
    inlines = (MembershipInline,)
    list_display = ("username", "last_name", "first_name", "is_active", "is_superuser")
    list_filter = ("is_active", "is_superuser")
    search_fields = ("username", "last_name", "first_name")
    ordering = ("username",)
    filter_horizontal = ()
    readonly_fields = ("last_login", "date_joined")
    fieldsets = (
        (None, {"fields": ("username", "password")}),
        (_("Person"), {"fields": ("first_name", "last_name", "email")}),
        (_("Account"), {"fields": ("is_active", "is_staff", "is_superuser")}),
        (_("Dates"), {"fields": ("last_login", "date_joined")}),
    )

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's signature
        """A new account is one of staff: nobody else signs in here."""
        if not change:
            obj.is_staff = True
        super().save_model(request, obj, form, change)
