"""A letter whose act was set aside never leaves the house."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("correspondence", "0002_row_security"),
    ]

    operations = [
        migrations.AddField(
            model_name="letter",
            name="void_at",
            field=models.DateTimeField(null=True, verbose_name="void since"),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(("void_at", None), ("dispatched_at", None), _connector="OR"),
                name="correspondence_void_never_leaves",
            ),
        ),
    ]
