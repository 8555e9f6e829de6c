"""The feed's order survives a restore into another server, and keeps each case's own order."""

from pathlib import Path

from django.db import migrations

from common.rows import sql_file

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("cases", "0006_promises_of_five")]
    operations = [
        sql_file(
            SQL / "feed_epochs.sql",
            reverse=(SQL / "feed_epochs_reverse.sql").read_text(encoding="utf-8"),
        ),
    ]
