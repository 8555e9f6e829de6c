"""Which files of the vault no row knows."""

from pathlib import Path

from django.db import migrations

from common.rows import sql_file

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0008_chains_by_statement"),
        ("documents", "0004_five_authorities"),
        ("correspondence", "0005_webhook_promises"),
    ]
    operations = [
        sql_file(
            SQL / "blobs_without_row.sql",
            reverse=(SQL / "blobs_without_row_reverse.sql").read_text(encoding="utf-8"),
        ),
    ]
