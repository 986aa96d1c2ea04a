"""What an invented bloc gave prizes for: last year's results, and this year's round in hand."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from sotay.accounts.models import User
from sotay.contests import services
from sotay.contests.models import Entry, Round
from sotay.contests.services import NewEntry, NewRound
from sotay.demo.working import Year
from sotay.members.models import Member
from sotay.organisations.access import Actor

JURORS = 2
# title, category, outlet, month and day of publication, author
WORKS = (
    ("Chi bộ giữ nếp họp ngày ba", "Báo in", "Báo Tỉnh", (3, 12), "Trịnh Hoài Thu"),
    ("Người bí thư đi từng nhà", "Báo in", "Báo Tỉnh", (6, 4), "Vương Đức Hạnh"),
    ("Ghi ở phòng một cửa", "Báo in", "Tạp chí Sông Vân", (8, 21), "Mạc Thị Lệ"),
    ("Sổ tay của một chi ủy viên", "Báo điện tử", "Cổng tin Khối", (5, 9), "Tạ Quang Minh"),
    ("Bảy ngày, bảy việc nhỏ", "Báo điện tử", "Cổng tin Khối", (7, 2), "Trịnh Hoài Thu"),
    ("Đường về xóm bãi", "Truyền hình", "Đài Tỉnh", (4, 17), "Nhóm phóng viên Đài Tỉnh"),
    ("Giờ sinh hoạt", "Ảnh", "Báo Tỉnh", (9, 1), "Lương Thế Vĩ"),
)
# totals for content and form by the first and the second juror
MARKS = (
    (("52", "33"), ("50", "34")),
    (("48.5", "30"), ("49.5", "29")),
    (("47", "31"), ("50", "29")),
    (("51", "35"), ("50", "30.5")),
    (("44", "28"), ("46", "30")),
    (("53", "36"), ("51", "34")),
    (("40", "25"), ("42", "27")),
)
CATEGORIES = ("Báo in", "Báo điện tử", "Phát thanh", "Truyền hình", "Ảnh")


def tell(year: Year) -> None:
    """Last year's round to its results; this year's open to judging, half of it scored."""
    latest = year.today.year if year.today > date(year.today.year, 11, 14) else year.today.year - 1
    last = _entered(year, latest - 1)
    _score(year, last, len(WORKS))
    _finish(year, last)
    _score(year, _entered(year, latest), 3)


def _officer(year: Year, day: date) -> Actor:
    return year.on(day, year.logins["officer"])


def _entered(year: Year, of: int) -> Round:
    """A round opened on 10 October of its year, with its works, and given to the jury."""
    opened = date(of, 10, 10)
    round_ = services.open_round(
        organisation=year.top,
        given=NewRound(
            name=f"Giải báo chí về xây dựng Đảng năm {of}",
            year=of,
            last_day=date(of, 11, 10),
            least_scores=JURORS,
            categories=CATEGORIES,
            criteria=[("Nội dung", Decimal(60)), ("Hình thức thể hiện", Decimal(40))],
            prizes=[("Giải A", 1), ("Giải B", 1), ("Giải khuyến khích", 2)],
        ),
        actor=_officer(year, opened),
    )
    categories = {row.name: row for row in round_.categories.all()}
    for place, (title, category, outlet, (month, on), author) in enumerate(WORKS):
        unit, user = _sender(year, place)
        day = opened + timedelta(days=3 + 2 * place)
        entry = services.submit(
            round_=round_,
            given=NewEntry(
                title=title,
                category=categories[category],
                outlet=outlet,
                published_on=date(of, month, on),
                authors=[author],
                address=f"https://vidu.vn/{of}/{month}/{place}",
                content=f"{title}\n\nBản gửi giám khảo, không ghi tên tác giả.".encode(),
                file_name=f"tac-pham-{place + 1}.txt",
            ),
            place=unit,
            actor=year.on(day, user),
        )
        services.accept_entry(entry=entry, actor=_officer(year, date(of, 11, 5)))
    for member in _jurors(year):
        services.name_juror(round_=round_, member=member, actor=_officer(year, date(of, 11, 8)))
    return services.start_scoring(round_=round_, actor=_officer(year, date(of, 11, 12)))


def _jurors(year: Year) -> list[Member]:
    """The members of the demonstration who sign in."""
    return list(Member.objects.filter(user__in=_judges(year)).order_by("pk"))


def _judges(year: Year) -> list[User]:
    return [year.logins["secretary"], year.logins["member"]]


def _sender(year: Year, place: int) -> tuple[Any, Any]:
    """A unit with the one who speaks for it, none of them of the jury."""
    jurors = _judges(year)
    found = [
        (unit, year.holders[unit.code])
        for unit in year.units
        if unit.code in year.holders and year.holders[unit.code] not in jurors
    ]
    return found[place % len(found)]


def _score(year: Year, round_: Round, works: int) -> None:
    """The first juror scores that many works, the second one less."""
    day = (round_.scoring_on or year.today) + timedelta(days=2)
    marks = {work[0]: given for work, given in zip(WORKS, MARKS, strict=True)}
    criteria = list(round_.criteria.all())
    entries = list(Entry.objects.filter(round=round_).select_related("round").order_by("title"))
    whole = works == len(WORKS)
    for seat, user in enumerate(_judges(year)):
        for entry in entries[: works if whole else works - seat]:
            services.score(
                entry=entry,
                points={
                    row.pk: Decimal(points)
                    for row, points in zip(criteria, marks[entry.title][seat], strict=True)
                },
                actor=year.on(day, user),
            )


def _finish(year: Year, round_: Round) -> None:
    """Closed, the tie of two works put in order, a prize kept back, and published."""
    day = date(round_.year, 12, 15)
    officer = _officer(year, day)
    services.close_scoring(round_=round_, actor=officer)
    tied = Entry.objects.filter(round=round_, result__is_tied=True).select_related("round")
    services.decide_tie(
        entries=list(tied.order_by("title")),
        reason="Hội đồng họp lại, chọn tác phẩm có tác động rộng hơn.",
        actor=officer,
    )
    photo = round_.categories.get(name="Ảnh").prizes.get(name="Giải A")
    services.withhold(
        prize=photo, number=1, reason="Chưa có tác phẩm đạt mức giải A.", actor=officer
    )
    services.publish(round_=round_, actor=officer)
