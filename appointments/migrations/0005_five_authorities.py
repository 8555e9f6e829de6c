"""What five authorities need beside the procedure of the first: see docs/decisions."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("appointments", "0004_booking_changed_at"),
        ("cases", "0004_index_by_turn"),
    ]

    operations = [
        migrations.AddField(
            model_name="attendance",
            name="captured_on",
            field=models.DateField(null=True, verbose_name="taken on"),
        ),
        migrations.AddField(
            model_name="attendance",
            name="reused_from",
            field=models.CharField(blank=True, max_length=32, verbose_name="taken for the case"),
        ),
        migrations.AddConstraint(
            model_name="attendance",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("reused_from", ""), ("captured_on__isnull", False), _connector="OR"
                ),
                name="appointments_reused_has_day",
            ),
        ),
    ]
