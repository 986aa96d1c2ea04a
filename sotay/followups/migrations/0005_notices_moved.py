"""Notices stand in an app of their own; their table has moved with them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [
        ("followups", "0004_suggestions_and_hand_overs"),
        ("notices", "0001_initial"),
    ]

    operations = [
        migrations.SeparateDatabaseAndState(
            state_operations=[migrations.DeleteModel(name="Notice")],
        ),
    ]
