"""Running totals for large organisations, and segments keyed by member and first day.

Segments are derived and nothing had been derived yet, so the table is made anew: its old key and the
indexes under its two foreign keys would double its size and serve no question.
"""

import django.contrib.postgres.fields
import django.db.models.deletion
import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models


def organisation(**options):
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="organisations.organisation",
        **options,
    )


def key(*fields):
    return models.CompositePrimaryKey(
        *fields, blank=True, editable=False, primary_key=True, serialize=False
    )


def array(of):
    return django.contrib.postgres.fields.ArrayField(base_field=of, size=None)


class Migration(migrations.Migration):
    dependencies = [
        ("members", "0002_row_level_security"),
        ("organisations", "0001_initial"),
    ]

    operations = [
        migrations.DeleteModel(name="Segment"),
        migrations.CreateModel(
            name="Segment",
            fields=[
                ("pk", key("member_id", "lo")),
                ("lo", models.DateField()),
                ("hi", models.DateField()),
                ("gender", models.SmallIntegerField()),
                ("ethnicity", models.SmallIntegerField()),
                ("education", models.SmallIntegerField()),
                ("theory", models.SmallIntegerField()),
                ("standing", models.SmallIntegerField()),
                ("birth_year", models.SmallIntegerField()),
                (
                    "member",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="segments",
                        to="members.member",
                    ),
                ),
                ("organisation", organisation(db_index=False)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(hi__gt=models.F("lo")), name="members_segment_days"
                    )
                ],
                "indexes": [
                    models.Index(fields=["organisation", "lo"], name="members_segment_of_cell")
                ],
            },
        ),
        migrations.CreateModel(
            name="TotalBearer",
            fields=[
                (
                    "organisation",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to="organisations.organisation",
                    ),
                ),
                ("since", models.DateTimeField(default=django.utils.timezone.now, editable=False)),
            ],
        ),
        migrations.CreateModel(
            name="TotalDelta",
            fields=[
                ("pk", key("organisation_id", "day")),
                ("day", models.DateField()),
                ("slots", array(models.SmallIntegerField())),
                ("vals", array(models.IntegerField())),
                ("organisation", organisation(db_index=False)),
            ],
        ),
        migrations.CreateModel(
            name="TotalCheckpoint",
            fields=[
                ("pk", key("organisation_id", "day")),
                ("day", models.DateField()),
                ("vector", array(models.IntegerField())),
                ("organisation", organisation(db_index=False)),
            ],
        ),
        migrations.CreateModel(
            name="TotalQueue",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("slots", array(models.SmallIntegerField())),
                ("vals", array(models.IntegerField())),
                (
                    "queued_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), editable=False
                    ),
                ),
                ("cell", organisation()),
            ],
        ),
    ]
