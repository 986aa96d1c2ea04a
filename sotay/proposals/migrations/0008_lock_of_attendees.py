"""The second lock on who was at a session with a mass organisation.

It opens to the offices that keep the mass organisation, there and above, who write it, and to whoever
speaks for the mass organisation now; to nobody who spoke for it once.
"""

from importlib import import_module

from django.db import migrations

from sotay.organisations.locking import ME, labels, no_labels, no_policies, policies

offices = import_module("sotay.proposals.migrations.0004_a_lock_as_fine_as_the_first")
KEPT = import_module("sotay.proposals.migrations.0006_lock_of_files_and_representatives").KEPT

# Representations have a lock of their own, under which everybody sees those of their own.
SEEN = f"""({KEPT} OR session_id IN (
    SELECT held.id FROM proposals_workingsession held
    WHERE held.mass_organisation_id IN (
        SELECT spoken.mass_organisation_id FROM proposals_representation spoken
        WHERE spoken.user_id = {ME}
          AND (spoken.valid_to IS NULL OR spoken.valid_to > {offices.TODAY}))))"""
TABLE = "proposals_attendee"


class Migration(migrations.Migration):
    dependencies = [("proposals", "0007_attendees")]

    operations = [
        migrations.RunSQL(
            labels(TABLE) + policies(TABLE, SEEN, KEPT, KEPT),
            no_policies(TABLE) + no_labels(TABLE),
        )
    ]
