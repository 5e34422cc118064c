"""The triggers that keep the log append-only, what the application's role may do, and how long events are kept."""

from django.conf import settings
from django.db import migrations

from samre.audit import keeping, roles, triggers


def protect(apps, schema_editor):
    keeping.note_keeping(apps.get_model("audit", "Keeping"))
    triggers.install(schema_editor.connection)
    roles.grant(schema_editor.connection, getattr(settings, "SAMRE_APP_ROLE", roles.APP_ROLE))


def unprotect(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_log")]
    operations = [migrations.RunPython(protect, unprotect)]
