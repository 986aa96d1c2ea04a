"""Every question asked of notices."""

from datetime import datetime
from typing import Any, Self

from django.db import models

from sotay.notices.rules import PUSH_LIFE


class NoticeQuerySet(models.QuerySet[Any]):
    def of(self, user: Any) -> Self:
        """One's own; the database shows nobody another person's."""
        return self.filter(user=user).select_related("subject_type")

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def to_mail(self, moment: datetime) -> Self:
        """Not mailed yet, made by ``moment``, to people who want mail and have an address."""
        return (
            self.filter(
                mailed_at=None,
                read_at=None,
                made_at__lte=moment,
                user__mail_reminders=True,
                user__is_active=True,
            )
            .exclude(user__email="")
            .select_related("user")
            .order_by("user_id", "id")
        )

    def to_push(self, moment: datetime) -> Self:
        """Not pushed yet, not read, and still news: made by ``moment`` and not a day before."""
        return (
            self.filter(
                pushed_at=None,
                read_at=None,
                made_at__lte=moment,
                made_at__gt=moment - PUSH_LIFE,
                user__is_active=True,
            )
            .select_related("user")
            .order_by("user_id", "id")
        )


class DeviceQuerySet(models.QuerySet[Any]):
    def of(self, user: Any) -> Self:
        """One's own; the database lets nobody read another person's."""
        return self.filter(user=user)
