"""The year's recognition under way: some cells have sent, one was returned, one is recognised.

The cell of those who sign in has answered a part; most cells have said nothing yet.
"""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from sotay.accounts.models import User
from sotay.demo.working import Year
from sotay.organisations.models import Organisation, Profile
from sotay.recognitions import services
from sotay.recognitions.reading import tree_of

NOTES = (
    "Thông báo kết quả của thủ trưởng cơ quan; các chỉ tiêu chính đều đạt.",
    "Không có đơn thư trong nội bộ; không tổ chức, đảng viên nào bị kỷ luật.",
    "Đảng viên được giao việc đều báo kết quả ở buổi sinh hoạt.",
)
SENT = 5


def tell(year: Year) -> None:
    user = year.logins["secretary"]
    code = next((code for code, held in year.holders.items() if held.pk == user.pk), None)
    main = Organisation.objects.filter(code=code).first()
    if main is None:
        return
    _answer(year, main, user, most=2)
    for place, (cell, keeper) in enumerate(_others(year, main)):
        _answer(year, cell, keeper)
        services.send_review(
            organisation=cell, year=year.today.year, actor=year.on(_day(year, 6), keeper)
        )
        if place == 0:
            _recognise(year, cell)
        elif place == 1:
            services.return_review(
                organisation=cell,
                year=year.today.year,
                reason="Bổ sung thông báo kết quả thực hiện nhiệm vụ chính trị.",
                actor=year.on(_day(year, 3), year.logins["officer"]),
            )


def _day(year: Year, ago: int) -> date:
    return year.today - timedelta(days=ago)


def _moment(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(15)))


def _others(year: Year, main: Organisation) -> list[tuple[Organisation, User]]:
    cells = (
        Profile.objects.as_of(year.today)
        .filter(kind__holds_members=True, organisation__code__in=year.holders)
        .exclude(organisation=main)
        .select_related("organisation")
        .order_by("organisation__code")
    )
    return [(one.organisation, year.holders[one.organisation.code]) for one in cells[:SENT]]


def _answer(year: Year, cell: Organisation, user: User, most: int | None = None) -> None:
    actor = year.on(_day(year, 7), user)
    waiting = tree_of(cell, year.today.year, actor.today).unanswered
    for place, leaf in enumerate(waiting[:most]):
        services.answer_criterion(
            organisation=cell,
            year=year.today.year,
            key=leaf.criterion.key,
            claim="met",
            note=NOTES[place % len(NOTES)],
            actor=actor,
            moment=_moment(actor.today),
        )


def _recognise(year: Year, cell: Organisation) -> None:
    actor = year.on(_day(year, 2), year.logins["leader"])
    for leaf in tree_of(cell, year.today.year, actor.today).leaves:
        services.assess_criterion(
            organisation=cell,
            year=year.today.year,
            key=leaf.criterion.key,
            verdict="met",
            note="Đã xem biên bản giấy và báo cáo của chi bộ.",
            actor=actor,
            moment=_moment(actor.today),
        )
    services.decide(
        organisation=cell,
        year=year.today.year,
        is_recognised=True,
        number="21-QĐ/ĐU",
        actor=actor,
    )
    services.replace_decision(
        organisation=cell,
        year=year.today.year,
        is_recognised=True,
        number="22-QĐ/ĐU",
        reason="Quyết định trước ghi nhầm số.",
        actor=year.on(_day(year, 1), year.logins["leader"]),
    )
