"""Rows of a case are seen within the scope that is set, and nowhere else."""

from django.db import migrations

from common.rows import row_security


class Migration(migrations.Migration):
    dependencies = [("applicants", "0001_initial")]
    operations = [
        row_security("applicants_person"),
        row_security("applicants_identitydocument"),
        row_security("applicants_titleheld"),
        row_security("applicants_representative"),
    ]
