"""What a person has chosen, and which devices are theirs, is read by that person alone.

In the words of ``organisations.locking``, whose floor is above this one: a policy reads who acts
from a setting local to the transaction. A device's mailbox may also be removed by whoever knows its
secret address, for a machine that changes hands.
"""

from django.db import migrations

SETTING = "nullif(current_setting('app.{}', true), '')"
MINE = f"user_id = (SELECT {SETTING.format('user')}::bigint)"
HELD = f"{MINE} OR endpoint = (SELECT {SETTING.format('endpoint')})"
COMMANDS = ("select", "insert", "update", "delete")


def policies(table: str, seen: str) -> str:
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY own_select ON {table} FOR SELECT USING ({seen});
CREATE POLICY own_insert ON {table} FOR INSERT WITH CHECK ({MINE});
CREATE POLICY own_update ON {table} FOR UPDATE USING ({MINE}) WITH CHECK ({MINE});
CREATE POLICY own_delete ON {table} FOR DELETE USING ({seen});
"""


def no_policies(table: str) -> str:
    dropped = "".join(f"DROP POLICY own_{command} ON {table};\n" for command in COMMANDS)
    return f"""
ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
{dropped}"""


class Migration(migrations.Migration):
    dependencies = [("notices", "0005_channels")]

    operations = [
        migrations.RunSQL(policies("notices_choice", MINE), no_policies("notices_choice")),
        migrations.RunSQL(
            policies("notices_pushsubscription", HELD), no_policies("notices_pushsubscription")
        ),
    ]
