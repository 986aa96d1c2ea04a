"""The second lock, for the migrations of any app: policies by tree range, and the labels they read.

A personal row carries ``org_lft``, the tree number of the organisation it belongs to; triggers keep
it right when the row or the tree moves. A policy reads who acts from settings local to the
transaction (``organisations.access``). Each function gives SQL; a migration runs it after
``members.0002_row_level_security``, whose functions open a trigger's sight.
"""

COMMANDS = ("select", "insert", "update", "delete")
_SETTING = "nullif(current_setting('app.{}', true), '')"
ME = f"(SELECT {_SETTING.format('user')}::bigint)"
MY_MEMBER = f"(SELECT own.id FROM members_member own WHERE own.user_id = {ME})"
MY_CELL = f"(SELECT own.cell_id FROM members_member own WHERE own.user_id = {ME})"


def in_reach(label: str = "org_lft") -> str:
    """A condition: the label lies in the tree ranges of who is acting.

    The hull comes first, so that an index serves; then the exact ranges, for several offices.
    """
    return (
        f"({label} >= (SELECT {_SETTING.format('low')}::bigint)"
        f" AND {label} < (SELECT {_SETTING.format('high')}::bigint)"
        f" AND {label} <@ (SELECT {_SETTING.format('spans')}::int8multirange))"
    )


def policies(table: str, seen: str, written: str | None = None, removed: str | None = None) -> str:
    """Row-level security on ``table``, forced for its owner too, with one policy for each command.

    ``seen`` is the condition for reading; ``written`` for adding and changing, by default the same;
    ``removed`` for deleting, by default the tree range alone.
    """
    written, removed = written or seen, removed or in_reach()
    return f"""
ALTER TABLE {table} ENABLE ROW LEVEL SECURITY;
ALTER TABLE {table} FORCE ROW LEVEL SECURITY;
CREATE POLICY reach_select ON {table} FOR SELECT USING ({seen});
CREATE POLICY reach_insert ON {table} FOR INSERT WITH CHECK ({written});
CREATE POLICY reach_update ON {table} FOR UPDATE USING ({written}) WITH CHECK ({written});
CREATE POLICY reach_delete ON {table} FOR DELETE USING ({removed});
"""


def no_policies(table: str) -> str:
    """Undo :func:`policies`."""
    dropped = "".join(f"DROP POLICY reach_{command} ON {table};\n" for command in COMMANDS)
    return f"""
ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY;
ALTER TABLE {table} DISABLE ROW LEVEL SECURITY;
{dropped}"""


def labels(table: str, organisation: str = "organisation_id", label: str = "org_lft") -> str:
    """Triggers that keep ``label`` the tree number of the row's organisation."""
    name = f"{table}_{label}"
    return f"""
CREATE FUNCTION {name}_set() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    NEW.{label} := (SELECT lft FROM organisations_organisation WHERE id = NEW.{organisation});
    RETURN NEW;
END $$;
CREATE TRIGGER {name}_set BEFORE INSERT OR UPDATE OF {organisation} ON {table}
    FOR EACH ROW EXECUTE FUNCTION {name}_set();
CREATE FUNCTION {name}_follow() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    was text[] := members_open_sight();
BEGIN
    UPDATE {table} row SET {label} = fresh.lft
    FROM fresh WHERE row.{organisation} = fresh.id AND row.{label} <> fresh.lft;
    PERFORM members_restore_sight(was);
    RETURN NULL;
END $$;
CREATE TRIGGER {name}_follow AFTER UPDATE ON organisations_organisation
    REFERENCING NEW TABLE AS fresh
    FOR EACH STATEMENT EXECUTE FUNCTION {name}_follow();
"""


def no_labels(table: str, label: str = "org_lft") -> str:
    """Undo :func:`labels`."""
    name = f"{table}_{label}"
    return f"""
DROP TRIGGER {name}_follow ON organisations_organisation;
DROP FUNCTION {name}_follow;
DROP FUNCTION {name}_set CASCADE;
"""
