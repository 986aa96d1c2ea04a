"""The second lock on files, on who speaks for whom, and on what was taken down again.

Files open with their proposal. Representations open to the person and to the offices that keep the
mass organisation. A published answer that was taken down stays open to its committee alone.
"""

from importlib import import_module

from django.db import migrations

from sotay.organisations.locking import ME, labels, no_labels, no_policies, policies

before = import_module("sotay.proposals.migrations.0004_a_lock_as_fine_as_the_first")
SYSTEM, HELD = before.SYSTEM, before.HELD

KEPT = f"""({SYSTEM} OR organisation_id IN (
    SELECT under.id FROM organisations_organisation under
    JOIN organisations_organisation top ON under.lft >= top.lft AND under.lft < top.rgt
    WHERE top.id IN {HELD}))"""
REPRESENTATION = f"({KEPT} OR user_id = {ME})"
PUBLISHED = f"""({SYSTEM} OR organisation_id IN {HELD}
    OR (withdrawn_on IS NULL AND {before.ON_THE_LINE}))"""
TABLES = ("proposals_attachment", "proposals_representation")


class Migration(migrations.Migration):
    dependencies = [("proposals", "0005_files_ends_representatives")]

    operations = [
        migrations.RunSQL(
            "".join(labels(table) for table in TABLES)
            # Whoever sees the proposal may read; an author takes a file of their own away again.
            + policies("proposals_attachment", before.WORD, removed=before.WORD)
            + policies("proposals_representation", REPRESENTATION, KEPT, SYSTEM)
            + f"ALTER POLICY reach_select ON proposals_published USING ({PUBLISHED});",
            f"ALTER POLICY reach_select ON proposals_published USING ({before.PUBLISHED});"
            + "".join(no_policies(table) + no_labels(table) for table in TABLES),
        )
    ]
