"""Rows of a case are seen within the scope that is set, and nowhere else."""

from django.db import migrations

from common.rows import row_security


class Migration(migrations.Migration):
    dependencies = [("correspondence", "0001_initial")]
    operations = [
        row_security("correspondence_message"),
        row_security("correspondence_letter"),
    ]
