"""Acts on other people's accounts, and which accounts an officer's hand reaches.

An account belongs to no organisation; the offices its person holds do, and this floor does not
know them. The floor that does says here whether an account is within reach. Until it has, no
existing account is: making a new link for somebody's account amounts to signing in as them.
"""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.utils.translation import gettext as _

ACTS = {"accounts.manage": {"officer", "secretary"}}

_narrow: list[Callable[[Any, QuerySet[Any]], QuerySet[Any]]] = []


def reach_is_narrowed_by(narrow: Callable[[Any, QuerySet[Any]], QuerySet[Any]]) -> None:
    """Let the floor that knows offices keep, of some accounts, those an actor may act on.

    ``narrow(actor, accounts)`` is asked only for actors who hold ``accounts.manage`` somewhere.
    """
    _narrow[:] = [narrow]


def reached(actor: Any, accounts: QuerySet[Any]) -> QuerySet[Any]:
    """Of ``accounts`` those ``actor`` may act on: never one's own, nor the server's."""
    if not _narrow or not actor.can("accounts.manage"):
        return accounts.none()
    others = accounts.exclude(pk=actor.user.pk).exclude(is_administrator=True)
    return _narrow[0](actor, others)


def require_manager(actor: Any) -> None:
    """:raises PermissionDenied: no office held today lets ``actor`` make accounts"""
    if not actor.can("accounts.manage"):
        raise PermissionDenied(_("Chức vụ hiện nay của đồng chí không có quyền quản lý tài khoản."))


def require_reach(actor: Any, user: Any) -> None:
    """:raises PermissionDenied: the account of ``user`` is not for ``actor`` to manage"""
    require_manager(actor)
    if not reached(actor, type(user)._default_manager.filter(pk=user.pk)).exists():
        raise PermissionDenied(
            _(
                "Tài khoản này không thuộc phạm vi đồng chí quản lý. Đồng chí đề nghị cán bộ"
                " quản lý tài khoản của tổ chức ấy, hoặc của cấp trên."
            )
        )
