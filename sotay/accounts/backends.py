"""Who a session belongs to: asked for every request of every person, so it is planned once."""

from typing import Any

from django.contrib.auth.backends import ModelBackend

from sotay.accounts.models import User
from sotay.core.database.planned import PlannedRows

_account: PlannedRows[User] = PlannedRows(
    "accounts_account", [int], lambda pk: User.objects.filter(pk=pk).order_by()
)


class AccountBackend(ModelBackend):
    """Django's own, with names and passwords of this house."""

    def get_user(self, user_id: Any) -> User | None:
        """The account signed in; ``None`` where it is gone, or may no longer be used."""
        found = next(iter(_account(user_id)), None)
        return found if found and self.user_can_authenticate(found) else None
