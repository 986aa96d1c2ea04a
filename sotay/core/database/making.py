"""New databases, made by the owner role: an empty one with its grants, or a copy of another."""

import time

import psycopg
from psycopg import sql

from sotay.core.database import roles
from sotay.core.database.urls import Address


def connect(at: Address, name: str | None = None) -> psycopg.Connection:
    """A connection of its own, each statement committed as it is given."""
    return psycopg.connect(
        host=at.host,
        port=at.port,
        user=at.user,
        password=at.password,
        dbname=name or at.name,
        autocommit=True,
    )


def exists(owner: Address, name: str) -> bool:
    with connect(owner, "postgres") as connection:
        found = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [name])
        return found.fetchone() is not None


def make_database(owner: Address, name: str, template: str | None = None) -> None:
    """Make ``name``: a copy of ``template``, or an empty database with extensions and grants."""
    with connect(owner, "postgres") as connection:
        statement = sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name))
        if template:
            statement += sql.SQL(" TEMPLATE {}").format(sql.Identifier(template))
        connection.execute(statement)
    if template is None:
        grant(owner, name)


def grant(owner: Address, name: str | None = None) -> None:
    """Extensions and default privileges, before the first migration; again changes nothing."""
    with connect(owner, name) as connection:
        for statement in roles.grants_sql():
            connection.execute(statement)


def drop_database(owner: Address, name: str) -> None:
    statement = sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name))
    with connect(owner, "postgres") as connection:
        for _attempt in range(50):
            try:
                connection.execute(statement)
            except psycopg.errors.InsufficientPrivilege:
                # The server's own cleaning is at work there, and the owner may not end that one.
                time.sleep(0.2)
            else:
                return
        connection.execute(statement)


def names_like(owner: Address, prefix: str) -> list[str]:
    """Databases whose name begins with ``prefix``."""
    with connect(owner, "postgres") as connection:
        rows = connection.execute(
            "SELECT datname FROM pg_database WHERE starts_with(datname, %s) ORDER BY 1", [prefix]
        )
        return [str(row[0]) for row in rows]
