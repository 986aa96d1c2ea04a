"""``sotay run`` and what it needs: assets, tables, the demonstration, the server, the worker."""

import argparse
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

from sotay.cli.django_up import call, django_ready
from sotay.core.database import making, parse_url
from sotay.core.database.embedded import PROJECT

# Of each server process: more of them wait for each other, and answer fewer. Where slow telephones
# send large files straight to this server, and no other takes them in front of it, give it more.
# Each keeps a connection, and the embedded database gives out 100.
THREADS = 2
BLOCS = ("city", "central", "province")


def add_commands(commands: Any) -> None:
    run = commands.add_parser(
        "run",
        help="make everything ready and serve the pages",
        description="Migrate, load the reference lists, build the demonstration if asked, serve. "
        "Prints the address and, in the demonstration, the logins. Stops with Ctrl-C and leaves no "
        "process behind.",
    )
    run.add_argument("--demo", choices=BLOCS, help="which invented bloc to serve")
    run.add_argument("--host", default="127.0.0.1")
    run.add_argument("--port", type=int, default=8000)
    run.add_argument("--workers", type=int, default=2, help="server processes")
    run.add_argument("--threads", type=int, default=THREADS, help="requests a process has in hand")
    run.set_defaults(act=_run)

    assets = commands.add_parser("assets", help="fetch and lay out fonts and scripts; build words")
    assets.set_defaults(act=_assets)

    migrate = commands.add_parser("migrate", help="bring the tables and reference lists up to date")
    migrate.set_defaults(act=_migrate)

    demo = commands.add_parser("demo", help="build one of the invented blocs in its own database")
    demo.add_argument("bloc", choices=BLOCS, nargs="?", default="city")
    demo.set_defaults(act=lambda given: _build_demo(given.bloc))

    worker = commands.add_parser(
        "worker",
        help="background work: totals, audit sequence, reminders, imports",
        description="Folds the totals twice a second, gives audit entries their place each second, "
        "and runs queued and periodic jobs. One per database.",
    )
    worker.set_defaults(act=lambda given: call("work"))


def demo_database(bloc: str) -> str:
    return f"sotay_demo_{bloc}"


def _assets(given: argparse.Namespace) -> int:
    from sotay.ui.assets import build

    build(PROJECT)
    return call("messages", "--compile")


def _migrate(given: argparse.Namespace) -> int:
    """On a server of one's own the owner first gives the other roles their default rights."""
    if os.environ.get("DATABASE_URL"):
        making.grant(parse_url(os.environ.get("DATABASE_OWNER_URL", os.environ["DATABASE_URL"])))
    return call("migrate", "--database", "owner") or call("seed")


def _build_demo(bloc: str) -> int:
    os.environ["SOTAY_DEMO"] = "1"
    with django_ready(demo_database(bloc)):
        from django.core.management import call_command

        call_command("migrate", database="owner", verbosity=0)
        call_command("seed", verbosity=0)
        call_command("demo", bloc)
    return 0


def _port_is_free(host: str, port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def _run(given: argparse.Namespace) -> int:
    if not _port_is_free(given.host, given.port):
        print(
            f"Port {given.port} is taken on {given.host}. Choose another: --port {given.port + 1}"
        )
        return 1
    database = None
    if given.demo:
        os.environ["SOTAY_DEMO"] = "1"
        database = demo_database(given.demo)
    with django_ready(database):
        from django.core.management import call_command

        call_command("migrate", database="owner", verbosity=0)
        call_command("seed", verbosity=0)
        if given.demo:
            call_command("demo", given.demo)
        return _serve(given)


def _serve(given: argparse.Namespace) -> int:
    """Server and worker as children in one group; whichever ends, the other is ended too."""
    folder = Path(sys.executable).parent
    server = [
        *(str(folder / "granian"), "--interface", "wsgi", "--host", given.host),
        *("--port", str(given.port), "--workers", str(given.workers)),
        *("--blocking-threads", str(given.threads)),
        *("--log-level", "warning", "--no-ws", "sotay.wsgi:application"),
    ]
    worker = [sys.executable, str(PROJECT / "manage.py"), "work"]
    children = [subprocess.Popen(command, cwd=PROJECT) for command in (server, worker)]

    def leave(_number: int, _frame: object) -> None:
        raise KeyboardInterrupt

    signal.signal(signal.SIGTERM, leave)
    print(f"\nSổ tay: http://{given.host}:{given.port}/   (Ctrl-C stops it)", flush=True)
    if given.demo:
        from sotay.demo.people import LOGINS

        print("Logins of the demonstration, password “so-tay-2026”:")
        for username, meaning in LOGINS.items():
            print(f"  {username:<10} {meaning}")
        sys.stdout.flush()
    try:
        while True:
            for child in children:
                try:
                    return child.wait(timeout=0.5) or 0
                except subprocess.TimeoutExpired:
                    continue
    except KeyboardInterrupt:
        return 0
    finally:
        for child in children:
            if child.poll() is None:
                child.terminate()
        for child in children:
            try:
                child.wait(timeout=10)
            except subprocess.TimeoutExpired:
                child.kill()
