"""Suggestions of the authority itself: which are to be raised, and what became of each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from access.models import AccessLog
from cases import services
from cases.actions import CLERKS, DESK
from cases.models import Suggestion
from cases.models.intake import SuggestionQuerySet
from cases.services import NotPermitted
from common.actor import Actor, Role
from common.calendar import local_day
from common.errors import DomainError

from .forms.suggestions import AgainForm, DropForm, NoteForm
from .pages import PagedByKey
from .people import actor_of, user_of
from .step_page import refused

# What one can do with an open suggestion: its form, and its service.
DEEDS: Mapping[str, tuple[type[forms.Form], Any]] = {
    "raise": (AgainForm, services.raise_suggestion),
    "drop": (DropForm, services.drop_suggestion),
}


KEPT = {"cases_suggestion_changelist", "cases_suggestion_change"}


def may_note(actor: Actor) -> list[str]:
    """The authorities for which this person notes suggestions."""
    return _where(actor, CLERKS)


def _where(actor: Actor, roles: frozenset[Role]) -> list[str]:
    return [key for key, held in actor.roles.items() if not held.isdisjoint(roles)]


def due_suggestions(actor: Actor, *, at: Any) -> SuggestionQuerySet:
    """Open ones whose day has come, at the actor's authorities."""
    return _visible(actor).pending().filter(raise_on__lte=local_day(at))


def _visible(actor: Actor) -> SuggestionQuerySet:
    rows: SuggestionQuerySet = Suggestion.objects.filter(
        authority__in=actor.authorities, sandbox=actor.sandbox
    )
    return rows


@admin.register(Suggestion)
class SuggestionAdmin(PagedByKey, ModelAdmin):  # type: ignore[misc]  # unfold ships no types
    """Lists what is to be raised, the earliest day first."""

    list_display = ("raise_on", "person_name", "birth_date", "legal_basis", "authority")
    list_display_links = ("person_name",)
    list_per_page = 50
    ordering = ("raise_on", "id")
    sortable_by = ()
    actions = None
    list_before_template = "cases/admin/suggestions_top.html"

    @admin.display(description=_("person"))
    def person_name(self, row: Suggestion) -> str:
        return str(row)

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(_where(actor_of(request), DESK))

    def has_view_permission(self, request: HttpRequest, obj: Suggestion | None = None) -> bool:
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Suggestion | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Suggestion | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> SuggestionQuerySet:
        return _visible(actor_of(request)).pending()

    def get_urls(self) -> list[URLPattern]:
        own = self.admin_site.admin_view
        kept = [url for url in super().get_urls() if url.name in KEPT]
        return [
            path("note/", own(self.note_view), name="cases_suggestion_note"),
            path("<int:pk>/do/<slug:deed>/", own(self.deed_view), name="cases_suggestion_deed"),
            *kept,
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        """One suggestion, with everything one can do with it."""
        row = self._found(request, object_id, page="suggestion")
        context = {"title": str(row), "row": row, "authority": row.authority}
        return self._page(request, "suggestion.html", context)

    def note_view(self, request: HttpRequest) -> HttpResponse:
        """Note a new one."""
        actor, at = actor_of(request), timezone.now()
        if not (keys := may_note(actor)):
            return refused(request, self, NotPermitted(action="note_suggestion"))
        form = NoteForm(request.POST or None, keys=keys, at=at)
        if form.is_valid() and _done(
            form, lambda: services.note_suggestion(**form.cleaned_data, actor=actor, at=at)
        ):
            return self._back(request)
        return self._page(request, "suggestion_form.html", {"title": NOTE, "form": form})

    def deed_view(self, request: HttpRequest, pk: int, deed: str) -> HttpResponse:
        """Raise it, or drop it."""
        if deed not in DEEDS:
            raise Http404
        row = self._found(request, str(pk), page=f"suggestion/{deed}")
        kind, service = DEEDS[deed]
        actor, at = actor_of(request), timezone.now()
        form = kind(request.POST or None)
        if form.is_valid() and _done(
            form,
            lambda: service(suggestion=row.public_id, **form.cleaned_data, actor=actor, at=at),
        ):
            return self._back(request)
        return self._page(request, "suggestion_form.html", {"title": str(row), "form": form})

    def _found(self, request: HttpRequest, pk: str, *, page: str) -> Suggestion:
        """The open suggestion, where the person may see it; the look is logged."""
        rows = self.get_queryset(request)
        row = rows.filter(pk=pk).first() if pk.isdecimal() else None
        if row is None or not self.has_view_permission(request):
            raise Http404
        AccessLog.objects.create(
            at=timezone.now(),
            user=user_of(request),
            authority=row.authority,
            case_reference=f"V-{row.pk}",
            page=page,
        )
        return row

    def _page(self, request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
        form = context.get("form")
        status = 422 if form is not None and form.errors else 200
        whole = {**self.admin_site.each_context(request), **context}
        return TemplateResponse(request, f"cases/admin/{template}", whole, status=status)

    def _back(self, request: HttpRequest) -> HttpResponse:
        messages.success(request, _("Done."))
        return HttpResponseRedirect(reverse("admin:cases_suggestion_changelist"))


NOTE = _("Note a suggestion")


def _done(form: forms.Form, act: Any) -> bool:
    """Whether the service did it; else the form says why not."""
    try:
        act()
    except DomainError as error:
        form.add_error(None, str(error))
        return False
    return True
