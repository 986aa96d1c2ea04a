"""The city demonstration served for browser tests: a database made once, a copy for each run."""

import fcntl
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings

from sotay.core.database import making, serving
from sotay.core.database.embedded import PROJECT
from sotay.testing import databases

PREFIX = "sotay_city_"
FIRST_PORT, LAST_PORT = 18400, 18500


def _fingerprint() -> str:
    """Changes with the tables and with anything that tells the story."""
    digest = sha256(databases.fingerprint().encode())
    for path in sorted(PROJECT.glob("sotay/demo/**/*.py")):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _free_port() -> int:
    for port in range(FIRST_PORT, LAST_PORT):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError(f"no free port between {FIRST_PORT} and {LAST_PORT}")


@contextmanager
def city(log: Path | None = None) -> Iterator[tuple[str, str]]:
    """Serve a fresh copy of the city demonstration; gives its address and its database's name.

    With ``log`` the server writes a line for every request, and all else it says, into that file.
    """
    with serving(), databases.template() as (owner, template):
        story = PREFIX + _fingerprint()
        gate = settings.DATA_DIR / "city.lock"
        with gate.open("a+") as door:
            fcntl.flock(door, fcntl.LOCK_EX)
            if not making.exists(owner, story):
                for old in making.names_like(owner, PREFIX):
                    making.drop_database(owner, old)
                databases.copy(owner, template, "sotay_city_being_made")
                databases.fill("sotay_city_being_made", ["demo", "city"])
                with making.connect(owner, "postgres") as connection:
                    connection.execute(f'ALTER DATABASE sotay_city_being_made RENAME TO "{story}"')
        name = f"sotay_site_{os.getpid()}"
        databases.copy(owner, story, name)
        try:
            with _served(name, log) as address:
                yield address, name
        finally:
            databases.drop(owner, name)


@contextmanager
def _served(database: str, log: Path | None) -> Iterator[str]:
    with (settings.DATA_DIR / "port.lock").open("a+") as door:
        # Two servers may share a port (SO_REUSEPORT): no one looks for one while another starts.
        fcntl.flock(door, fcntl.LOCK_EX)
        address, server = _started(database, log)
    try:
        yield address
    finally:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()


def _started(database: str, log: Path | None) -> tuple[str, "subprocess.Popen[bytes]"]:
    port = _free_port()
    command = [
        *(str(Path(sys.executable).parent / "granian"), "--interface", "wsgi"),
        *("--host", "127.0.0.1", "--port", str(port), "--workers", "1", "--no-ws"),
        *("--blocking-threads", "4"),
        *(("--log-level", "info", "--access-log") if log else ("--log-level", "error")),
        "sotay.wsgi:application",
    ]
    output = log.open("wb") if log else None
    server = subprocess.Popen(
        command,
        cwd=PROJECT,
        env={
            **os.environ,
            "SOTAY_DATABASE": database,
            "SOTAY_DEMO": "1",
            "DJANGO_SETTINGS_MODULE": "sotay.settings",
        },
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
    )
    if output:
        output.close()
    address = f"http://127.0.0.1:{port}"
    try:
        _wait_for(address, server)
    except RuntimeError:
        server.kill()
        raise
    return address, server


def _wait_for(address: str, server: "subprocess.Popen[bytes]") -> None:
    for _attempt in range(200):
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with {server.returncode}")
        try:
            with urlopen(f"{address}/accounts/login/", timeout=5):  # noqa: S310  # nosec B310 - ours
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("the server did not answer within 20 seconds")
