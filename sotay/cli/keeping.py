"""Keeping the records safe: backup, restore, and the doctor who looks at everything."""

import argparse
import os
import subprocess
import sys
import tarfile
import tempfile
from pathlib import Path
from typing import Any

from sotay.cli.django_up import django_ready
from sotay.core.database import Address, Cluster, making
from sotay.core.database.roles import BACKUP


def add_commands(commands: Any) -> None:
    backup = commands.add_parser(
        "backup",
        help="write database and evidence into one file",
        description="Dump the database as the backup role and pack it with the evidence files into "
        "one tar that only its owner may read. It holds personal data: keep it locked.",
    )
    backup.add_argument("file", type=Path, metavar="FILE.tar")
    backup.set_defaults(act=_backup)

    restore = commands.add_parser(
        "restore",
        help="bring a backup into an empty database",
        description="Restore a file written by `sotay backup` into a new database named by --into. "
        "Nothing that exists is overwritten.",
    )
    restore.add_argument("file", type=Path, metavar="FILE.tar")
    restore.add_argument("--into", required=True, metavar="DATABASE", help="name of a new database")
    restore.set_defaults(act=_restore)

    doctor = commands.add_parser(
        "doctor",
        help="look at everything that can be wrong with an installation",
        description="Checks the database, its roles and policies, migrations, totals, the audit "
        "trail, assets, fonts, evidence files and free disk. Exits 1 if anything needs a hand.",
    )
    doctor.set_defaults(act=_doctor)


def _programs() -> Cluster:
    return Cluster()


def _environment(password: str) -> dict[str, str]:
    return {**os.environ, "PGPASSWORD": password}


def _backup_address() -> Address:
    from django.conf import settings

    if os.environ.get("DATABASE_URL"):
        from sotay.core.database import parse_url

        return parse_url(os.environ.get("DATABASE_BACKUP_URL", os.environ["DATABASE_URL"]))
    return _programs().address(BACKUP, settings.DATABASES["default"]["NAME"])


def _connection_words(at: Address) -> list[str]:
    return ["-h", at.host, "-p", str(at.port), "-U", at.user]


def _backup(given: argparse.Namespace) -> int:
    if given.file.exists():
        print(f"{given.file} is there already; nothing was written. Give another name.")
        return 1
    with django_ready(), tempfile.TemporaryDirectory() as folder:
        from django.conf import settings

        at = _backup_address()
        dump = Path(folder) / "database.dump"
        done = subprocess.run(
            [
                *(str(_programs().binary("pg_dump")), "--format=custom", "--no-owner"),
                *(f"--file={dump}", *_connection_words(at), at.name),
            ],
            env=_environment(at.password),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            print(f"The database was not dumped: {done.stderr.strip()}")
            return 1
        _pack(given.file, dump, settings.EVIDENCE_DIR)
    print(f"Written: {given.file} ({given.file.stat().st_size:,} bytes)")
    return 0


def _pack(file: Path, dump: Path, evidence: Path) -> None:
    """Dump and evidence in one tar that its owner alone may read; whole or not there at all."""
    partial = file.with_suffix(file.suffix + ".part")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as out, tarfile.open(fileobj=out, mode="w") as pack:
            pack.add(dump, "database.dump")
            if evidence.exists():
                pack.add(evidence, "evidence")
        partial.rename(file)
    finally:
        partial.unlink(missing_ok=True)


def _restore(given: argparse.Namespace) -> int:
    with django_ready(), tempfile.TemporaryDirectory() as folder:
        from django.conf import settings

        owner = Address.of_django(settings.DATABASES["owner"])
        if making.exists(owner, given.into):
            print(f"The database {given.into} exists; nothing was touched. Give another name.")
            return 1
        try:
            with tarfile.open(given.file) as pack:
                pack.extractall(folder, filter="data")
        except (OSError, tarfile.TarError) as wrong:
            print(f"{given.file} is not a backup that can be read: {wrong}")
            return 1
        dump = Path(folder) / "database.dump"
        if not dump.exists():
            print(f"{given.file} holds no database.dump: it was not written by sotay backup.")
            return 1
        # Wholly empty: rights that a new database gives by itself would be added to the dump's own.
        making.make_database(owner, given.into, template="template0")
        done = subprocess.run(
            [
                *(str(_programs().binary("pg_restore")), "--no-owner", "--exit-on-error"),
                *("--single-transaction", *_connection_words(owner), "-d", given.into, str(dump)),
            ],
            env=_environment(owner.password),
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            making.drop_database(owner, given.into)
            print(f"The backup was not restored: {done.stderr.strip()[-2000:]}")
            return 1
        kept = _bring_evidence(Path(folder) / "evidence", settings.EVIDENCE_DIR)
    print(f"Restored into {given.into}; {kept} evidence files brought back.")
    print(f"Serve it with SOTAY_DATABASE={given.into} sotay run")
    return 0


def _bring_evidence(source: Path, target: Path) -> int:
    """Copy evidence that is missing; files are named by content, so none is overwritten."""
    brought = 0
    for path in source.rglob("*"):
        place = target / path.relative_to(source)
        if path.is_file() and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            path.replace(place)
            brought += 1
    return brought


def _doctor(given: argparse.Namespace) -> int:
    with django_ready():
        from sotay.web.doctor import examine

        findings = examine()
    for finding in findings:
        print(f"{'ok  ' if finding.is_well else 'LOOK'}  {finding.what}: {finding.says}")
    sys.stdout.flush()
    return 0 if all(finding.is_well for finding in findings) else 1
