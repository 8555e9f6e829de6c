"""Many events in one statement are chained quickly, and chains are verified in parts."""

from pathlib import Path

from django.db import migrations

from common.rows import sql_file

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [("cases", "0007_feed_epochs")]
    operations = [
        sql_file(
            SQL / "chains_by_statement.sql",
            reverse=(SQL / "chains_by_statement_reverse.sql").read_text(encoding="utf-8"),
        ),
    ]
