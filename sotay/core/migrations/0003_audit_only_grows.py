"""The audit tables take new rows and nothing else; one function erases what the law says must go.

Triggers stop everybody, the owner included, against accident; rights stop the roles that answer
requests. Against an owner who means it stand the signed checkpoints outside the building.
"""

from django.db import migrations

from sotay.core.database.roles import WEB, WORKER

TABLES = ("core_auditentry", "core_auditleaf", "core_auditcheckpoint")

REFUSE = """
CREATE FUNCTION core_audit_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION 'the audit trail only grows: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
"""

# Only the owner, only through core_audit_erase, and only into the marks of an erasure.
ONLY_ERASURE = """
CREATE FUNCTION core_audit_only_erasure() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('app.audit_erasing', true) = OLD.id::text
        AND current_user = (
            SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = TG_RELID
        )
        AND ROW(NEW.id, NEW.at, NEW.user_id, NEW.act, NEW.subject_type, NEW.subject_id,
                NEW.organisation_id)
            IS NOT DISTINCT FROM
            ROW(OLD.id, OLD.at, OLD.user_id, OLD.act, OLD.subject_type, OLD.subject_id,
                OLD.organisation_id)
        AND NEW.details = '{"erased": true}'::jsonb
        AND NEW.salt = ''::bytea
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the audit trail only grows: % on % is refused', TG_OP, TG_TABLE_NAME
        USING ERRCODE = 'insufficient_privilege';
END $$;
"""

ERASE = """
CREATE FUNCTION core_audit_erase(entry bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM set_config('app.audit_erasing', entry::text, true);
    UPDATE core_auditentry SET details = '{"erased": true}', salt = '' WHERE id = entry;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'there is no audit entry %', entry USING ERRCODE = 'no_data_found';
    END IF;
    PERFORM set_config('app.audit_erasing', '', true);
END $$;
REVOKE EXECUTE ON FUNCTION core_audit_erase(bigint) FROM PUBLIC;
"""

TRIGGERS = """
CREATE TRIGGER audit_only_erasure BEFORE UPDATE ON core_auditentry
    FOR EACH ROW EXECUTE FUNCTION core_audit_only_erasure();
CREATE TRIGGER audit_refuse BEFORE DELETE OR TRUNCATE ON core_auditentry
    FOR EACH STATEMENT EXECUTE FUNCTION core_audit_refuse();
CREATE TRIGGER audit_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON core_auditleaf
    FOR EACH STATEMENT EXECUTE FUNCTION core_audit_refuse();
CREATE TRIGGER audit_refuse BEFORE UPDATE OR DELETE OR TRUNCATE ON core_auditcheckpoint
    FOR EACH STATEMENT EXECUTE FUNCTION core_audit_refuse();
"""

DROP = """
DROP TRIGGER audit_refuse ON core_auditcheckpoint;
DROP TRIGGER audit_refuse ON core_auditleaf;
DROP TRIGGER audit_refuse ON core_auditentry;
DROP TRIGGER audit_only_erasure ON core_auditentry;
DROP FUNCTION core_audit_erase(bigint);
DROP FUNCTION core_audit_only_erasure();
DROP FUNCTION core_audit_refuse();
"""


def _for_roles(verb: str, preposition: str) -> str:
    """Rights of the two working roles, on a server that has them; others name their own."""
    statements = "".join(
        f"IF EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{role}') THEN "  # nosec B608
        f"{verb} UPDATE, DELETE, TRUNCATE ON {', '.join(TABLES)} {preposition} {role}; END IF; "
        for role in (WEB, WORKER)
    )
    return f"DO $$ BEGIN {statements} END $$;"


class Migration(migrations.Migration):
    dependencies = [("core", "0002_checkpoint_edge")]

    operations = [
        migrations.RunSQL(REFUSE + ONLY_ERASURE + ERASE + TRIGGERS, DROP),
        migrations.RunSQL(_for_roles("REVOKE", "FROM"), _for_roles("GRANT", "TO")),
    ]
