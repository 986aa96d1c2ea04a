"""The second lock on the account of a cell: it may be a treasurer's own, with name and number.

Read by the cell's members, by those who pay there while they stay, and by who keeps its dues;
written by who keeps them. What was true once is kept: only the system's own acts remove a row.
"""

from importlib import import_module

from django.db import migrations

from sotay.organisations.locking import MY_CELL, MY_MEMBER, no_policies, policies

dues = import_module("sotay.dues.migrations.0002_row_level_security")

MINE = f"(organisation_id = {MY_CELL})"
STAYING = f"""(organisation_id IN (
    SELECT stay.organisation_id FROM members_temporarystay stay
    WHERE stay.member_id = {MY_MEMBER} AND stay.superseded_at IS NULL
      AND (stay.valid_to IS NULL
           OR stay.valid_to > (now() AT TIME ZONE 'Asia/Ho_Chi_Minh')::date)))"""
SEEN = f"({dues.SYSTEM} OR {dues.KEEPER} OR {MINE} OR {STAYING})"


class Migration(migrations.Migration):
    dependencies = [("dues", "0002_row_level_security")]

    operations = [
        migrations.RunSQL(
            policies("dues_bankaccount", SEEN, dues.KEPT, dues.SYSTEM),
            no_policies("dues_bankaccount"),
        )
    ]
