from typing import Any

from django.contrib.auth.models import BaseUserManager


class UserManager(BaseUserManager[Any]):
    """Makes accounts; an account without a password cannot sign in with one."""

    def create_user(
        self, username: str, full_name: str, password: str | None = None, **extra: Any
    ) -> Any:
        user = self.model(username=username, full_name=full_name, **extra)
        user.set_password(password)
        user.clean()
        user.save()
        return user

    def create_superuser(
        self, username: str, full_name: str, password: str | None = None, **extra: Any
    ) -> Any:
        """The administrator of the server; not a reader of personal data."""
        return self.create_user(
            username, full_name, password, is_administrator=True, **extra
        )
