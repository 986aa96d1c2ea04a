"""Works: submitted by a cell, a committee or their author, and withdrawn."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from sotay.contests import rules
from sotay.contests.models import Author, Category, Entry, Origin, Round
from sotay.contests.querysets import SUBMIT
from sotay.contests.services.rights import labelled, lock_in, may_change, require_voice
from sotay.core import audit, files
from sotay.core.days import written
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import fold, tidy
from sotay.members.models import Member
from sotay.organisations.access import Actor, widened
from sotay.organisations.models import Organisation

_ADDRESS = re.compile(r"https?://[^\s<>\"']+", re.IGNORECASE)


@dataclass(frozen=True)
class NewEntry:
    """A work as it is submitted. ``content`` is the bytes of its file, or a stream of them."""

    title: str
    category: Category
    outlet: str
    published_on: date
    authors: Sequence[str]
    address: str = ""
    content: Any = None
    file_name: str = field(default="")


@transaction.atomic
def submit(
    *, round_: Round, given: NewEntry, actor: Actor, place: Organisation | None = None
) -> Entry:
    """Submit a work: in the name of ``place``, or without one as its author, a member.

    :raises PermissionDenied: no office in ``place`` itself; a person in no cell
    :raises RuleBroken: the round takes no more works, the work is of other days, or was entered
    :raises BadInput: what is given cannot be used
    """
    by_author = place is None
    if place is None:
        if actor.home is None:
            raise PermissionDenied(
                _("Chỉ đảng viên của một chi bộ tự gửi tác phẩm được. Đồng chí hỏi cấp ủy.")
            )
        place = actor.home
    else:
        require_voice(actor, SUBMIT, place)
    kept = lock_in(round_, Round.State.OPEN)
    if not kept.organisation.lft <= place.lft < kept.organisation.rgt:
        raise RuleBroken(_("Đợt này của đảng bộ khác. Đồng chí gửi dự đợt của cấp trên mình."))
    require_before_last_day(kept, actor.today)
    given_title, outlet, authors, address = _checked(kept, given, actor)
    require_eligible(kept, given.published_on, actor.today)
    if by_author and fold(actor.user.full_name) not in {fold(name) for name in authors}:
        authors = [actor.user.full_name, *authors]
    key = rules.work_key(given_title, outlet, given.published_on)
    stored = None
    if given.content is not None:
        stored = files.store(given.content, name=given.file_name)
    with widened(actor, "contests.submit"):  # the row is one's own only once its origin stands
        _refuse_again(kept, key, given_title, outlet, given.published_on)
        entry = Entry.objects.create(category=given.category, title=given_title, **labelled(kept))
        Origin.objects.create(
            entry=entry,
            place=place,
            by_author=by_author,
            submitted_by=actor.user,
            submitted_on=actor.today,
            outlet=outlet,
            published_on=given.published_on,
            address=address,
            file=stored,
            file_name=files.shown_name(given.file_name) if stored else "",
            work_key=key,
            **labelled(kept),
        )
        Author.objects.bulk_create(
            Author(entry=entry, place=at, name=name, member=member, **labelled(kept))
            for at, (name, member) in enumerate(_known(authors, place, by_author, actor), 1)
        )
    audit.record(actor, "contests.submit", entry, organisation=kept.organisation)
    return entry


def require_before_last_day(round_: Round, day: date) -> None:
    """:raises RuleBroken: the last day for works is past; that day itself still counts"""
    if day > round_.last_day:
        raise RuleBroken(
            _(
                "Hạn gửi tác phẩm là hết ngày %(day)s, nay đã qua. Đồng chí gửi dự đợt sau,"
                " hoặc hỏi cấp ủy mở đợt."
            )
            % {"day": written(round_.last_day)}
        )


def require_eligible(round_: Round, published_on: date, today: date) -> None:
    """:raises RuleBroken: the work was published before the first day or after the last, or later
    than today"""
    said = {
        "on": written(published_on),
        "since": written(round_.eligible_from),
        "to": written(round_.eligible_to),
    }
    if published_on < round_.eligible_from:
        raise RuleBroken(
            _(
                "Tác phẩm đăng ngày %(on)s, trước ngày đầu được xét. Đợt này xét tác phẩm đăng từ"
                " %(since)s đến hết %(to)s; đồng chí xem lại ngày đăng."
            )
            % said
        )
    if published_on > round_.eligible_to:
        raise RuleBroken(
            _(
                "Tác phẩm đăng ngày %(on)s, sau ngày cuối được xét. Đợt này xét tác phẩm đăng từ"
                " %(since)s đến hết %(to)s; đồng chí gửi dự đợt sau."
            )
            % said
        )
    if published_on > today:
        raise RuleBroken(_("Ngày đăng (%(on)s) còn chưa tới. Đồng chí xem lại ngày đăng.") % said)


def address_of(words: str) -> str:
    """An address of the web, or nothing.

    :raises BadInput: something else
    """
    address = tidy(words)
    if address and (len(address) > rules.ADDRESS_LENGTH or not _ADDRESS.fullmatch(address)):
        raise BadInput(_("Địa chỉ phải bắt đầu bằng https:// hoặc http:// và không quá 500 ký tự."))
    return address


def _checked(round_: Round, given: NewEntry, actor: Actor) -> tuple[str, str, list[str], str]:
    title, outlet = tidy(given.title), tidy(given.outlet)
    if not title or len(title) > rules.TITLE_LENGTH:
        raise BadInput(_("Tên tác phẩm còn trống hoặc dài quá 300 ký tự. Đồng chí sửa lại."))
    if not outlet or len(outlet) > rules.NAME_LENGTH:
        raise BadInput(_("Nơi đăng còn trống hoặc dài quá 200 ký tự. Đồng chí ghi tên báo, đài."))
    if given.category.round_id != round_.pk:
        raise BadInput(_("Hạng mục không thuộc đợt này. Đồng chí chọn lại."))
    authors = list(dict.fromkeys(name for one in given.authors if (name := tidy(one))))
    if not authors or len(authors) > rules.MOST_AUTHORS:
        raise BadInput(_("Ghi từ 1 đến 20 tác giả, mỗi người một dòng. Đồng chí sửa lại."))
    if any(len(name) > rules.NAME_LENGTH for name in authors):
        raise BadInput(_("Có tên tác giả dài quá 200 ký tự. Đồng chí ghi mỗi người một dòng."))
    address = address_of(given.address)
    if not address and given.content is None:
        raise BadInput(
            _("Chưa có địa chỉ, cũng chưa có tệp của tác phẩm. Đồng chí ghi địa chỉ hoặc kèm tệp.")
        )
    return title, outlet, authors, address


def _refuse_again(round_: Round, key: str, title: str, outlet: str, day: date) -> None:
    """:raises RuleBroken: that work is in the round, whoever submitted it"""
    if Origin.objects.filter(round=round_, work_key=key).exists():
        raise RuleBroken(
            _(
                "Tác phẩm “%(title)s” đăng ở %(outlet)s ngày %(day)s đã được gửi dự đợt này."
                " Mỗi tác phẩm chỉ dự một lần."
            )
            % {"title": title, "outlet": outlet, "day": written(day)}
        )


def _known(
    authors: list[str], place: Organisation, by_author: bool, actor: Actor
) -> list[tuple[str, Member | None]]:
    """Each author with their record, where the submitting cell has exactly one of that name."""
    found: dict[str, list[Member]] = {}
    names = [fold(name) for name in authors]
    for member in Member.objects.filter(cell=place, is_active=True, folded__in=names):
        found.setdefault(member.folded, []).append(member)
    own = Member.objects.filter(user=actor.user.pk).first() if by_author else None
    known: list[tuple[str, Member | None]] = []
    for name, folded in zip(authors, names, strict=True):
        same = found.get(folded, [])
        if own is not None and own.folded == folded:
            known.append((name, own))
        else:
            known.append((name, same[0] if len(same) == 1 else None))
    return known


@transaction.atomic
def withdraw(*, entry: Entry, actor: Actor) -> Entry:
    """Take a work back, to the last day for works; it may be entered again.

    :raises PermissionDenied: not the one who submitted it
    :raises RuleBroken: withdrawn already, or too late
    """
    if not may_change(actor, entry):
        raise PermissionDenied(_("Chỉ nơi đã gửi tác phẩm mới rút được."))
    kept = lock_in(entry.round, Round.State.OPEN)
    require_before_last_day(kept, actor.today)
    found: Entry = Entry.objects.select_for_update().get(pk=entry.pk)
    if found.state == Entry.State.WITHDRAWN:
        raise RuleBroken(_("Tác phẩm này đã rút rồi."))
    found.state = Entry.State.WITHDRAWN
    found.save(update_fields=["state"])
    Origin.objects.filter(entry=found).update(work_key="")
    audit.record(actor, "contests.withdraw", found, organisation=kept.organisation)
    return found
