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
        migrations.AddField(
            model_name="letter",
            name="returned_at",
            field=models.DateTimeField(null=True, verbose_name="came back on"),
        ),
        migrations.AddIndex(
            model_name="letter",
            index=models.Index(
                condition=models.Q(("dispatched_at", None), ("void_at", None)),
                fields=["authority", "sandbox", "created_at", "id"],
                name="correspondence_to_send",
            ),
        ),
        migrations.AddConstraint(
            model_name="letter",
            constraint=models.CheckConstraint(
                condition=models.Q(("void_at", None), ("dispatched_at", None), _connector="OR"),
                name="correspondence_void_never_leaves",
            ),
        ),
    ]
