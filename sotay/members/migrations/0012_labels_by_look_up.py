"""Labels that follow a member or the tree are written by look-ups, however large the register is.

The planner knows nothing of the rows an UPDATE has just changed and read whole tables for a single
member who moved. Of an array it assumes ten entries, and looks each up. One plan serves every call:
with the policies in it, planning takes longer than the look-ups. No table is read whole, also where
the plan was made while it was empty.
"""

from importlib import import_module

from django.db import migrations

locks = import_module("sotay.members.migrations.0002_row_level_security")
totals = import_module("sotay.members.migrations.0004_total_functions")

FOLLOW_MEMBER = (
    """
CREATE OR REPLACE FUNCTION members_follow_member() RETURNS trigger LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    was text[];
    moved bigint[];
    labels bigint[];
BEGIN
    SELECT array_agg(fresh.id), array_agg(fresh.org_lft) INTO moved, labels
    FROM fresh JOIN stale USING (id) WHERE fresh.org_lft <> stale.org_lft;
    IF moved IS NULL THEN
        RETURN NULL;
    END IF;
    was := members_open_sight();
"""
    + "".join(
        f"""
    UPDATE members_{child} child SET org_lft = now.label
    FROM unnest(moved, labels) now(id, label)
    WHERE child.member_id = now.id AND child.org_lft <> now.label;
"""
        for child in locks.CHILDREN
    )
    + """
    PERFORM members_restore_sight(was);
    RETURN NULL;
END $$;
"""
)

FOLLOW_TREE = (
    """
CREATE OR REPLACE FUNCTION members_follow_tree() RETURNS trigger LANGUAGE plpgsql
SET plan_cache_mode = force_generic_plan SET enable_seqscan = off AS $$
DECLARE
    was text[] := members_open_sight();
    ids bigint[];
    labels bigint[];
BEGIN
    SELECT array_agg(id), array_agg(lft) INTO ids, labels FROM fresh;
"""
    + "".join(
        f"""
    UPDATE members_{table} labelled SET {label} = now.label
    FROM unnest(ids, labels) now(id, label)
    WHERE labelled.{organisation} = now.id AND labelled.{label} <> now.label;
"""
        for table, organisation, label in (
            ("member", "cell_id", "org_lft"),
            ("transfer", "to_organisation_id", "to_lft"),
            ("transfer", "from_organisation_id", "from_lft"),
            ("temporarystay", "organisation_id", "to_lft"),
            ("importrun", "organisation_id", "org_lft"),
        )
    )
    + """
    PERFORM members_restore_sight(was);
    RETURN NULL;
END $$;
"""
)

ONE_PLAN = """
ALTER FUNCTION members_label_child SET plan_cache_mode = force_generic_plan;
ALTER FUNCTION members_label_child SET enable_seqscan = off;
"""
# For databases in which 0004 has run before it was written so.
REFRESH = totals.REFRESH.replace("CREATE FUNCTION", "CREATE OR REPLACE FUNCTION")


class Migration(migrations.Migration):
    dependencies = [("members", "0011_sight_of_letters_and_lists")]

    operations = [
        migrations.RunSQL(FOLLOW_MEMBER + FOLLOW_TREE + ONE_PLAN + REFRESH, migrations.RunSQL.noop)
    ]
