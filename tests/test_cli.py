"""The command line as an administrator types it: each command in a process of its own."""

import io
import json
import os
import re
import stat
import subprocess
import sys
import tarfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from psycopg import Connection

from sotay.core.database import making, roles
from sotay.core.database.embedded import PROJECT, Cluster
from sotay.core.database.urls import Address
from sotay.testing import databases

Sotay = Callable[..., "subprocess.CompletedProcess[str]"]
PAPER = """TỈNH ỦY
ĐẢNG ỦY KHỐI
*
Số 41-KH/ĐUK
ĐẢNG CỘNG SẢN VIỆT NAM
Sông Vân, ngày 20 tháng 11 năm 2026

KẾ HOẠCH
diễn tập phòng cháy ở trụ sở các cơ quan
-----
Thực hiện Nghị quyết số 08-NQ/TU, ngày 10-12-2025 của Ban Chấp hành Đảng bộ tỉnh.
1. Các chi ủy cơ sở tổ chức ít nhất 02 buổi diễn tập phòng cháy trước ngày 20-12-2026.
"""


@pytest.fixture
def sotay(tmp_path: Path) -> Sotay:
    """Run ``sotay`` with the words given; ``database`` names the one it works on."""

    def run(*words: object, database: str = "") -> "subprocess.CompletedProcess[str]":
        chosen = {"SOTAY_DATABASE": database} if database else {}
        return subprocess.run(
            [sys.executable, "-m", "sotay.cli", *map(str, words)],
            cwd=PROJECT,
            env={**os.environ, "SOTAY_EVIDENCE": str(tmp_path / "evidence"), **chosen},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    return run


class TestHelp:
    def test_lists_every_command_with_a_line_about_it(self, sotay: Sotay) -> None:
        told = sotay("--help")
        assert told.returncode == 0
        for command in ("run", "read", "import", "report", "backup", "restore", "doctor", "bench"):
            assert re.search(rf"^    {command}\s+\w", told.stdout, re.M), command

    @pytest.mark.parametrize("command", ["report", "bench"])
    def test_a_command_that_is_passed_on_tells_of_its_own_options(
        self, sotay: Sotay, command: str
    ) -> None:
        told = sotay(command, "--help")
        assert (told.returncode, told.stderr) == (0, "")
        assert told.stdout.startswith("usage: ")
        assert "COMMAND" not in told.stdout

    def test_an_unknown_command_is_a_misuse(self, sotay: Sotay) -> None:
        told = sotay("đọc")
        assert told.returncode == 2
        assert "Traceback" not in told.stderr


class TestRead:
    @pytest.fixture
    def paper(self, tmp_path: Path) -> Path:
        path = tmp_path / "ke-hoach.txt"
        path.write_text(PAPER)
        return path

    def test_prints_one_json_object_with_offsets_into_the_text(
        self, sotay: Sotay, paper: Path
    ) -> None:
        told = sotay("read", paper, "--json")
        assert (told.returncode, told.stderr) == (0, "")
        found = json.loads(told.stdout)
        assert set(found) == {"document", "citations", "targets", "tasks"}
        assert found["document"]["symbol"] == "41-KH/ĐUK"
        assert found["document"]["date"] == "2026-11-20"
        (citation,) = found["citations"]
        assert citation["symbol"] == "08-NQ/TU"
        assert citation["line"] == 11
        assert PAPER[citation["start"] : citation["end"]] == citation["text"]
        assert set(citation) >= {
            "type", "number", "named", "date", "issuer", "inferred", "inconsistent", "suggestion",
        }  # fmt: skip
        task = found["tasks"][-1]
        assert PAPER[task["start"] : task["end"]] == task["text"]
        assert (task["line"], task["due"]) == (12, "2026-12-19")

    def test_prints_the_same_bytes_each_time(self, sotay: Sotay, paper: Path) -> None:
        assert sotay("read", paper, "--json").stdout == sotay("read", paper, "--json").stdout

    def test_prints_lines_for_people(self, sotay: Sotay, paper: Path) -> None:
        told = sotay("read", paper)
        assert told.returncode == 0
        assert "41-KH/ĐUK" in told.stdout
        assert "Viện dẫn: 1" in told.stdout

    @pytest.mark.parametrize(
        ("name", "content", "says"),
        [
            ("vắng.txt", None, "Không có tệp"),
            ("hỏng.pdf", b"%PDF-1.7 nothing follows", "hỏng.pdf"),
            ("hỏng.docx", bytes(range(256)), "hỏng.docx"),
            ("trống.txt", b"", "trống.txt"),
        ],
    )
    def test_says_in_one_sentence_what_cannot_be_read(
        self, sotay: Sotay, tmp_path: Path, name: str, content: bytes | None, says: str
    ) -> None:
        if content is not None:
            (tmp_path / name).write_bytes(content)
        told = sotay("read", tmp_path / name)
        assert told.returncode == 1
        assert says in told.stdout
        assert told.stdout.count("\n") == 1
        assert "Traceback" not in told.stderr

    def test_a_folder_is_no_file(self, sotay: Sotay, tmp_path: Path) -> None:
        told = sotay("read", tmp_path)
        assert (told.returncode, "thư mục" in told.stdout) == (1, True)


@pytest.fixture
def kept(tmp_path: Path) -> Iterator[SimpleNamespace]:
    """A migrated database of its own, with one organisation, one member, one piece of evidence."""
    with databases.template() as (owner, template):
        name, back = f"sotay_cli_{os.getpid()}", f"sotay_back_{os.getpid()}"
        databases.copy(owner, template, name)
        digest = "ab" * 32
        place = tmp_path / "evidence" / digest[:2] / digest[2:4] / digest
        place.parent.mkdir(parents=True)
        place.write_bytes(b"minh chung")
        try:
            with connected(owner, name) as connection:
                _fill(connection, digest)
            yield SimpleNamespace(owner=owner, name=name, back=back, evidence=place)
        finally:
            databases.drop(owner, name)
            databases.drop(owner, back)


def connected(at: Address, name: str) -> "Connection[Any]":
    return making.connect(at, name)


def _fill(connection: "Connection[Any]", digest: str) -> None:
    """One member, written by the tables' owner with the policies told that all is in sight."""
    connection.execute("INSERT INTO core_storedfile (digest, size, media_type, stored_at)"
                       " VALUES (%s, 10, 'text/plain', now())", [digest])  # fmt: skip
    connection.execute("ALTER TABLE members_member NO FORCE ROW LEVEL SECURITY")
    connection.execute(
        "INSERT INTO organisations_organisation (code, lft, rgt, created_at)"
        " VALUES ('SV', 1, 2, now())"
    )
    columns = connection.execute(
        "SELECT column_name, data_type FROM information_schema.columns"
        " WHERE table_name = 'members_member' AND is_nullable = 'NO'"
        " AND column_default IS NULL AND is_identity = 'NO'"
    ).fetchall()
    values: dict[str, Any] = {
        name: {"date": "1980-01-01", "timestamp with time zone": "2020-01-01", "jsonb": "{}",
               "boolean": False}.get(kind, "" if "char" in kind or kind == "text" else 1)
        for name, kind in columns
    }  # fmt: skip
    cell = connection.execute("SELECT id FROM organisations_organisation").fetchone()
    values |= {"full_name": "Trần Thị Ánh Nguyệt", "cell_id": cell[0] if cell else None}
    names = ", ".join(values)
    marks = ", ".join(["%s"] * len(values))
    statement = f"INSERT INTO members_member ({names}) VALUES ({marks})"
    connection.execute(statement, list(values.values()))
    connection.execute("ALTER TABLE members_member FORCE ROW LEVEL SECURITY")


def reader() -> Address:
    """The backup role: it reads past the policies."""
    if os.environ.get("DATABASE_URL"):
        pytest.skip("the backup role's password is known only for the embedded server")
    return Cluster().address(roles.BACKUP, "postgres")


def contents(name: str) -> dict[str, list[Any]]:
    """Every row of every table, as the backup role reads it."""
    with connected(reader(), name) as connection:
        tables = connection.execute(
            "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"
        ).fetchall()
        return {
            table: sorted(map(str, connection.execute(f'SELECT * FROM "{table}"').fetchall()))
            for (table,) in tables
        }


def locks(at: Address, name: str) -> list[Any]:
    """Which tables are locked by policies, and the policies."""
    with connected(at, name) as connection:
        return [
            connection.execute(
                "SELECT relname, relrowsecurity, relforcerowsecurity FROM pg_class"
                " WHERE relrowsecurity ORDER BY 1"
            ).fetchall(),
            connection.execute(
                "SELECT tablename, policyname, cmd, qual, with_check FROM pg_policies ORDER BY 1, 2"
            ).fetchall(),
            connection.execute(
                "SELECT table_name, grantee, privilege_type"
                " FROM information_schema.role_table_grants"
                " WHERE grantee LIKE 'sotay%%' AND table_schema = 'public' ORDER BY 1, 2, 3"
            ).fetchall(),
        ]


class TestBackupAndRestore:
    def test_a_restored_database_is_the_same_and_as_locked(
        self, sotay: Sotay, kept: SimpleNamespace, tmp_path: Path
    ) -> None:
        file = tmp_path / "sao-luu.tar"
        told = sotay("backup", file, database=kept.name)
        assert told.returncode == 0, told.stdout + told.stderr
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        assert list(tmp_path.glob("*.part")) == []

        kept.evidence.unlink()
        told = sotay("restore", file, "--into", kept.back, database=kept.name)
        assert told.returncode == 0, told.stdout + told.stderr
        assert "1 evidence files" in told.stdout
        assert kept.evidence.read_bytes() == b"minh chung"
        before, after = contents(kept.name), contents(kept.back)
        assert "Ánh Nguyệt" in str(before["members_member"])
        assert after == before
        for back, was in zip(
            locks(kept.owner, kept.back), locks(kept.owner, kept.name), strict=True
        ):
            assert set(back) == set(was)

        again = sotay("restore", file, "--into", kept.back, database=kept.name)
        assert (again.returncode, "nothing was touched" in again.stdout) == (1, True)

    def test_never_writes_over_a_file(
        self, sotay: Sotay, kept: SimpleNamespace, tmp_path: Path
    ) -> None:
        file = tmp_path / "sao-luu.tar"
        file.write_text("của người khác")
        told = sotay("backup", file, database=kept.name)
        assert (told.returncode, file.read_text()) == (1, "của người khác")

    @pytest.mark.parametrize("kind", ["absent", "torn", "foreign"])
    def test_what_is_no_backup_is_refused_and_leaves_no_database(
        self, sotay: Sotay, kept: SimpleNamespace, tmp_path: Path, kind: str
    ) -> None:
        file = tmp_path / "sao-luu.tar"
        if kind == "torn":
            file.write_bytes(b"\x00\x01torn")
        elif kind == "foreign":
            with tarfile.open(file, "w") as pack:
                header = tarfile.TarInfo("database.dump")
                header.size = 4
                pack.addfile(header, io.BytesIO(b"torn"))
        told = sotay("restore", file, "--into", kept.back, database=kept.name)
        assert told.returncode == 1
        assert "Traceback" not in told.stderr
        assert not making.exists(kept.owner, kept.back)


class TestDoctor:
    def test_is_content_with_a_fresh_database_until_a_file_is_gone(
        self, sotay: Sotay, kept: SimpleNamespace
    ) -> None:
        told = sotay("doctor", database=kept.name)
        assert [line for line in told.stdout.splitlines() if not line.startswith("ok")] == []
        assert told.returncode == 0

        kept.evidence.unlink()
        told = sotay("doctor", database=kept.name)
        assert told.returncode == 1
        assert "LOOK  Tệp minh chứng: thiếu 1 tệp, ví dụ abababababab" in told.stdout


class TestWork:
    def test_does_what_is_queued_and_stops_when_told(self, kept: SimpleNamespace) -> None:
        with connected(kept.owner, kept.name) as connection:
            connection.execute(
                "INSERT INTO procrastinate_jobs (queue_name, task_name, args)"
                " VALUES ('default', 'followups.remind', '{\"timestamp\": 0}')"
            )
            worker = subprocess.Popen(
                [sys.executable, "manage.py", "work"],
                cwd=PROJECT,
                env={**os.environ, "SOTAY_DATABASE": kept.name},
                stderr=subprocess.PIPE,
                text=True,
            )
            try:
                left = _wait_until_empty(connection)
            finally:
                worker.terminate()
                _out, complaints = worker.communicate(timeout=30)
        assert left == []
        assert complaints == ""
        assert worker.returncode == 0


def _wait_until_empty(connection: "Connection[Any]") -> list[Any]:
    rows: list[Any] = []
    for _attempt in range(150):
        rows = connection.execute("SELECT task_name, status FROM procrastinate_jobs").fetchall()
        if not rows:
            break
        time.sleep(0.2)
    return rows
