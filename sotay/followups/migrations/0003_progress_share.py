"""How far the task had come when a report was accepted: read by the figures of whole trees."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("followups", "0002_verifying_moments")]

    operations = [
        migrations.AddField(
            "progress",
            "share",
            models.DecimalField(blank=True, decimal_places=6, max_digits=7, null=True),
        ),
        migrations.AddConstraint(
            "progress",
            models.CheckConstraint(
                condition=Q(share=None) | Q(share__gte=0, share__lte=1, state="accepted"),
                name="followups_share_of_what_was_accepted",
            ),
        ),
    ]
