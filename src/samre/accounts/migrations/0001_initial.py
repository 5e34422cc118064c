import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import samre.sealing.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="User",
            fields=[
                ("password", models.CharField(max_length=128, verbose_name="password")),
                ("last_login", models.DateTimeField(blank=True, null=True, verbose_name="last login")),
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("username", models.CharField(max_length=150, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("title", models.CharField(blank=True, max_length=80)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("is_active", models.BooleanField(default=True)),
                ("is_protected", models.BooleanField(default=False)),
                ("number_key", models.BinaryField(blank=True, default=bytes, max_length=32)),
                ("surname_key", models.BinaryField(blank=True, default=bytes, max_length=32)),
                ("address_key", models.BinaryField(blank=True, default=bytes, max_length=32)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Authority",
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
                            ("kommun", "Kommun"),
                            ("fk", "Försäkringskassan"),
                            ("af", "Arbetsförmedlingen"),
                            ("region", "Region"),
                            ("asf", "Arbetsintegrerande socialt företag"),
                            ("forbund", "Samordningsförbund"),
                        ],
                        max_length=16,
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("short", models.CharField(max_length=40)),
                ("is_demo", models.BooleanField(default=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["kommun", "fk", "af", "region", "asf", "forbund"])),
                        name="authority_kind_known",
                    ),
                    models.UniqueConstraint(fields=("name",), name="authority_name_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("phone", models.CharField(blank=True, max_length=40)),
                ("email", models.CharField(blank=True, max_length=120)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "authority",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="units",
                        to="accounts.authority",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("authority", "name"), name="unit_name_once")],
            },
        ),
        migrations.CreateModel(
            name="Assignment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("socialsekreterare", "Socialsekreterare"),
                            ("enhetschef", "Enhetschef"),
                            ("processledare", "Processledare"),
                            ("partnerhandlaggare", "Handläggare hos annan myndighet"),
                            ("asf_handledare", "Handledare i socialt företag"),
                            ("styrgrupp", "Förbundschef eller styrgrupp"),
                            ("loggranskare", "Loggranskare"),
                            ("administrator", "Administratör"),
                        ],
                        max_length=24,
                    ),
                ),
                ("title", models.CharField(max_length=80)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(blank=True, null=True)),
                ("certified_on", models.DateField()),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "certified_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="assignments",
                        to="accounts.unit",
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["unit", "role"], name="assignment_unit_role")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "role__in",
                                [
                                    "socialsekreterare",
                                    "enhetschef",
                                    "processledare",
                                    "partnerhandlaggare",
                                    "asf_handledare",
                                    "styrgrupp",
                                    "loggranskare",
                                    "administrator",
                                ],
                            )
                        ),
                        name="assignment_role_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by__isnull", True)),
                            models.Q(("ended_at__isnull", False), ("ended_by__isnull", False)),
                            _connector="OR",
                        ),
                        name="assignment_ended_by_somebody",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("user", "unit", "role"),
                        name="assignment_once",
                    ),
                ],
            },
        ),
    ]
