"""Letters that have to leave the house, over all cases, the oldest first.

Printed one by one, recorded as dispatched several at once: each in a transaction of its own, so
that one that is refused holds up no other. A partial index gives the order; nothing is counted.
"""

from __future__ import annotations

from django.contrib import admin, messages
from django.db.models import Model, QuerySet
from django.http import HttpRequest
from django.urls import URLPattern, reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin

from cases import services
from cases.actions import DESK
from common.actor import Actor
from common.errors import DomainError
from common.text import german_day
from correspondence.models import Letter, LetterQuerySet

from .pages import PagedByKey
from .people import actor_of
from .work_list import Coloured, column


def letters_to_send(actor: Actor) -> LetterQuerySet:
    """What waits at the actor's authorities; names them, so that the index gives the order."""
    waiting: LetterQuerySet = Letter.objects.to_send().filter(
        authority__in=actor.authorities, sandbox=actor.sandbox
    )
    return waiting


def sends_letters(actor: Actor) -> bool:
    """Whether this person takes letters to the post anywhere."""
    return any(not held.isdisjoint(DESK) for held in actor.roles.values())


@admin.register(Letter)
class LettersToSend(PagedByKey, ModelAdmin):  # type: ignore[misc]  # unfold ships no types
    """Read and ticked here; the service behind it is that of the case's own page."""

    list_display = ("made", "number", "letter", "applicant", "back")
    list_display_links = None
    list_per_page = 50
    list_fullwidth = True
    list_select_related = ("case__person",)
    ordering = ("created_at", "id")
    sortable_by = ()
    actions = ("sent_by_post", "sent_formally", "handed_over")

    def has_module_permission(self, request: HttpRequest) -> bool:
        return sends_letters(actor_of(request))

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return sends_letters(actor_of(request))

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def get_queryset(self, request: HttpRequest) -> LetterQuerySet:
        return letters_to_send(actor_of(request))

    def get_urls(self) -> list[URLPattern]:
        return [url for url in super().get_urls() if str(url.name).endswith("_changelist")]

    # What is listed.

    @column(description=_("made on"))
    def made(self, row: Letter) -> str:
        return german_day(timezone.localtime(row.created_at).date())

    @column(description=_("reference"))
    def number(self, row: Letter) -> str:
        url = reverse("admin:cases_case_change", args=[row.case_id])
        return format_html(
            '<a class="whitespace-nowrap" href="{}#letters">{}</a>', url, row.case.reference
        )

    @column(description=_("letter"))
    def letter(self, row: Letter) -> str:
        url = reverse("admin:cases_case_letter", args=[row.case_id, row.public_id])
        return format_html('<a href="{}" download>{} (PDF)</a>', url, row.title)

    @column(description=_("applicant"))
    def applicant(self, row: Letter) -> str:
        person = row.case.person
        return ", ".join(filter(None, [person.family_name, person.given_names]))

    @column(description=_("came back on"), label={"back": "warning"})
    def back(self, row: Letter) -> Coloured | str:
        if row.returned_at is None:
            return ""
        return "back", german_day(timezone.localtime(row.returned_at).date())

    # Several at once.

    @admin.action(description=_("Sent by post today"))
    def sent_by_post(self, request: HttpRequest, rows: QuerySet[Letter]) -> None:
        _dispatch(request, rows, Letter.Way.POST)

    @admin.action(description=_("Sent by formal service today"))
    def sent_formally(self, request: HttpRequest, rows: QuerySet[Letter]) -> None:
        _dispatch(request, rows, Letter.Way.FORMAL)

    @admin.action(description=_("Handed over today"))
    def handed_over(self, request: HttpRequest, rows: QuerySet[Letter]) -> None:
        _dispatch(request, rows, Letter.Way.HANDED_OVER)


def _dispatch(request: HttpRequest, rows: QuerySet[Letter], way: Letter.Way) -> None:
    """One call of the service for each; what is refused is named with its reason."""
    done, actor, at = 0, actor_of(request), timezone.now()
    for row in list(rows.select_related("case")):
        try:
            services.dispatch_letter(
                reference=row.case.reference,
                letter=str(row.public_id),
                way=way.value,
                actor=actor,
                at=at,
            )
            done += 1
        except DomainError as refusal:
            messages.warning(request, f"{row.case.reference}, {row.title}: {refusal}")
    messages.success(request, _now("%(number)s letters recorded as sent.") % {"number": done})
