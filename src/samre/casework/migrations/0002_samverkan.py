import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import samre.sealing.fields
import samre.sealing.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_directory"),
        ("accounts", "__first__"),
        ("casework", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="Consent",
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
                ("mandate", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("discloser_unit", models.CharField(max_length=120)),
                ("purpose", models.CharField(max_length=20)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField()),
                ("exceptions", samre.sealing.fields.SealedJSONField(default=list)),
                (
                    "given_how",
                    models.CharField(
                        choices=[
                            ("papper", "Underskrivet papper"),
                            ("e-underskrift", "E-underskrift"),
                            ("muntligt", "Muntligt med vittne"),
                        ],
                        max_length=16,
                    ),
                ),
                ("given_on", models.DateField()),
                ("place", samre.sealing.fields.SealedTextField()),
                ("witness", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("paper", samre.sealing.fields.SealedBytesField(null=True)),
                ("paper_type", models.CharField(blank=True, max_length=40)),
                ("signature_ref", samre.sealing.fields.SealedTextField(null=True)),
                ("reference", models.CharField(max_length=16)),
                ("text_version", models.CharField(max_length=20)),
                ("language", models.CharField(max_length=16)),
                ("read_how", models.CharField(max_length=12)),
                ("interpreter_needed", models.BooleanField()),
                ("interpreter", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("told", models.JSONField(default=list)),
                ("shown", samre.sealing.fields.SealedBytesField()),
                ("shown_sha256", models.CharField(max_length=64)),
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
                        related_name="consents",
                        to="casework.case",
                    ),
                ),
                (
                    "discloser",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "giver",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.representative",
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
                    "renews",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="renewals",
                        to="casework.consent",
                    ),
                ),
                (
                    "telling_unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("valid_to__gte", models.F("valid_from"))),
                        name="consent_has_an_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("discloser_unit", ""), _negated=True),
                            models.Q(("purpose", ""), _negated=True),
                            models.Q(("text_version", ""), _negated=True),
                            models.Q(("language", ""), _negated=True),
                            models.Q(("read_how", ""), _negated=True),
                            models.Q(("shown_sha256", ""), _negated=True),
                            models.Q(("by_name", ""), _negated=True),
                        ),
                        name="consent_complete",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("given_how", "papper"), ("paper__isnull", False)),
                            models.Q(("given_how", "e-underskrift"), ("signature_ref__isnull", False)),
                            ("given_how", "muntligt"),
                            _connector="OR",
                        ),
                        name="consent_paper_or_signature_or_witness",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsentScope",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("category", models.CharField(max_length=20)),
                (
                    "consent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="scopes",
                        to="casework.consent",
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
                    "receiver",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "receiver_unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("consent", "receiver", "receiver_unit", "category"), name="consent_scope_once"
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("receiver_unit__isnull", True)),
                        fields=("consent", "receiver", "category"),
                        name="consent_scope_whole_authority_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsentEvent",
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
                            ("lamnat", "Lämnat"),
                            ("begransat", "Begränsat"),
                            ("fornyat", "Förnyat"),
                            ("aterkallat", "Återkallat"),
                            ("utgatt", "Gått ut"),
                        ],
                        max_length=12,
                    ),
                ),
                ("channel", models.CharField(blank=True, max_length=20)),
                ("words", samre.sealing.fields.SealedTextField(blank=True, default="")),
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
                    "consent",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="casework.consent",
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
                    "scope",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="casework.consentscope",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind__in", ("aterkallat", "utgatt", "lamnat"))),
                        fields=("consent", "kind"),
                        name="consent_ends_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Consultation",
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
                    "form",
                    models.CharField(
                        choices=[("konsultation", "Ärendekonsultation"), ("resursteam", "Resursteam")],
                        max_length=14,
                    ),
                ),
                (
                    "mode",
                    models.CharField(
                        choices=[("utan_namn", "Utan namn"), ("med_namn", "Med namn, efter samtycke")],
                        max_length=10,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("utkast", "Utkast"),
                            ("skickad", "Skickad"),
                            ("avbruten", "Avbruten"),
                            ("stangd", "Avslutad"),
                        ],
                        default="utkast",
                        max_length=10,
                    ),
                ),
                ("question", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("background", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("expectations", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("practical", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("urgency", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("categories", models.JSONField(default=list)),
                ("age_span", models.CharField(blank=True, max_length=20)),
                ("answer_by", models.DateField(null=True)),
                ("starts_at", models.DateTimeField(null=True)),
                ("minutes", models.PositiveSmallIntegerField(null=True)),
                ("channel", models.CharField(blank=True, max_length=16)),
                ("own_slots", models.JSONField(default=list)),
                ("sent_at", models.DateTimeField(null=True)),
                ("sent_by", models.CharField(blank=True, max_length=120)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(blank=True, max_length=120)),
                ("end_reason", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("let_through", samre.sealing.fields.SealedJSONField(default=list)),
                ("revision", models.PositiveIntegerField(default=1)),
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
                        related_name="consultations",
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
                    "result",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.note",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "stangd"), _negated=True),
                            ("result__isnull", False),
                            _connector="OR",
                        ),
                        name="consultation_closed_with_written_result",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sent_at__isnull", True),
                            models.Q(models.Q(("sent_by", ""), _negated=True), ("answer_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="consultation_sent_by_somebody_until_a_day",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsultationQuestion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("text", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("grounds", models.JSONField(default=list)),
                ("sent_at", models.DateTimeField(null=True)),
                ("slot", models.UUIDField(null=True)),
                ("plan_sent_at", models.DateTimeField(null=True)),
                ("plan_grounds", models.JSONField(default=list)),
                (
                    "consultation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="questions",
                        to="casework.consultation",
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
                    "receiver",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "receiver_unit",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("consultation", "receiver_unit"), name="consultation_unit_asked_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ConsultationReply",
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
                ("kind", models.CharField(max_length=20)),
                ("choices", samre.sealing.fields.SealedJSONField(default=dict)),
                ("text", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("came_on", models.DateField()),
                ("entered_by", models.CharField(blank=True, max_length=120)),
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
                    "question",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="casework.consultationquestion",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("utlamnande", "Underlag"),
                            ("konsultation", "Ärendekonsultation"),
                            ("insats", "Beställning av insats"),
                            ("kallelse", "Kallelse till möte"),
                        ],
                        max_length=14,
                    ),
                ),
                ("source_authority", models.UUIDField()),
                ("source_ref", models.UUIDField()),
                ("reference", models.CharField(max_length=8)),
                ("answered_as", models.CharField(blank=True, default="", max_length=14)),
                ("sender", models.CharField(max_length=240)),
                ("subject", models.CharField(max_length=120)),
                ("snapshot", samre.sealing.fields.SealedJSONField()),
                ("packet", samre.sealing.fields.SealedBytesField(null=True)),
                ("sha256", models.CharField(max_length=64)),
                ("delivered_at", models.DateTimeField()),
                ("answer_by", models.DateField(null=True)),
                ("is_protected", models.BooleanField(default=False)),
                ("read_at", models.DateTimeField(null=True)),
                ("read_by", models.CharField(blank=True, max_length=120)),
                ("reminded_on", models.DateField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("excused_on", models.DateField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("closed_by", models.CharField(blank=True, max_length=120)),
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
                        condition=models.Q(("closed_at__isnull", True)),
                        fields=["owner", "unit", "answer_by"],
                        name="delivery_open",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("source_ref", "owner", "unit", "kind", "sha256"), name="delivery_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Attendance",
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
                ("day", models.DateField()),
                ("mark", samre.sealing.fields.SealedJSONField(default=dict)),
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
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="casework.attendance",
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
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attendance",
                        to="casework.delivery",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("corrects__isnull", True)),
                        fields=("delivery", "day"),
                        name="attendance_day_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliveryAnswer",
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
                ("kind", models.CharField(max_length=20)),
                ("choices", samre.sealing.fields.SealedJSONField(default=dict)),
                ("text", samre.sealing.fields.SealedTextField(blank=True, default="")),
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
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="casework.delivery",
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
            name="Disclosure",
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
                    "state",
                    models.CharField(
                        choices=[
                            ("utkast", "Utkast"),
                            ("bedomd", "Bedömd"),
                            ("skickad", "Skickad"),
                            ("mottagen", "Mottagen"),
                            ("besvarad", "Besvarad"),
                            ("avbruten", "Avbruten"),
                        ],
                        default="utkast",
                        max_length=10,
                    ),
                ),
                ("receiver_kind", models.CharField(max_length=16)),
                ("receiver_name", samre.sealing.fields.SealedTextField()),
                (
                    "road",
                    models.CharField(
                        choices=[
                            ("inkorg", "Inkorgen i SAMRE"),
                            ("lank", "Engångslänk med kod"),
                            ("papper", "Papper eller PDF"),
                        ],
                        max_length=8,
                    ),
                ),
                ("purpose", models.CharField(max_length=20)),
                ("asked", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("on_request", models.BooleanField(default=False)),
                ("items", samre.sealing.fields.SealedJSONField(default=list)),
                ("ground", models.CharField(blank=True, max_length=24)),
                ("reason", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("proviso", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("assessed_by", models.CharField(blank=True, max_length=120)),
                ("assessed_title", models.CharField(blank=True, max_length=80)),
                ("assessed_at", models.DateTimeField(null=True)),
                ("answer_by", models.DateField(null=True)),
                ("reference", models.CharField(blank=True, max_length=16)),
                ("snapshot", samre.sealing.fields.SealedJSONField(null=True)),
                ("packet", samre.sealing.fields.SealedBytesField(null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("sent_at", models.DateTimeField(null=True)),
                ("read_at", models.DateTimeField(null=True)),
                ("reminded_on", models.DateField(null=True)),
                ("revision", models.PositiveIntegerField(default=1)),
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
                        related_name="disclosures",
                        to="casework.case",
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="disclosures",
                        to="casework.consent",
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
                    "receiver",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "receiver_unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="casework.openstep",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ("skickad", "mottagen"))),
                        fields=["owner", "answer_by"],
                        name="disclosure_unanswered",
                    ),
                    models.Index(
                        condition=models.Q(("sent_at__isnull", False)),
                        fields=["owner", "sent_at"],
                        name="disclosure_sent",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sent_at__isnull", True),
                            models.Q(
                                ("assessed_at__isnull", False),
                                ("snapshot__isnull", False),
                                models.Q(("ground", ""), _negated=True),
                                models.Q(("assessed_by", ""), _negated=True),
                                models.Q(("sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="disclosure_sent_with_ground_and_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("sent_at__isnull", True), ("state__in", ("utkast", "bedomd", "avbruten"))
                            ),
                            models.Q(
                                ("sent_at__isnull", False),
                                ("state__in", ("skickad", "mottagen", "besvarad", "avbruten")),
                            ),
                            _connector="OR",
                        ),
                        name="disclosure_sent_is_no_draft",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ground", "samtycke"), _negated=True),
                            ("consent__isnull", False),
                            _connector="OR",
                        ),
                        name="disclosure_by_consent_names_it",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("reference", ""), _negated=True),
                        fields=("owner", "reference"),
                        name="disclosure_reference_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AnswerLink",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("sent_to", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("token_sha256", models.CharField(max_length=64, unique=True)),
                ("code_sha256", models.CharField(max_length=64)),
                ("made_at", models.DateTimeField()),
                ("made_by", models.CharField(max_length=120)),
                ("valid_until", models.DateTimeField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("opened_at", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(blank=True, max_length=120)),
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
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="links",
                        to="casework.disclosure",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="DisclosureAnswer",
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
                            ("mottaget", "Mottaget"),
                            ("avslag", "Avslag"),
                            ("komplettering", "Behöver komplettering"),
                            ("mote", "Bokat möte"),
                            ("resultat", "Resultat"),
                        ],
                        max_length=14,
                    ),
                ),
                (
                    "road",
                    models.CharField(
                        choices=[
                            ("inkorg", "Inkorgen i SAMRE"),
                            ("lank", "Engångslänk med kod"),
                            ("papper", "Papper eller PDF"),
                        ],
                        max_length=8,
                    ),
                ),
                ("came_on", models.DateField()),
                ("choices", samre.sealing.fields.SealedJSONField(default=dict)),
                ("text", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("facts", samre.sealing.fields.SealedJSONField(default=dict)),
                ("entered_by", models.CharField(blank=True, max_length=120)),
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
                    "disclosure",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="casework.disclosure",
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
            name="FollowUpConsent",
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
                ("is_given", models.BooleanField()),
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
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follow_up_consents",
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
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Intervention",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("kind", models.CharField(max_length=12)),
                ("supplier", models.CharField(max_length=80)),
                ("place", models.CharField(blank=True, max_length=120)),
                ("hours_from", models.PositiveSmallIntegerField()),
                ("hours_to", models.PositiveSmallIntegerField()),
                ("levels", models.JSONField(default=list)),
                ("environments", models.JSONField(default=list)),
                ("steps", models.JSONField(default=list)),
                ("for_whom", models.CharField(blank=True, max_length=300)),
                ("contact", models.CharField(max_length=200)),
                ("places", models.PositiveSmallIntegerField()),
                ("weeks_from", models.PositiveSmallIntegerField()),
                ("weeks_to", models.PositiveSmallIntegerField()),
                ("payer", models.CharField(max_length=16)),
                ("agreement", models.CharField(blank=True, max_length=80)),
                ("agreement_to", models.DateField(null=True)),
                ("verified_on", models.DateField()),
                ("verified_by", models.CharField(max_length=120)),
                ("ended_on", models.DateField(null=True)),
                ("ended_by", models.CharField(blank=True, max_length=120)),
                ("changed_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("changed_by", models.CharField(max_length=120)),
                ("history", models.JSONField(default=list)),
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
                (
                    "unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("hours_to__gte", models.F("hours_from")),
                            ("weeks_to__gte", models.F("weeks_from")),
                        ),
                        name="intervention_hours_and_weeks_in_order",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_on__isnull", True)),
                        fields=("owner", "supplier", "name"),
                        name="intervention_name_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Letterhead",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(blank=True, max_length=80)),
                ("address", models.TextField(blank=True)),
                ("closing", models.TextField(blank=True)),
                ("logo", models.BinaryField(null=True)),
                ("logo_type", models.CharField(blank=True, max_length=20)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField(null=True)),
                (
                    "changed_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "owner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.authority"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="LinkDoor",
            fields=[
                ("token_sha256", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("valid_until", models.DateTimeField()),
                (
                    "leads_to",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to="accounts.authority"
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Meeting",
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
                            ("sip", "SIP-möte"),
                            ("avstamning", "Avstämningsmöte"),
                            ("flerpart", "Flerpartsmöte"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planeras", "Planeras"),
                            ("kallat", "Kallat"),
                            ("delat", "Protokollet är delat"),
                            ("installt", "Inställt"),
                            ("stangt", "Avslutat"),
                        ],
                        default="planeras",
                        max_length=10,
                    ),
                ),
                ("purpose", samre.sealing.fields.SealedTextField()),
                ("starts_at", models.DateTimeField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("channel", models.CharField(max_length=16)),
                ("place", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("interpreter", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("keeper", samre.sealing.fields.SealedTextField()),
                ("answer_by", models.DateField()),
                ("agreed_on", models.DateField(null=True)),
                ("needs", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("lead", models.CharField(blank=True, max_length=8)),
                ("evaluate_on", models.DateField(null=True)),
                ("called_at", models.DateTimeField(null=True)),
                ("calling_version", models.PositiveSmallIntegerField(default=0)),
                ("changed_at", models.DateTimeField(null=True)),
                ("let_through", samre.sealing.fields.SealedJSONField(default=list)),
                ("shared_at", models.DateTimeField(null=True)),
                ("shared_version", models.PositiveSmallIntegerField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(blank=True, max_length=120)),
                ("end_reason", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("revision", models.PositiveIntegerField(default=1)),
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
                        related_name="meetings",
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
                    "result",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.note",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "stangt"), _negated=True),
                            models.Q(("result__isnull", False), ("shared_version__isnull", False)),
                            _connector="OR",
                        ),
                        name="meeting_closed_when_shared_and_written",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreedMeasure",
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
                ("party", models.CharField(max_length=8)),
                ("who", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("what", samre.sealing.fields.SealedTextField()),
                ("due_on", models.DateField()),
                ("dropped_at", models.DateTimeField(null=True)),
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
                        related_name="agreed_measures",
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
                    "task",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="casework.task",
                    ),
                ),
                (
                    "consultation",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="measures",
                        to="casework.consultation",
                    ),
                ),
                (
                    "meeting",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="measures",
                        to="casework.meeting",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("consultation__isnull", False), ("meeting__isnull", True)),
                            models.Q(("consultation__isnull", True), ("meeting__isnull", False)),
                            _connector="OR",
                        ),
                        name="agreedmeasure_of_one_talk",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="AgendaPoint",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                ("text", samre.sealing.fields.SealedTextField()),
                ("is_persons", models.BooleanField(default=False)),
                ("dropped_at", models.DateTimeField(null=True)),
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
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="agenda",
                        to="casework.meeting",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Minutes",
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
                ("version", models.PositiveSmallIntegerField()),
                ("text", samre.sealing.fields.SealedTextField()),
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
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="versions",
                        to="casework.meeting",
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
                    models.UniqueConstraint(fields=("meeting", "version"), name="minutes_version_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="OfferedTime",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("offered_name", models.CharField(max_length=120)),
                ("starts_at", models.DateTimeField()),
                ("minutes", models.PositiveSmallIntegerField()),
                ("channel", models.CharField(max_length=16)),
                ("where", models.CharField(blank=True, max_length=200)),
                ("taken_at", models.DateTimeField(null=True)),
                ("withdrawn_at", models.DateTimeField(null=True)),
                (
                    "offered_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.unit"
                    ),
                ),
                (
                    "taken_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("taken_at__isnull", True), ("withdrawn_at__isnull", True)),
                        fields=["starts_at"],
                        name="offeredtime_free",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("withdrawn_at__isnull", True)),
                        fields=("offered_by", "offered_name", "starts_at"),
                        name="offeredtime_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("taken_at__isnull", True), ("taken_by__isnull", True)),
                            models.Q(("taken_at__isnull", False), ("taken_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="offeredtime_taken_by_a_unit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="OwnForm",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("form", models.CharField(max_length=8)),
                ("text", models.TextField(blank=True)),
                ("word", models.BinaryField(null=True)),
                ("word_name", models.CharField(blank=True, max_length=120)),
                ("revision", models.PositiveIntegerField(default=1)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.authority"
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("owner", "form"), name="ownform_once")],
            },
        ),
        migrations.CreateModel(
            name="PaperDraft",
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
                ("form", models.CharField(max_length=8)),
                ("about", models.UUIDField(null=True)),
                ("edits", samre.sealing.fields.SealedJSONField(default=dict)),
                ("party", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("revision", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField(null=True)),
                ("changed_by", models.CharField(blank=True, max_length=120)),
                ("kept", samre.sealing.fields.SealedJSONField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("finished_by", models.CharField(blank=True, max_length=120)),
                ("dropped_at", models.DateTimeField(null=True)),
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
                        related_name="paper_drafts",
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
                    "record",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="casework.record",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("dropped_at__isnull", True), ("finished_at__isnull", True)),
                        fields=["case", "-at"],
                        name="paperdraft_open",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("finished_at__isnull", True), ("record__isnull", True)),
                            models.Q(("finished_at__isnull", False), ("record__isnull", False)),
                            _connector="OR",
                        ),
                        name="paperdraft_finished_as_a_record",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Participant",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("personen", "Personen"),
                            ("stodperson", "Företrädare eller stödperson"),
                            ("kommunen", "Kommunen"),
                            ("myndighet", "Annan myndighet"),
                            ("annan", "Annan"),
                        ],
                        max_length=12,
                    ),
                ),
                ("name", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("part", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("grounds", models.JSONField(default=list)),
                ("called_at", models.DateTimeField(null=True)),
                ("shared_at", models.DateTimeField(null=True)),
                ("shut_at", models.DateTimeField(null=True)),
                ("recalled_at", models.DateTimeField(null=True)),
                ("came", models.BooleanField(null=True)),
                ("dropped_at", models.DateTimeField(null=True)),
                (
                    "meeting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="participants",
                        to="casework.meeting",
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
                    "receiver",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "receiver_unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("dropped_at__isnull", True), ("receiver_unit__isnull", False)),
                        fields=("meeting", "receiver_unit"),
                        name="participant_unit_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="MeetingReply",
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
                ("kind", models.CharField(max_length=20)),
                ("choices", samre.sealing.fields.SealedJSONField(default=dict)),
                ("text", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("version", models.PositiveSmallIntegerField(null=True)),
                ("came_on", models.DateField()),
                ("entered_by", models.CharField(blank=True, max_length=120)),
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
                    "participant",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="replies",
                        to="casework.participant",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Placement",
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
                    "state",
                    models.CharField(
                        choices=[
                            ("utkast", "Utkast"),
                            ("bestalld", "Beställd"),
                            ("avslutad", "Avslutad"),
                            ("avbruten", "Avbruten i förtid"),
                            ("struken", "Struken före beställning"),
                        ],
                        default="utkast",
                        max_length=10,
                    ),
                ),
                ("frames", samre.sealing.fields.SealedJSONField(default=dict)),
                ("order", samre.sealing.fields.SealedJSONField(default=dict)),
                ("typed", samre.sealing.fields.SealedJSONField(default=dict)),
                ("changed_at", models.DateTimeField(null=True)),
                ("queued_at", models.DateTimeField(null=True)),
                ("reference", models.CharField(max_length=16)),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("ground", models.CharField(blank=True, max_length=24)),
                ("reason", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("proviso", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("assessed_by", models.CharField(blank=True, max_length=120)),
                ("assessed_title", models.CharField(blank=True, max_length=80)),
                ("snapshot", samre.sealing.fields.SealedJSONField(null=True)),
                ("packet", samre.sealing.fields.SealedBytesField(null=True)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("sent_at", models.DateTimeField(null=True)),
                ("heard_on", models.DateField(null=True)),
                ("ended_on", models.DateField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(blank=True, max_length=120)),
                ("end_reason", models.CharField(blank=True, max_length=20)),
                ("end_words", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("revision", models.PositiveIntegerField(default=1)),
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
                        related_name="placements",
                        to="casework.case",
                    ),
                ),
                (
                    "consent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.consent",
                    ),
                ),
                (
                    "intervention",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="casework.intervention",
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
                    "receiver",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "receiver_unit",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
                (
                    "step",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="casework.openstep",
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "bestalld")),
                        fields=["owner", "intervention", "ends_on"],
                        name="placement_active",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("sent_at__isnull", True),
                            models.Q(
                                ("ends_on__gte", models.F("starts_on")),
                                ("intervention__isnull", False),
                                ("receiver__isnull", False),
                                ("snapshot__isnull", False),
                                ("starts_on__isnull", False),
                                models.Q(("ground", ""), _negated=True),
                                models.Q(("assessed_by", ""), _negated=True),
                                models.Q(("sha256", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="placement_sent_with_ground_and_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ground", "samtycke"), _negated=True),
                            ("consent__isnull", False),
                            ("sent_at__isnull", True),
                            _connector="OR",
                        ),
                        name="placement_by_consent_names_it",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("state__in", ("utkast", "bestalld"))),
                            models.Q(
                                ("ended_at__isnull", False),
                                models.Q(("ended_by", ""), _negated=True),
                                models.Q(("end_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="placement_ended_by_somebody_for_a_reason",
                    ),
                    models.UniqueConstraint(fields=("owner", "reference"), name="placement_reference_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlacementReport",
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
                            ("vecka", "Veckonotering"),
                            ("franvaro", "Utebliven"),
                            ("rapport", "Uppföljning av arbetsförmåga"),
                        ],
                        max_length=10,
                    ),
                ),
                ("came_on", models.DateField()),
                ("choices", samre.sealing.fields.SealedJSONField(default=dict)),
                ("text", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("facts", samre.sealing.fields.SealedJSONField(default=dict)),
                ("entered_by", models.CharField(blank=True, max_length=120)),
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
                    "placement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="reports",
                        to="casework.placement",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Plan",
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
                    "state",
                    models.CharField(
                        choices=[
                            ("utkast", "Utkast"),
                            ("slopat", "Slopat utkast"),
                            ("faststalld", "Fastställd"),
                        ],
                        default="utkast",
                        max_length=12,
                    ),
                ),
                ("number", models.PositiveIntegerField(null=True)),
                ("based_on", models.PositiveIntegerField(null=True)),
                ("goal", models.CharField(blank=True, max_length=16)),
                ("goal_text", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("needs", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("own_goals", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("milestones", samre.sealing.fields.SealedJSONField(default=list)),
                ("activities", samre.sealing.fields.SealedJSONField(default=list)),
                ("lead", models.CharField(blank=True, max_length=8)),
                ("lead_name", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("medical_hours", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("medical_frames", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("medical_surroundings", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("if_worse", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("starts_on", models.DateField(null=True)),
                ("ends_on", models.DateField(null=True)),
                ("evaluate_on", models.DateField(null=True)),
                ("follow_up_months", models.PositiveSmallIntegerField(null=True)),
                (
                    "participation",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("overens", "Personen är överens"),
                            ("inte_overens", "Personen är inte överens"),
                            ("kunde_inte", "Personen har inte kunnat svara"),
                        ],
                        max_length=16,
                    ),
                ),
                ("participation_words", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("took_part_on", models.DateField(null=True)),
                ("took_part_how", models.CharField(blank=True, max_length=16)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField(null=True)),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.CharField(blank=True, max_length=120)),
                ("digest", models.CharField(blank=True, max_length=64)),
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
                        related_name="plans",
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
                            models.Q(
                                models.Q(("state", "faststalld"), _negated=True),
                                ("number__isnull", True),
                                ("settled_at__isnull", True),
                                ("settled_by", ""),
                            ),
                            models.Q(
                                ("ends_on__isnull", False),
                                ("evaluate_on__isnull", False),
                                ("follow_up_months__isnull", False),
                                ("number__isnull", False),
                                ("settled_at__isnull", False),
                                ("starts_on__isnull", False),
                                ("state", "faststalld"),
                                models.Q(("settled_by", ""), _negated=True),
                                models.Q(("goal", ""), _negated=True),
                                models.Q(("lead", ""), _negated=True),
                                models.Q(("participation", ""), _negated=True),
                                models.Q(("digest", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="plan_settled_whole",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("number__isnull", False)),
                        fields=("case", "number"),
                        name="plan_number_once",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("state", "utkast")), fields=("case",), name="plan_one_draft"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PlanActivity",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("line", models.UUIDField()),
                ("number", models.PositiveSmallIntegerField()),
                ("text", samre.sealing.fields.SealedTextField()),
                ("step", models.CharField(blank=True, max_length=8)),
                ("responsible", models.CharField(max_length=8)),
                ("party", samre.sealing.fields.SealedTextField(blank=True, default="")),
                ("due", models.DateField()),
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
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="rows", to="casework.plan"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("responsible", ""), _negated=True),
                        name="activity_has_one_responsible",
                    ),
                    models.UniqueConstraint(fields=("plan", "line"), name="activity_line_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="ActivityMark",
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
                            ("gjord", "Gjord"),
                            ("oppnad", "Inte gjord än"),
                            ("blev_inte", "Blev inte av"),
                        ],
                        max_length=12,
                    ),
                ),
                ("happened_on", models.DateField()),
                ("words", samre.sealing.fields.SealedTextField(blank=True, default="")),
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
                    "activity",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="marks",
                        to="casework.planactivity",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PlanFollowUp",
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
                ("followed_on", models.DateField()),
                ("text", samre.sealing.fields.SealedTextField()),
                ("own_words", samre.sealing.fields.SealedTextField(blank=True, default="")),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("fortsatter", "Planen fortsätter"),
                            ("andras", "Planen ska ändras"),
                            ("avslutas", "Planen är avslutad"),
                        ],
                        max_length=12,
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
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="follow_ups",
                        to="casework.plan",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="PreparedConsent",
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
                ("choices", samre.sealing.fields.SealedJSONField()),
                ("reference", models.CharField(max_length=16)),
                ("text_version", models.CharField(max_length=20)),
                ("language", models.CharField(max_length=16)),
                ("shown", samre.sealing.fields.SealedBytesField()),
                ("shown_sha256", models.CharField(max_length=64)),
                ("is_open", models.BooleanField(default=True)),
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
                        related_name="prepared_consents",
                        to="casework.case",
                    ),
                ),
                (
                    "consent",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="prepared",
                        to="casework.consent",
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
                        condition=models.Q(("consent__isnull", True), ("is_open", False), _connector="OR"),
                        name="prepared_consent_used_is_closed",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("is_open", True)),
                        fields=("case", "reference"),
                        name="prepared_consent_once",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WeekDraft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("week", models.DateField()),
                ("fields", samre.sealing.fields.SealedJSONField(default=dict)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("changed_at", models.DateTimeField()),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="week_drafts",
                        to="casework.delivery",
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
                "constraints": [models.UniqueConstraint(fields=("delivery", "week"), name="weekdraft_once")],
            },
        ),
        migrations.CreateModel(
            name="WeeklyNote",
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
                ("week", models.DateField()),
                ("choices", samre.sealing.fields.SealedJSONField(default=dict)),
                ("text", samre.sealing.fields.SealedTextField(blank=True, default="")),
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
                    "corrects",
                    models.OneToOneField(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="corrected_by",
                        to="casework.weeklynote",
                    ),
                ),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="weekly_notes",
                        to="casework.delivery",
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
                        condition=models.Q(("corrects__isnull", True)),
                        fields=("delivery", "week"),
                        name="weeklynote_week_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkReport",
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
                ("content", samre.sealing.fields.SealedJSONField(default=dict)),
                ("is_final", models.BooleanField(default=False)),
                ("sent_at", models.DateTimeField(null=True)),
                ("changed_at", models.DateTimeField()),
                ("revision", models.PositiveIntegerField(default=1)),
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
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="work_reports",
                        to="casework.delivery",
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
                        condition=models.Q(("sent_at__isnull", True)),
                        fields=("delivery",),
                        name="workreport_one_draft",
                    )
                ],
            },
        ),
    ]
