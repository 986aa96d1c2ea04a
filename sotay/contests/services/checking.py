"""The keeper looks at the works and names the jury."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.contests.copies import without_properties
from sotay.contests.models import Entry, Juror, Origin, Round
from sotay.contests.services import conflicts, telling
from sotay.contests.services.entering import address_of
from sotay.contests.services.rights import keepers, labelled, lock, reason_of
from sotay.core import audit, files
from sotay.core.errors import BadInput, RuleBroken
from sotay.members.models import Member
from sotay.organisations.access import Actor

_CHECKED = (Entry.State.SUBMITTED, Entry.State.ACCEPTED, Entry.State.REFUSED)


def _held(entry: Entry, actor: Actor) -> Entry:
    lock(entry.round, actor, Round.State.OPEN)
    found: Entry = Entry.objects.select_for_update().get(pk=entry.pk)
    if found.state not in _CHECKED:
        raise RuleBroken(_("Tác phẩm này đã rút, nên không xét nữa."))
    return found


@transaction.atomic
def accept_entry(
    *, entry: Entry, actor: Actor, content: Any = None, name: str = "", address: str = ""
) -> Entry:
    """Find a work eligible, and say what the jury is to see of it: a copy without names.

    What the file says of its maker beside its text is taken out here.

    ``content`` is that copy, or ``address`` where it can be seen; without either it is the file
    that was submitted, which the keeper has looked through. Until scoring begins this may change.

    :raises PermissionDenied: not the round's keeper
    :raises RuleBroken: withdrawn, scoring has begun, there is nothing for the jury to see, or no
        copy can be made of the file
    :raises BadInput: a file or an address that is not taken
    """
    found = _held(entry, actor)
    origin = Origin.objects.select_related("submitted_by", "file").get(entry=found)
    seen_at = address_of(address)
    copy = origin.file
    if content is not None:
        copy = files.store(content, name=name)
    elif seen_at:
        copy = None
    if copy is None and not seen_at:
        raise RuleBroken(
            _(
                "Giám khảo chưa có gì để xem: tác phẩm chỉ có địa chỉ đã đăng, ở đó có tên tác giả."
                " Đồng chí kèm một bản không ghi tên, hoặc ghi địa chỉ không ghi tên."
            )
        )
    copy = without_properties(copy) if copy else None
    was = found.state
    found.state, found.copy, found.copy_address = Entry.State.ACCEPTED, copy, seen_at
    found.save(update_fields=["state", "copy", "copy_address"])
    Origin.objects.filter(entry=found).update(refused_reason="")
    audit.record(actor, "contests.accept", found, organisation=found.organisation)
    if was != found.state:
        found.origin = origin
        words = _("Tác phẩm đủ điều kiện dự giải: %s") % found.title
        telling.tell_submitter(found, words, actor)
    return found


@transaction.atomic
def refuse_entry(*, entry: Entry, reason: str, actor: Actor) -> Entry:
    """Find a work not eligible, saying why to whoever submitted it.

    :raises PermissionDenied: not the round's keeper
    :raises RuleBroken: withdrawn, or scoring has begun
    :raises BadInput: no reason
    """
    found = _held(entry, actor)
    why = reason_of(reason)
    found.state, found.copy, found.copy_address = Entry.State.REFUSED, None, ""
    found.save(update_fields=["state", "copy", "copy_address"])
    Origin.objects.filter(entry=found).update(refused_reason=why)
    audit.record(actor, "contests.refuse", found, organisation=found.organisation)
    words = _("Tác phẩm không đủ điều kiện dự giải: %s") % found.title
    telling.tell_submitter(found, words, actor)
    return found


@transaction.atomic
def name_juror(
    *, round_: Round, member: Member, actor: Actor, categories: Sequence[int] = ()
) -> Juror:
    """Name a member with an account to judge the round, or these categories of it (by id).

    :raises PermissionDenied: not the round's keeper
    :raises RuleBroken: no account, not in the register any more, keeps rounds there, or named
        already
    :raises BadInput: a category of another round
    """
    kept = lock(round_, actor, Round.State.OPEN, Round.State.SCORING)
    if member.user is None or not member.is_active or not member.user.is_active:
        raise RuleBroken(
            _("Đồng chí ấy chưa có tài khoản, hoặc không còn trong sổ. Đồng chí chọn người khác.")
        )
    if member.user_id in keepers(kept.organisation, actor):
        raise RuleBroken(
            _(
                "Đồng chí ấy có chức vụ ở cấp ủy mở đợt nên biết tác giả, không chấm được."
                " Đồng chí chọn người khác."
            )
        )
    if kept.jurors.filter(user=member.user).exists():
        raise RuleBroken(_("Đồng chí ấy đã ở trong hội đồng chấm."))
    made = Juror.objects.create(
        user=member.user,
        member=member,
        named_on=actor.today,
        categories=_categories(kept, categories),
        **labelled(kept),
    )
    if kept.state == Round.State.SCORING:
        conflicts.note(made, actor)
    audit.record(actor, "contests.name_juror", kept, organisation=kept.organisation, juror=made.pk)
    telling.tell(
        [member.user],
        "contest_jury",
        _("Đồng chí được mời chấm: %s") % kept.name,
        reverse("contests:desk"),
        kept,
        actor,
    )
    return made


@transaction.atomic
def assign_juror(*, juror: Juror, categories: Sequence[int], actor: Actor) -> Juror:
    """Say which categories (by id) somebody of the jury judges; none: all of them.

    :raises PermissionDenied: not the round's keeper
    :raises RuleBroken: scoring is closed, or the juror has scored in a category left out
    :raises BadInput: a category of another round
    """
    kept = lock(juror.round, actor, Round.State.OPEN, Round.State.SCORING)
    found: Juror = Juror.objects.select_for_update().get(pk=juror.pk)
    found.categories = _categories(kept, categories)
    scored = Entry.objects.filter(pk__in=found.scores.values("entry")).select_related("category")
    for entry in scored:
        if not found.judges(entry.category_id):
            raise RuleBroken(
                _("Đồng chí ấy đã chấm ở hạng mục “%(category)s”, không bỏ hạng mục ấy được nữa.")
                % {"category": entry.category.name}
            )
    found.save(update_fields=["categories"])
    audit.record(
        actor,
        "contests.assign_juror",
        kept,
        organisation=kept.organisation,
        juror=found.pk,
        categories=found.categories,
    )
    return found


def _categories(round_: Round, given: Sequence[int]) -> list[int]:
    """The categories as they are kept, in their order.

    :raises BadInput: a category of another round
    """
    known = list(round_.categories.values_list("pk", flat=True))
    if set(given) - set(known):
        raise BadInput(_("Có hạng mục không thuộc đợt này. Đồng chí mở lại trang rồi chọn."))
    return [key for key in known if key in set(given)]


@transaction.atomic
def dismiss_juror(*, juror: Juror, actor: Actor) -> None:
    """Take somebody out of the jury who has not scored yet.

    :raises PermissionDenied: not the round's keeper
    :raises RuleBroken: scoring is closed, or the juror has scored
    """
    kept = lock(juror.round, actor, Round.State.OPEN, Round.State.SCORING)
    if juror.scores.exists():
        raise RuleBroken(_("Đồng chí ấy đã chấm nên không rút khỏi hội đồng được nữa."))
    audit.record(
        actor, "contests.dismiss_juror", kept, organisation=kept.organisation, juror=juror.pk
    )
    juror.delete()
