"""Three paths: file, read, list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from rest_framework.routers import SimpleRouter

from .views import Cases

router = SimpleRouter(trailing_slash=False)
router.register("cases", Cases, basename="case")


def healthz(_request: HttpRequest) -> HttpResponse:
    return HttpResponse("ok")


urlpatterns = [path("healthz", healthz), path("api/v1/", include(router.urls))]
