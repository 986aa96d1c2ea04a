"""Both ends of a transfer or a temporary stay see the letter; a list being taken in is locked too."""

from importlib import import_module

from django.db import migrations

locks = import_module("sotay.members.migrations.0002_row_level_security")

LABELS = """
CREATE OR REPLACE FUNCTION members_label_transfer_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.to_lft := (SELECT lft FROM organisations_organisation WHERE id = NEW.to_organisation_id);
    NEW.from_lft := (SELECT lft FROM organisations_organisation WHERE id = NEW.from_organisation_id);
    RETURN NEW;
END $$;

-- Whoever may write about a member mostly sees the member: the whole tree is opened only else.
CREATE OR REPLACE FUNCTION members_label_child() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was text[];
BEGIN
    NEW.org_lft := (SELECT org_lft FROM members_member WHERE id = NEW.member_id);
    IF NEW.org_lft IS NULL THEN
        was := members_open_sight();
        NEW.org_lft := (SELECT org_lft FROM members_member WHERE id = NEW.member_id);
        PERFORM members_restore_sight(was);
    END IF;
    RETURN NEW;
END $$;

CREATE FUNCTION members_label_stay_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.to_lft := (SELECT lft FROM organisations_organisation WHERE id = NEW.organisation_id);
    RETURN NEW;
END $$;
CREATE TRIGGER members_label_stay_end
    BEFORE INSERT OR UPDATE OF organisation_id ON members_temporarystay
    FOR EACH ROW EXECUTE FUNCTION members_label_stay_end();

CREATE FUNCTION members_label_run() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.org_lft := (SELECT lft FROM organisations_organisation WHERE id = NEW.organisation_id);
    RETURN NEW;
END $$;
CREATE TRIGGER members_label_run
    BEFORE INSERT OR UPDATE OF organisation_id ON members_importrun
    FOR EACH ROW EXECUTE FUNCTION members_label_run();

CREATE OR REPLACE FUNCTION members_follow_tree() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was text[] := members_open_sight();
BEGIN
    UPDATE members_member member SET org_lft = fresh.lft
    FROM fresh WHERE member.cell_id = fresh.id AND member.org_lft <> fresh.lft;
    UPDATE members_transfer transfer SET to_lft = fresh.lft
    FROM fresh WHERE transfer.to_organisation_id = fresh.id AND transfer.to_lft <> fresh.lft;
    UPDATE members_transfer transfer SET from_lft = fresh.lft
    FROM fresh WHERE transfer.from_organisation_id = fresh.id AND transfer.from_lft <> fresh.lft;
    UPDATE members_temporarystay stay SET to_lft = fresh.lft
    FROM fresh WHERE stay.organisation_id = fresh.id AND stay.to_lft <> fresh.lft;
    UPDATE members_importrun run SET org_lft = fresh.lft
    FROM fresh WHERE run.organisation_id = fresh.id AND run.org_lft <> fresh.lft;
    PERFORM members_restore_sight(was);
    RETURN NULL;
END $$;
"""


def dropped(table):
    return "".join(
        f"DROP POLICY reach_{command} ON {table}; "
        for command in ("select", "insert", "update", "delete")
    )


OWN = f"member_id = {locks.MY_MEMBER}"
TRANSFER_REACH = (
    f"({locks.in_reach('org_lft')} OR {locks.in_reach('to_lft')} OR {locks.in_reach('from_lft')})"
)
STAY_REACH = f"({locks.in_reach('org_lft')} OR {locks.in_reach('to_lft')})"
POLICIES = (
    dropped("members_transfer")
    + locks.policies("members_transfer", TRANSFER_REACH, OWN)
    + dropped("members_temporarystay")
    + locks.policies("members_temporarystay", STAY_REACH, OWN)
    + locks.policies("members_importrun", locks.in_reach("org_lft"))
)
OLD_POLICIES = (
    dropped("members_transfer")
    + locks.policies(
        "members_transfer", f"({locks.in_reach('org_lft')} OR {locks.in_reach('to_lft')})", OWN
    )
    + dropped("members_temporarystay")
    + locks.policies("members_temporarystay", locks.in_reach("org_lft"), OWN)
    + dropped("members_importrun")
    + "ALTER TABLE members_importrun NO FORCE ROW LEVEL SECURITY;"
    + "ALTER TABLE members_importrun DISABLE ROW LEVEL SECURITY;"
)
UNDO_LABELS = (
    """
DROP FUNCTION members_label_run CASCADE;
DROP FUNCTION members_label_stay_end CASCADE;
DROP FUNCTION members_follow_tree CASCADE;
CREATE OR REPLACE FUNCTION members_label_child() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was text[] := members_open_sight();
BEGIN
    NEW.org_lft := (SELECT org_lft FROM members_member WHERE id = NEW.member_id);
    PERFORM members_restore_sight(was);
    RETURN NEW;
END $$;
CREATE OR REPLACE FUNCTION members_label_transfer_end() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.to_lft := (SELECT lft FROM organisations_organisation WHERE id = NEW.to_organisation_id);
    RETURN NEW;
END $$;
"""
    + locks.FOLLOW_TREE
)


class Migration(migrations.Migration):
    dependencies = [("members", "0010_lists_and_letters")]

    operations = [
        migrations.RunSQL(LABELS, UNDO_LABELS),
        migrations.RunSQL(POLICIES, OLD_POLICIES),
    ]
