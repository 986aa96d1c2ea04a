"""Doors for the clock: what leaves the house for those who want it."""

from django.utils import timezone
from procrastinate.contrib.django import app

from sotay.notices import services


@app.periodic(cron="*/5 * * * *")
@app.task(name="notices.mail", queueing_lock="notices.mail", pass_context=False)
def mail(timestamp: int) -> int:
    """Mail the notices that wait; return the number of letters."""
    return services.mail_notices(timezone.now())


@app.periodic(cron="*/5 * * * *")
@app.task(name="notices.push", queueing_lock="notices.push", pass_context=False)
def push(timestamp: int) -> int:
    """Push the notices that wait; return the number of messages sent."""
    return services.push_notices(timezone.now())
