"""Portals: their rights and quotas, their secrets, and what was changed about them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from oauth2_provider.models import Application
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget, UnfoldAdminSelectWidget

from access import secrets
from access.models import SCOPES, ClientSecret, Portal, PortalChange, User

from .superusers import SuperusersOnly, is_superuser, known_authorities

RIGHTS = ("authorities", "scopes")
QUOTAS = ("requests_per_minute", "cases_per_day", "upload_megabytes_per_day")


class PortalForm(forms.ModelForm[Portal]):
    """Two people open real cases to a portal: one sets what it may, another switches it on.

    `user` is who fills it in.
    """

    user: User
    authorities = forms.MultipleChoiceField(
        label=_("authorities"),
        choices=known_authorities,
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )
    scopes = forms.MultipleChoiceField(
        label=_("scopes"),
        choices=tuple(SCOPES.items()),
        widget=UnfoldAdminCheckboxSelectMultipleWidget,
    )

    class Meta:
        model = Portal
        fields = ("name", *RIGHTS, "sandbox", "active", "contact_email", *QUOTAS)

    def clean(self) -> dict[str, Any]:
        """Refuse to switch on what the same person has opened."""
        told: dict[str, Any] = super().clean() or {}
        sandbox = self.instance.sandbox if self.instance.pk else told.get("sandbox")
        if told.get("active") and not sandbox and not self._seen_by_two(told):
            why = _("Switch it off with this change; somebody else switches it on.")
            self.add_error("active", forms.ValidationError(why, code="second_person_needed"))
        return told

    def _seen_by_two(self, told: dict[str, Any]) -> bool:
        """Nothing is opened now, and what was opened last was opened by somebody else."""
        if self.widens(told):
            return False
        switched_on = "active" in self.changed_data
        return not switched_on or self.instance.widened_by_id != self.user.pk

    def widens(self, told: dict[str, Any]) -> bool:
        """Whether the portal may do or see more than before, switched on or not."""
        if not self.instance.pk:
            return True
        before = self.initial
        return any(set(told.get(name, ())) - set(before.get(name, ())) for name in RIGHTS)


class OverlapForm(forms.Form):
    """How long the present secret goes on beside the new one."""

    CHOICES = (("0", _("not at all")), ("1", _("1 day")), ("7", _("7 days")), ("30", _("30 days")))

    days = forms.TypedChoiceField(
        label=_("The present secret goes on"),
        choices=CHOICES,
        coerce=int,
        initial="7",
        widget=UnfoldAdminSelectWidget,
    )


@admin.register(Portal)
class PortalAdmin(SuperusersOnly, ModelAdmin):  # type: ignore[misc]  # Unfold ships no types
    """A portal and its OAuth client come together; a secret is shown once and kept as a digest."""

    form = PortalForm
    list_display = ("name", "sandbox", "active", "contact_email", "last_used")
    list_filter = ("active", "sandbox")
    search_fields = ("name",)
    ordering = ("name",)
    change_form_outer_after_template = "access/admin/portal_links.html"

    def get_readonly_fields(self, request: HttpRequest, obj: Portal | None = None) -> list[str]:
        """Whether it is a sandbox is settled with its first case."""
        return ["client_id", "last_used", "sandbox"] if obj else []

    def get_form(
        self,
        request: HttpRequest,
        obj: Portal | None = None,
        change: bool = False,  # noqa: FBT001, FBT002  # Django's signature
        **kwargs: Any,
    ) -> type[PortalForm]:
        """The form knows who fills it in."""
        form: type[PortalForm] = super().get_form(request, obj, change, **kwargs)
        form.user = _person(request)
        return form

    @admin.display(description=_("client id"))
    def client_id(self, portal: Portal) -> str:
        return str(portal.application.client_id)

    @admin.display(description=_("last used"))
    def last_used(self, portal: Portal) -> datetime | None:
        used = portal.secrets.exclude(last_used_at=None).order_by("-last_used_at").first()
        return used.last_used_at if used else None

    def save_model(self, request: HttpRequest, obj: Portal, form: Any, change: bool) -> None:  # noqa: FBT001  # Django's signature
        if not change:
            obj.application = _new_client(obj.name)
        if form.widens(form.cleaned_data):
            obj.widened_by = _person(request)
        super().save_model(request, obj, form, change)
        _note(obj, form, by=_person(request), change=change)
        if not obj.active:
            secrets.end_tokens(obj)

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        """With the portal's secrets and changes below its fields."""
        secrets_of = ClientSecret.objects.filter(portal_id=int(object_id)).order_by("-created_at")
        changes = PortalChange.objects.filter(portal_id=int(object_id)).select_related("user")
        more = {
            **(extra_context or {}),
            "secrets": _with_standing(list(secrets_of)),
            "changes": changes.order_by("-at", "-pk")[:20],
        }
        answer: HttpResponse = super().change_view(request, object_id, form_url, more)
        return answer

    def response_add(
        self, request: HttpRequest, obj: Portal, post_url_continue: str | None = None
    ) -> HttpResponse:
        return self._show_new_secret(request, obj, overlap=timedelta())

    def get_urls(self) -> list[URLPattern]:
        guard = self.admin_site.admin_view
        return [
            path("<int:pk>/secret/", guard(self.new_secret), name="access_portal_secret"),
            path(
                "<int:pk>/secret/<uuid:secret>/revoke/",
                guard(self.revoke_secret),
                name="access_portal_revoke",
            ),
            *super().get_urls(),
        ]

    def new_secret(self, request: HttpRequest, pk: int) -> HttpResponse:
        """Ask how long the present secret goes on, then show the new one."""
        portal = _portal_for(request, pk)
        form = OverlapForm(request.POST if request.method == "POST" else None)
        if request.method == "POST" and form.is_valid():
            overlap = timedelta(days=form.cleaned_data["days"])
            return self._show_new_secret(request, portal, overlap=overlap)
        context = {**self._about(request, portal), "form": form}
        return TemplateResponse(request, "access/admin/secret.html", context)

    def revoke_secret(self, request: HttpRequest, pk: int, secret: str) -> HttpResponse:
        """Ask first, then end a secret and every token at once."""
        portal = _portal_for(request, pk)
        row = get_object_or_404(portal.secrets, public_id=secret)
        if request.method == "POST":
            secrets.revoke(row, by=_person(request), at=timezone.now())
            return HttpResponseRedirect(reverse("admin:access_portal_change", args=[pk]))
        context = {**self._about(request, portal), "title": _("Revoke the secret"), "row": row}
        return TemplateResponse(request, "access/admin/revoke.html", context)

    def _show_new_secret(
        self, request: HttpRequest, portal: Portal, *, overlap: timedelta
    ) -> HttpResponse:
        secret = secrets.issue(portal, overlap=overlap, by=_person(request), at=timezone.now())
        context = {**self._about(request, portal), "secret": secret}
        return TemplateResponse(request, "access/admin/secret.html", context)

    def _about(self, request: HttpRequest, portal: Portal) -> dict[str, Any]:
        context = self.admin_site.each_context(request)
        return {**context, "title": _("New secret"), "opts": self.opts, "portal": portal}


