"""The four database roles, and the statements that make them.

``sotay_owner`` owns the tables and migrates; ``sotay_web`` answers requests under row-level
security; ``sotay_worker`` does the same for background work; ``sotay_backup`` may read past the
policies and does nothing but dump. None of them is a superuser.
"""

from collections.abc import Mapping

OWNER = "sotay_owner"
WEB = "sotay_web"
WORKER = "sotay_worker"
BACKUP = "sotay_backup"

EXTENSIONS = ("btree_gist", "unaccent", "pg_trgm")


def quoted(text: str) -> str:
    """A string literal for a statement that takes no parameters, such as ``CREATE ROLE``."""
    return "'" + text.replace("'", "''") + "'"


def create_roles_sql(passwords: Mapping[str, str]) -> list[str]:
    """Statements for an administrator: the roles with their passwords, by role name."""
    statements = []
    for role in (OWNER, WEB, WORKER, BACKUP):
        powers = "BYPASSRLS" if role == BACKUP else "NOBYPASSRLS"
        if role == OWNER:
            powers += " CREATEDB"
        statements.append(
            f"CREATE ROLE {role} LOGIN NOSUPERUSER {powers} PASSWORD {quoted(passwords[role])}"
        )
    return statements


def grants_sql() -> list[str]:
    """Statements, run by the owner in each new database before the first migration."""
    readers_and_writers = f"{WEB}, {WORKER}"
    return [
        *(f"CREATE EXTENSION IF NOT EXISTS {name}" for name in EXTENSIONS),
        f"GRANT USAGE ON SCHEMA public TO {readers_and_writers}, {BACKUP}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public "
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO {readers_and_writers}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public "
        f"GRANT USAGE, SELECT ON SEQUENCES TO {readers_and_writers}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO {BACKUP}",
        f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON SEQUENCES TO {BACKUP}",
    ]
