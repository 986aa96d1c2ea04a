"""Who keeps dues: an office held in the very cell, never one above it."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from sotay.core.errors import RuleBroken
from sotay.dues.models import Collection
from sotay.dues.querysets import kept_by
from sotay.organisations.access import Actor, known_acts
from sotay.organisations.models import Organisation


def keeps(actor: Actor, organisation: Any) -> bool:
    """Whether ``actor`` keeps the dues of ``organisation`` (or of its id)."""
    key = getattr(organisation, "pk", organisation)
    return actor.sees_everything or key in kept_by(actor)


def require_keeper(actor: Actor, organisation: Any) -> None:
    """Let those pass who keep the dues of this very organisation.

    :raises PermissionDenied: no such office held in it
    """
    if not keeps(actor, organisation):
        raise PermissionDenied(
            _("Việc này của Bí thư, Phó Bí thư chính chi bộ ấy. Cấp trên chỉ xem số tổng.")
        )


def holds(actor: Actor, act: str, organisation_id: int) -> bool:
    """Whether an office that allows ``act`` is held in the very organisation."""
    return actor.sees_everything or any(
        grant.organisation_id == organisation_id and grant.office.code in known_acts()[act]
        for grant in actor.grants
    )


def require_holder(actor: Actor, act: str, organisation_id: int) -> None:
    """Let those pass who hold an office for ``act`` in the very organisation.

    :raises PermissionDenied: no such office held in it
    """
    if not holds(actor, act, organisation_id):
        raise PermissionDenied(
            _("Việc này của cấp ủy nhận tiền. Chức vụ hiện nay của đồng chí không ở cấp ủy ấy.")
        )


def lock_organisation(organisation: Organisation) -> Organisation:
    """Hold the cell, so that numbers of receipts and months follow one another."""
    return Organisation.objects.select_for_update(no_key=True).get(pk=organisation.pk)


def lock_open(collection: Collection) -> Collection:
    """The collection as it is now, held until the act ends.

    :raises RuleBroken: it is closed
    """
    lock_organisation(collection.organisation)
    found = (
        Collection.objects.select_for_update(of=("self",))
        .select_related("organisation")
        .get(pk=collection.pk)
    )
    if not found.is_open:
        raise RuleBroken(
            _("Tháng này đã chốt nên không ghi thêm được. Đồng chí ghi vào tháng đang thu.")
        )
    return found
