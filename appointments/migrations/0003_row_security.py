"""Rows of a case are seen within the scope that is set, and nowhere else."""

from django.db import migrations

from common.rows import row_security


class Migration(migrations.Migration):
    dependencies = [("appointments", "0002_initial")]
    operations = [
        row_security("appointments_booking"),
        row_security("appointments_attendance"),
    ]
