"""Tell the feed that transaction ids start anew, once after every restore."""

from __future__ import annotations

from django.core.management.base import BaseCommand
from django.db import connections, transaction

_BEGIN = """
INSERT INTO cases_feedepoch (epoch, system_identifier, timeline, begun_at)
SELECT cases_feed_epoch() + 1, s.system_identifier, c.timeline_id, now()
  FROM pg_control_system() s, pg_control_checkpoint() c
RETURNING epoch
"""


class Command(BaseCommand):
    """Needs the owner's role (DATABASE_OWNER_URL). Running it without need does no harm."""

    help = "Begin a new epoch of the event feed: once after every restore, before the web starts."

    def handle(self, *_args: object, **_options: object) -> None:
        """Wait for whoever writes an event, then begin: the former epoch is complete."""
        with transaction.atomic(using="owner"), connections["owner"].cursor() as cursor:
            cursor.execute("LOCK TABLE cases_caseevent IN SHARE MODE")
            cursor.execute(_BEGIN)
            (epoch,) = cursor.fetchone()
        self.stdout.write(f"Epoch {epoch} of the feed has begun.")
