"""The triggers that keep the log append-only, and how long events are kept."""

from django.db import migrations

from samre.audit import keeping, triggers


def protect(apps, schema_editor):
    keeping.note_keeping(apps.get_model("audit", "Keeping"))
    triggers.install(schema_editor.connection)


def unprotect(apps, schema_editor):
    triggers.remove(schema_editor.connection)


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_log")]
    operations = [migrations.RunPython(protect, unprotect)]
