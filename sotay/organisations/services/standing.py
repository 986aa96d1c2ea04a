"""What every act asks first: does it exist that day, who decides over it, does anything follow."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from sotay.core.days import written
from sotay.core.errors import BadInput
from sotay.organisations import access
from sotay.organisations.access import Actor
from sotay.organisations.models import Act, Organisation, Placement, Profile
from sotay.organisations.services.writing import Refused

EARLIEST, LATEST = date(1930, 2, 3), date(2200, 1, 1)


def fresh(organisation: Organisation) -> Organisation:
    """The caller's row with its numbers as they are under the lock."""
    organisation.refresh_from_db(fields=["lft", "rgt"])
    return organisation


def name_on(organisation: Organisation, day: date) -> str:
    """The name of the day, or the nearest one before or after."""
    profile = Profile.objects.nearest([organisation.pk], day).get(organisation.pk)
    return profile.name if profile else organisation.code


def check_day(on: date) -> None:
    """:raises BadInput: a day no organisation of the Party can have begun or ended on"""
    if not EARLIEST <= on < LATEST:
        raise BadInput(
            _("Ngày có hiệu lực %(day)s không dùng được. Đồng chí xem lại năm đã ghi.")
            % {"day": written(on)}
        )


def placement_on(organisation: Organisation, on: date) -> Placement:
    """The place of ``organisation`` on the first day of the new state.

    :raises Refused: it does not exist that day
    """
    found = Placement.objects.as_of(on).filter(organisation=organisation).first()
    if found is not None:
        return found
    rows = list(Placement.objects.known().filter(organisation=organisation).order_by("valid_from"))
    name = name_on(organisation, on)
    if rows and on < rows[0].valid_from:
        raise Refused(
            _(
                "“%(name)s” thành lập ngày %(founded)s; ngày %(day)s chưa có. "
                "Đồng chí chọn ngày không sớm hơn ngày thành lập."
            )
            % {"name": name, "founded": written(rows[0].valid_from), "day": written(on)}
        )
    ended = max((row.valid_to for row in rows if row.valid_to and row.valid_to <= on), default=None)
    raise Refused(
        _(
            "“%(name)s” không còn hoạt động từ ngày %(ended)s. "
            "Đồng chí chọn tổ chức kế tục hoặc một ngày trước đó."
        )
        % {"name": name, "ended": written(ended) if ended else "…"}
    )


def profile_on(organisation: Organisation, on: date) -> Profile:
    """The name and kind of a standing organisation; see :func:`placement_on`."""
    found = (
        Profile.objects.as_of(on).filter(organisation=organisation).select_related("kind").first()
    )
    if found is None:
        placement_on(organisation, on)
        raise Refused(
            _("“%(name)s” chưa có tên gọi ngày %(day)s.")
            % {"name": organisation.code, "day": written(on)}
        )
    return found


def ends_on(organisation: Organisation, on: date) -> Placement:
    """The place that an act ending ``organisation`` on ``on`` will close.

    :raises Refused: founded that very day, or something later is recorded that would then hang in
        the air: another end, a new name or place, an organisation founded beneath it afterwards
    """
    place = placement_on(organisation, on)
    name = name_on(organisation, on)
    first = (
        Placement.objects.known().filter(organisation=organisation).order_by("valid_from").first()
    )
    if first is not None and first.valid_from >= on:
        raise Refused(
            _(
                "“%(name)s” thành lập đúng ngày %(day)s nên không kết thúc ngày ấy được. "
                "Đồng chí chọn ngày sau đó, hoặc đính chính việc thành lập."
            )
            % {"name": name, "day": written(on)}
        )
    after = Q(valid_from__gt=on) | Q(valid_to__gt=on)
    later = [
        *Placement.objects.known().filter(after, organisation=organisation),
        *Profile.objects.known().filter(after, organisation=organisation),
    ]
    days = [day for row in later for day in (row.valid_from, row.valid_to) if day and day > on]
    if days:
        raise Refused(later_sentence(organisation, name, on, min(days)))
    child = (
        Placement.objects.known()
        .filter(parent=organisation, valid_from__gt=on)
        .select_related("organisation")
        .order_by("valid_from")
        .first()
    )
    if child is not None:
        raise Refused(
            _(
                "Sau ngày %(day)s, “%(child)s” còn về trực thuộc “%(name)s” từ ngày %(from)s. "
                "Đồng chí đính chính việc ấy trước, hoặc chọn ngày muộn hơn."
            )
            % {
                "day": written(on),
                "child": name_on(child.organisation, child.valid_from),
                "name": name,
                "from": written(child.valid_from),
            }
        )
    return place


def later_sentence(organisation: Organisation, name: str, on: date, day: date) -> str:
    """Why an act cannot come before one recorded for a later day."""
    act = (
        Act.objects.filter(organisations=organisation, effective_on=day, corrected_by=None)
        .exclude(what=Act.What.CORRECT)
        .order_by("-id")
        .first()
    )
    return _(
        "Sau ngày %(day)s, “%(name)s” còn có việc “%(act)s” từ ngày %(later)s. "
        "Đồng chí đính chính việc ấy trước, hoặc chọn ngày muộn hơn."
    ) % {
        "day": written(on),
        "name": name,
        "act": act.get_what_display() if act else _("thay đổi"),
        "later": written(day),
    }


def require_over(actor: Actor, act: str, organisation: Organisation, on: date) -> Organisation:
    """Ask for the right where ``organisation`` is decided over: in its parent on ``on``.

    The top of a tree is decided over in itself. Return where the right was asked for.

    :raises PermissionDenied: the actor's offices do not reach it
    """
    place = (
        Placement.objects.as_of(on)
        .filter(organisation=organisation)
        .select_related("parent")
        .first()
    )
    over = place.parent if place is not None and place.parent is not None else organisation
    access.require(actor, act, fresh(over))
    return over


def may_over(actor: Actor, act: str, organisation: Organisation, on: date) -> bool:
    """Whether :func:`require_over` would let pass: to show a way in or not."""
    place = (
        Placement.objects.as_of(on)
        .filter(organisation=organisation)
        .select_related("parent")
        .first()
    )
    over = place.parent if place is not None and place.parent is not None else organisation
    return actor.can(act, over)


def distinct(organisations: Iterable[Organisation]) -> list[Organisation]:
    return list({organisation.pk: fresh(organisation) for organisation in organisations}.values())
