"""Where a person is in a book, and what is noted there, is that person's alone.

The policy lets through the rows of who acts and no office. Work of the system over the whole tree
(a label that follows its organisation, an erasure) sees them too; no office's range is the whole.
"""

from django.db import migrations

from sotay.organisations import locking

WHOLE_TREE = "((SELECT current_setting('app.spans', true)) = '{(,)}')"
OWN = f"(user_id = {locking.ME} OR {WHOLE_TREE})"
TABLES = ("library_reading", "library_bookmark")


class Migration(migrations.Migration):
    dependencies = [
        ("library", "0001_initial"),
        ("members", "0015_one_index_of_cells"),
        ("organisations", "0002_act_outcome"),
    ]

    operations = [
        migrations.RunSQL(
            "".join(
                locking.labels(table) + locking.policies(table, OWN, removed=OWN)
                for table in TABLES
            ),
            "".join(locking.no_policies(table) + locking.no_labels(table) for table in TABLES),
        )
    ]
