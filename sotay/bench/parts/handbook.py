"""Members opening the handbook: the real server, asked by a second process, a member at a time.

What one opening is (``MIX``) is stated with the figures. The device has its shell already; it asks
whether its pack still holds, and some go on to their own page. Every opening is by another member,
so nothing that the server keeps for a person helps the next request.
"""

import json
import os
import random
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any, Final
from urllib.error import URLError
from urllib.request import urlopen

from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection
from django.utils import timezone

from sotay.accounts.models import User
from sotay.accounts.sessions import SessionStore
from sotay.bench.loading import Bench
from sotay.bench.people import officer
from sotay.core.database.embedded import PROJECT
from sotay.directives.models import Distribution, Document
from sotay.dues.models import Collection, Due
from sotay.handbook import pack
from sotay.meetings.models import Invitation, Meeting
from sotay.members.models import Member
from sotay.news.models import News
from sotay.organisations.access import acting_for, system_actor
from sotay.organisations.models import Organisation

MOST_SESSIONS: Final = 20_000  # members who are signed in and open the handbook
WORKERS, THREADS = 2, 4
FIRST_PORT, LAST_PORT = 18_700, 18_800
CONNECTIONS: Final = 24  # kept alive, as a server in front keeps them
SECONDS: Final = 15  # of each run
AIM_A_SECOND: Final = 300
# Of a hundred openings: how many find their pack changed, open their page, ask for a shell file.
MIX: Final = {"pack_changed": 6, "page": 15, "shell_files": 2}
SHELL: Final = ("/static/ui/style.css", "/static/ui/app.js", "/static/ui/icons.svg")
DOCUMENTS, LETTERS = 5, 20_000
AGENT = "Mozilla/5.0 (Linux; Android 14) Chrome/140.0 Mobile"


def measure(bench: Bench) -> dict[str, Any]:
    """Requests a second and milliseconds, held at the aim and driven as hard as it goes."""
    began = time.perf_counter()
    openings = _openings()
    prepared = round(time.perf_counter() - began, 1)
    with _served(connection.settings_dict["NAME"]) as (port, server):
        _drive(port, openings[:400], rate=0, seconds=3)  # both workers have loaded their code
        held = _weighed(server, port, openings[400:], rate=AIM_A_SECOND)
        hardest = _weighed(server, port, openings[400:][::-1], rate=0)
    return {
        "members_signed_in": len(openings),
        "prepared_seconds": prepared,
        "workers": WORKERS,
        "connections": CONNECTIONS,
        "of_100_openings": MIX,
        "held_at_aim": held,
        "as_hard_as_it_goes": hardest,
    }


# --- What is asked ------------------------------------------------------------------------------


def _openings() -> list[dict[str, str]]:
    """One opening for each member signed in: the cookie and the version that the device has."""
    _give_accounts()
    users = list(
        User.objects.filter(username__startswith="bench-m")
        .order_by("id")
        .values_list("id", flat=True)[:MOST_SESSIONS]
    )
    _give_papers(users)
    _give_a_month()
    keys = _give_sessions(users)
    today = timezone.localdate()
    made = [
        {"cookie": f"{settings.SESSION_COOKIE_NAME}={keys[user]}",
         "etag": f'"{pack.version(pack.marks_of(user, today), settings.LANGUAGE_CODE)}"'}
        for user in users
    ]  # fmt: skip
    random.Random(7).shuffle(made)
    return made


def _give_accounts() -> None:
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
        cursor.execute(
            'INSERT INTO notices_notice (user_id, kind, words, link, "on", made_at)'
            " SELECT u.id, 'bench', 'Mời đồng chí dự sinh hoạt thường kỳ tháng ' || n, '',"
            " current_date - n, now()"
            " FROM accounts_user u, generate_series(1, 4) n WHERE u.username LIKE 'bench-m%%'"
        )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE accounts_user, members_member, notices_notice")


