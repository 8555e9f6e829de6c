"""What five authorities need beside the procedure of the first: see docs/decisions."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

import common.rows

# The owner, too, sees rows only within a scope; here it has to see all of them.
DUE_AS_ITS_NOTICE = """
ALTER TABLE fees_feeposition NO FORCE ROW LEVEL SECURITY;
ALTER TABLE fees_feenotice NO FORCE ROW LEVEL SECURITY;
UPDATE fees_feeposition SET due_on = notice.due_on
  FROM fees_feenotice notice WHERE notice.id = notice_id;
ALTER TABLE fees_feeposition FORCE ROW LEVEL SECURITY;
ALTER TABLE fees_feenotice FORCE ROW LEVEL SECURITY;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0005_five_authorities"),
        ("fees", "0002_row_security"),
    ]

    operations = [
        migrations.CreateModel(
            name="FeeRelief",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("authority", models.CharField(editable=False, max_length=32)),
                ("sandbox", models.BooleanField(default=False, editable=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[("waiver", "waiver"), ("deferral", "deferral")],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("legal_basis", models.CharField(max_length=120, verbose_name="legal basis")),
                ("reason", models.TextField(verbose_name="reason")),
                ("until", models.DateField(null=True, verbose_name="deferred until")),
                ("proposed_at", models.DateTimeField(verbose_name="proposed at")),
                ("proposed_by", models.CharField(max_length=64, verbose_name="proposed by")),
                ("confirmed_at", models.DateTimeField(null=True, verbose_name="confirmed at")),
                (
                    "confirmed_by",
                    models.CharField(blank=True, max_length=64, verbose_name="confirmed by"),
                ),
                ("dropped_at", models.DateTimeField(null=True, verbose_name="dropped at")),
                (
                    "dropped_by",
                    models.CharField(blank=True, max_length=64, verbose_name="dropped by"),
                ),
            ],
            options={
                "verbose_name": "fee relief",
                "verbose_name_plural": "fee reliefs",
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("authority", models.CharField(editable=False, max_length=32)),
                ("sandbox", models.BooleanField(default=False, editable=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "amount",
                    models.DecimalField(
                        decimal_places=2, max_digits=8, verbose_name="amount in EUR"
                    ),
                ),
                ("reason", models.TextField(verbose_name="reason")),
                ("ordered_at", models.DateTimeField(verbose_name="ordered at")),
                ("ordered_by", models.CharField(max_length=64, verbose_name="ordered by")),
                ("paid_at", models.DateTimeField(null=True, verbose_name="paid out at")),
                (
                    "paid_by",
                    models.CharField(blank=True, max_length=64, verbose_name="paid out by"),
                ),
            ],
            options={
                "verbose_name": "refund",
                "verbose_name_plural": "refunds",
            },
        ),
        migrations.AddField(
            model_name="feenotice",
            name="occasion",
            field=models.CharField(
                choices=[
                    ("approval", "favourable check"),
                    ("review", "determined at review"),
                    ("counter", "at the counter"),
                    ("refusal", "refusal"),
                    ("withdrawal", "withdrawal"),
                    ("reassessment", "assessed anew"),
                    ("ending", "ended without a decision"),
                    ("act", "a separate act"),
                    ("late", "late payment"),
                ],
                default="approval",
                max_length=16,
                verbose_name="occasion",
            ),
        ),
        migrations.AddField(
            model_name="feenotice",
            name="reason",
            field=models.TextField(blank=True, verbose_name="reason for the amount"),
        ),
        migrations.AddField(
            model_name="feenotice",
            name="reason_by",
            field=models.CharField(blank=True, max_length=64, verbose_name="reason given by"),
        ),
        migrations.AddField(
            model_name="feenotice",
            name="replaces",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="replaced_by",
                to="fees.feenotice",
            ),
        ),
        migrations.AddConstraint(
            model_name="feenotice",
            constraint=common.rows.CompositeForeignKey(
                column="replaces_id", name="fees_notice_replaces", to_table="fees_feenotice"
            ),
        ),
        migrations.AddField(
            model_name="feerelief",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="fee_reliefs",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="feerelief",
            name="position",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reliefs",
                to="fees.feeposition",
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="refunds",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="refund",
            name="notice",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="refunds",
                to="fees.feenotice",
            ),
        ),
        migrations.AddConstraint(
            model_name="feerelief",
            constraint=common.rows.CompositeForeignKey(
                column="case_id", name="fees_feerelief_of_case", to_table="cases_case"
            ),
        ),
        migrations.AddConstraint(
            model_name="feerelief",
            constraint=models.UniqueConstraint(
                condition=models.Q(("confirmed_at", None), ("dropped_at", None)),
                fields=("position",),
                name="fees_one_proposed_relief",
            ),
        ),
        migrations.AddConstraint(
            model_name="feerelief",
            constraint=models.CheckConstraint(
                condition=models.Q(("confirmed_by", models.F("proposed_by")), _negated=True),
                name="fees_relief_four_eyes",
            ),
        ),
        migrations.AddConstraint(
            model_name="feerelief",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", ""), _negated=True),
                    models.Q(("proposed_by", ""), _negated=True),
                ),
                name="fees_relief_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=common.rows.CompositeForeignKey(
                column="case_id", name="fees_refund_of_case", to_table="cases_case"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=common.rows.CompositeForeignKey(
                column="notice_id", name="fees_refund_of_notice", to_table="fees_feenotice"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount__gt", 0)), name="fees_refund_positive"
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="fees_refund_has_reason"
            ),
        ),
        migrations.CreateModel(
            name="FeeDecision",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("authority", models.CharField(editable=False, max_length=32)),
                ("sandbox", models.BooleanField(default=False, editable=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("above_law", "the published amount is above federal law"),
                            ("ending", "the application ended without a decision"),
                        ],
                        max_length=12,
                        verbose_name="kind",
                    ),
                ),
                (
                    "occasion",
                    models.CharField(
                        choices=[
                            ("approval", "favourable check"),
                            ("review", "determined at review"),
                            ("counter", "at the counter"),
                            ("refusal", "refusal"),
                            ("withdrawal", "withdrawal"),
                            ("reassessment", "assessed anew"),
                            ("ending", "ended without a decision"),
                            ("act", "a separate act"),
                            ("late", "late payment"),
                        ],
                        max_length=16,
                        verbose_name="occasion",
                    ),
                ),
                ("asked_at", models.DateTimeField(verbose_name="asked at")),
                ("decided_at", models.DateTimeField(null=True, verbose_name="decided at")),
                (
                    "decided_by",
                    models.CharField(blank=True, max_length=64, verbose_name="decided by"),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
            ],
            options={
                "verbose_name": "decision about a fee",
                "verbose_name_plural": "decisions about fees",
            },
        ),
        migrations.RemoveConstraint(
            model_name="feenotice",
            name="fees_one_current_notice",
        ),
        migrations.RemoveConstraint(
            model_name="feeposition",
            name="fees_one_open_position",
        ),
        migrations.AddField(
            model_name="feenotice",
            name="act",
            field=models.CharField(blank=True, max_length=48, verbose_name="act"),
        ),
        migrations.AddField(
            model_name="feenotice",
            name="oral",
            field=models.BooleanField(default=False, verbose_name="told orally"),
        ),
        migrations.AddField(
            model_name="feeposition",
            name="act",
            field=models.CharField(blank=True, max_length=48, verbose_name="act"),
        ),
        migrations.AddField(
            model_name="feeposition",
            name="due_on",
            field=models.DateField(null=True, verbose_name="due on"),
        ),
        migrations.RunSQL(sql=DUE_AS_ITS_NOTICE, reverse_sql=migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="feeposition",
            name="due_on",
            field=models.DateField(verbose_name="due on"),
        ),
        migrations.AddIndex(
            model_name="feeposition",
            index=models.Index(
                condition=models.Q(("status", "due")),
                fields=["authority", "sandbox", "due_on", "id"],
                name="fees_open_by_due",
            ),
        ),
        migrations.AddIndex(
            model_name="refund",
            index=models.Index(
                condition=models.Q(("paid_at", None)),
                fields=["authority", "sandbox", "ordered_at", "id"],
                name="fees_refund_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="feenotice",
            constraint=models.UniqueConstraint(
                condition=models.Q(("replaced_at", None)),
                fields=("case", "act"),
                name="fees_one_current_notice",
            ),
        ),
        migrations.AddConstraint(
            model_name="feeposition",
            constraint=models.UniqueConstraint(
                condition=models.Q(("status__in", ["due", "deferred"])),
                fields=("case", "code", "item", "act"),
                name="fees_one_open_position",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="feerelief",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("confirmed_at", None),
                    models.Q(("confirmed_by", ""), _negated=True),
                    _connector="OR",
                ),
                name="fees_relief_confirmed_by",
            ),
        ),
        migrations.AddConstraint(
            model_name="feerelief",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "waiver"), ("until__isnull", False), _connector="OR"),
                name="fees_deferral_ends",
            ),
        ),
        migrations.AddConstraint(
            model_name="refund",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("paid_at", None), models.Q(("paid_by", ""), _negated=True), _connector="OR"
                ),
                name="fees_refund_paid_by",
            ),
        ),
        migrations.AddField(
            model_name="feedecision",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="fee_decisions",
                to="cases.case",
            ),
        ),
        migrations.AddConstraint(
            model_name="feedecision",
            constraint=common.rows.CompositeForeignKey(
                column="case_id", name="fees_feedecision_of_case", to_table="cases_case"
            ),
        ),
        migrations.AddConstraint(
            model_name="feedecision",
            constraint=models.UniqueConstraint(
                condition=models.Q(("decided_at", None)),
                fields=("case",),
                name="fees_one_open_decision",
            ),
        ),
        migrations.AddConstraint(
            model_name="feedecision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("decided_at", None),
                    models.Q(
                        models.Q(("decided_by", ""), _negated=True),
                        models.Q(("reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="fees_decision_has_reason",
            ),
        ),
    ]
