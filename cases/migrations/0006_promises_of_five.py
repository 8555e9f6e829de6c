"""What the database promises about the tables and ways that five authorities need."""

from pathlib import Path

from django.db import migrations

from common.rows import row_security, sql_file

SQL = Path(__file__).parent / "sql"
TABLES = [
    "cases_familyfiling",
    "cases_fiktionsbescheinigung",
    "cases_fortgeltungsanordnung",
    "cases_merge",
    "cases_nebenbestimmung",
    "cases_rechtsbehelf",
    "cases_suggestion",
]


def both_ways(name: str) -> migrations.RunSQL:
    reverse = (SQL / f"{name}_reverse.sql").read_text(encoding="utf-8")
    return sql_file(SQL / f"{name}.sql", reverse=reverse)


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_five_authorities"),
        ("applicants", "0004_row_security_of_changes"),
        ("appointments", "0005_five_authorities"),
        ("documents", "0004_five_authorities"),
        ("fees", "0004_row_security_of_reliefs"),
        ("production", "0004_five_authorities"),
    ]
    operations = [
        *(row_security(table) for table in TABLES),
        both_ways("receipt_of_merged"),
        both_ways("further_ways"),
        both_ways("grounds_heard"),
        both_ways("terms_on_paper"),
        both_ways("stay"),
        both_ways("fee_promises"),
    ]
