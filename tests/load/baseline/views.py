"""The cases of the portal that asks: list, read, file."""

from __future__ import annotations

from typing import Any

from django.db.models import Prefetch, QuerySet
from rest_framework import mixins, viewsets
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.serializers import BaseSerializer

from .auth import portal_of
from .models import Booking, Case, Document, FeePosition, Requirement
from .pages import Pages
from .serializers import CaseLineSerializer, CaseSerializer, NewCaseSerializer

WHOLE = (
    Prefetch("requirements", Requirement.objects.order_by("id").prefetch_related("documents")),
    Prefetch("documents", Document.objects.select_related("requirement").order_by("id")),
    "items",
    Prefetch("fees", FeePosition.objects.select_related("notice__replaces").order_by("id")),
    "payments",
    "refunds",
    Prefetch("appointments", Booking.objects.select_related("counter").order_by("starts_at")),
)


class Cases(
    mixins.CreateModelMixin,
    mixins.RetrieveModelMixin,
    mixins.ListModelMixin,
    viewsets.GenericViewSet[Case],
):
    """By reference."""

    lookup_field = "reference"
    pagination_class = Pages

    def get_queryset(self) -> QuerySet[Case]:
        own = Case.objects.filter(portal=portal_of(self.request))
        if self.action == "list":
            return own
        return own.select_related("person", "title").prefetch_related(*WHOLE)

    def get_serializer_class(self) -> type[BaseSerializer[Case]]:
        return {"list": CaseLineSerializer, "create": NewCaseSerializer}.get(
            self.action, CaseSerializer
        )

    def create(self, request: Request, *_args: Any, **_kwargs: Any) -> Response:
        """File it, and answer the whole case."""
        serializer = self.get_serializer(data=request.data)
        serializer.is_valid(raise_exception=True)
        made = serializer.save(portal=portal_of(request))
        whole = self.get_queryset().get(pk=made.pk)
        return Response(CaseSerializer(whole).data, status=201)
