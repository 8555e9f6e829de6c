"""Celery is only the clock."""

from celery import Celery

app = Celery("titelweg")
app.config_from_object("django.conf:settings", namespace="CELERY")
