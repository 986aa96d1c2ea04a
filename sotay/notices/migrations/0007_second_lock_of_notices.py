"""A line is read and marked by the person it is for; others' only where an act opens them.

``services.of_everybody`` opens them, by a setting local to the transaction. A statement of the
owner, such as a later migration's, is under the policies as well and has to set it first.
"""

from django.db import migrations

MINE = "user_id = (SELECT nullif(current_setting('app.user', true), '')::bigint)"
# Compared inside, so that the planner counts it as any truth value and not as one case in 200.
OPENED = "(SELECT current_setting('app.notices', true) = 'all')"
TABLE = "notices_notice"


class Migration(migrations.Migration):
    dependencies = [("notices", "0006_row_level_security")]

    operations = [
        migrations.RunSQL(
            f"""
ALTER TABLE {TABLE} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {TABLE} FORCE ROW LEVEL SECURITY;
CREATE POLICY own_select ON {TABLE} FOR SELECT USING ({MINE} OR {OPENED});
CREATE POLICY own_insert ON {TABLE} FOR INSERT WITH CHECK ({OPENED});
CREATE POLICY own_update ON {TABLE} FOR UPDATE USING ({MINE} OR {OPENED})
    WITH CHECK ({MINE} OR {OPENED});
CREATE POLICY own_delete ON {TABLE} FOR DELETE USING ({OPENED});
""",
            f"""
ALTER TABLE {TABLE} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE {TABLE} DISABLE ROW LEVEL SECURITY;
DROP POLICY own_select ON {TABLE};
DROP POLICY own_insert ON {TABLE};
DROP POLICY own_update ON {TABLE};
DROP POLICY own_delete ON {TABLE};
""",
        )
    ]
