"""What the database promises by itself: scopes, states, chains (see the SQL beside this file)."""

from pathlib import Path

from django.db import migrations

from common.rows import append_only, row_security, sql_file

SQL = Path(__file__).parent / "sql"
TABLES = [
    "cases_case",
    "cases_item",
    "cases_caseevent",
    "cases_check",
    "cases_hearing",
    "cases_refusal",
    "cases_withdrawal",
    "cases_closure",
    "cases_deadline",
    "cases_confirmation",
]


def both_ways(name: str) -> migrations.RunSQL:
    reverse = (SQL / f"{name}_reverse.sql").read_text(encoding="utf-8")
    return sql_file(SQL / f"{name}.sql", reverse=reverse)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0001_initial"),
        ("applicants", "0002_row_security"),
        ("documents", "0002_row_security"),
        ("fees", "0002_row_security"),
        ("appointments", "0003_row_security"),
        ("production", "0002_row_security"),
        ("correspondence", "0002_row_security"),
    ]
    operations = [
        *(row_security(table) for table in TABLES),
        append_only("cases_caseevent"),
        both_ways("events"),
        both_ways("invariants"),
        both_ways("seekers"),
    ]
