import json
import os
import shutil
import socket
import stat
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest

from sotay.core.database import Address, Cluster, making, parse_url, roles
from sotay.core.database.embedded import ClusterFailed, memory_settings


class TestParseUrl:
    def test_reads_every_part(self) -> None:
        assert parse_url("postgresql://an:khoa@db.noi.bo:6432/so_tay") == Address(
            "db.noi.bo", 6432, "so_tay", "an", "khoa"
        )

    def test_fills_in_the_usual_port_and_no_password(self) -> None:
        at = parse_url("postgres://an@localhost/so_tay")
        assert (at.port, at.password) == (5432, "")

    def test_takes_escaped_letters_in_name_and_password(self) -> None:
        at = parse_url("postgresql://a%40b:p%2Fw%3A%25@localhost/so_tay")
        assert (at.user, at.password) == ("a@b", "p/w:%")

    @pytest.mark.parametrize(
        ("url", "missing"),
        [
            ("mysql://an@localhost/so_tay", "must begin with postgresql://"),
            ("so_tay", "must begin with postgresql://"),
            ("postgresql://localhost/so_tay", "no user"),
            ("postgresql://an@localhost", "no database name"),
            ("postgresql://an@/so_tay", "no host"),
            ("postgresql://an@localhost:nam/so_tay", "port"),
            ("postgresql://an@localhost:99999/so_tay", "port"),
        ],
    )
    def test_names_what_is_wrong_and_never_prints_the_password(
        self, url: str, missing: str
    ) -> None:
        with pytest.raises(ValueError, match=missing) as refusal:
            parse_url(url.replace("an@", "an:bi-mat@"))
        assert "bi-mat" not in str(refusal.value)

    def test_django_and_back_is_the_same_address(self) -> None:
        at = parse_url("postgresql://an:khoa@db:6432/so_tay")
        assert Address.of_django(at.as_django()) == at


class TestMemory:
    @pytest.mark.parametrize(
        ("gigabytes", "kept"),
        [(0.25, "128MB"), (2, "512MB"), (24, "6144MB"), (32, "8192MB"), (512, "8192MB")],
    )
    def test_a_quarter_of_the_machine_keeps_pages(self, gigabytes: float, kept: str) -> None:
        assert f"shared_buffers={kept} " in memory_settings(int(gigabytes * 2**30))


class TestRoles:
    def test_a_quote_in_a_password_stays_inside_the_literal(self) -> None:
        assert roles.quoted("a'; DROP ROLE x; --") == "'a''; DROP ROLE x; --'"

    def test_no_role_is_a_superuser_and_only_the_backup_reads_past_policies(self) -> None:
        names = (roles.OWNER, roles.WEB, roles.WORKER, roles.BACKUP)
        made = roles.create_roles_sql(dict.fromkeys(names, "x"))
        assert all(" NOSUPERUSER " in statement for statement in made)
        past = [s for s in made if " BYPASSRLS" in s]
        assert [s.split()[2] for s in past] == [roles.BACKUP]


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that any account may enter, away from pytest's own private ones."""
    folder = Path(tempfile.mkdtemp(prefix="sotay-test-", dir="/var/tmp"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder)


def is_served(cluster: Cluster) -> bool:
    at = cluster.address(roles.OWNER, "postgres")
    try:
        with making.connect(at) as connection:
            return connection.execute("SELECT 1").fetchone() == (1,)
    except psycopg.OperationalError:
        return False


def processes_of(cluster: Cluster) -> list[str]:
    """Command lines that name the cluster's data folder, once those that end have ended."""
    for _attempt in range(50):
        if not (found := _processes_of(cluster)):
            break
        time.sleep(0.1)
    return found


def _processes_of(cluster: Cluster) -> list[str]:
    found = []
    for path in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            line = path.read_bytes().replace(b"\0", b" ").decode(errors="replace")
        except OSError:
            continue
        if str(cluster.data) in line:
            found.append(line)
    return found


SETTINGS_FIRST = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "sotay.settings"
import django
django.setup()
from django.db import connection
from sotay.core.database import serving
with serving(), connection.cursor() as cursor:
    cursor.execute("SELECT 1")
    print(cursor.fetchone()[0])
"""


class TestCluster:
    def test_serves_until_the_last_user_leaves_and_starts_again(self, home: Path) -> None:
        cluster = Cluster(home / "var")
        assert not cluster.exists()
        with cluster.in_use():
            with Cluster(home / "var").in_use() as second:
                assert is_served(second)
            assert is_served(cluster), "the first user still works with it"
            assert cluster.ensure_database("mot") is True
            assert cluster.ensure_database("mot") is False
            with making.connect(cluster.address(roles.OWNER, "mot")) as connection:
                connection.execute("CREATE TABLE kept (word text)")
                connection.execute("INSERT INTO kept VALUES ('còn đây')")
        assert not is_served(cluster)
        assert processes_of(cluster) == []

        with cluster.in_use(), making.connect(cluster.address(roles.WEB, "mot")) as connection:
            assert connection.execute("SELECT word FROM kept").fetchone() == ("còn đây",)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("DROP TABLE kept")
        assert processes_of(cluster) == []

        with cluster.in_use(), ThreadPoolExecutor(4) as at_once:
            made = list(at_once.map(cluster.ensure_database, ["hai"] * 4))
        assert sorted(made) == [False, False, False, True]

        assert stat.S_IMODE(cluster.state_file.stat().st_mode) == 0o600
        assert len(set(json.loads(cluster.state_file.read_text())["passwords"].values())) == 5
        assert not (cluster.home / "initial-password").exists()

    def test_a_port_taken_meanwhile_is_left_to_who_took_it(self, home: Path) -> None:
        cluster = Cluster(home / "var")
        with cluster.in_use():
            before = cluster.state["port"]
        with socket.socket() as other:  # another checkout's server
            other.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            other.bind(("127.0.0.1", before))
            other.listen()
            done = subprocess.run(
                [sys.executable, "-c", SETTINGS_FIRST], capture_output=True, text=True,
                env={**os.environ, "SOTAY_DATA": str(home / "var"), "DATABASE_URL": ""},
            )  # fmt: skip
        assert done.stdout.strip() == "1", done.stderr
        assert cluster.state["port"] != before
        assert processes_of(cluster) == []

    def test_works_where_another_account_may_not_enter(self, home: Path) -> None:
        closed = home / "closed"
        closed.mkdir(mode=0o700)
        cluster = Cluster(closed / "var")
        try:
            with cluster.in_use():
                assert is_served(cluster)
            assert processes_of(cluster) == []
            if os.geteuid() == 0:
                assert home not in cluster.home.parents, "the server could not have read there"
        finally:
            if home not in cluster.home.parents:
                shutil.rmtree(cluster.home)

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root lends its server another place")
    @pytest.mark.parametrize("laid", ["by another", "open to all", "as a link"])
    def test_runs_nothing_from_a_folder_that_another_account_could_have_laid(
        self, home: Path, laid: str
    ) -> None:
        closed = home / "closed"
        closed.mkdir(mode=0o700)
        place = Cluster(closed / "var").home
        try:
            if laid == "as a link":
                (home / "theirs").mkdir()
                place.symlink_to(home / "theirs")
            else:
                place.mkdir()
                if laid == "by another":
                    os.chown(place, 65534, 65534)
                else:
                    place.chmod(0o777)
            with pytest.raises(ClusterFailed, match="was not made by this account alone"):
                Cluster(closed / "var")
        finally:
            place.unlink() if laid == "as a link" else place.rmdir()
