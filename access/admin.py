"""Accounts, roles and portals: kept by superusers, seen by nobody else.

Rights follow from memberships, never from Django's groups and permissions, so those are not shown.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django import forms
from django.conf import settings
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin as DjangoUserAdmin
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path
from django.utils.translation import gettext_lazy as _
from oauth2_provider.generators import generate_client_secret
from oauth2_provider.models import AccessToken, Application, Grant, IDToken, RefreshToken
from unfold.admin import ModelAdmin, TabularInline
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminSelectWidget

from access.models import Membership, Portal, User

# Nobody works with these rows by hand: roles are memberships, clients are portals.
for model in (Group, AccessToken, Application, Grant, IDToken, RefreshToken):
    admin.site.unregister(model)


def known_authorities() -> list[tuple[str, str]]:
    """The authorities there are rules for. A profile is named like its file, so its name will do:
    what is in it belongs to a layer above."""
    keys = sorted(file.stem for file in Path(settings.PROFILES_DIR).glob("*.toml"))
    return [(key, key.capitalize()) for key in keys]


class SuperusersOnly:
    """The permissions of an admin page that superusers alone may open."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return _is_superuser(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_superuser(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_superuser(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return _is_superuser(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


def _is_superuser(request: HttpRequest) -> bool:
    return request.user.is_active and request.user.is_superuser


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
        return _is_superuser(request)


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


class PortalForm(forms.ModelForm[Portal]):
    authorities = forms.MultipleChoiceField(
        label=_("authorities"),
        choices=known_authorities,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )

    class Meta:
        model = Portal
        fields = ("name", "authorities", "sandbox", "active", "contact_email")


@admin.register(Portal)
class PortalAdmin(SuperusersOnly, ModelAdmin):  # type: ignore[misc]
    """A portal and its OAuth client come together; a secret is shown once and kept as a hash."""

    form = PortalForm
    list_display = ("name", "sandbox", "active", "contact_email")
    list_filter = ("active", "sandbox")
    search_fields = ("name",)
    ordering = ("name",)
    change_form_outer_after_template = "access/admin/portal_links.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Portal | None = None) -> list[str]:
        """Whether it is a sandbox is settled with its first case."""
        return ["client_id", "sandbox"] if obj else []

    @admin.display(description=_("client id"))
    def client_id(self, portal: Portal) -> str:
        return str(portal.application.client_id)

    def save_model(self, request: HttpRequest, obj: Portal, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's signature
        if not change:
            obj.application = _new_client(obj.name)
        super().save_model(request, obj, form, change)

    def response_add(
        self, request: HttpRequest, obj: Portal, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._show_secret(request, obj)

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(self.new_secret)
        return [path("<int:pk>/secret/", view, name="access_portal_secret"), *super().get_urls()]

    def new_secret(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask first, then replace the secret: from then on the portal needs the new one."""
        if not _is_superuser(request):
            raise PermissionDenied
        portal = get_object_or_404(Portal, pk=pk)
        if request.method == "POST":
            return self._show_secret(request, portal)
        return TemplateResponse(request, "access/admin/secret.html", self._about(request, portal))

    def _show_secret(self, request: HttpRequest, portal: Portal) -> HttpResponse:
        context = {**self._about(request, portal), "secret": _renew_secret(portal)}
        return TemplateResponse(request, "access/admin/secret.html", context)

    def _about(self, request: HttpRequest, portal: Portal) -> dict[str, Any]:
        context = self.admin_site.each_context(request)
        return {**context, "title": _("New secret"), "opts": self.opts, "portal": portal}


def _new_client(name: str) -> Application:
    client: Application = Application.objects.create(
        name=name,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
    )
    return client


def _renew_secret(portal: Portal) -> str:
    """A new secret for the portal's client; the row keeps only its hash."""
    secret: str = generate_client_secret()
    portal.application.client_secret = secret
    portal.application.save(update_fields=["client_secret"])
    return secret
