"""The second lock on lists of payments, and on months paid in another cell.

A list is its keepers' alone. A month paid elsewhere is seen by the member and by who keeps the dues
of the cell it counts in; it is written by the system's own acts, which look into the other cell.
"""

from importlib import import_module

from django.db import migrations

from sotay.organisations.locking import labels, no_labels, no_policies, policies

dues = import_module("sotay.dues.migrations.0002_row_level_security")

LISTS = ["paymentlist", "listedpayment"]
LABELLED = [*LISTS, "credit"]


class Migration(migrations.Migration):
    dependencies = [("dues", "0004_lists_and_credits")]

    operations = [
        migrations.RunSQL(
            "".join(labels(f"dues_{table}") for table in LABELLED),
            "".join(no_labels(f"dues_{table}") for table in LABELLED),
        ),
        migrations.RunSQL(
            "".join(policies(f"dues_{table}", dues.KEPT, dues.KEPT, dues.SYSTEM) for table in LISTS)
            + policies("dues_credit", dues.SEEN, dues.SYSTEM, dues.SYSTEM),
            "".join(no_policies(f"dues_{table}") for table in LABELLED),
        ),
    ]
