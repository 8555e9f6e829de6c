"""Every address of the product."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path
from oauth2_provider.views import TokenView

from cases.api.calls.health import Healthz, Readyz
from cases.api.problem_page import problem_page

urlpatterns = [
    path("admin/", admin.site.urls),
    path("", include("cases.public.urls")),
    path("api/", include("cases.api.urls")),
    path("oauth/token", TokenView.as_view(), name="oauth-token"),
    path("problems/<str:code>", problem_page, name="problem"),
    path("healthz", Healthz.as_view()),
    path("readyz", Readyz.as_view()),
]
