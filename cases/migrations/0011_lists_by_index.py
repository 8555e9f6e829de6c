"""An index for each list that read many rows to show a few."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0003_portals_managed"),
        ("applicants", "0005_people_by_birth"),
        ("cases", "0010_one_confirmation"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="case",
            name="cases_of_person",
        ),
        migrations.AlterField(
            model_name="case",
            name="person",
            field=models.ForeignKey(
                db_constraint=False,
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="applicants.person",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="portal",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="access.portal",
            ),
        ),
        migrations.AlterField(
            model_name="case",
            name="responsible",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="responsible",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(
                    (
                        "state__in",
                        (
                            "submitted",
                            "in_review",
                            "awaiting_documents",
                            "hearing",
                            "awaiting_payment",
                            "awaiting_biometrics",
                            "awaiting_decision",
                            "in_production",
                            "ready_for_pickup",
                        ),
                    )
                ),
                fields=["authority", "sandbox", "responsible", "next_due_at", "id"],
                name="cases_by_responsible",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(
                    ("responsible", None),
                    (
                        "state__in",
                        (
                            "submitted",
                            "in_review",
                            "awaiting_documents",
                            "hearing",
                            "awaiting_payment",
                            "awaiting_biometrics",
                            "awaiting_decision",
                            "in_production",
                            "ready_for_pickup",
                        ),
                    ),
                ),
                fields=["authority", "sandbox", "next_due_at", "id"],
                name="cases_unassigned",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("on_hold_reason", ""), _negated=True),
                fields=["authority", "sandbox", "next_due_at", "id"],
                name="cases_on_hold",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(
                    (
                        "state__in",
                        ("collected", "refused", "withdrawn", "discontinued", "transferred"),
                    )
                ),
                fields=["authority", "sandbox", "next_due_at", "id"],
                name="cases_closed",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["person", "next_due_at", "id"], name="cases_by_applicant"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["portal", "updated_at", "id"], name="cases_by_portal"),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                fields=["portal", "state", "updated_at", "id"], name="cases_by_portal_state"
            ),
        ),
    ]
