"""Make the yardstick's tables in a schema of their own, and fill them with the product's rows.

A program (see `tests.load.with_django`); as the owner, who may see all rows.
"""

from __future__ import annotations

from django.core.management import call_command
from django.db import connection, models
from django.db.backends.utils import CursorWrapper

from tests.load.baseline import models as own

# Each table, and the product's; what others point at comes first.
TABLES: dict[type[models.Model], str] = {
    own.Portal: "access_portal",
    own.Person: "applicants_person",
    own.TitleHeld: "applicants_titleheld",
    own.Case: "cases_case",
    own.Requirement: "documents_requirement",
    own.Document: "documents_document",
    own.Item: "cases_item",
    own.Check: "cases_check",
    own.Deadline: "cases_deadline",
    own.Confirmation: "cases_confirmation",
    own.Event: "cases_caseevent",
    own.Message: "correspondence_message",
    own.Letter: "correspondence_letter",
    own.FeeNotice: "fees_feenotice",
    own.FeePosition: "fees_feeposition",
    own.Payment: "fees_payment",
    own.Refund: "fees_refund",
    own.Counter: "appointments_counter",
    own.Booking: "appointments_booking",
}
ALL_ROWS = (
    "SELECT set_config('titelweg.authorities', array_to_string(authorities, ','), false),"
    " set_config('titelweg.sandbox', 'f', false) FROM public.access_portal WHERE NOT sandbox"
)
TOKENS = (
    "INSERT INTO baseline_token (portal_id, token_checksum, scope, expires)"
    " SELECT portal.id, token.token_checksum, token.scope, token.expires"
    " FROM public.oauth2_provider_accesstoken token"
    " JOIN public.access_portal portal USING (application_id)"
)


def main() -> None:
    with connection.cursor() as cursor:
        cursor.execute("CREATE SCHEMA baseline")
    call_command("migrate", run_syncdb=True, verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(ALL_ROWS)
        for model, table in TABLES.items():
            _copy(cursor, model, table)
        cursor.execute(TOKENS)
        cursor.execute("ANALYZE")


def _copy(cursor: CursorWrapper, model: type[models.Model], table: str) -> None:
    into = model._meta.db_table
    columns = ", ".join(str(field.column) for field in model._meta.concrete_fields)
    cursor.execute(f"INSERT INTO {into} ({columns}) SELECT {columns} FROM public.{table}")
    cursor.execute(
        f"SELECT setval(pg_get_serial_sequence('{into}', 'id'), coalesce(max(id), 0) + 1)"
        f" FROM {into}"
    )


if __name__ == "__main__":
    main()
