"""What changed about a person is seen within the scope, and never altered."""

from django.db import migrations

from common.rows import append_only, row_security


class Migration(migrations.Migration):
    dependencies = [("applicants", "0003_five_authorities")]
    operations = [
        row_security("applicants_personchange"),
        append_only("applicants_personchange"),
    ]
