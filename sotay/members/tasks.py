"""Doors for the clock and the worker: long imports, and files that are kept no longer."""

import logging
from datetime import timedelta

from django.utils import timezone
from procrastinate.contrib.django import app

from sotay.accounts.models import User
from sotay.members import importing, totals
from sotay.organisations.access import acting_for, actor_for, system_actor

log = logging.getLogger(__name__)

FILES_KEPT_DAYS = 30


@app.task(name="members.import", queue="import", pass_context=False)
def run_import(run_id: int, user_id: int) -> str:
    """Apply an import for the person who asked for it, with the offices held today."""
    user = User.objects.get(pk=user_id)
    return importing.work(actor_for(user, timezone.localdate()), run_id)


@app.periodic(cron="30 18 * * *")  # in UTC: 1.30 in Hà Nội
@app.task(name="members.forget_files", queueing_lock="members.forget_files", pass_context=False)
def forget_files(timestamp: int) -> int:
    """Give up lists that nobody applied, and what would take back old ones."""
    system = system_actor(User(), timezone.localdate(), "members.forget_files")
    with acting_for(system):
        return importing.forget_files(timezone.now() - timedelta(days=FILES_KEPT_DAYS))


@app.periodic(cron="0 19 * * *")  # in UTC: 2.00 in Hà Nội
@app.task(name="members.tend_totals", queueing_lock="members.tend_totals", pass_context=False)
def tend_totals(timestamp: int) -> int:
    """Who keeps totals, the vectors of a new month, and some counts compared with the truth."""
    today = timezone.localdate()
    totals.promote(today)
    wrong = totals.self_check(until=today)
    for found in wrong:
        log.error(
            "Totals differ from the records: organisation %s on %s has %s, counted %s. Mend them: "
            "sotay rebuild-totals",
            found.organisation_id,
            found.day,
            found.plain.members,
            found.counted.members,
        )
    return len(wrong)
