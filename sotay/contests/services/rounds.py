"""Rounds: opened with their categories, criteria and prizes; scoring begun."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from sotay.contests import rules
from sotay.contests.models import Category, Criterion, Entry, Prize, Round
from sotay.contests.querysets import KEEP
from sotay.contests.services import conflicts, telling
from sotay.contests.services.rights import lock, require_voice
from sotay.core import audit
from sotay.core.days import written
from sotay.core.errors import BadInput, RuleBroken
from sotay.core.text import tidy
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation, Profile
from sotay.regulations.registry import value

MOST_SCORES = 50
MOST_POINTS = Decimal("1000")
MOST_PIECES = 1000


@dataclass(frozen=True)
class NewRound:
    """What a round is to be. Prizes are the same for every category, the highest first."""

    name: str
    year: int
    last_day: date
    least_scores: int
    categories: Sequence[str]
    criteria: Sequence[tuple[str, Decimal]]
    prizes: Sequence[tuple[str, int]]


def eligible_days(year: int, organisation: Organisation) -> tuple[date, date]:
    """First and last day of publication of the award of ``year``, by the rule of that year.

    :raises BadInput: no such year
    :raises RuleBroken: a day set by the organisation that the year has not
    """
    if not 2000 <= year <= 2100:
        raise BadInput(_("Năm của giải phải từ 2000 đến 2100. Đồng chí sửa lại."))
    on = date(year, 1, 1)
    first = value("contests.eligible_first", on, organisation.pk)[0]
    last = value("contests.eligible_last", on, organisation.pk)[0]
    try:
        return rules.eligible_days(year, (first[0], first[1]), (last[0], last[1]))
    except ValueError:
        raise RuleBroken(
            _("Ngày đầu hoặc ngày cuối đặt ở Quy định không có trong năm %d. Đồng chí sửa ở đó.")
            % year
        ) from None


@transaction.atomic
def open_round(*, organisation: Organisation, given: NewRound, actor: Actor) -> Round:
    """Open a round: works are taken from today to its last day.

    :raises PermissionDenied: no office in the committee itself
    :raises BadInput: a name, number or day that cannot be used
    :raises RuleBroken: a cell has no levels beneath; the name is taken
    """
    require_voice(actor, KEEP, organisation)
    profile = Profile.objects.as_of(actor.today).filter(organisation=organisation).first()
    if profile is None or profile.kind.holds_members:
        raise RuleBroken(_("Chi bộ không mở đợt giải. Đồng chí gửi tác phẩm dự đợt của cấp trên."))
    name = _name(given.name)
    since, to = eligible_days(given.year, organisation)
    if given.last_day < to or given.last_day < actor.today:
        raise BadInput(
            _(
                "Hạn gửi (%(last)s) phải từ hôm nay trở đi và không trước ngày cuối được xét"
                " (%(to)s). Đồng chí chọn ngày khác."
            )
            % {"last": written(given.last_day), "to": written(to)}
        )
    if not 1 <= given.least_scores <= MOST_SCORES:
        raise BadInput(_("Số giám khảo chấm mỗi tác phẩm phải từ 1 đến 50. Đồng chí sửa lại."))
    categories = [_name(one) for one in given.categories]
    criteria = [(_name(one), most) for one, most in given.criteria]
    prizes = [(_name(one), number) for one, number in given.prizes]
    _check_lists(categories, criteria, prizes)
    if Round.objects.filter(organisation=organisation, name=name).exists():
        raise RuleBroken(_("Cấp ủy đã có đợt mang tên này. Đồng chí đặt tên khác."))
    made = Round.objects.create(
        organisation=organisation,
        name=name,
        year=given.year,
        eligible_from=since,
        eligible_to=to,
        last_day=given.last_day,
        least_scores=given.least_scores,
        opened_on=actor.today,
        by=actor.user,
    )
    for place, category in enumerate(categories, 1):
        row = Category.objects.create(round=made, name=category, place=place)
        Prize.objects.bulk_create(
            Prize(category=row, name=prize, number=number, place=at)
            for at, (prize, number) in enumerate(prizes, 1)
        )
    Criterion.objects.bulk_create(
        Criterion(round=made, name=criterion, most=most, place=place)
        for place, (criterion, most) in enumerate(criteria, 1)
    )
    audit.record(actor, "contests.open", made, organisation=organisation, year=given.year)
    return made


def _name(words: str) -> str:
    name = tidy(words)
    if not name or len(name) > rules.NAME_LENGTH:
        raise BadInput(_("Có tên còn trống hoặc dài quá 200 ký tự. Đồng chí sửa lại."))
    return name


def _check_lists(
    categories: list[str], criteria: list[tuple[str, Decimal]], prizes: list[tuple[str, int]]
) -> None:
    lists: list[tuple[str, list[str]]] = [
        (_("hạng mục"), categories),
        (_("tiêu chí chấm"), [name for name, _most in criteria]),
        (_("giải"), [name for name, _number in prizes]),
    ]
    for what, names in lists:
        if not 1 <= len(names) <= rules.MOST_ROWS:
            raise BadInput(
                _("Phải có từ 1 đến %(most)d %(what)s. Đồng chí sửa lại danh sách.")
                % {"most": rules.MOST_ROWS, "what": what}
            )
        if len({name.casefold() for name in names}) < len(names):
            raise BadInput(
                _("Danh sách %(what)s có tên ghi hai lần. Đồng chí bỏ bớt một dòng.")
                % {"what": what}
            )
    for most in (most for _criterion, most in criteria):
        if not most.is_finite() or not 0 < most <= MOST_POINTS or not is_tenth(most):
            raise BadInput(
                _("Điểm cao nhất của tiêu chí phải trên 0, tới 1.000, nhiều nhất một số lẻ.")
            )
    if any(not 1 <= number <= MOST_PIECES for _prize, number in prizes):
        raise BadInput(_("Số giải mỗi loại phải từ 1 đến 1.000. Đồng chí sửa lại."))


def is_tenth(points: Decimal) -> bool:
    """Whether the figure has at most one decimal."""
    return points == points.quantize(Decimal("0.1"))


@transaction.atomic
def start_scoring(*, round_: Round, actor: Actor) -> Round:
    """Draw a code for every accepted work and hand the works to the jury.

    :raises PermissionDenied: not the round's keeper
    :raises RuleBroken: works are still taken, or not all looked at; no work; too few
        jurors, in all or for a category that has works
    """
    kept = lock(round_, actor, Round.State.OPEN)
    if actor.today <= kept.last_day:
        raise RuleBroken(
            _("Còn nhận tác phẩm đến hết ngày %(day)s. Đồng chí bắt đầu chấm từ ngày hôm sau.")
            % {"day": written(kept.last_day)}
        )
    waiting = kept.entries.filter(state=Entry.State.SUBMITTED).count()
    if waiting:
        raise RuleBroken(
            _("Còn %(count)d tác phẩm chưa xét điều kiện. Đồng chí xét hết rồi bắt đầu chấm.")
            % {"count": waiting}
        )
    accepted = list(kept.entries.filter(state=Entry.State.ACCEPTED).order_by("id"))
    if not accepted:
        raise RuleBroken(_("Chưa có tác phẩm nào đủ điều kiện, nên chưa có gì để chấm."))
    jurors = list(kept.jurors.select_related("user"))
    if len(jurors) < kept.least_scores:
        raise RuleBroken(
            _(
                "Mỗi tác phẩm cần %(least)d giám khảo, hội đồng mới có %(count)d."
                " Đồng chí mời thêm giám khảo."
            )
            % {"least": kept.least_scores, "count": len(jurors)}
        )
    judged = {entry.category_id for entry in accepted}
    for category in kept.categories.filter(pk__in=judged):
        count = sum(juror.judges(category.pk) for juror in jurors)
        if count < kept.least_scores:
            raise RuleBroken(
                _(
                    "Hạng mục “%(category)s” cần %(least)d giám khảo, mới có %(count)d."
                    " Đồng chí mời thêm, hoặc phân thêm giám khảo cho hạng mục này."
                )
                % {"category": category.name, "least": kept.least_scores, "count": count}
            )
    codes = _codes(len(accepted))
    for entry, code in zip(accepted, codes, strict=True):
        entry.code = code
    Entry.objects.bulk_update(accepted, ["code"])
    kept.state, kept.scoring_on = Round.State.SCORING, actor.today
    kept.save(update_fields=["state", "scoring_on"])
    for juror in jurors:
        conflicts.note(juror, actor)
    audit.record(
        actor, "contests.start_scoring", kept, organisation=kept.organisation, works=len(accepted)
    )
    telling.tell(
        [juror.user for juror in jurors],
        "contest_jury",
        _("Bắt đầu chấm: %s") % kept.name,
        reverse("contests:desk"),
        kept,
        actor,
    )
    return kept


def _codes(count: int) -> list[str]:
    """Codes drawn at random, all different."""
    drawn: dict[str, Any] = {}
    while len(drawn) < count:
        letters = (secrets.choice(rules.CODE_LETTERS) for _at in range(rules.CODE_LENGTH))
        drawn["".join(letters)] = None
    return list(drawn)
