"""Every address of the product."""

from __future__ import annotations

from django.contrib import admin
from django.urls import include, path
from oauth2_provider.views import TokenView

from access.looking import choose_world
from cases.api.calls.health import Healthz, Readyz
from cases.api.problem_page import problem_page

urlpatterns = [
    path("admin/sandbox/", admin.site.admin_view(choose_world), name="sandbox"),
    path("admin/", admin.site.urls),
    path("", include("cases.public.urls")),
    path("api/", include("cases.api.urls")),
    path("oauth/token", TokenView.as_view(), name="oauth-token"),
    path("problems/<str:code>", problem_page, name="problem"),
    path("healthz", Healthz.as_view()),
    path("readyz", Readyz.as_view()),
]
handler400 = "cases.api.outside.bad_request"
handler404 = "cases.api.outside.not_found"
handler500 = "cases.api.outside.server_error"
