"""The second lock on the register: labels by tree number, kept by triggers, and the policies.

Every personal row carries ``org_lft``, the tree number of its member's cell. A policy reads the
tree ranges of who is acting from settings local to the transaction (``organisations.access``).
Label functions look at the whole tree, whoever acts: a label must be right to be a lock.
"""

from django.db import migrations

CHILDREN = ["membership", "status", "temporarystay", "transfer", "correction"]

# A function's own SET clause would do, but only a superuser may give it a setting like app.low.
SIGHT = """
CREATE FUNCTION members_open_sight() RETURNS text[] LANGUAGE plpgsql AS $$
DECLARE
    was text[] := ARRAY[
        current_setting('app.low', true), current_setting('app.high', true),
        current_setting('app.spans', true)
    ];
BEGIN
    PERFORM set_config('app.low', '-9223372036854775807', true),
            set_config('app.high', '9223372036854775807', true),
            set_config('app.spans', '{(,)}', true);
    RETURN was;
END $$;
CREATE FUNCTION members_restore_sight(was text[]) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.low', coalesce(was[1], ''), true),
            set_config('app.high', coalesce(was[2], ''), true),
            set_config('app.spans', coalesce(was[3], ''), true);
END $$;
"""

LABEL_MEMBER = """
CREATE FUNCTION members_label_member() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.org_lft := (SELECT lft FROM organisations_organisation WHERE id = NEW.cell_id);
    RETURN NEW;
END $$;
CREATE TRIGGER members_label_member BEFORE INSERT OR UPDATE OF cell_id ON members_member
    FOR EACH ROW EXECUTE FUNCTION members_label_member();

CREATE FUNCTION members_label_child() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was text[] := members_open_sight();
BEGIN
    NEW.org_lft := (SELECT org_lft FROM members_member WHERE id = NEW.member_id);
    PERFORM members_restore_sight(was);
    RETURN NEW;
END $$;

CREATE FUNCTION members_label_transfer_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.to_lft := (SELECT lft FROM organisations_organisation WHERE id = NEW.to_organisation_id);
    RETURN NEW;
END $$;
CREATE TRIGGER members_label_transfer_end
    BEFORE INSERT OR UPDATE OF to_organisation_id ON members_transfer
    FOR EACH ROW EXECUTE FUNCTION members_label_transfer_end();
""" + "".join(
    f"""
CREATE TRIGGER members_label_{child} BEFORE INSERT ON members_{child}
    FOR EACH ROW EXECUTE FUNCTION members_label_child();
"""
    for child in CHILDREN
)

FOLLOW_MEMBER = (
    """
CREATE FUNCTION members_follow_member() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was text[] := members_open_sight();
BEGIN
    IF NOT EXISTS (
        SELECT 1 FROM fresh JOIN stale USING (id) WHERE fresh.org_lft <> stale.org_lft
    ) THEN
        PERFORM members_restore_sight(was);
        RETURN NULL;
    END IF;
"""
    + "".join(
        f"""
    UPDATE members_{child} child SET org_lft = fresh.org_lft
    FROM fresh JOIN stale USING (id)
    WHERE child.member_id = fresh.id AND fresh.org_lft <> stale.org_lft;
"""
        for child in CHILDREN
    )
    + """
    PERFORM members_restore_sight(was);
    RETURN NULL;
END $$;
CREATE TRIGGER members_follow_member AFTER UPDATE ON members_member
    REFERENCING OLD TABLE AS stale NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION members_follow_member();
"""
)

FOLLOW_TREE = """
CREATE FUNCTION members_follow_tree() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was text[] := members_open_sight();
BEGIN
    UPDATE members_member member SET org_lft = fresh.lft
    FROM fresh WHERE member.cell_id = fresh.id AND member.org_lft <> fresh.lft;
    UPDATE members_transfer transfer SET to_lft = fresh.lft
    FROM fresh WHERE transfer.to_organisation_id = fresh.id AND transfer.to_lft <> fresh.lft;
    PERFORM members_restore_sight(was);
    RETURN NULL;
END $$;
CREATE TRIGGER members_follow_tree AFTER UPDATE ON organisations_organisation
    REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION members_follow_tree();
"""

SETTING = "nullif(current_setting('app.{}', true), '')"


def in_reach(label):
    """Hull range first, so that an index serves; then the exact ranges, for several offices."""
    return (
        f"({label} >= (SELECT {SETTING.format('low')}::bigint)"
        f" AND {label} < (SELECT {SETTING.format('high')}::bigint)"
        f" AND {label} <@ (SELECT {SETTING.format('spans')}::int8multirange))"
    )


ME = f"(SELECT {SETTING.format('user')}::bigint)"
MY_MEMBER = f"(SELECT own.id FROM members_member own WHERE own.user_id = {ME})"


def policies(table, reach, own=None):
    """Four commands, each named, so that a missing one is seen by the check."""
    seen = f"{reach} OR {own}" if own else reach
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY reach_select ON {table} FOR SELECT USING ({seen});
CREATE POLICY reach_insert ON {table} FOR INSERT WITH CHECK ({seen});
CREATE POLICY reach_update ON {table} FOR UPDATE USING ({seen}) WITH CHECK ({seen});
CREATE POLICY reach_delete ON {table} FOR DELETE USING ({reach});
"""


POLICIES = policies("members_member", in_reach("org_lft"), f"user_id = {ME}") + "".join(
    policies(
        f"members_{child}",
        f"({in_reach('org_lft')} OR {in_reach('to_lft')})"
        if child == "transfer"
        else in_reach("org_lft"),
        f"member_id = {MY_MEMBER}",
    )
    for child in CHILDREN
)

UNDO = "".join(
    f"ALTER TABLE members_{t} NO FORCE ROW LEVEL SECURITY; "
    f"ALTER TABLE members_{t} DISABLE ROW LEVEL SECURITY; "
    + "".join(
        f"DROP POLICY reach_{c} ON members_{t}; " for c in ("select", "insert", "update", "delete")
    )
    for t in ["member", *CHILDREN]
)
UNDO_LABELS = """
DROP TRIGGER members_follow_tree ON organisations_organisation;
DROP FUNCTION members_follow_tree;
DROP FUNCTION members_follow_member CASCADE;
DROP FUNCTION members_label_child CASCADE;
DROP FUNCTION members_label_transfer_end CASCADE;
DROP FUNCTION members_label_member CASCADE;
DROP FUNCTION members_restore_sight;
DROP FUNCTION members_open_sight;
"""


class Migration(migrations.Migration):
    dependencies = [("members", "0001_initial")]

    operations = [
        migrations.RunSQL(SIGHT + LABEL_MEMBER + FOLLOW_MEMBER + FOLLOW_TREE, UNDO_LABELS),
        migrations.RunSQL(POLICIES, UNDO),
    ]
