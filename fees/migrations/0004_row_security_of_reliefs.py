"""Reliefs, refunds and decisions are seen within the scope that is set, and nowhere else."""

from django.db import migrations

from common.rows import row_security


class Migration(migrations.Migration):
    dependencies = [("fees", "0003_five_authorities")]
    operations = [
        row_security("fees_feerelief"),
        row_security("fees_refund"),
        row_security("fees_feedecision"),
    ]
