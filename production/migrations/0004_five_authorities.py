"""What five authorities need beside the procedure of the first: see docs/decisions."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("production", "0003_check_remark_and_message_once"),
    ]

    operations = [
        migrations.AddField(
            model_name="order",
            name="delivery",
            field=models.CharField(
                choices=[
                    ("to_authority", "to the authority"),
                    ("direct", "by post to the holder (Direktversand)"),
                ],
                default="to_authority",
                max_length=12,
                verbose_name="delivered",
            ),
        ),
        migrations.AlterField(
            model_name="handover",
            name="recipient",
            field=models.CharField(
                choices=[
                    ("holder", "the holder"),
                    ("guardian", "guardian"),
                    ("authorised", "authorised person"),
                    ("box", "fetched from the pickup box"),
                    ("delivery", "delivered by post to the holder"),
                ],
                max_length=12,
                verbose_name="handed to",
            ),
        ),
        migrations.AlterField(
            model_name="handover",
            name="old_document",
            field=models.CharField(
                choices=[
                    ("withdrawn", "withdrawn"),
                    ("invalidated", "made invalid and returned"),
                    ("none", "there was none"),
                    ("lost", "declared lost"),
                    ("to_be_returned", "to be sent back by the holder"),
                ],
                max_length=16,
                verbose_name="old document",
            ),
        ),
        migrations.AlterField(
            model_name="order",
            name="status",
            field=models.CharField(
                choices=[
                    ("placed", "placed"),
                    ("sent", "sent"),
                    ("order_accepted", "accepted by the producer"),
                    ("order_rejected", "rejected by the producer"),
                    ("in_production", "in production"),
                    ("shipped", "shipped"),
                    ("received", "received, to be checked"),
                    ("ready", "checked, ready"),
                    ("defective", "defective"),
                    ("handed_over", "handed over"),
                    ("in_box", "in the pickup box"),
                    ("returned", "came back undelivered"),
                ],
                default="placed",
                max_length=16,
                verbose_name="status",
            ),
        ),
    ]
