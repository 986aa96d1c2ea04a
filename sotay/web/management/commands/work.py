import asyncio
import signal
import threading
import time
from contextlib import suppress
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, connections
from django.utils import timezone
from procrastinate.contrib.django import app

from sotay.core import audit
from sotay.members import totals

FOLD_EVERY_SECONDS = 0.5
CHECKPOINT_EVERY_SECONDS = 300
JOB_MAY_FINISH_SECONDS = 8  # less than `sotay run` waits before it ends this process


class Command(BaseCommand):
    help = (
        "Background work, one process per database: folds the totals twice a second, gives audit "
        "entries their place each second, signs a checkpoint every five minutes, and runs queued "
        "and periodic jobs. Stops at SIGTERM or Ctrl-C after the piece in hand."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        self.stopping = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_signal: self.stopping.set())
        jobs = threading.Thread(target=self._run_jobs)
        jobs.start()
        last_checkpoint = 0.0
        last_day = None
        while not self.stopping.wait(FOLD_EVERY_SECONDS):
            try:
                totals.fold()
                audit.sequence()
                if time.monotonic() - last_checkpoint > CHECKPOINT_EVERY_SECONDS:
                    audit.make_checkpoint()
                    last_checkpoint = time.monotonic()
                if last_day != timezone.localdate():
                    last_day = timezone.localdate()
                    totals.add_checkpoints(last_day)
            except Exception as wrong:  # a lost connection must not end the work for good
                self.stderr.write(f"{type(wrong).__name__}: {wrong}")
                connection.close()
                self.stopping.wait(2)
        jobs.join()
        connections.close_all()

    def _run_jobs(self) -> None:
        """Queued and periodic jobs in a thread of their own, until the process is told to stop."""
        try:
            asyncio.run(self._jobs())
        except Exception as wrong:
            self.stderr.write(f"jobs: {type(wrong).__name__}: {wrong}")

    async def _jobs(self) -> None:
        """Procrastinate's worker; where it ends by itself, the whole process is told to stop."""
        djangos: Any = app.connector
        try:
            with app.replace_connector(djangos.get_worker_connector()):
                async with app.open_async():
                    work = asyncio.create_task(
                        app.run_worker_async(
                            install_signal_handlers=False,
                            delete_jobs="successful",
                            shutdown_graceful_timeout=JOB_MAY_FINISH_SECONDS,
                        )
                    )
                    told = asyncio.create_task(asyncio.to_thread(self.stopping.wait))
                    await asyncio.wait({work, told}, return_when=asyncio.FIRST_COMPLETED)
                    self.stopping.set()
                    work.cancel()
                    with suppress(asyncio.CancelledError):
                        await work
        finally:
            self.stopping.set()
