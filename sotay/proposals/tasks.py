"""Doors for the clock."""

from django.utils import timezone
from procrastinate.contrib.django import app

from sotay.proposals import services


@app.periodic(cron="0 0 * * *")  # in UTC: 7.00 in Hà Nội
@app.task(name="proposals.remind", queueing_lock="proposals.remind", pass_context=False)
def remind(timestamp: int) -> int:
    """Leave the reminders of today; return how many are new."""
    return services.send_reminders(timezone.localdate())
