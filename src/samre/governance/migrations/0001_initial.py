import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import samre.sealing.ids


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "0007_law_expert"),
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="PracticeGroup",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=40)),
                ("keys", models.JSONField(default=list)),
                ("on_paper", models.BooleanField(default=False)),
                ("left_out", models.BooleanField(default=False)),
                ("joined_at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Agreement",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_role", models.CharField(max_length=24)),
                ("by_authority", models.CharField(max_length=120)),
                ("number", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=160)),
                ("chart", models.CharField(max_length=40)),
                ("parts", models.JSONField(default=list)),
                ("valid_from", models.DateField()),
                ("valid_to", models.DateField(null=True)),
                ("review_on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("skrivs", "Skrivs"),
                            ("undertecknas", "Undertecknas"),
                            ("undertecknad", "Beslutad"),
                            ("upphord", "Har upphört"),
                            ("nedlagd", "Nedlagd"),
                        ],
                        default="skrivs",
                        max_length=14,
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=1)),
                ("sha256", models.CharField(blank=True, max_length=64)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_by", models.CharField(blank=True, max_length=120)),
                ("ended_on", models.DateField(null=True)),
                ("ended_why", models.CharField(blank=True, max_length=300)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(blank=True, max_length=120)),
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
                    "keeper",
                    models.ForeignKey(
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
                        related_name="+",
                        to="governance.agreement",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("keeper", "number"), name="agreement_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("valid_to__isnull", True),
                            ("valid_to__gte", models.F("valid_from")),
                            _connector="OR",
                        ),
                        name="agreement_ends_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="AgreementParty",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("name", models.CharField(max_length=120)),
                ("actors", models.JSONField(default=list)),
                ("signatory", models.CharField(blank=True, max_length=120)),
                ("signatory_title", models.CharField(blank=True, max_length=120)),
                ("signed_on", models.DateField(null=True)),
                (
                    "signed_how",
                    models.CharField(
                        blank=True,
                        choices=[("papper", "På papper"), ("sammantrade", "Vid ett sammanträde")],
                        max_length=12,
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="parties",
                        to="governance.agreement",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "name"), name="agreement_party_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("signed_on__isnull", True),
                            models.Q(
                                models.Q(("signatory", ""), _negated=True),
                                models.Q(("signed_how", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="agreement_signed_by_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Commitment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("step", models.CharField(max_length=12)),
                ("text", models.TextField()),
                ("days", models.PositiveIntegerField(null=True)),
                (
                    "agreement",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="commitments",
                        to="governance.agreement",
                    ),
                ),
                (
                    "party",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="commitments",
                        to="governance.agreementparty",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("agreement", "party", "step"), name="commitment_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Deviation",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_role", models.CharField(max_length=24)),
                ("by_authority", models.CharField(max_length=120)),
                ("number", models.PositiveIntegerField()),
                ("step", models.CharField(max_length=12)),
                ("actor", models.CharField(max_length=8)),
                ("party", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=24)),
                ("text", models.CharField(blank=True, max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("anmald", "Anmäld"),
                            ("hanteras", "Hanteras"),
                            ("avslutad", "Avslutad"),
                            ("aterkallad", "Återkallad"),
                        ],
                        default="anmald",
                        max_length=10,
                    ),
                ),
                ("answer_by", models.DateField(null=True)),
                (
                    "against",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
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
                    "keeper",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.authority"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["keeper", "state", "at"], name="deviation_open")],
                "constraints": [
                    models.UniqueConstraint(fields=("keeper", "number"), name="deviation_number_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="DeviationEvent",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_role", models.CharField(max_length=24)),
                ("by_authority", models.CharField(max_length=120)),
                (
                    "what",
                    models.CharField(
                        choices=[
                            ("tilldelad", "Skickad till parten"),
                            ("svar", "Parten svarade"),
                            ("atgard", "Åtgärd"),
                            ("avslutad", "Avslutad"),
                            ("aterkallad", "Återkallad"),
                        ],
                        max_length=10,
                    ),
                ),
                ("for_party", models.CharField(blank=True, max_length=120)),
                ("text", models.CharField(max_length=1000)),
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
                    "deviation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="events",
                        to="governance.deviation",
                    ),
                ),
                (
                    "keeper",
                    models.ForeignKey(
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
            name="Draft",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_role", models.CharField(max_length=24)),
                ("by_authority", models.CharField(max_length=120)),
                ("title", models.CharField(max_length=120)),
                ("why", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("skrivs", "Skrivs"),
                            ("granskas", "Ligger för beslut"),
                            ("godkant", "Godkänt"),
                            ("publicerat", "Publicerat"),
                            ("nedlagt", "Nedlagt"),
                        ],
                        default="skrivs",
                        max_length=12,
                    ),
                ),
                ("revision", models.PositiveIntegerField(default=0)),
                ("decided_revision", models.PositiveIntegerField(null=True)),
                ("valid_from", models.DateField(null=True)),
                ("next_review", models.DateField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
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
                    "keeper",
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
                            ("state__in", ["skrivs", "granskas", "godkant", "publicerat", "nedlagt"])
                        ),
                        name="draft_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["godkant", "publicerat"]), _negated=True),
                            ("decided_revision__isnull", False),
                            _connector="OR",
                        ),
                        name="draft_decided_on_a_revision",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Decision",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_role", models.CharField(max_length=24)),
                ("by_authority", models.CharField(max_length=120)),
                ("revision", models.PositiveIntegerField()),
                ("hash", models.CharField(max_length=64)),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("bifall", "Godkänns"),
                            ("avslag", "Avslås"),
                            ("aterremiss", "Återremitteras"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reason", models.TextField()),
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
                    "keeper",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="decisions",
                        to="governance.draft",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("reason", ""), _negated=True), name="decision_has_a_reason"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DraftRevision",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_role", models.CharField(max_length=24)),
                ("by_authority", models.CharField(max_length=120)),
                ("number", models.PositiveIntegerField()),
                ("what", models.CharField(max_length=300)),
                ("hash", models.CharField(max_length=64)),
                ("content", models.CharField(max_length=64)),
                ("files", models.BinaryField()),
                ("proof", models.JSONField(default=dict)),
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
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="revisions",
                        to="governance.draft",
                    ),
                ),
                (
                    "keeper",
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
                    models.UniqueConstraint(fields=("draft", "number"), name="draft_revision_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Following",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_role", models.CharField(max_length=24)),
                ("by_authority", models.CharField(max_length=120)),
                ("since", models.DateField()),
                ("until", models.DateField(null=True)),
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
                    "follower",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.authority"
                    ),
                ),
                (
                    "keeper",
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
                    models.UniqueConstraint(
                        condition=models.Q(("until__isnull", True)),
                        fields=("follower",),
                        name="following_one_at_a_time",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LawCheck",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_role", models.CharField(max_length=24)),
                ("by_authority", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=8)),
                ("thing_id", models.CharField(max_length=60)),
                ("places", models.JSONField(default=list)),
                ("text", models.CharField(max_length=64)),
                (
                    "found",
                    models.CharField(
                        choices=[("oforandrad", "Stämmer"), ("andrad", "Har ändrats")], max_length=10
                    ),
                ),
                ("on", models.DateField()),
                ("source", models.CharField(max_length=300)),
                ("note", models.TextField(blank=True)),
                ("next_check", models.DateField(null=True)),
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
                    "keeper",
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
                        condition=models.Q(("source", ""), _negated=True),
                        name="law_check_says_where_it_was_read",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("found", "oforandrad"), models.Q(("note", ""), _negated=True), _connector="OR"
                        ),
                        name="law_check_says_what_has_changed",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("next_check__isnull", True), ("next_check__gt", models.F("on")), _connector="OR"
                        ),
                        name="law_check_looks_ahead",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="LawMark",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_role", models.CharField(max_length=24)),
                ("by_authority", models.CharField(max_length=120)),
                ("law", models.TextField()),
                ("place", models.TextField()),
                ("text", models.CharField(max_length=64)),
                (
                    "verdict",
                    models.CharField(
                        choices=[("stammer", "Läst och stämmer"), ("ratta", "Ska rättas")], max_length=8
                    ),
                ),
                ("note", models.TextField(blank=True)),
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
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="marks",
                        to="governance.draft",
                    ),
                ),
                (
                    "keeper",
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
                            ("verdict", "stammer"), models.Q(("note", ""), _negated=True), _connector="OR"
                        ),
                        name="law_mark_says_what_is_wrong",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="LocalValue",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_role", models.CharField(max_length=24)),
                ("by_authority", models.CharField(max_length=120)),
                ("thing", models.CharField(max_length=12)),
                ("thing_id", models.CharField(max_length=60)),
                ("part", models.CharField(max_length=40)),
                ("value", models.JSONField()),
                ("over", models.JSONField(null=True)),
                ("why", models.CharField(max_length=300)),
                ("ended_at", models.DateTimeField(null=True)),
                ("ended_by", models.CharField(blank=True, max_length=120)),
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
                    "keeper",
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
                    models.UniqueConstraint(
                        condition=models.Q(("ended_at__isnull", True)),
                        fields=("keeper", "thing", "thing_id", "part"),
                        name="local_value_one_at_a_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("ended_at__isnull", True), ("ended_by", "")),
                            models.Q(("ended_at__isnull", False), models.Q(("ended_by", ""), _negated=True)),
                            _connector="OR",
                        ),
                        name="local_value_ended_by_somebody",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("why", ""), _negated=True), name="local_value_has_a_reason"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="MapVersion",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_role", models.CharField(max_length=24)),
                ("by_authority", models.CharField(max_length=120)),
                ("number", models.PositiveIntegerField()),
                ("chart", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=120)),
                ("hash", models.CharField(max_length=64)),
                ("content", models.CharField(max_length=64)),
                ("files", models.BinaryField()),
                ("valid_from", models.DateField()),
                ("next_review", models.DateField()),
                ("changes", models.JSONField(default=list)),
                ("proof", models.JSONField(default=dict)),
                ("news", models.TextField(blank=True)),
                (
                    "based_on",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.mapversion",
                    ),
                ),
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
                    "decided",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.decision",
                    ),
                ),
                (
                    "keeper",
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
                    models.UniqueConstraint(fields=("keeper", "number"), name="map_version_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("number__gt", 1)),
                        fields=("chart",),
                        name="map_version_chart_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("number", 1), ("decided__isnull", False), _connector="OR"),
                        name="map_version_decided_but_the_first",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("next_review__gt", models.F("valid_from"))),
                        name="map_version_reviewed_after_it_begins",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="draft",
            name="based_on",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="drafts", to="governance.mapversion"
            ),
        ),
        migrations.CreateModel(
            name="ChangeRequest",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_role", models.CharField(max_length=24)),
                ("by_authority", models.CharField(max_length=120)),
                ("number", models.PositiveIntegerField()),
                ("thing", models.CharField(max_length=20)),
                ("thing_id", models.CharField(max_length=60)),
                ("wrong", models.TextField()),
                ("proposal", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ny", "Ny"),
                            ("fraga", "Fråga ställd"),
                            ("antagen", "Tas med i en ändring"),
                            ("avslagen", "Ändras inte"),
                            ("infort", "Införd"),
                        ],
                        default="ny",
                        max_length=10,
                    ),
                ),
                ("seen_at", models.DateTimeField(null=True)),
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
                    "keeper",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.authority"
                    ),
                ),
                (
                    "draft",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="governance.draft",
                    ),
                ),
                (
                    "published",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.mapversion",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="requests",
                        to="governance.mapversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("keeper", "number"), name="change_request_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["ny", "fraga", "antagen", "avslagen", "infort"])),
                        name="change_request_state_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "antagen"), _negated=True),
                            ("draft__isnull", False),
                            _connector="OR",
                        ),
                        name="change_request_taken_into_a_draft",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "infort"), _negated=True),
                            ("published__isnull", False),
                            _connector="OR",
                        ),
                        name="change_request_done_in_a_version",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PracticeCase",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=80)),
                ("story", models.TextField()),
                ("on", models.DateField()),
                ("facts", models.JSONField(default=dict)),
                ("file", models.CharField(blank=True, max_length=80)),
                (
                    "kept_in",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="governance.draft",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PracticeComment",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("thing_id", models.CharField(max_length=60)),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="comments",
                        to="governance.practicegroup",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="PracticeAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("step", models.CharField(max_length=12)),
                ("first", models.CharField(max_length=12)),
                ("changes", models.PositiveSmallIntegerField(default=0)),
                (
                    "confidence",
                    models.CharField(
                        blank=True,
                        choices=[("saker", "Säkra"), ("ganska", "Ganska säkra"), ("tvekar", "Vi tvekar")],
                        max_length=8,
                    ),
                ),
                ("disagreed", models.BooleanField(default=False)),
                ("seconds", models.PositiveIntegerField(null=True)),
                ("comment", models.TextField(blank=True)),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="governance.practicecase",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="answers",
                        to="governance.practicegroup",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("group", "case"), name="practice_answer_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="PracticeRun",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_role", models.CharField(max_length=24)),
                ("by_authority", models.CharField(max_length=120)),
                ("number", models.PositiveIntegerField()),
                ("title", models.CharField(max_length=120)),
                ("purpose", models.TextField(blank=True)),
                ("draft_revision", models.PositiveIntegerField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("forbereds", "Förbereds"),
                            ("pagar", "Pågår"),
                            ("avslutad", "Avslutad"),
                            ("nedlagd", "Nedlagd"),
                        ],
                        default="forbereds",
                        max_length=10,
                    ),
                ),
                ("code", models.CharField(blank=True, max_length=12)),
                ("opened_at", models.DateTimeField(null=True)),
                ("closed_at", models.DateTimeField(null=True)),
                ("minutes", models.TextField(blank=True)),
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
                    "draft",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="governance.draft",
                    ),
                ),
                (
                    "keeper",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="runs",
                        to="governance.mapversion",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("keeper", "number"), name="practice_run_number_once"),
                    models.UniqueConstraint(
                        condition=models.Q(("code", ""), _negated=True),
                        fields=("code",),
                        name="practice_code_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("code", ""), ("state", "pagar"), _connector="OR"),
                        name="practice_code_while_open",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("draft__isnull", True),
                                ("draft_revision__isnull", True),
                                ("version__isnull", False),
                            ),
                            models.Q(
                                ("draft__isnull", False),
                                ("draft_revision__isnull", False),
                                ("version__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="practice_run_on_one_map",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PracticeProtocol",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_role", models.CharField(max_length=24)),
                ("by_authority", models.CharField(max_length=120)),
                ("number", models.PositiveSmallIntegerField()),
                ("document", models.BinaryField()),
                ("hash", models.CharField(max_length=64)),
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
                    "keeper",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "run",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="protocols",
                        to="governance.practicerun",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("run", "number"), name="practice_protocol_once")
                ],
            },
        ),
        migrations.AddField(
            model_name="practicegroup",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="groups",
                to="governance.practicerun",
            ),
        ),
        migrations.AddField(
            model_name="practicecase",
            name="run",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE, related_name="cases", to="governance.practicerun"
            ),
        ),
        migrations.CreateModel(
            name="PracticeShown",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "case",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="governance.practicecase",
                    ),
                ),
                (
                    "group",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="shown",
                        to="governance.practicegroup",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("group", "case"), name="practice_shown_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="RequestAnswer",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_role", models.CharField(max_length=24)),
                ("by_authority", models.CharField(max_length=120)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("ny", "Ny"),
                            ("fraga", "Fråga ställd"),
                            ("antagen", "Tas med i en ändring"),
                            ("avslagen", "Ändras inte"),
                            ("infort", "Införd"),
                        ],
                        max_length=10,
                    ),
                ),
                ("text", models.TextField()),
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
                    "keeper",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "request",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="answers",
                        to="governance.changerequest",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="Scenario",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_role", models.CharField(max_length=24)),
                ("by_authority", models.CharField(max_length=120)),
                ("name", models.CharField(max_length=60)),
                ("values", models.JSONField()),
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
                    "keeper",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.authority"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("keeper", "name"), name="scenario_name_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="Sitting",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_role", models.CharField(max_length=24)),
                ("by_authority", models.CharField(max_length=120)),
                ("number", models.PositiveIntegerField()),
                ("on", models.DateField()),
                ("place", models.CharField(blank=True, max_length=120)),
                ("agenda", models.JSONField(default=list)),
                ("present", models.JSONField(default=list)),
                ("minutes", models.TextField(blank=True)),
                ("revision", models.PositiveIntegerField(default=1)),
                ("signed_at", models.DateTimeField(null=True)),
                ("signed_by", models.CharField(blank=True, max_length=120)),
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
                    "keeper",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "minutes_by",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("keeper", "number"), name="sitting_number_once"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("signed_at__isnull", True), ("signed_by", "")),
                            models.Q(
                                ("signed_at__isnull", False), models.Q(("signed_by", ""), _negated=True)
                            ),
                            _connector="OR",
                        ),
                        name="sitting_signed_by_somebody",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="decision",
            name="sitting",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="governance.sitting",
            ),
        ),
        migrations.AddField(
            model_name="agreementparty",
            name="sitting",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="governance.sitting",
            ),
        ),
        migrations.CreateModel(
            name="SittingPaper",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_role", models.CharField(max_length=24)),
                ("by_authority", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[("kallelse", "Kallelse"), ("protokoll", "Protokoll")], max_length=10
                    ),
                ),
                ("document", models.BinaryField()),
                ("hash", models.CharField(max_length=64)),
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
                    "keeper",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "sitting",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="papers",
                        to="governance.sitting",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "protokoll")),
                        fields=("sitting",),
                        name="sitting_minutes_once",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="VersionRead",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "keeper",
                    models.ForeignKey(
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.authority",
                    ),
                ),
                (
                    "reader",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="readings",
                        to="governance.mapversion",
                    ),
                ),
            ],
            options={
                "abstract": False,
            },
        ),
        migrations.CreateModel(
            name="WarningReason",
            fields=[
                (
                    "id",
                    models.UUIDField(
                        default=samre.sealing.ids.new_id, editable=False, primary_key=True, serialize=False
                    ),
                ),
                ("at", models.DateTimeField(default=django.utils.timezone.now)),
                ("by_name", models.CharField(max_length=120)),
                ("by_role", models.CharField(max_length=24)),
                ("by_authority", models.CharField(max_length=120)),
                ("obligation", models.TextField()),
                ("detail", models.CharField(max_length=64)),
                ("reason", models.TextField()),
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
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reasons",
                        to="governance.draft",
                    ),
                ),
                (
                    "keeper",
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
                        condition=models.Q(("reason", ""), _negated=True), name="warning_reason_is_said"
                    )
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="practicegroup",
            constraint=models.UniqueConstraint(fields=("run", "name"), name="practice_group_name_once"),
        ),
        migrations.AddConstraint(
            model_name="practicecase",
            constraint=models.UniqueConstraint(fields=("run", "place"), name="practice_case_place_once"),
        ),
    ]
