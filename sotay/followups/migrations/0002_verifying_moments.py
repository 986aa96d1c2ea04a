"""The moment of a verification, why a task was dropped, when a notice was made."""

import django.utils.timezone
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("followups", "0001_initial")]

    operations = [
        migrations.AddField("progress", "verified_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "task",
            "drop_reason",
            models.CharField(blank=True, default="", max_length=300),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "task",
            models.CheckConstraint(
                condition=~Q(state="dropped") | ~Q(drop_reason=""),
                name="followups_dropped_says_why",
            ),
        ),
        migrations.AddField(
            "notice",
            "made_at",
            models.DateTimeField(default=django.utils.timezone.now, editable=False),
        ),
    ]
