"""Totals from the console: fold what waits, make all again, compare with the truth."""

import time
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from sotay.core.days import written
from sotay.members import totals


class Command(BaseCommand):
    help = "Keep the counts of members: fold the queue, rebuild, promote, or check them."

    def add_arguments(self, parser: CommandParser) -> None:
        doors = parser.add_subparsers(dest="what", required=True)
        fold = doors.add_parser("fold", help="move the queue into the totals")
        fold.add_argument(
            "--every", type=float, metavar="SECONDS", help="go on doing so, as a service"
        )
        doors.add_parser("rebuild", help="make all totals again; writes only what differs")
        doors.add_parser("promote", help="nightly: who keeps totals, and the vectors of the month")
        check = doors.add_parser("check", help="compare random counts with the plain query")
        check.add_argument("--sample", type=int, default=20, help="pairs of organisation and day")
        check.add_argument("--seed", type=int, help="draw the same pairs again")

    def handle(self, *args: Any, what: str, **options: Any) -> None:
        getattr(self, f"do_{what}")(**options)

    def do_fold(self, every: float | None = None, **_options: Any) -> None:
        while True:
            done = totals.fold(wait=every is None)
            if every is not None and done.rows < totals.BATCH:
                time.sleep(every)
            elif every is None:
                self.stdout.write(f"{done.rows} rows folded, {totals.queue_state().rows} wait")
                if not done.rows:
                    return

    def do_rebuild(self, **_options: Any) -> None:
        done = totals.rebuild(timezone.localdate())
        self.stdout.write(
            f"{done.bearers} organisations keep totals; {done.deltas} days and "
            f"{done.checkpoints} monthly vectors were missing or wrong and have been written"
        )

    def do_promote(self, **_options: Any) -> None:
        began, ceased = totals.promote(timezone.localdate())
        self.stdout.write(f"{len(began)} organisations began to keep totals, {len(ceased)} ceased")

    def do_check(self, sample: int = 20, seed: int | None = None, **_options: Any) -> None:
        state = totals.queue_state()
        holes = totals.strays()
        differences = totals.self_check(sample, seed, timezone.localdate())
        for hole in holes:
            self.stdout.write(
                f"organisation {hole.organisation_id} is not in the tree from "
                f"{written(hole.first)} to before {written(hole.past)}, but is needed there"
            )
        for found in differences:
            self.stdout.write(
                f"organisation {found.organisation_id} on {written(found.day)}: "
                f"{found.counted.members} counted, {found.plain.members} there"
            )
        self.stdout.write(
            f"{sample} counts compared, {len(differences)} differ; {len(holes)} holes in the tree; "
            f"{state.rows} rows wait to be folded"
        )
        if differences:
            raise CommandError("Totals are wrong. Mend them: manage.py totals rebuild")
        if holes:
            raise CommandError("The tree has holes: correct the placements named above.")
        if state.is_alarming:
            raise CommandError("The queue is long. Is the folder running? manage.py totals fold")
