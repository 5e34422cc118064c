import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import samre.sealing.fields
import samre.sealing.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0004_late_forms_and_staff_keys"),
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Maintenance",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=12)),
                ("why", models.CharField(max_length=80)),
            ],
        ),
        migrations.CreateModel(
            name="Case",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.CharField(max_length=20)),
                (
                    "state",
                    models.CharField(
                        choices=[("oppet", "Öppet"), ("avslutat", "Avslutat")], default="oppet", max_length=10
                    ),
                ),
                ("opened_on", models.DateField()),
                ("closed_on", models.DateField(null=True)),
                ("pathway", models.CharField(max_length=40)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("updated_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("last_note_on", models.DateField(null=True)),
                (
                    "turn",
                    models.CharField(
                        choices=[("var", "Vår tur"), ("annan", "Väntar på andra"), ("ingen", "Avslutat")],
                        default="ingen",
                        max_length=8,
                    ),
                ),
                ("phase", models.CharField(blank=True, max_length=20)),
                ("next_party", models.CharField(blank=True, max_length=8)),
                ("next_since", models.DateField(null=True)),
                ("next_due", models.DateField(null=True)),
                ("urgent_on", models.DateField(null=True)),
                ("watch_on", models.DateField(null=True)),
                ("stuck", models.CharField(blank=True, max_length=80)),
                ("recommended", models.CharField(blank=True, max_length=8)),
                (
                    "handler",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        fields=["owner", "handler", "state", "turn", "urgent_on"], name="case_worklist"
                    ),
                    models.Index(fields=["owner", "handler", "state", "watch_on"], name="case_watch"),
                    models.Index(fields=["owner", "unit", "state", "turn", "urgent_on"], name="case_unit"),
                    models.Index(fields=["owner", "unit", "state", "watch_on"], name="case_unit_watch"),
                    models.Index(
                        condition=models.Q(("stuck", ""), _negated=True),
                        fields=["owner", "handler", "state", "urgent_on"],
                        name="case_stuck",
                    ),
                    models.Index(
                        condition=models.Q(("stuck", ""), _negated=True),
                        fields=["owner", "unit", "state", "urgent_on"],
                        name="case_unit_stuck",
                    ),
                    models.Index(
                        fields=["owner", "handler", "state", "turn", "next_party", "urgent_on"],
                        name="case_party",
                    ),
                    models.Index(
                        fields=["owner", "unit", "state", "turn", "next_party", "urgent_on"],
                        name="case_unit_party",
                    ),
                    models.Index(fields=["owner", "handler", "state", "closed_on"], name="case_closed"),
                    models.Index(fields=["owner", "unit", "state", "closed_on"], name="case_unit_closed"),
                    models.Index(fields=["owner", "state", "next_due"], name="case_due"),
                ],
                "constraints": [models.UniqueConstraint(fields=("owner", "number"), name="case_number_once")],
            },
        ),
        migrations.CreateModel(
            name="CertificateFile",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_title", models.CharField(blank=True, max_length=80)),
                ("by_authority", models.CharField(max_length=120)),
                ("original", samre.sealing.fields.SealedBytesField(null=True)),
                ("file_name", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("read", samre.sealing.fields.SealedJSONField()),
                ("form", models.CharField(blank=True, max_length=20)),
                ("received_on", models.DateField()),
                ("signed_on", models.DateField(null=True)),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("extent", models.PositiveSmallIntegerField(null=True)),
                ("gaps", models.PositiveSmallIntegerField(default=0)),
                ("likeness", models.BinaryField(blank=True, default=bytes, max_length=32)),
                ("definition", models.CharField(max_length=40)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="certificates",
                        to="casework.case",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case", "-received_on"], name="certificate_case")],
            },
        ),
        migrations.CreateModel(
            name="Deadline",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_title", models.CharField(blank=True, max_length=80)),
                ("by_authority", models.CharField(max_length=120)),
                ("rule", models.CharField(max_length=40)),
                ("counted_from", models.DateField()),
                ("due", models.DateField()),
                ("met_on", models.DateField(null=True)),
                ("met_by", models.CharField(blank=True, max_length=120)),
                ("lapsed", models.BooleanField(default=False)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="deadlines",
                        to="casework.case",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("lapsed", False), ("met_on__isnull", True)),
                        fields=["case", "due"],
                        name="deadline_running",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("case", "rule", "counted_from"), name="deadline_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="DecisionBasis",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_title", models.CharField(blank=True, max_length=80)),
                ("by_authority", models.CharField(max_length=120)),
                ("title", samre.sealing.fields.SealedTextField()),
                ("text", samre.sealing.fields.SealedTextField()),
                ("revision", models.PositiveIntegerField(default=1)),
                ("communicated_on", models.DateField(null=True)),
                ("communicated_how", models.CharField(blank=True, max_length=20)),
                ("answer_by", models.DateField(null=True)),
                ("answered_on", models.DateField(null=True)),
                ("answer", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("exception", models.CharField(blank=True, max_length=20)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.CharField(blank=True, max_length=120)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="decision_bases",
                        to="casework.case",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_at__isnull", True), ("closed_by", "")),
                            models.Q(
                                ("closed_at__isnull", False),
                                models.Q(("closed_by", ""), _negated=True),
                                models.Q(
                                    models.Q(("exception", ""), _negated=True),
                                    models.Q(
                                        ("communicated_on__isnull", False),
                                        models.Q(("communicated_how", ""), _negated=True),
                                    ),
                                    _connector="OR",
                                ),
                            ),
                            _connector="OR",
                        ),
                        name="basis_closed_only_when_communicated",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DisposalRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_title", models.CharField(blank=True, max_length=80)),
                ("by_authority", models.CharField(max_length=120)),
                ("due_year", models.PositiveSmallIntegerField()),
                ("list_sha256", models.CharField(max_length=64)),
                ("approved_at", models.DateTimeField(null=True)),
                ("approved_by_name", models.CharField(blank=True, max_length=120)),
                ("done_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                ("withdrawn_by", models.CharField(blank=True, max_length=120)),
                (
                    "approved_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("done_at__isnull", True), ("withdrawn_at__isnull", True)),
                        fields=("owner",),
                        name="disposal_one_going_on",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("done_at__isnull", True),
                            models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="disposal_approved_before_done",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("approved_by__isnull", True),
                            ("by__isnull", True),
                            models.Q(("approved_by", models.F("by")), _negated=True),
                            _connector="OR",
                        ),
                        name="disposal_four_eyes",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="DisposalItem",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("case_ref", models.UUIDField()),
                ("case_number", models.CharField(max_length=20)),
                ("rule", models.CharField(max_length=40)),
                ("verdict", models.CharField(max_length=12)),
                ("last_note_on", models.DateField()),
                ("due_on", models.DateField()),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="items",
                        to="casework.disposalrun",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="EmergencyAccess",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_title", models.CharField(blank=True, max_length=80)),
                ("by_authority", models.CharField(max_length=120)),
                ("reason", models.CharField(max_length=20)),
                ("explanation", samre.sealing.fields.SealedTextField()),
                ("until", models.DateTimeField()),
                (
                    "assignment",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.assignment",
                    ),
                ),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="emergencies",
                        to="casework.case",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case", "by", "until"], name="emergency_in_force")],
            },
        ),
        migrations.CreateModel(
            name="ExportPackage",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_title", models.CharField(blank=True, max_length=80)),
                ("by_authority", models.CharField(max_length=120)),
                ("case_ref", models.UUIDField()),
                ("case_revision", models.PositiveIntegerField()),
                ("sha256", models.CharField(max_length=64)),
                ("handed_to", models.CharField(max_length=120)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="FactEntry",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_title", models.CharField(blank=True, max_length=80)),
                ("by_authority", models.CharField(max_length=120)),
                ("fact", models.CharField(max_length=60)),
                ("value", models.JSONField(null=True)),
                (
                    "source",
                    models.CharField(
                        choices=[
                            ("intyg", "Läkarintyg"),
                            ("personen", "Personens egen uppgift"),
                            ("myndighet", "Svar från en myndighet"),
                            ("bedomning", "Egen bedömning"),
                        ],
                        max_length=12,
                    ),
                ),
                ("source_name", models.CharField(blank=True, max_length=160)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="facts",
                        to="casework.case",
                    ),
                ),
                (
                    "certificate",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.certificatefile",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "withdraws",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="withdrawn_by",
                        to="casework.factentry",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case", "fact", "at"], name="factentry_case"),
                    models.Index(fields=["valid_to", "owner", "case"], name="factentry_expires"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_title", models.CharField(blank=True, max_length=80)),
                ("by_authority", models.CharField(max_length=120)),
                ("note", samre.sealing.fields.SealedTextField()),
                ("read_until", models.DateField()),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="handovers",
                        to="casework.case",
                    ),
                ),
                (
                    "from_user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "to_user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Hold",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_title", models.CharField(blank=True, max_length=80)),
                ("by_authority", models.CharField(max_length=120)),
                ("reason", samre.sealing.fields.SealedTextField()),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(blank=True, max_length=120)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="holds", to="casework.case"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="LastSeen",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="casework.case",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("case", "user"), name="lastseen_once")],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_title", models.CharField(blank=True, max_length=80)),
                ("by_authority", models.CharField(max_length=120)),
                ("number", models.PositiveIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("faktum", "Faktauppgift"),
                            ("egen_uppgift", "Personens egna ord"),
                            ("bedomning", "Bedömning"),
                            ("atgard", "Åtgärd eller händelse"),
                        ],
                        max_length=16,
                    ),
                ),
                ("heading", samre.sealing.fields.SealedTextField()),
                ("text", samre.sealing.fields.SealedTextField()),
                ("event_at", models.DateTimeField()),
                ("source", samre.sealing.fields.SealedTextField()),
                ("about_others", models.BooleanField(default=False)),
                ("correction_reason", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("digest", models.CharField(max_length=64)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="notes",
                        to="casework.case",
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrections",
                        to="casework.note",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("case", "number"), name="note_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("by_name", ""), _negated=True),
                            models.Q(("by_title", ""), _negated=True),
                        ),
                        name="note_complete",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CopyMark",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_title", models.CharField(blank=True, max_length=80)),
                ("by_authority", models.CharField(max_length=120)),
                ("system", models.CharField(max_length=60)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="copies", to="casework.note"
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="NoteDraft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("fields", samre.sealing.fields.SealedJSONField(default=dict)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("updated_at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="drafts", to="casework.case"
                    ),
                ),
                (
                    "corrects",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="casework.note",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Objection",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_title", models.CharField(blank=True, max_length=80)),
                ("by_authority", models.CharField(max_length=120)),
                ("text", samre.sealing.fields.SealedTextField()),
                ("said_on", models.DateField()),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="objections",
                        to="casework.note",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="OpenStep",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_title", models.CharField(blank=True, max_length=80)),
                ("by_authority", models.CharField(max_length=120)),
                ("step", models.CharField(max_length=8)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("pagar", "Pågår"),
                            ("vantar", "Väntar på svar"),
                            ("klart", "Klart"),
                            ("avbrutet", "Avbrutet"),
                        ],
                        default="pagar",
                        max_length=10,
                    ),
                ),
                ("responsible", models.CharField(max_length=8)),
                ("party", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("since", models.DateField()),
                ("due", models.DateField()),
                ("due_is_law", models.BooleanField(default=False)),
                ("recommended", models.CharField(blank=True, max_length=8)),
                ("reason", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("waiting_for", models.CharField(blank=True, max_length=8)),
                ("waiting_since", models.DateField(null=True)),
                ("waiting_until", models.DateField(null=True)),
                ("waiting_then", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(blank=True, max_length=120)),
                ("outcome", samre.sealing.fields.SealedTextField(blank=True, default="")),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="steps",
                        to="casework.case",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["case", "state", "due"], name="openstep_case"),
                    models.Index(
                        condition=models.Q(("state", "vantar")),
                        fields=["owner", "waiting_until"],
                        name="openstep_returns",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("responsible", ""), _negated=True), name="step_has_responsible"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "vantar"), _negated=True),
                            models.Q(
                                models.Q(("waiting_for", ""), _negated=True),
                                ("waiting_since__isnull", False),
                                ("waiting_until__isnull", False),
                            ),
                            _connector="OR",
                        ),
                        name="step_waits_for_somebody_until_a_day",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("ended_at__isnull", True),
                                ("ended_by", ""),
                                ("state__in", ("pagar", "vantar")),
                            ),
                            models.Q(
                                models.Q(("ended_at__isnull", False)),
                                models.Q(("ended_by", ""), _negated=True),
                                models.Q(("state__in", ("pagar", "vantar")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="step_ended_by_somebody",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state__in", ("pagar", "vantar"))),
                        fields=("case", "step"),
                        name="step_open_once",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="next_step",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                to="casework.openstep",
            ),
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "identity_kind",
                    models.CharField(
                        choices=[
                            ("personnummer", "Personnummer"),
                            ("samordningsnummer", "Samordningsnummer"),
                            ("annan", "Annan identitet"),
                        ],
                        max_length=20,
                    ),
                ),
                ("number", samre.sealing.fields.SealedTextField(null=True)),
                ("number_key", models.BinaryField(max_length=32, null=True)),
                ("name", samre.sealing.fields.SealedTextField()),
                ("born", models.DateField(null=True)),
                ("contact", samre.sealing.fields.SealedJSONField(default=dict)),
                (
                    "protection",
                    models.CharField(
                        choices=[
                            ("ingen", "Inga skyddade uppgifter"),
                            ("markering", "Sekretessmarkering"),
                            ("folkbokforing", "Skyddad folkbokföring"),
                            ("okand", "Inte kontrollerat"),
                        ],
                        default="ingen",
                        max_length=16,
                    ),
                ),
                ("protection_checked_on", models.DateField(null=True)),
                ("language", models.CharField(blank=True, max_length=40)),
                ("interpreter", models.CharField(blank=True, max_length=80)),
                ("revision", models.PositiveIntegerField(default=1)),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("number_key__isnull", False)),
                        fields=("owner", "number_key"),
                        name="person_number_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("number__isnull", True), ("number_key__isnull", True)),
                            models.Q(("number__isnull", False), ("number_key__isnull", False)),
                            _connector="OR",
                        ),
                        name="person_number_with_key",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="NameKey",
            fields=[
                ("id", models.BigAutoField(primary_key=True, serialize=False)),
                ("key", models.BigIntegerField()),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="name_keys",
                        to="casework.person",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["owner", "key", "person"], name="namekey_find")],
            },
        ),
        migrations.AddField(
            model_name="case",
            name="person",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="cases", to="casework.person"
            ),
        ),
        migrations.CreateModel(
            name="Record",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_title", models.CharField(blank=True, max_length=80)),
                ("by_authority", models.CharField(max_length=120)),
                ("number", models.CharField(max_length=24)),
                (
                    "direction",
                    models.CharField(
                        choices=[("in", "Inkommen"), ("ut", "Utgående"), ("upprattad", "Upprättad")],
                        max_length=10,
                    ),
                ),
                ("registered_on", models.DateField()),
                ("party", samre.sealing.fields.SealedTextField()),
                ("subject", samre.sealing.fields.SealedTextField()),
                ("public_subject", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=40)),
                ("content", samre.sealing.fields.SealedBytesField(null=True)),
                ("media_type", models.CharField(blank=True, max_length=80)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("subject_id", models.UUIDField(null=True)),
                ("secrecy_provision", models.CharField(blank=True, max_length=40)),
                ("secrecy_on", models.DateField(null=True)),
                ("secrecy_authority", models.CharField(blank=True, max_length=120)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="records",
                        to="casework.case",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(fields=["owner", "-registered_on", "-number"], name="record_register")
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "number"), name="record_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("secrecy_authority", ""),
                                ("secrecy_on__isnull", True),
                                ("secrecy_provision", ""),
                            ),
                            models.Q(
                                models.Q(("secrecy_provision", ""), _negated=True),
                                ("secrecy_on__isnull", False),
                                models.Q(("secrecy_authority", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="record_secrecy_mark_whole",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="RecordNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField(default=0)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.authority"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("owner", "year"), name="recordnumber_once")],
            },
        ),
        migrations.CreateModel(
            name="Representative",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_title", models.CharField(blank=True, max_length=80)),
                ("by_authority", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("god_man", "God man"),
                            ("forvaltare", "Förvaltare"),
                            ("ombud", "Ombud med fullmakt"),
                            ("framtidsfullmakt", "Framtidsfullmakt"),
                        ],
                        max_length=20,
                    ),
                ),
                ("scope", samre.sealing.fields.SealedTextField()),
                ("name", samre.sealing.fields.SealedTextField()),
                ("contact", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="representatives",
                        to="casework.person",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Review",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("chain", models.CharField(max_length=40)),
                ("event_number", models.PositiveBigIntegerField()),
                ("case_id_text", models.CharField(blank=True, max_length=40)),
                ("reviewed_user", models.UUIDField(null=True)),
                ("rule", models.CharField(max_length=40)),
                ("seed", models.CharField(blank=True, max_length=40)),
                ("picked_at", models.DateTimeField()),
                ("due_on", models.DateField()),
                ("outcome", models.CharField(blank=True, max_length=20)),
                ("measure", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("reviewed_at", models.DateTimeField(null=True)),
                ("reviewer_name", models.CharField(blank=True, max_length=120)),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "reviewer",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("reviewed_at__isnull", True)),
                        fields=["owner", "due_on"],
                        name="review_queue",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("chain", "event_number", "rule"), name="review_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("outcome", ""), ("reviewed_at__isnull", True), ("reviewer__isnull", True)
                            ),
                            models.Q(
                                ("reviewed_at__isnull", False),
                                ("reviewer__isnull", False),
                                models.Q(("outcome", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="review_outcome_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("reviewer__isnull", True),
                            ("reviewed_user__isnull", True),
                            models.Q(("reviewer", models.F("reviewed_user")), _negated=True),
                            _connector="OR",
                        ),
                        name="review_not_own",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SubjectRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_title", models.CharField(blank=True, max_length=80)),
                ("by_authority", models.CharField(max_length=120)),
                ("received_on", models.DateField()),
                ("due_on", models.DateField()),
                ("prolonged_to", models.DateField(null=True)),
                ("delivered_at", models.DateTimeField(null=True)),
                ("delivered_by", models.CharField(blank=True, max_length=120)),
                ("withheld", models.JSONField(default=list)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="requests",
                        to="casework.person",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Task",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_title", models.CharField(blank=True, max_length=80)),
                ("by_authority", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=40)),
                ("about", models.CharField(blank=True, max_length=60)),
                ("text", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("due_on", models.DateField()),
                ("done_at", models.DateTimeField(null=True)),
                ("done_by", models.CharField(blank=True, max_length=120)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="tasks", to="casework.case"
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("done_at__isnull", True)),
                        fields=["case", "due_on"],
                        name="task_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("done_at__isnull", True), models.Q(("kind", "egen"), _negated=True)
                        ),
                        fields=("case", "kind", "about"),
                        name="task_open_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Tombstone",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("table", models.CharField(max_length=60)),
                ("row", models.UUIDField()),
                ("at", models.DateTimeField()),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.authority"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("table", "row"), name="tombstone_once")],
            },
        ),
        migrations.CreateModel(
            name="CaseAssignment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_title", models.CharField(blank=True, max_length=80)),
                ("by_authority", models.CharField(max_length=120)),
                (
                    "part",
                    models.CharField(
                        choices=[
                            ("huvud", "Ansvarig handläggare"),
                            ("med", "Medhandläggare"),
                            ("lasning", "Läsning efter överlämning"),
                        ],
                        max_length=10,
                    ),
                ),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="assignments",
                        to="casework.case",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["user", "case"], name="caseassignment_user")],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True), ("part", "huvud")),
                        fields=("case",),
                        name="one_main_handler",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("case", "user"),
                        name="one_part_each",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CaseEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_title", models.CharField(blank=True, max_length=80)),
                ("by_authority", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=40)),
                ("subject", models.UUIDField(null=True)),
                ("happened_on", models.DateField()),
                ("data", models.JSONField(default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "case",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="casework.case",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["case", "-at", "-id"], name="caseevent_timeline")],
            },
        ),
        migrations.CreateModel(
            name="CaseNumber",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.PositiveIntegerField(default=0)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.authority"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("owner", "year"), name="casenumber_once")],
            },
        ),
        migrations.CreateModel(
            name="CasePeriod",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("opened_on", models.DateField()),
                ("closed_on", models.DateField(null=True)),
                ("outcome", models.CharField(blank=True, max_length=8)),
                ("income_before", models.CharField(blank=True, max_length=40)),
                ("income_after", models.CharField(blank=True, max_length=40)),
                ("reason", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("follow_up_on", models.DateField(null=True)),
                ("followed_up_on", models.DateField(null=True)),
                ("income_later", models.CharField(blank=True, max_length=40)),
                ("follow_up_note", samre.sealing.fields.SealedTextField(blank=True, default="")),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="periods",
                        to="casework.case",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("followed_up_on__isnull", True), ("income_later", "")),
                            ("closed_on__isnull", False),
                            _connector="OR",
                        ),
                        name="period_followed_up_when_closed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closed_on__isnull", True), ("outcome", "")),
                            models.Q(("closed_on__isnull", False), models.Q(("outcome", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="period_closed_with_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_on__isnull", True),
                            ("closed_on__gte", models.F("opened_on")),
                            _connector="OR",
                        ),
                        name="period_ends_after_it_begins",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("closed_on__isnull", True)),
                        fields=("case",),
                        name="period_one_open",
                    ),
                ],
            },
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(fields=["owner", "person"], name="case_person"),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("closed_on__isnull", False), ("next_step__isnull", True), ("state", "avslutat")
                    ),
                    models.Q(
                        models.Q(("next_party", ""), _negated=True),
                        ("closed_on__isnull", True),
                        ("next_due__isnull", False),
                        ("next_since__isnull", False),
                        ("next_step__isnull", False),
                        ("state", "oppet"),
                        ("urgent_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="case_open_has_next_responsible_and_date",
            ),
        ),
        migrations.AddConstraint(
            model_name="case",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "oppet")), fields=("person",), name="case_one_open_per_person"
            ),
        ),
    ]
