"""Rows of a case are seen within the scope that is set, and nowhere else."""

from django.db import migrations

from common.rows import append_only, row_security


class Migration(migrations.Migration):
    dependencies = [("fees", "0001_initial")]
    operations = [
        row_security("fees_feenotice"),
        row_security("fees_feeposition"),
        row_security("fees_payment"),
        row_security("fees_paymentattempt"),
        append_only("fees_payment"),
    ]
