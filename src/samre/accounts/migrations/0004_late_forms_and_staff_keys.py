"""A late form is kept for one assignment; what log review knows of the staff is kept by authority.

Forms that are kept just now go (they are kept for half an hour). Keys are noted again: they can't be read back, nor said
whose authority's they are.
"""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models

import samre.sealing.ids


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_key_check")]

    operations = [
        migrations.RunSQL("DELETE FROM accounts_keptform", migrations.RunSQL.noop),
        migrations.RemoveField(model_name="user", name="address_key"),
        migrations.RemoveField(model_name="user", name="number_key"),
        migrations.RemoveField(model_name="user", name="surname_key"),
        migrations.AddField(
            model_name="keptform",
            name="assignment",
            field=models.ForeignKey(
                default=None,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.assignment",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="keptform",
            name="authority",
            field=models.ForeignKey(
                default=None,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.authority",
            ),
            preserve_default=False,
        ),
        migrations.CreateModel(
            name="StaffKeys",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("number_key", models.BinaryField(blank=True, default=bytes, max_length=32)),
                ("address_key", models.BinaryField(blank=True, default=bytes, max_length=32)),
                (
                    "owner",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="keys",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("owner", "user"), name="staff_keys_once"),
                ],
            },
        ),
    ]
