"""Doors for the clock: the tree's numbers follow the acts that become due."""

from django.utils import timezone
from procrastinate.contrib.django import app

from sotay.organisations import services


@app.periodic(cron="5 17 * * *")  # in UTC: five past midnight in Hà Nội
@app.task(name="organisations.renumber", queueing_lock="organisations.renumber", pass_context=False)
def renumber(timestamp: int) -> int:
    """Bring the numbers in step with today's tree; return how many were out of place."""
    return services.renumber_due(timezone.localdate())
