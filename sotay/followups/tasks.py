"""Doors for the clock: the morning's reminders."""

from django.utils import timezone
from procrastinate.contrib.django import app

from sotay.followups import services


@app.periodic(cron="0 0 * * *")  # in UTC: 7.00 in Hà Nội
@app.task(name="followups.remind", queueing_lock="followups.remind", pass_context=False)
def remind(timestamp: int) -> int:
    """Leave the reminders of today; return how many are new."""
    return services.send_reminders(timezone.localdate())
