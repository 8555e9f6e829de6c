"""What five authorities need beside the procedure of the first: see docs/decisions."""

import uuid

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import common.rows


class Migration(migrations.Migration):
    dependencies = [
        ("access", "0002_portals"),
        ("applicants", "0003_five_authorities"),
        ("cases", "0004_index_by_turn"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="FamilyFiling",
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
                ("created_at", models.DateTimeField(verbose_name="created at")),
            ],
            options={
                "verbose_name": "family",
                "verbose_name_plural": "families",
            },
        ),
        migrations.CreateModel(
            name="Fiktionsbescheinigung",
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
                ("effect", models.CharField(max_length=24, verbose_name="effect")),
                ("legal_basis", models.CharField(max_length=120, verbose_name="legal basis")),
                ("serial_number", models.CharField(max_length=32, verbose_name="serial number")),
                ("issued_at", models.DateTimeField(verbose_name="issued at")),
                ("issued_by", models.CharField(max_length=64, verbose_name="issued by")),
                ("valid_until", models.DateField(verbose_name="valid until")),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended at")),
            ],
            options={
                "verbose_name": "Fiktionsbescheinigung",
                "verbose_name_plural": "Fiktionsbescheinigungen",
            },
        ),
        migrations.CreateModel(
            name="Fortgeltungsanordnung",
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
                ("reasons", models.TextField(verbose_name="reasons")),
                ("ordered_at", models.DateTimeField(verbose_name="ordered at")),
                ("ordered_by", models.CharField(max_length=64, verbose_name="ordered by")),
                ("revoked_at", models.DateTimeField(null=True, verbose_name="revoked at")),
                (
                    "revoked_by",
                    models.CharField(blank=True, max_length=64, verbose_name="revoked by"),
                ),
                (
                    "revocation_reasons",
                    models.TextField(blank=True, verbose_name="reasons of the revocation"),
                ),
                ("ended_at", models.DateTimeField(null=True, verbose_name="ended at")),
            ],
            options={
                "verbose_name": "Fortgeltungsanordnung",
                "verbose_name_plural": "Fortgeltungsanordnungen",
            },
        ),
        migrations.CreateModel(
            name="Merge",
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
                ("reason", models.TextField(verbose_name="reason")),
                ("proposed_at", models.DateTimeField(verbose_name="proposed at")),
                ("proposed_by", models.CharField(max_length=64, verbose_name="proposed by")),
                (
                    "receipt_before",
                    models.DateTimeField(null=True, verbose_name="received at, before merging"),
                ),
                ("merged_at", models.DateTimeField(null=True, verbose_name="merged at")),
                (
                    "merged_by",
                    models.CharField(blank=True, max_length=64, verbose_name="merged by"),
                ),
                ("undone_at", models.DateTimeField(null=True, verbose_name="undone at")),
                (
                    "undone_by",
                    models.CharField(blank=True, max_length=64, verbose_name="undone by"),
                ),
            ],
            options={
                "verbose_name": "merge",
                "verbose_name_plural": "merges",
            },
        ),
        migrations.CreateModel(
            name="Nebenbestimmung",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("authority", models.CharField(editable=False, max_length=32)),
                ("sandbox", models.BooleanField(default=False, editable=False)),
                ("code", models.CharField(max_length=32, verbose_name="code")),
                ("text", models.CharField(max_length=500, verbose_name="condition")),
                ("legal_basis", models.CharField(max_length=120, verbose_name="legal basis")),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
            ],
            options={
                "verbose_name": "Nebenbestimmung",
                "verbose_name_plural": "Nebenbestimmungen",
            },
        ),
        migrations.CreateModel(
            name="Rechtsbehelf",
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
                            ("objection", "objection (Widerspruch)"),
                            ("claim", "claim (Klage)"),
                            ("urgent_motion", "urgent motion (Eilantrag)"),
                        ],
                        max_length=16,
                        verbose_name="kind",
                    ),
                ),
                (
                    "against",
                    models.CharField(
                        choices=[
                            ("refusal", "the refusal"),
                            ("fee_notice", "the fee notice"),
                            ("condition", "a Nebenbestimmung"),
                            ("inaction", "inaction (§ 75 VwGO)"),
                        ],
                        max_length=12,
                        verbose_name="against",
                    ),
                ),
                ("contested", models.UUIDField(null=True, verbose_name="against")),
                ("received_at", models.DateTimeField(verbose_name="received at")),
                ("body", models.CharField(max_length=200, verbose_name="court or authority")),
                (
                    "file_number",
                    models.CharField(blank=True, max_length=64, verbose_name="file number"),
                ),
                ("effect", models.JSONField(default=dict, verbose_name="effect under § 84")),
                ("recorded_at", models.DateTimeField(verbose_name="recorded at")),
                ("recorded_by", models.CharField(max_length=64, verbose_name="recorded by")),
                ("settled_at", models.DateTimeField(null=True, verbose_name="settled at")),
                (
                    "settled_by",
                    models.CharField(blank=True, max_length=64, verbose_name="settled by"),
                ),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "open"),
                            ("upheld", "successful"),
                            ("rejected", "rejected"),
                            ("withdrawn", "withdrawn"),
                            ("settled", "settled"),
                        ],
                        default="",
                        max_length=12,
                        verbose_name="outcome",
                    ),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
            ],
            options={
                "verbose_name": "Rechtsbehelf",
                "verbose_name_plural": "Rechtsbehelfe",
            },
        ),
        migrations.CreateModel(
            name="Suggestion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("authority", models.CharField(max_length=32, verbose_name="authority")),
                ("sandbox", models.BooleanField(default=False, editable=False)),
                ("public_id", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("family_name", models.CharField(max_length=120, verbose_name="family name")),
                (
                    "given_names",
                    models.CharField(blank=True, max_length=120, verbose_name="given names"),
                ),
                ("birth_date", models.DateField(verbose_name="date of birth")),
                (
                    "contact",
                    models.CharField(
                        blank=True, max_length=200, verbose_name="how to reach the person"
                    ),
                ),
                ("legal_basis", models.CharField(max_length=24, verbose_name="legal basis")),
                ("grounds", models.TextField(verbose_name="why it could be granted")),
                ("raise_on", models.DateField(verbose_name="to be raised on")),
                ("suggested_at", models.DateTimeField(verbose_name="suggested at")),
                ("suggested_by", models.CharField(max_length=64, verbose_name="suggested by")),
                (
                    "status",
                    models.CharField(
                        choices=[
                            ("open", "to be raised"),
                            ("applied", "the person has applied"),
                            ("dropped", "not pursued"),
                        ],
                        default="open",
                        max_length=8,
                        verbose_name="status",
                    ),
                ),
                ("settled_at", models.DateTimeField(null=True, verbose_name="settled at")),
                (
                    "settled_by",
                    models.CharField(blank=True, max_length=64, verbose_name="settled by"),
                ),
                ("note", models.TextField(blank=True, verbose_name="note")),
            ],
            options={
                "verbose_name": "suggestion",
                "verbose_name_plural": "suggestions",
            },
        ),
        migrations.AddField(
            model_name="case",
            name="delivery",
            field=models.CharField(
                blank=True,
                choices=[
                    ("in_person", "fetched in person"),
                    ("by_appointment", "fetched by appointment"),
                    ("box", "pickup box"),
                    ("direct_delivery", "sent by post to the holder (Direktversand)"),
                ],
                max_length=16,
                verbose_name="how documents are handed over",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="fee_taken_elsewhere",
            field=models.BooleanField(
                default=False, verbose_name="fee taken by the other authority"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="relation",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "none"),
                    ("sponsor", "sponsor"),
                    ("spouse", "spouse"),
                    ("child", "child"),
                    ("parent", "parent"),
                    ("other", "other relative"),
                ],
                max_length=8,
                verbose_name="relation to the sponsor",
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="taken_over_from",
            field=models.CharField(blank=True, max_length=200, verbose_name="taken over from"),
        ),
        migrations.AddField(
            model_name="hearing",
            name="ground_codes",
            field=models.JSONField(default=list, verbose_name="grounds heard"),
        ),
        migrations.AddField(
            model_name="refusal",
            name="ground_codes",
            field=models.JSONField(default=list, verbose_name="grounds"),
        ),
        migrations.AddField(
            model_name="item",
            name="validity_limits",
            field=models.JSONField(default=list, verbose_name="limits of validity"),
        ),
        migrations.AddField(
            model_name="closure",
            name="consented_on",
            field=models.DateField(null=True, verbose_name="consent of the other authority of"),
        ),
        migrations.AddField(
            model_name="closure",
            name="to_authority",
            field=models.CharField(blank=True, max_length=200, verbose_name="transferred to"),
        ),
        migrations.AddField(
            model_name="withdrawal",
            name="confirmed_by",
            field=models.CharField(
                blank=True, max_length=64, verbose_name="confirmation recorded by"
            ),
        ),
        migrations.AddField(
            model_name="withdrawal",
            name="confirmed_on_paper",
            field=models.BooleanField(default=False, verbose_name="confirmed on paper"),
        ),
        migrations.AddConstraint(
            model_name="familyfiling",
            constraint=models.UniqueConstraint(
                fields=("id", "authority", "sandbox"), name="cases_family_key"
            ),
        ),
        migrations.AddField(
            model_name="case",
            name="family_filing",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="cases",
                to="cases.familyfiling",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=common.rows.CompositeForeignKey(
                column="family_filing_id",
                name="cases_case_of_family",
                to_table="cases_familyfiling",
            ),
        ),
        migrations.AddField(
            model_name="fiktionsbescheinigung",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="fiktionsbescheinigungen",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="fortgeltungsanordnung",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="fortgeltungsanordnungen",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="merges",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="merge",
            name="into",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="merged_cases",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="nebenbestimmung",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="nebenbestimmungen",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="nebenbestimmung",
            name="item",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="nebenbestimmungen",
                to="cases.item",
            ),
        ),
        migrations.AddField(
            model_name="rechtsbehelf",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="rechtsbehelfe",
                to="cases.case",
            ),
        ),
        migrations.AddField(
            model_name="rechtsbehelf",
            name="item",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="rechtsbehelfe",
                to="cases.item",
            ),
        ),
        migrations.AddField(
            model_name="suggestion",
            name="case",
            field=models.ForeignKey(
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="suggestions",
                to="cases.case",
                verbose_name="case",
            ),
        ),
        migrations.AddConstraint(
            model_name="fiktionsbescheinigung",
            constraint=common.rows.CompositeForeignKey(
                column="case_id", name="cases_fiktionsbescheinigung_of_case", to_table="cases_case"
            ),
        ),
        migrations.AddConstraint(
            model_name="fiktionsbescheinigung",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("case",),
                name="cases_one_certificate",
            ),
        ),
        migrations.AddConstraint(
            model_name="fiktionsbescheinigung",
            constraint=models.UniqueConstraint(
                fields=("authority", "sandbox", "serial_number"), name="cases_certificate_serial"
            ),
        ),
        migrations.AddConstraint(
            model_name="fortgeltungsanordnung",
            constraint=common.rows.CompositeForeignKey(
                column="case_id", name="cases_fortgeltungsanordnung_of_case", to_table="cases_case"
            ),
        ),
        migrations.AddConstraint(
            model_name="fortgeltungsanordnung",
            constraint=models.UniqueConstraint(
                condition=models.Q(("ended_at", None)),
                fields=("case",),
                name="cases_one_anordnung",
            ),
        ),
        migrations.AddConstraint(
            model_name="fortgeltungsanordnung",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("ended_at__isnull", True), ("revoked_at__isnull", True)),
                    models.Q(
                        ("revoked_at__isnull", False),
                        models.Q(("revocation_reasons", ""), _negated=True),
                        models.Q(("revoked_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="cases_revocation_has_reasons",
            ),
        ),
        migrations.AddConstraint(
            model_name="fortgeltungsanordnung",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reasons", ""), _negated=True),
                    models.Q(("ordered_by", ""), _negated=True),
                ),
                name="cases_anordnung_has_reasons",
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=common.rows.CompositeForeignKey(
                column="case_id", name="cases_merge_of_case", to_table="cases_case"
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=common.rows.CompositeForeignKey(
                column="into_id", name="cases_merge_into", to_table="cases_case"
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)), fields=("case",), name="cases_one_merge"
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(("case", models.F("into")), _negated=True),
                name="cases_merge_of_two",
            ),
        ),
        migrations.AddConstraint(
            model_name="nebenbestimmung",
            constraint=common.rows.CompositeForeignKey(
                column="case_id", name="cases_nebenbestimmung_of_case", to_table="cases_case"
            ),
        ),
        migrations.AddConstraint(
            model_name="nebenbestimmung",
            constraint=common.rows.CompositeForeignKey(
                column="item_id", name="cases_nebenbestimmung_of_item", to_table="cases_item"
            ),
        ),
        migrations.AddConstraint(
            model_name="nebenbestimmung",
            constraint=models.UniqueConstraint(
                fields=("item", "code"), name="cases_nebenbestimmung_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="nebenbestimmung",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("text", ""), _negated=True),
                    models.Q(("legal_basis", ""), _negated=True),
                ),
                name="cases_nebenbestimmung_complete",
            ),
        ),
        migrations.AddConstraint(
            model_name="rechtsbehelf",
            constraint=common.rows.CompositeForeignKey(
                column="case_id", name="cases_rechtsbehelf_of_case", to_table="cases_case"
            ),
        ),
        migrations.AddConstraint(
            model_name="rechtsbehelf",
            constraint=common.rows.CompositeForeignKey(
                column="item_id", name="cases_rechtsbehelf_of_item", to_table="cases_item"
            ),
        ),
        migrations.AddConstraint(
            model_name="rechtsbehelf",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("outcome", ""), ("settled_at", None)),
                    models.Q(
                        ("settled_at__isnull", False),
                        models.Q(("outcome", ""), _negated=True),
                        models.Q(("settled_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="cases_rechtsbehelf_settled_with_outcome",
            ),
        ),
        migrations.AddIndex(
            model_name="suggestion",
            index=models.Index(
                fields=["authority", "sandbox", "status", "raise_on", "id"],
                name="cases_suggestions_due",
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=common.rows.CompositeForeignKey(
                column="case_id", name="cases_suggestion_of_case", to_table="cases_case"
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "applied"), _negated=True),
                    ("case__isnull", False),
                    _connector="OR",
                ),
                name="cases_suggestion_applied_has_case",
            ),
        ),
        migrations.AddConstraint(
            model_name="suggestion",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("status", "dropped"), _negated=True),
                    models.Q(("note", ""), _negated=True),
                    _connector="OR",
                ),
                name="cases_suggestion_dropped_with_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="closure",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("reason", "transfer"), _negated=True),
                    models.Q(
                        models.Q(("to_authority", ""), _negated=True),
                        ("consented_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="cases_transfer_with_consent",
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("merged_at", None), ("merged_by", ""), ("receipt_before", None)),
                    models.Q(
                        ("merged_at__isnull", False),
                        ("receipt_before__isnull", False),
                        models.Q(("merged_by", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="cases_merge_keeps_receipt",
            ),
        ),
    ]
