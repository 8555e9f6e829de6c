"""Rows of a case are seen within the scope that is set, and nowhere else."""

from django.db import migrations

from common.rows import row_security


class Migration(migrations.Migration):
    dependencies = [("documents", "0001_initial")]
    operations = [
        row_security("documents_requirement"),
        row_security("documents_nachforderung"),
        row_security("documents_nachforderungposition"),
        row_security("documents_document"),
    ]
