"""A pin is seen, made and taken off by its owner alone; no office opens it."""

from django.db import migrations

from sotay.organisations.locking import ME, no_policies, policies

MINE = f"user_id = {ME}"


class Migration(migrations.Migration):
    dependencies = [("directives", "0006_pins")]

    operations = [
        migrations.RunSQL(
            policies("directives_pin", MINE, removed=MINE), no_policies("directives_pin")
        )
    ]
