"""What five authorities need beside the procedure of the first: see docs/decisions."""

import django.db.models.deletion
from django.db import migrations, models

import common.rows


class Migration(migrations.Migration):
    dependencies = [
        ("applicants", "0002_row_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="PersonChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("authority", models.CharField(editable=False, max_length=32)),
                ("sandbox", models.BooleanField(default=False, editable=False)),
                ("field", models.CharField(max_length=32, verbose_name="what")),
                ("before", models.TextField(blank=True, verbose_name="before")),
                ("after", models.TextField(blank=True, verbose_name="after")),
                ("proof", models.CharField(max_length=200, verbose_name="proof")),
                ("changed_at", models.DateTimeField(verbose_name="recorded at")),
                ("changed_by", models.CharField(max_length=64, verbose_name="recorded by")),
                (
                    "person",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="changes",
                        to="applicants.person",
                    ),
                ),
            ],
            options={
                "verbose_name": "change about a person",
                "verbose_name_plural": "changes about a person",
                "constraints": [
                    common.rows.CompositeForeignKey(
                        column="person_id",
                        goes_along=True,
                        name="applicants_change_of_person",
                        to_table="applicants_person",
                    )
                ],
            },
        ),
    ]
