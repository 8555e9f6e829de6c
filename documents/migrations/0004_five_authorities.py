"""What five authorities need beside the procedure of the first: see docs/decisions."""

import django.contrib.postgres.fields
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("documents", "0003_nachforderung_moot"),
    ]

    operations = [
        migrations.AddField(
            model_name="document",
            name="copied_from",
            field=models.UUIDField(editable=False, null=True, verbose_name="copied from"),
        ),
        migrations.AddField(
            model_name="requirement",
            name="alternatives",
            field=django.contrib.postgres.fields.ArrayField(
                base_field=models.CharField(max_length=48),
                blank=True,
                default=list,
                size=None,
                verbose_name="may be replaced by",
            ),
        ),
        migrations.AddField(
            model_name="requirement",
            name="proof_from",
            field=models.DateField(null=True, verbose_name="proof counts from"),
        ),
        migrations.AddField(
            model_name="requirement",
            name="proof_until",
            field=models.DateField(null=True, verbose_name="proof counts until"),
        ),
    ]
