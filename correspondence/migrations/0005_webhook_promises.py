"""What is to be delivered is seen within its scope; it goes with its webhook; the log stays."""

from django.db import migrations

from common.rows import row_security


def goes_with_its_webhook(table: str) -> migrations.RunSQL:
    """Kept by the database: whoever deletes a webhook may not see all that hangs on it."""
    name = f"{table}_of_webhook"
    return migrations.RunSQL(
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{name}" FOREIGN KEY (webhook_id)'
        " REFERENCES correspondence_webhook (id) ON DELETE CASCADE",
        f'ALTER TABLE "{table}" DROP CONSTRAINT "{name}"',
    )


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0004_webhooks")]
    operations = [
        row_security("correspondence_webhookdelivery"),
        goes_with_its_webhook("correspondence_webhookdelivery"),
        goes_with_its_webhook("correspondence_webhookattempt"),
        migrations.RunSQL(
            "REVOKE UPDATE, TRUNCATE ON correspondence_webhookattempt FROM titelweg_app",
            "GRANT UPDATE ON correspondence_webhookattempt TO titelweg_app",
        ),
    ]
