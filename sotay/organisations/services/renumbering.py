"""The nightly round: what acts dated ahead have changed by now shows in the numbers."""

from datetime import date

from django.db import transaction

from sotay.organisations import numbering
from sotay.organisations.services.writing import lock_tree


@transaction.atomic
def renumber_due(day: date) -> int:
    """Bring the numbers of the tree in step with ``day``; return how many were out of place."""
    lock_tree()
    return numbering.renumber_due(day)
