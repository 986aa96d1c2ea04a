"""Notices move here from ``followups``, table and rows as they are."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

MOVE = """
ALTER TABLE followups_notice RENAME TO notices_notice;
ALTER SEQUENCE followups_notice_id_seq RENAME TO notices_notice_id_seq;
UPDATE django_content_type SET app_label = 'notices'
    WHERE app_label = 'followups' AND model = 'notice';
"""
MOVE_BACK = """
ALTER TABLE notices_notice RENAME TO followups_notice;
ALTER SEQUENCE notices_notice_id_seq RENAME TO followups_notice_id_seq;
UPDATE django_content_type SET app_label = 'followups'
    WHERE app_label = 'notices' AND model = 'notice';
"""


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("contenttypes", "0002_remove_content_type_name"),
        ("followups", "0004_suggestions_and_hand_overs"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            database_operations=[migrations.RunSQL(MOVE, MOVE_BACK)],
            state_operations=[
                migrations.CreateModel(
                    name="Notice",
                    fields=[
                        (
                            "id",
                            models.BigAutoField(
                                auto_created=True,
                                primary_key=True,
                                serialize=False,
                                verbose_name="ID",
                            ),
                        ),
                        ("kind", models.CharField(max_length=30)),
                        ("words", models.CharField(max_length=400)),
                        ("link", models.CharField(blank=True, max_length=200)),
                        ("on", models.DateField()),
                        ("read_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "made_at",
                            models.DateTimeField(default=django.utils.timezone.now, editable=False),
                        ),
                        ("mailed_at", models.DateTimeField(blank=True, null=True)),
                        (
                            "user",
                            models.ForeignKey(
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notices",
                                to=settings.AUTH_USER_MODEL,
                            ),
                        ),
                        (
                            "task",
                            models.ForeignKey(
                                blank=True,
                                null=True,
                                on_delete=django.db.models.deletion.CASCADE,
                                related_name="notices",
                                to="followups.task",
                            ),
                        ),
                    ],
                    options={"ordering": ["-on", "-id"]},
                ),
                migrations.AddConstraint(
                    model_name="notice",
                    constraint=models.UniqueConstraint(
                        fields=("user", "kind", "task", "on"), name="followups_noticed_once_a_day"
                    ),
                ),
            ],
        ),
    ]
