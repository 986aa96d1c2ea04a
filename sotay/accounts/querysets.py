from datetime import datetime
from typing import Any, Self

from django.contrib.auth.models import BaseUserManager
from django.db import models

from sotay.core.text import fold, nfc, tidy


class UserQuerySet(models.QuerySet[Any]):
    def named_like(self, words: str) -> Self:
        """Accounts whose sign-in name begins so, or whose name has every word in it."""
        wanted = tidy(words)
        if not wanted:
            return self
        found = self.filter(username__istartswith=wanted)
        by_name = self.all()
        for word in wanted.split():
            by_name = by_name.filter(full_name__unaccent__icontains=fold(word))
        return found | by_name


class UserManager(BaseUserManager[Any].from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes accounts; an account without a password cannot sign in with one."""

    def create_user(
        self, username: str, full_name: str, password: str | None = None, **extra: Any
    ) -> Any:
        user = self.model(username=nfc(username), full_name=full_name, **extra)
        user.set_password(password)
        user.clean()
        user.save(using=self._db)
        return user

    def create_superuser(
        self, username: str, full_name: str, password: str | None = None, **extra: Any
    ) -> Any:
        """The administrator of the server; not a reader of personal data."""
        return self.create_user(username, full_name, password, is_administrator=True, **extra)


class ApiTokenQuerySet(models.QuerySet[Any]):
    def usable(self, moment: datetime) -> Self:
        """Tokens that open the door at ``moment``; the moment of expiry itself is too late."""
        return self.filter(revoked_at=None, expires_at__gt=moment, user__is_active=True)
