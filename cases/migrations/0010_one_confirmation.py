import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_blobs_without_row")]

    operations = [
        migrations.RemoveConstraint(model_name="confirmation", name="cases_one_confirmation"),
        migrations.AlterField(
            model_name="confirmation",
            name="case",
            field=models.OneToOneField(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="confirmation",
                to="cases.case",
            ),
        ),
    ]
