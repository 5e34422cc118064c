import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import samre.sealing.ids


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0004_late_forms_and_staff_keys"),
    ]

    operations = [
        migrations.CreateModel(
            name="Contact",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("party", models.CharField(max_length=8)),
                ("function", models.CharField(blank=True, max_length=40)),
                ("authority_name", models.CharField(max_length=120)),
                ("unit_name", models.CharField(blank=True, max_length=120)),
                ("name", models.CharField(blank=True, max_length=120)),
                ("matter", models.CharField(blank=True, max_length=240)),
                ("steps", models.JSONField(default=list)),
                ("phone", models.CharField(blank=True, max_length=60)),
                ("email", models.CharField(blank=True, max_length=120)),
                ("address", models.CharField(blank=True, max_length=200)),
                ("web", models.CharField(blank=True, max_length=200)),
                ("hours", models.CharField(blank=True, max_length=160)),
                ("verified_on", models.DateField(null=True)),
                ("verified_by", models.CharField(blank=True, max_length=250)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(blank=True, max_length=120)),
                ("revision", models.PositiveIntegerField(default=1)),
                (
                    "concerns",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
                (
                    "kept_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "kept_by_unit",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.unit",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
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
                            models.Q(("party", ""), _negated=True),
                            models.Q(("authority_name", ""), _negated=True),
                        ),
                        name="contact_is_somebodys",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("address", ""), ("email", ""), ("phone", ""), ("web", ""), _negated=True
                        ),
                        name="contact_can_be_reached",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verified_by", ""), ("verified_on__isnull", True)),
                            models.Q(
                                ("verified_on__isnull", False), models.Q(("verified_by", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="contact_verified_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by", "")),
                            models.Q(("ended_at__isnull", False), models.Q(("ended_by", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="contact_ended_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactEvent",
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
                            ("tillagd", "Lades till"),
                            ("andrad", "Ändrades"),
                            ("stammer", "Kontrollerades"),
                            ("angrad", "Kontrollen togs tillbaka"),
                            ("avslutad", "Togs ur listan"),
                            ("aterstalld", "Lades tillbaka i listan"),
                        ],
                        max_length=12,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("by_name", models.CharField(max_length=250)),
                ("before", models.JSONField(default=dict)),
                (
                    "by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "contact",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="accounts.contact",
                    ),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
            ],
        ),
    ]
