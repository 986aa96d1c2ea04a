"""Shelves: opened, changed and closed by the office that looks after them."""

from collections.abc import Sequence
from datetime import date

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import nfc, tidy
from sotay.library.models import Shelf
from sotay.organisations.access import Actor, require
from sotay.organisations.models import Kind, Organisation


@transaction.atomic
def open_shelf(
    *,
    organisation: Organisation,
    name: str,
    subject: str,
    actor: Actor,
    about: str = "",
    audience: Sequence[str] = (),
) -> Shelf:
    """Put up a shelf that ``organisation`` keeps for itself and for all under it.

    ``audience`` are codes of kinds of organisations it is meant for; none: for all of the line.

    :raises PermissionDenied: no office there that looks after shelves
    :raises BadInput: no name or subject, a kind that is not known
    :raises RuleBroken: the organisation has a shelf of that name
    """
    require(actor, "library.shelve", organisation)
    facts = _facts(name, subject, about, audience)
    try:
        with transaction.atomic():
            shelf = Shelf.objects.create(organisation=organisation, created_by=actor.user, **facts)
    except IntegrityError:
        raise _named_twice() from None
    audit.record(actor, "library.shelve", shelf, organisation=organisation, change="opened")
    return shelf


@transaction.atomic
def change_shelf(
    *,
    shelf: Shelf,
    name: str,
    subject: str,
    actor: Actor,
    about: str = "",
    audience: Sequence[str] = (),
) -> Shelf:
    """Change what a shelf is called and whom it is meant for.

    :raises PermissionDenied: no office there that looks after shelves
    :raises BadInput: as for :func:`open_shelf`
    :raises RuleBroken: closed, or the organisation has another shelf of that name
    """
    shelf = _lock(shelf)
    require(actor, "library.shelve", shelf.organisation)
    _require_open(shelf)
    facts = _facts(name, subject, about, audience)
    changed = [field for field, value in facts.items() if getattr(shelf, field) != value]
    for field, value in facts.items():
        setattr(shelf, field, value)
    try:
        with transaction.atomic():
            shelf.save(update_fields=list(facts))
    except IntegrityError:
        raise _named_twice() from None
    audit.record(actor, "library.shelve", shelf, organisation=shelf.organisation, fields=changed)
    return shelf


@transaction.atomic
def close_shelf(*, shelf: Shelf, actor: Actor, on: date | None = None) -> Shelf:
    """Take a shelf out of sight with all its titles; nothing is deleted.

    :raises PermissionDenied: no office there that looks after shelves
    :raises RuleBroken: closed already
    """
    shelf = _lock(shelf)
    require(actor, "library.shelve", shelf.organisation)
    _require_open(shelf)
    shelf.closed_on = on or actor.today
    shelf.save(update_fields=["closed_on"])
    audit.record(actor, "library.shelve", shelf, organisation=shelf.organisation, change="closed")
    return shelf


def _lock(shelf: Shelf) -> Shelf:
    found = Shelf.objects.select_for_update(of=("self",)).select_related("organisation")
    return found.get(pk=shelf.pk)


def _require_open(shelf: Shelf) -> None:
    if shelf.closed_on is not None:
        raise RuleBroken(_("Tủ sách này đã đóng nên không sửa nữa."))


def _facts(name: str, subject: str, about: str, audience: Sequence[str]) -> dict[str, object]:
    name, subject = tidy(name), tidy(subject)
    if not name or not subject:
        raise BadInput(_("Tủ sách cần có tên và chủ đề. Đồng chí ghi đủ hai ô."))
    if len(name) > 160 or len(subject) > 200:
        raise BadInput(_("Tên hoặc chủ đề dài quá. Đồng chí viết gọn lại."))
    wanted = sorted(set(audience))
    known = set(Kind.objects.filter(code__in=wanted).values_list("code", flat=True))
    if unknown := [code for code in wanted if code not in known]:
        raise BadInput(
            _("Không có loại tổ chức “%(code)s”. Đồng chí chọn trong danh sách.")
            % {"code": unknown[0]}
        )
    return {
        "name": name,
        "subject": subject,
        "about": nfc(about).strip(),
        "audience": wanted,
    }


def _named_twice() -> RuleBroken:
    return RuleBroken(_("Tổ chức này đã có tủ sách tên như vậy. Đồng chí đặt tên khác."))
