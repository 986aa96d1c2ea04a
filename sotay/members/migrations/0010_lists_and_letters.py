import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0004_total_functions"),
        ("organisations", "0001_initial"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ImportProgress",
            fields=[
                ("run_id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("done", models.PositiveIntegerField(default=0)),
                ("total", models.PositiveIntegerField(default=0)),
                ("stop_asked", models.BooleanField(default=False)),
                ("started_at", models.DateTimeField(default=django.utils.timezone.now)),
            ],
        ),
        migrations.CreateModel(
            name="ImportRun",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("file_name", models.CharField(max_length=200)),
                ("digest", models.CharField(db_index=True, max_length=64)),
                ("content", models.BinaryField(null=True)),
                ("as_of", models.DateField()),
                ("sheet_name", models.CharField(blank=True, max_length=120)),
                ("header_row", models.PositiveIntegerField(null=True)),
                ("headings", models.JSONField(default=dict)),
                ("choices", models.JSONField(default=dict)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("read", "đã đọc, chờ nhập"),
                            ("waiting", "đang chờ đến lượt"),
                            ("running", "đang nhập"),
                            ("applied", "đã nhập"),
                            ("stopped", "đã dừng, chưa nhập gì"),
                            ("failed", "không nhập được, chưa nhập gì"),
                            ("undone", "đã hoàn tác"),
                        ],
                        default="read",
                        max_length=8,
                    ),
                ),
                ("counts", models.JSONField(default=dict)),
                ("message", models.CharField(blank=True, max_length=500)),
                ("undo", models.JSONField(default=list)),
                (
                    "created_ids",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(default=django.utils.timezone.now, editable=False),
                ),
                ("applied_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("org_lft", models.BigIntegerField(default=0, editable=False)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="import_runs",
                        to="organisations.organisation",
                    ),
                ),
                (
                    "started_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "ordering": ["-created_at", "-id"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "applied"), _negated=True),
                            ("applied_at__isnull", False),
                            _connector="OR",
                        ),
                        name="members_import_applied_when",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="HeadingMemory",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("headings_digest", models.CharField(max_length=64)),
                ("fields", models.JSONField(default=dict)),
                ("used_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="organisations.organisation",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "headings_digest"), name="members_headings_once"
                    )
                ],
            },
        ),
        migrations.AddField(
            model_name="member",
            name="withdrawn_at",
            field=models.DateTimeField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="temporarystay",
            name="member_birth_year",
            field=models.PositiveSmallIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="temporarystay",
            name="member_name",
            field=models.CharField(default="", max_length=120),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="temporarystay",
            name="to_lft",
            field=models.BigIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="transfer",
            name="from_lft",
            field=models.BigIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="transfer",
            name="member_birth_year",
            field=models.PositiveSmallIntegerField(default=0),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name="transfer",
            name="member_name",
            field=models.CharField(default="", max_length=120),
            preserve_default=False,
        ),
    ]
