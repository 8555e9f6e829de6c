"""Staff lists in pages by key: the last page costs what the first does, and nothing is counted.

Public: `PagedByKey`.
"""

from __future__ import annotations

from typing import Any

from django.contrib.admin.options import IncorrectLookupParameters
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from unfold.paginator import InfinitePaginator
from unfold.views import ChangeList

from common.paging import InvalidCursor, page

from .people import actor_of

AFTER = "after"


class _Pages(InfinitePaginator):  # type: ignore[misc]  # unfold ships no types
    template_name = "cases/admin/pages.html"


class _ListByKey(ChangeList):  # type: ignore[misc]  # unfold ships no types
    """What the list's page shows is behind the cursor; each filter begins at the beginning."""

    def get_queryset(self, request: HttpRequest, **more: Any) -> QuerySet[Any]:
        self.params.pop(AFTER, None)
        self.filter_params.pop(AFTER, None)
        rows: QuerySet[Any] = super().get_queryset(request, **more)
        return rows

    def get_results(self, request: HttpRequest) -> None:
        self.after = request.GET.get(AFTER)
        keys = self.model_admin.ordering
        try:
            found = page(
                self.queryset,
                keys=keys,
                cursor=self.after,
                limit=self.list_per_page,
                apart=[Q(authority=key) for key in actor_of(request).authorities],
            )
        except InvalidCursor as error:
            raise IncorrectLookupParameters from error
        self.result_list, self.next = found.items, found.next
        self.result_count, self.full_result_count = len(found.items), None
        self.show_full_result_count, self.show_admin_actions = False, True
        self.can_show_all, self.multi_page = False, bool(self.after or self.next)
        self.paginator = self.model_admin.get_paginator(request, self.queryset, self.list_per_page)

    def first_page(self) -> str:
        return str(self.get_query_string())

    def next_page(self) -> str:
        return str(self.get_query_string({AFTER: self.next}))


class PagedByKey:
    """A list of rows of authorities in the order of `ordering`, columns as `common.paging` takes.

    Each authority is asked by itself, since the indexes that give the order begin with it.
    """

    paginator = _Pages
    show_full_result_count = False

    def get_changelist(self, request: HttpRequest, **kwargs: Any) -> type[_ListByKey]:
        return _ListByKey