def _person(request: HttpRequest) -> User:
    user = request.user
    if not isinstance(user, User):
        raise PermissionDenied
    return user


def _portal_for(request: HttpRequest, pk: int) -> Portal:
    if not is_superuser(request):
        raise PermissionDenied
    return get_object_or_404(Portal, pk=pk)


def _new_client(name: str) -> Application:
    client: Application = Application.objects.create(
        name=name,
        client_type=Application.CLIENT_CONFIDENTIAL,
        authorization_grant_type=Application.GRANT_CLIENT_CREDENTIALS,
    )
    return client


def _with_standing(rows: list[ClientSecret]) -> list[tuple[ClientSecret, bool]]:
    """Each secret, and whether it counts now."""
    now = timezone.now()
    return [
        (row, row.revoked_at is None and (row.expires_at is None or row.expires_at > now))
        for row in rows
    ]


def _note(portal: Portal, form: PortalForm, *, by: User, change: bool) -> None:
    """Write down what has changed, and from what to what."""
    kind = PortalChange.Kind.CHANGED if change else PortalChange.Kind.CREATED
    told = {
        name: {"from": form.initial.get(name) if change else None, "to": form.cleaned_data[name]}
        for name in form.changed_data
    }
    if told or not change:
        PortalChange.objects.create(portal=portal, at=timezone.now(), user=by, kind=kind, data=told)
