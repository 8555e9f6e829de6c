"""Addresses of the portal API. No trailing slashes; what is not here is a problem, too."""

from __future__ import annotations

from django.urls import path, re_path
from drf_spectacular.views import SpectacularAPIView, SpectacularSwaggerSplitView

from .calls import (
    appointments,
    authorities,
    cases,
    events,
    health,
    letters,
    payments,
    sandbox,
    uploads,
    webhooks,
)

CASE = "v1/cases/<str:reference>"

urlpatterns = [
    path("v1/authorities", authorities.Authorities.as_view()),
    path("v1/authorities/<str:authority>", authorities.Authority.as_view()),
    path("v1/authorities/<str:authority>/precheck", authorities.Precheck.as_view()),
    path("v1/uploads", uploads.Uploads.as_view()),
    path("v1/cases", cases.Cases.as_view()),
    path(CASE, cases.OneCase.as_view()),
    path(f"{CASE}/application", cases.Told.as_view()),
    path(f"{CASE}/submit", cases.Submission.as_view()),
    path(f"{CASE}/withdraw", cases.Withdrawal.as_view()),
    path(f"{CASE}/documents", cases.Documents.as_view()),
    path(f"{CASE}/confirmation", letters.Confirmation.as_view()),
    path(f"{CASE}/letters", letters.Letters.as_view()),
    path(f"{CASE}/letters/<uuid:letter>", letters.OneLetter.as_view()),
    path(f"{CASE}/payments", payments.Payments.as_view()),
    path(f"{CASE}/payments/<uuid:payment>", payments.OnePayment.as_view()),
    path(f"{CASE}/slots", appointments.Slots.as_view()),
    path(f"{CASE}/appointments", appointments.Appointments.as_view()),
    path(f"{CASE}/appointments/<uuid:appointment>", appointments.OneAppointment.as_view()),
    path(f"{CASE}/events", events.CaseEvents.as_view()),
    path("v1/sandbox/cases/<str:reference>/advance", sandbox.SandboxAdvance.as_view()),
    path("v1/sandbox/cases/<str:reference>/mails", sandbox.SandboxMails.as_view()),
    path("v1/events", events.Events.as_view()),
    path("v1/webhooks", webhooks.Webhooks.as_view()),
    path("v1/webhooks/<str:name>", webhooks.OneWebhook.as_view()),
    path("v1/webhooks/<str:name>/replay", webhooks.WebhookReplay.as_view()),
    path("v1/schema", SpectacularAPIView.as_view(), name="api-schema"),
    path("docs", SpectacularSwaggerSplitView.as_view(url_name="api-schema"), name="api-docs"),
    re_path(r"^.*$", health.Nowhere.as_view()),
]
