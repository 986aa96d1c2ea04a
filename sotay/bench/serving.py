"""The real server on a port of this machine, and members signed in to ask it."""

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final
from urllib.error import URLError
from urllib.request import urlopen

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.utils import timezone

from sotay.accounts.models import User
from sotay.accounts.sessions import SessionStore
from sotay.bench.people import officer
from sotay.core.database.embedded import PROJECT
from sotay.notices.services import of_everybody
from sotay.organisations.access import acting_for, system_actor

WORKERS, THREADS = 2, 2  # as `sotay run` has them
FIRST_PORT, LAST_PORT = 18_700, 18_800
AGENT: Final = "Mozilla/5.0 (Linux; Android 14) Chrome/140.0 Mobile"


def give_accounts() -> None:
    """Once in each database: an account for every active member, joined to the record."""
    if User.objects.filter(username__startswith="bench-m").exists():
        return
    everywhere = system_actor(officer().user, timezone.localdate(), "bench")
    with acting_for(everywhere), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO accounts_user (username, full_name, sort_key, password, email,"
            " is_superuser, is_active, is_administrator, text_size, language,"
            " mail_reminders, created_at)"
            " SELECT 'bench-m' || id, full_name, sort_key, '!', '', false, true, false, 100,"
            " 'vi', false, now() FROM members_member WHERE is_active AND user_id IS NULL"
        )
        cursor.execute(  # recognised, as all but the newest are
            "UPDATE members_member m SET user_id = u.id, recognised_on = m.admitted_on + 365"
            " FROM accounts_user u WHERE u.username = 'bench-m' || m.id"
        )
        with of_everybody():
            cursor.execute(
                'INSERT INTO notices_notice (user_id, kind, words, link, "on", made_at)'
                " SELECT u.id, 'bench', 'Mời đồng chí dự sinh hoạt thường kỳ tháng ' || n, '',"
                " current_date - n, now()"
                " FROM accounts_user u, generate_series(1, 4) n WHERE u.username LIKE 'bench-m%%'"
            )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts_user, members_member, notices_notice")


def give_sessions(users: list[int]) -> dict[int, str]:
    """A session for each, as signing in leaves it, and its line in the list of machines."""
    secret = User(password="!").get_session_auth_hash()  # noqa: S106 - opens nothing
    store, made = SessionStore(), []
    for user in users:
        data = {
            SESSION_KEY: str(user),
            BACKEND_SESSION_KEY: "sotay.accounts.backends.AccountBackend",
            HASH_SESSION_KEY: secret,
        }
        made.append((f"bench{user:027d}", store.encode(data), user))
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_session WHERE session_key LIKE 'bench%%'")
        cursor.execute("DELETE FROM usersessions_usersession WHERE session_key LIKE 'bench%%'")
        cursor.execute(
            "INSERT INTO django_session (session_key, session_data, expire_date)"
            " SELECT unnest(%s::text[]), unnest(%s::text[]), now() + interval '7 days'",
            [[key for key, _data, _user in made], [data for _key, data, _user in made]],
        )
        cursor.execute(
            "INSERT INTO usersessions_usersession"
            " (session_key, user_id, created_at, last_seen_at, ip, user_agent, data)"
            " SELECT unnest(%s::text[]), unnest(%s::bigint[]), now() - interval '1 day',"
            " now() - interval '1 day', '127.0.0.1', %s, '{}'",
            [[key for key, _data, _user in made], users, AGENT],
        )
        cursor.execute("ANALYZE django_session, usersessions_usersession")
    return {user: key for key, _data, user in made}


@contextmanager
def served(database: str) -> Iterator[tuple[int, int]]:
    """The server on a port of this machine alone; its port, and the process that began it."""
    port = _free_port()
    server = subprocess.Popen(
        [
            *(str(Path(sys.executable).parent / "granian"), "--interface", "wsgi"),
            *("--host", "127.0.0.1", "--port", str(port), "--workers", str(WORKERS), "--no-ws"),
            *("--blocking-threads", str(THREADS), "--log-level", "error"),
            "sotay.wsgi:application",
        ],
        cwd=PROJECT,
        env={
            **os.environ,
            "SOTAY_DATABASE": database,
            "SOTAY_SECOND_FACTOR": "0",
            "DJANGO_SETTINGS_MODULE": "sotay.settings",
        },
        stdin=subprocess.DEVNULL,
    )
    try:
        _wait_for(port, server)
        yield port, server.pid
    finally:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            server.kill()


def _free_port() -> int:
    for port in range(FIRST_PORT, LAST_PORT):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
    raise RuntimeError(f"no free port between {FIRST_PORT} and {LAST_PORT}")


def _wait_for(port: int, server: "subprocess.Popen[bytes]") -> None:
    for _attempt in range(300):
        if server.poll() is not None:
            raise RuntimeError(f"the server ended with {server.returncode}")
        try:
            with urlopen(f"http://127.0.0.1:{port}/accounts/login/", timeout=5):  # nosec B310 - ours
                return
        except (URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError("the server did not answer within 30 seconds")


def processor_ms(server: int) -> dict[str, dict[int, float]]:
    """Milliseconds of processor time by process: of the server, and of this database's sessions.

    Sessions of the database that ended meanwhile are left out: a run is shorter than they live.
    """
    tick = 1000 / os.sysconf("SC_CLK_TCK")
    parents, taken = {}, {}
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = path.read_text().rpartition(")")[2].split()
        except OSError:
            continue  # ended meanwhile
        pid = int(path.parent.name)
        parents[pid] = int(fields[1])
        taken[pid] = (int(fields[11]) + int(fields[12])) * tick
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pid FROM pg_stat_activity WHERE datname = current_database()"
            " AND pid <> pg_backend_pid()"
        )
        sessions = [pid for (pid,) in cursor.fetchall() if pid in taken]
    workers = [pid for pid, parent in parents.items() if server in (pid, parent)]
    return {
        "server": {pid: taken[pid] for pid in workers},
        "database": {pid: taken[pid] for pid in sessions},
    }


def weighed(server: int, port: int, openings: list[dict[str, Any]], **how: Any) -> dict[str, Any]:
    """A run of :func:`drive`, and the processor time of server and database for a request of it.

    The clock also measures whatever else the machine is doing; processor time hardly does.
    """
    before = processor_ms(server)
    found = drive(port, openings, **how)
    after = processor_ms(server)
    each = {
        name: round(
            sum(taken - before[name].get(pid, 0.0) for pid, taken in after[name].items())
            / max(found["requests"], 1),
            2,
        )
        for name in after
    }
    return {**found, "cpu_ms_a_request": each}


def drive(
    port: int,
    openings: list[dict[str, Any]],
    *,
    seconds: int,
    connections: int,
    rate: int = 0,
    mix: Mapping[str, int] | None = None,
    shell: Sequence[str] = (),
) -> dict[str, Any]:
    """Let another process ask (``asking.py``); its figures. ``rate`` 0: as the answers come."""
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "asked.json"
        asked.write_text(
            json.dumps(
                {"port": port, "openings": openings, "rate": rate, "seconds": seconds,
                 "connections": connections, "mix": mix or {}, "shell": shell, "agent": AGENT}
            )
        )  # fmt: skip
        done = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("asking.py")), str(asked)],
            check=True,
            capture_output=True,
            cwd=PROJECT,
        )
    found: dict[str, Any] = json.loads(done.stdout)
    return found
