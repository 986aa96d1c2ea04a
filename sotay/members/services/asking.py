"""Members ask for what is held about them to be set right, and are answered."""

from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.days import read_day, written
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import tidy
from sotay.members.ethnicities import name_of, place_of
from sotay.members.models import Correction, Gender, Member
from sotay.members.rules.records import ASKABLE, FIELDS, checked
from sotay.members.services.entering import apply_changes
from sotay.members.services.ground import locked
from sotay.organisations.access import Actor, require


class CorrectionRefused(RuleBroken):
    """The request or its answer cannot be taken; the message is fit to show."""


def shown(member: Member, field: str) -> str:
    """What the record holds in ``field``, as a person reads it."""
    return shown_value(field, getattr(member, field))


def shown_value(field: str, value: Any) -> str:
    """A value of ``field`` as a person reads it; empty where there is none."""
    sort = FIELDS[field].sort
    if value is None or value == "":
        return ""
    if sort == "day":
        return written(value)
    if sort == "gender":
        return str(Gender(value).label)
    if sort == "ethnicity":
        return name_of(value)
    return str(value)


def read_value(field: str, text: str) -> Any:
    """The value that ``text``, written by a person, stands for in ``field``.

    :raises BadInput: it stands for none
    """
    sort = FIELDS[field].sort
    given = tidy(text)
    if not given:
        return None
    if sort == "day":
        return read_day(given)
    if sort == "year":
        if not given.isdigit():
            raise BadInput(_("“%(text)s” không phải là năm.") % {"text": given[:20]})
        return int(given)
    if sort == "gender":
        return Gender.FEMALE if given.casefold() in ("nữ", "nu") else Gender.MALE
    if sort == "ethnicity":
        place = place_of(given)
        if place is None:
            raise BadInput(_("“%(text)s” không có trong danh mục dân tộc.") % {"text": given[:40]})
        return place
    return given


@transaction.atomic
def ask_correction(
    *, actor: Actor, member: Member, field: str, asked: str, why: str = ""
) -> Correction:
    """A member asks that one field of their own record say ``asked``.

    :raises CorrectionRefused: not the actor's own record, or the same thing is asked already
    :raises BadInput: no such field, or a value that cannot be
    """
    member = locked(member)
    if member.user_id is None or member.user_id != actor.user.pk:
        raise CorrectionRefused(_("Đồng chí chỉ đề nghị sửa được thông tin của chính mình."))
    if field not in ASKABLE:
        raise BadInput(_("Hồ sơ đảng viên không có mục này."))
    checked({field: read_value(field, asked)}, actor.today)
    if Correction.objects.filter(member=member, field=field, state=Correction.State.ASKED).exists():
        raise CorrectionRefused(_("Đồng chí đã đề nghị sửa mục này và đang chờ trả lời."))
    correction = Correction.objects.create(
        member=member,
        field=field,
        held=shown(member, field)[:200],
        asked=tidy(asked)[:200],
        why=tidy(why)[:500],
    )
    audit.record(actor, "members.ask_correction", member, organisation=member.cell_id, field=field)
    return correction


@transaction.atomic
def answer_correction(
    *, actor: Actor, correction: Correction, is_done: bool, answer: str = ""
) -> Correction:
    """Write what was asked into the record, or refuse with a reason.

    :raises PermissionDenied: no office held today lets ``actor`` answer in the member's cell
    :raises CorrectionRefused: answered already, or refused without a reason
    :raises BadInput: the value asked for cannot be
    """
    found = Correction.objects.select_for_update(of=("self",)).filter(pk=correction.pk).first()
    if found is None:
        raise CorrectionRefused(_("Không tìm thấy, hoặc đồng chí không phụ trách phần này."))
    member = locked(Member(pk=found.member_id))
    require(actor, "members.answer_correction", member.cell)
    if found.state != Correction.State.ASKED:
        raise CorrectionRefused(_("Đề nghị này đã được trả lời."))
    if not is_done and not answer.strip():
        raise CorrectionRefused(_("Đồng chí ghi lý do không sửa để đảng viên biết."))
    if is_done:
        values = checked({found.field: read_value(found.field, found.asked)}, actor.today)
        apply_changes(actor, member, values, correction=found.pk)
    found.state = Correction.State.DONE if is_done else Correction.State.REFUSED
    found.answer = tidy(answer)[:500]
    found.answered_at = timezone.now()
    found.answered_by = actor.user
    found.save(update_fields=["state", "answer", "answered_at", "answered_by"])
    audit.record(
        actor,
        "members.answer_correction",
        member,
        organisation=member.cell_id,
        field=found.field,
        done=is_done,
        correction=found.pk,
    )
    return found
