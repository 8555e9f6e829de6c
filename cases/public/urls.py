"""Addresses of the public pages."""

from __future__ import annotations

from django.urls import path

from . import start, verification, withdrawal

app_name = "public"
urlpatterns = [
    path("", start.start, name="start"),
    path("verify", verification.form, name="verify-form"),
    path("verify/<str:code>", verification.verify, name="verify"),
    path("withdrawals/<str:token>", withdrawal.withdrawal, name="withdrawal"),
]