def _give_papers(users: list[int]) -> None:
    """Papers sent to everybody; each member has pinned two of them."""
    if Document.objects.filter(abstract="đo thử sổ tay").exists():
        return
    actor, root = officer(), Organisation.objects.get(code="D1")
    words = "Từng chi bộ xây dựng kế hoạch, phân công người làm và định hạn cho từng việc. "
    with acting_for(actor):
        papers = [
            Document.objects.create(
                type_code="NQ", type_name="Nghị quyết", number=f"{n:02d}", organ_symbol="ĐU",
                issuer=root, registered_by=root, issued_on=actor.today - timedelta(days=n),
                abstract="đo thử sổ tay", text=words * (LETTERS // len(words)),
                state=Document.State.ISSUED, created_by=actor.user,
            )
            for n in range(1, DOCUMENTS + 1)
        ]  # fmt: skip
        for paper in papers:
            Distribution.objects.create(document=paper, organisation=root)
    with connection.cursor() as cursor:
        for user in users:  # each in that member's own name: no other may pin for them
            chosen = [papers[user % DOCUMENTS].pk, papers[(user + 1) % DOCUMENTS].pk]
            cursor.execute(
                "SELECT set_config('app.user', %(user)s::text, true);"
                " INSERT INTO directives_pin (user_id, document_id, pinned_at)"
                " SELECT %(user)s, one, now() FROM unnest(%(chosen)s::bigint[]) one",
                {"user": user, "chosen": chosen},
            )
        cursor.execute("ANALYZE directives_pin, directives_document, directives_distribution")


def _give_a_month() -> None:
    """What a member's page speaks of: dues to pay, a meeting to come to, news of the committee."""
    if News.objects.exists():
        return
    everywhere = system_actor(officer().user, timezone.localdate(), "bench")
    by, today, now = everywhere.user, everywhere.today, timezone.now()
    month = today.replace(day=1)
    with acting_for(everywhere):
        News.objects.create(
            committee=Organisation.objects.get(code="D1"), title="Kế hoạch kiểm tra cuối năm",
            words="Đảng ủy kiểm tra việc sinh hoạt chi bộ.", by=by, published_at=now,
            published_on=today,
        )  # fmt: skip
        people = list(
            Member.objects.filter(is_active=True)
            .exclude(user=None)
            .only("id", "public_id", "full_name", "sort_key", "cell_id")
        )
        cells = {one.cell_id for one in people}
        lists = {
            made.organisation_id: made
            for made in Collection.objects.bulk_create(
                Collection(organisation_id=cell, month=month, opened_on=month) for cell in cells
            )
        }
        coming = {
            made.organisation_id: made
            for made in Meeting.objects.bulk_create(
                Meeting(
                    organisation_id=cell, kind="ordinary", starts_at=now + timedelta(days=5),
                    month=(month + timedelta(days=40)).replace(day=1), place="Phòng họp",
                    state=Meeting.State.INVITED, created_by=by,
                )
                for cell in cells
            )
        }  # fmt: skip
        Due.objects.bulk_create(
            (
                Due(
                    member=one, organisation_id=one.cell_id, collection=lists[one.cell_id],
                    month=month, member_name=one.full_name, sort_key=one.sort_key, amount=20_000,
                )
                for one in people
            ),
            batch_size=5_000,
        )  # fmt: skip
        Invitation.objects.bulk_create(
            (
                Invitation(
                    organisation_id=one.cell_id, meeting=coming[one.cell_id], member=one,
                    person=one.public_id, name=one.full_name, sort_key=one.sort_key,
                )
                for one in people
            ),
            batch_size=5_000,
        )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE dues_due, meetings_invitation, meetings_meeting, news_news")


def _give_sessions(users: list[int]) -> dict[int, str]:
    """A session for each, as signing in leaves it, and its line in the list of machines."""
    secret = User(password="!").get_session_auth_hash()  # noqa: S106 - opens nothing
    store, made = SessionStore(), []
    for user in users:
        data = {
            SESSION_KEY: str(user),
            BACKEND_SESSION_KEY: "django.contrib.auth.backends.ModelBackend",
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


# --- Who is asked, and by whom ------------------------------------------------------------------


@contextmanager
def _served(database: str) -> Iterator[tuple[int, int]]:
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


def _weighed(
    server: int, port: int, openings: list[dict[str, str]], *, rate: int
) -> dict[str, Any]:
    """A run, and the processor time that server and database took for a request of it.

    The clock also measures whatever else the machine is doing; processor time hardly does.
    """
    before = _processor_ms(server)
    found = _drive(port, openings, rate=rate, seconds=SECONDS)
    after = _processor_ms(server)
    each = {
        name: round(
            sum(taken - before[name].get(pid, 0.0) for pid, taken in after[name].items())
            / max(found["requests"], 1),
            2,
        )
        for name in after
    }
    return {**found, "cpu_ms_a_request": each}


def _processor_ms(server: int) -> dict[str, dict[int, float]]:
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


def _drive(port: int, openings: list[dict[str, str]], *, rate: int, seconds: int) -> dict[str, Any]:
    """Let another process ask; its figures. ``rate`` 0 is as fast as the answers come."""
    with tempfile.TemporaryDirectory() as folder:
        asked = Path(folder) / "asked.json"
        asked.write_text(
            json.dumps(
                {"port": port, "openings": openings, "rate": rate, "seconds": seconds,
                 "connections": CONNECTIONS, "mix": MIX, "shell": SHELL, "agent": AGENT}
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
