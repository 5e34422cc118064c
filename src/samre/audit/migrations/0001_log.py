"""The tables of the log."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Keeping",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("years", models.PositiveSmallIntegerField()),
                ("source", models.TextField()),
                ("noted_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Streamed",
            fields=[
                ("chain", models.TextField(primary_key=True, serialize=False)),
                ("number", models.BigIntegerField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Anchor",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("chain", models.TextField()),
                ("number", models.BigIntegerField()),
                ("hash", models.TextField()),
                ("at", models.DateTimeField()),
            ],
            options={
                "ordering": ["chain", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("chain", "number"), name="audit_anchor_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Cut",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("chain", models.TextField()),
                ("number", models.BigIntegerField()),
                ("hash", models.TextField()),
                ("keep_years", models.PositiveSmallIntegerField()),
                ("proposed_by", models.TextField()),
                ("proposed_at", models.DateTimeField()),
                ("approved_by", models.TextField()),
                ("approved_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["chain", "number"],
                "constraints": [
                    models.UniqueConstraint(fields=("chain", "number"), name="audit_cut_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("approved_by", ""), _negated=True),
                            models.Q(("approved_by", models.F("proposed_by")), _negated=True),
                        ),
                        name="audit_cut_by_two",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "chain", "number", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("chain", models.TextField()),
                ("number", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("user", models.TextField()),
                ("name", models.TextField()),
                ("title", models.TextField()),
                ("assignment", models.TextField()),
                ("role", models.TextField()),
                ("unit", models.TextField()),
                ("authority", models.TextField()),
                ("action", models.TextField()),
                ("kind", models.TextField()),
                ("object_id", models.TextField()),
                ("case_id", models.TextField()),
                (
                    "subjects",
                    models.TextField(
                        help_text="Which list of cases was shown: the digest of its Subject rows, or empty"
                    ),
                ),
                ("category", models.TextField()),
                ("why", models.TextField()),
                (
                    "outcome",
                    models.TextField(
                        choices=[("ok", "Gick bra"), ("denied", "Nekades"), ("failed", "Misslyckades")]
                    ),
                ),
                ("detail", models.TextField(help_text="A flat JSON object: words, numbers, yes or no")),
                ("previous", models.TextField(help_text="Hash of the event before; empty for the first")),
                ("hash", models.TextField()),
            ],
            options={
                "ordering": ["chain", "number"],
                "indexes": [
                    models.Index(fields=["chain", "at"], name="audit_event_at"),
                    models.Index(fields=["user", "at"], name="audit_event_user"),
                    models.Index(fields=["case_id", "at"], name="audit_event_case"),
                    models.Index(
                        condition=models.Q(("subjects", ""), _negated=True),
                        fields=["subjects"],
                        name="audit_event_subjects",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("number__gte", 1)), name="audit_event_number_from_one"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("outcome__in", ["ok", "denied", "failed"])),
                        name="audit_event_outcome_is_known",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Subject",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "digest", "case_id", blank=True, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("digest", models.TextField()),
                ("case_id", models.TextField()),
            ],
            options={
                "indexes": [models.Index(fields=["case_id"], name="audit_subject_case")],
            },
        ),
    ]
