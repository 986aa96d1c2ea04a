"""What anybody was told, whoever acts: notices stand behind the second lock."""

from typing import Any

from sotay.notices.models import Notice
from sotay.notices.services import of_everybody


def every_notice(**which: Any) -> list[Notice]:
    """Everybody's notices of that sort, the latest first, with the people they are for."""
    with of_everybody():
        return list(Notice.objects.filter(**which).select_related("user", "subject_type"))


def leave_notice(**line: Any) -> Notice:
    """A notice written straight into the table."""
    with of_everybody():
        return Notice.objects.create(**line)


def rewrite_notices(**columns: Any) -> int:
    """Give every notice there is these columns; return how many there are."""
    with of_everybody():
        return Notice.objects.update(**columns)
