import signal
import threading
import time
from typing import Any

from django.core.management.base import BaseCommand
from django.db import connection, connections
from django.utils import timezone

from sotay.core import audit
from sotay.members import totals

FOLD_EVERY_SECONDS = 0.5
CHECKPOINT_EVERY_SECONDS = 300


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
        jobs = threading.Thread(target=self._run_jobs, daemon=True)
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
        connections.close_all()

    def _run_jobs(self) -> None:
        """Procrastinate's worker in a thread of its own, until the process leaves."""
        import asyncio

        from procrastinate.contrib.django import app

        async def work() -> None:
            async with app.replace_connector(app.connector.get_worker_connector()).open_async() as own:
                await own.run_worker_async(
                    install_signal_handlers=False, listen_notify=True, delete_jobs="successful"
                )

        try:
            asyncio.run(work())
        except Exception as wrong:
            self.stderr.write(f"jobs: {type(wrong).__name__}: {wrong}")
            self.stopping.set()
