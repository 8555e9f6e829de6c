"""The work list: what is due first stands first; every row says whose turn it is.

Queries name authority and sandbox, so that the index on the due date gives the order; nothing is
counted (a count reads every row of the authority).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, TypeVar

from django.contrib import admin, messages
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.decorators import display

from applicants.models import Person, name_key
from cases.models import Case, CaseQuerySet
from cases.states import State
from common.references import InvalidReference, parse
from common.text import german_day

from . import files
from .case_page import case_page
from .due import is_late
from .filters import DueFilter, OnHoldFilter, ResponsibleFilter, StateFilter, WaitingForFilter
from .pages import PagedByKey
from .people import actor_of
from .recording import record_page
from .review_page import review_page
from .step_page import step_page

LAST_SIGN = "\U0010ffff"
MOST_NAMESAKES = 100  # at an authority: a list of more is not read, and is long in the making
TOO_MANY = _("More than %(number)s names begin so; please type more of it.")
COLOURS = {
    State.SUBMITTED: "info",
    State.IN_REVIEW: "primary",
    State.AWAITING_DOCUMENTS: "warning",
    State.HEARING: "warning",
    State.AWAITING_PAYMENT: "warning",
    State.AWAITING_BIOMETRICS: "warning",
    State.AWAITING_DECISION: "primary",
    State.IN_PRODUCTION: "info",
    State.READY_FOR_PICKUP: "success",
    State.COLLECTED: "success",
    State.REFUSED: "danger",
}
Coloured = tuple[str, str | Promise]
Shown = TypeVar("Shown", bound=Callable[..., object])


def column(
    *, description: str | Promise, label: Mapping[str, str] | None = None
) -> Callable[[Shown], Shown]:
    """Unfold's `display`, with a type: a column, coloured by the first of a pair of values."""
    decorate: Callable[[Shown], Shown] = display(description=description, label=label)
    return decorate


