"""The question for due mails names first those whose turn it is."""

from pathlib import Path

from django.db import migrations

from common.rows import sql_file

SQL = Path(__file__).parent / "sql"


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0002_promises"),
        ("correspondence", "0002_row_security"),
    ]
    operations = [
        sql_file(
            SQL / "mails_in_turn.sql",
            reverse=(SQL / "mails_in_turn_reverse.sql").read_text(encoding="utf-8"),
        ),
    ]
