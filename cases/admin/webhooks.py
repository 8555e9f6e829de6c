"""The webhooks of the portals: how each is doing, every attempt, and pausing, resuming, replaying.

Portals set their webhooks up themselves; here superusers see why one is silent. The page stands in
this layer because a replay looks for its place in the feed.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST
from unfold.admin import ModelAdmin
from unfold.widgets import UnfoldAdminTextInputWidget

from access.admin.superusers import SuperusersOnly, is_superuser
from access.scope import scoped
from cases import announcing, feed
from correspondence.models import Webhook, WebhookAttempt
from correspondence.webhooks import subscriptions

ATTEMPTS_SHOWN = 100


class ReplayForm(forms.Form):
    """From when everything is to be told again."""

    since = forms.DateTimeField(
        label=_("Everything since"), widget=UnfoldAdminTextInputWidget({"type": "datetime-local"})
    )


@admin.register(Webhook)
class WebhookAdmin(SuperusersOnly, ModelAdmin):  # type: ignore[misc]  # Unfold ships no types
    """Read here, changed by the portal; what can be done here stands below the facts."""

    list_display = ("portal", "name", "url", "status", "failing_since", "last_delivered_at")
    list_filter = ("status", "portal")
    list_select_related = ("portal",)
    search_fields = ("name", "url")
    ordering = ("portal__name", "name")
    fields = (
        "portal",
        "name",
        "url",
        "kinds",
        "status",
        "why_paused",
        "paused_at",
        "failing_since",
        "not_before",
        "last_delivered_at",
        "created_at",
    )
    change_form_outer_after_template = "cases/admin/webhook.html"

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """The facts, with the last attempts and what can be done."""
        attempts = WebhookAttempt.objects.filter(webhook_id=object_id)
        more = {"attempts": attempts.order_by("-at")[:ATTEMPTS_SHOWN], "replay": ReplayForm()}
        answer: HttpResponse = super().change_view(request, object_id, form_url, more)
        return answer

    def get_urls(self) -> list[URLPattern]:
        view = self.admin_site.admin_view(require_POST(self.act))
        return [
            path("<int:pk>/do/<str:what>/", view, name="correspondence_webhook_do"),
            *super().get_urls(),
        ]

    def act(self, request: HttpRequest, pk: int, what: str) -> HttpResponse:
        """Do one of three things in the scope of the webhook's portal, and say what was done."""
        if not is_superuser(request):
            raise PermissionDenied
        webhook = get_object_or_404(Webhook.objects.select_related("portal"), pk=pk)
        with scoped(webhook.portal.actor()):
            level, said = _do(webhook, what, request.POST, at=timezone.now())
        messages.add_message(request, level, str(said))
        return HttpResponseRedirect(reverse("admin:correspondence_webhook_change", args=[pk]))


def _do(webhook: Webhook, what: str, told: Any, *, at: datetime) -> tuple[int, str | Promise]:
    if what == "pause":
        return _pause(webhook, at=at)
    if what == "resume":
        subscriptions.resume(webhook, at=at)
        return messages.SUCCESS, _("The webhook goes on where it stood.")
    return _replay(webhook, ReplayForm(told))


def _pause(webhook: Webhook, *, at: datetime) -> tuple[int, str | Promise]:
    with transaction.atomic():
        row = Webhook.objects.select_for_update().get(pk=webhook.pk)
        subscriptions.pause(row, why=Webhook.Why.STAFF, at=at)
    return messages.SUCCESS, _("The webhook is paused; what happens meanwhile waits.")


def _replay(webhook: Webhook, form: ReplayForm) -> tuple[int, str | Promise]:
    if not form.is_valid():
        return messages.ERROR, _("Please say since when.")
    begins = feed.before_instant(actor=webhook.portal.actor(), at=form.cleaned_data["since"])
    if begins is None:
        return messages.WARNING, _("Nothing has happened since then.")
    announcing.replay(webhook=webhook, begins=begins)
    return messages.SUCCESS, _("Everything since then is told again, in order.")
