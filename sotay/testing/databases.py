"""Test databases: a template named after the migrations, and copies of it."""

import fcntl
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from os import environ

from django.conf import settings

from sotay.core.database import Address, making, serving
from sotay.core.database.embedded import PROJECT

PREFIX = "sotay_template_"


def owner_address() -> Address:
    return Address.of_django(settings.DATABASES["owner"])


def fingerprint() -> str:
    """Changes whenever a migration or a reference list does."""
    digest = sha256()
    for pattern in ("sotay/*/migrations/*.py", "sotay/*/seeds/*", "requirements/run.txt"):
        for path in sorted(PROJECT.glob(pattern)):
            if path.is_file():
                digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()[:12]


@contextmanager
def template() -> Iterator[tuple[Address, str]]:
    """The owner's address and the name of a migrated, seeded, otherwise empty database."""
    with serving():
        owner = owner_address()
        name = PREFIX + fingerprint()
        gate = settings.DATA_DIR / "template.lock"
        with gate.open("a+") as door:
            fcntl.flock(door, fcntl.LOCK_EX)
            if not making.exists(owner, name):
                for old in making.names_like(owner, PREFIX):
                    making.drop_database(owner, old)
                making.drop_database(owner, "sotay_being_made")
                making.make_database(owner, "sotay_being_made")
                fill("sotay_being_made", ["migrate", "--database", "owner"], ["seed"])
                with making.connect(owner, "postgres") as connection:
                    connection.execute(f'ALTER DATABASE sotay_being_made RENAME TO "{name}"')
        yield owner, name


def fill(database: str, *commands: list[str]) -> None:
    """Run console commands against ``database`` in processes of their own."""
    for command in commands:
        done = subprocess.run(
            [
                sys.executable,
                str(PROJECT / "manage.py"),
                *command,
                "--skip-checks",
                "--verbosity",
                "0",
            ],
            env={**environ, "SOTAY_DATABASE": database},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}\n{done.stderr}")


def copy(owner: Address, source: str, name: str) -> None:
    gate = settings.DATA_DIR / "template.lock"
    with gate.open("a+") as door:  # PostgreSQL copies a database that nobody else is copying
        fcntl.flock(door, fcntl.LOCK_EX)
        making.drop_database(owner, name)
        making.make_database(owner, name, template=source)


def drop(owner: Address, name: str) -> None:
    making.drop_database(owner, name)
