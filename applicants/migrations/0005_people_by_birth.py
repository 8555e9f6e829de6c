"""Duplicates are looked for among the people with the same day of birth."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0004_row_security_of_changes"),
    ]

    operations = [
        migrations.AddIndex(
            model_name="person",
            index=models.Index(
                fields=["authority", "sandbox", "birth_date"], name="applicants_by_birth"
            ),
        ),
    ]
