"""Celery is only the clock: this table is everything that happens by itself."""

from __future__ import annotations

import os

from celery import Celery
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

app = Celery("titelweg")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["cases"])

TICK = settings.TICK_SECONDS
app.conf.beat_schedule = {
    # Movers: what has become due.
    "deadlines": {"task": "cases.run_deadlines", "schedule": TICK},
    # Couriers: what leaves the house, and what comes back.
    "messages": {"task": "cases.deliver_messages", "schedule": min(TICK, 10)},
    "payments": {"task": "cases.follow_payments", "schedule": min(TICK, 10)},
    "webhooks": {"task": "cases.tell_portals", "schedule": min(TICK, 10)},
    "orders": {"task": "cases.carry_orders", "schedule": TICK},
    "producer": {"task": "cases.fetch_producer_news", "schedule": TICK},
    # The sandbox: what simulated people do.
    "sandbox": {"task": "cases.play_sandbox", "schedule": min(TICK, 5)},
    # Once an hour.
    "tidying": {"task": "cases.tidy_up", "schedule": 3600},
}
# A missed tick is made up by the next one: what is due stays due.
for entry in app.conf.beat_schedule.values():
    entry["options"] = {"expires": entry["schedule"]}