@admin.register(Case)
class CaseAdmin(PagedByKey, ModelAdmin):  # type: ignore[misc]  # unfold ships no types
    """Shows, and sends whoever wants to change something to the steps' own pages."""

    list_display = ("number", "applicant", "stands", "turn", "due", "hold", "responsible")
    list_display_links = ("number",)
    list_filter = (DueFilter, ResponsibleFilter, WaitingForFilter, OnHoldFilter, StateFilter)
    list_select_related = ("person", "responsible")
    list_per_page = 50
    list_filter_sheet = False
    list_fullwidth = True
    # The theme's filter button cannot be reached by keyboard; these links can.
    list_before_template = "cases/admin/quick_filters.html"
    ordering = ("next_due_at", "id")
    sortable_by = ()
    actions = None
    show_facets = admin.ShowFacets.NEVER
    search_fields = ("reference",)
    search_help_text = _("Reference or family name")

    # Who may what. Rows of a case are changed by steps alone, so nobody adds, changes or deletes.

    def has_module_permission(self, request: HttpRequest) -> bool:
        return bool(actor_of(request).roles)

    def has_view_permission(self, request: HttpRequest, obj: Case | None = None) -> bool:
        return bool(actor_of(request).roles)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Case | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Case | None = None) -> bool:
        return False

    # What is listed.

    def get_queryset(self, request: HttpRequest) -> CaseQuerySet:
        visible: CaseQuerySet = Case.objects.visible_to(actor_of(request))
        return visible

    def get_search_results(
        self, request: HttpRequest, queryset: CaseQuerySet, search_term: str
    ) -> tuple[CaseQuerySet, bool]:
        """By reference, however it is typed, else by the beginning of "family name given names"."""
        if not search_term.strip():
            return queryset, False
        try:
            return queryset.filter(reference=str(parse(search_term))), False
        except InvalidReference:
            return queryset.filter(person__in=_people_named(request, search_term)), False

    @column(description=_("reference"))
    def number(self, case: Case) -> str:
        """Whole on one line: it is read out on the telephone and typed from the screen."""
        return format_html('<span class="whitespace-nowrap">{}</span>', case.reference)

    @column(description=_("applicant"))
    def applicant(self, case: Case) -> str:
        return ", ".join(filter(None, [case.person.family_name, case.person.given_names]))

    @column(description=_("state"), label={colour: colour for colour in {"", *COLOURS.values()}})
    def stands(self, case: Case) -> Coloured:
        """Also a state without a colour of its own: the theme shows nothing for what it misses."""
        state = State(case.state)
        return COLOURS.get(state, ""), state.label

    @column(description=_("waiting for"))
    def turn(self, case: Case) -> str:
        return case.get_waiting_for_display() if case.waiting_for else "–"

    @column(description=_("due"), label={"late": "danger"})
    def due(self, case: Case) -> Coloured | str:
        """Late is said in words as well as in red."""
        if case.next_due_at is None:
            return "–"
        day = german_day(timezone.localtime(case.next_due_at).date())
        if is_late(case.next_due_at, at=timezone.now()):
            return "late", _("%(day)s, overdue") % {"day": day}
        return day

    @column(description=_("on hold"), label={"held": "warning"})
    def hold(self, case: Case) -> Coloured | str:
        if not case.on_hold_review_at:
            return ""
        return "held", german_day(timezone.localtime(case.on_hold_review_at).date())

    # Pages of its own.

    def get_urls(self) -> list[URLPattern]:
        own = self.admin_site.admin_view
        return [
            path("record/", own(self.record_view), name="cases_case_record"),
            path("<int:pk>/review/", own(self.review_view), name="cases_case_review"),
            path("<int:pk>/do/<slug:action>/", own(self.step_view), name="cases_case_do"),
            path(
                "<int:pk>/documents/<uuid:public_id>/",
                own(files.document),
                name="cases_case_document",
            ),
            path("<int:pk>/letters/<uuid:public_id>/", own(files.letter), name="cases_case_letter"),
            *_only_list_and_page(super().get_urls()),
        ]

    def change_view(
        self,
        request: HttpRequest,
        object_id: str,
        form_url: str = "",
        extra_context: dict[str, Any] | None = None,
    ) -> HttpResponse:
        if not object_id.isdecimal():
            raise Http404
        return case_page(request, self, int(object_id))

    def step_view(self, request: HttpRequest, pk: int, action: str) -> HttpResponse:
        return step_page(request, self, pk, action)

    def review_view(self, request: HttpRequest, pk: int) -> HttpResponse:
        return review_page(request, self, pk)

    def record_view(self, request: HttpRequest) -> HttpResponse:
        return record_page(request, self)


def _people_named(request: HttpRequest, text: str) -> list[int]:
    """Whose name begins so: of too many the first, in the order of names, and a word about it."""
    actor, key = actor_of(request), name_key(text.replace(",", " "))
    found = [list(_namesakes(each, key, sandbox=actor.sandbox)) for each in actor.authorities]
    if any(len(people) > MOST_NAMESAKES for people in found):
        messages.warning(request, TOO_MANY % {"number": MOST_NAMESAKES})
    return [pk for people in found for pk in people[:MOST_NAMESAKES]]


def _namesakes(authority: str, key: str, *, sandbox: bool) -> QuerySet[Person, int]:
    """At most one too many. `>=` and `<` may use the index under row security."""
    people = Person.objects.filter(
        authority=authority, sandbox=sandbox, name_key__gte=key, name_key__lt=f"{key}{LAST_SIGN}"
    )
    return people.order_by("name_key").values_list("pk", flat=True)[: MOST_NAMESAKES + 1]


def _only_list_and_page(urls: Sequence[URLPattern]) -> list[URLPattern]:
    """Django's pages to add, to delete and to look at its own history are not offered here."""
    return [url for url in urls if url.name in {"cases_case_changelist", "cases_case_change"}]
