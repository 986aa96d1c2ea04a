"""Reading a full record is an act too: the member may ask who did it, and what for."""

from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.errors import BadInput
from sotay.members.models import Member
from sotay.organisations.access import Actor, require


@transaction.atomic
def view_member(*, actor: Actor, member: Member, purpose: str) -> Member:
    """Let ``actor`` read the whole record, and write down who, when and what for.

    One's own record needs no office and leaves no trace.

    :raises PermissionDenied: no office held today lets ``actor`` read records of the member's cell
    :raises BadInput: no purpose is given
    """
    if member.user_id is not None and member.user_id == actor.user.pk:
        return member
    require(actor, "members.view", member.cell)
    if not purpose.strip():
        raise BadInput(_("Đồng chí chọn mục đích xem hồ sơ; đảng viên sẽ thấy mục đích này."))
    audit.record(actor, "members.view", member, organisation=member.cell_id, why=purpose)
    return member
