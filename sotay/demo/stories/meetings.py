"""Meetings of the year: one cell told in full, some cells around it in their last two months.

The cell of those who sign in met each month since February, has its next meeting prepared, and the
minutes of November sealed. Of the others one missed a month, and two met in form only.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID, uuid5

from django.utils import timezone

from sotay.accounts.models import User
from sotay.demo.working import Year
from sotay.followups import services as followups
from sotay.followups.models import Task
from sotay.meetings import services
from sotay.meetings.models import Invitation, Meeting
from sotay.meetings.story import Happened
from sotay.organisations import services as tree
from sotay.organisations.models import Organisation, Profile

AT = time(14)
PLACE = "Phòng họp tầng 3, Sông Vân"
OTHERS = 9
_SPACE = UUID("7d1f2f0e-4a5b-4a43-8c2e-0b8f0b1d6f11")  # the same changes whenever the story is told

SAID = (
    "đề nghị chi bộ góp ý dự thảo lịch xả nước hồ Vân Khê trước khi trình lãnh đạo",
    "xin nhận việc dịch tài liệu tuyên truyền sang tiếng Thái",
    "phản ánh phòng họp nhóm hay trùng giờ, đề nghị lập lịch chung",
    "đề nghị phân công người đọc hồ sơ trước, bớt thời gian đọc tại cuộc họp",
    "báo đã xong phần rà soát hồ sơ đảng viên, còn hai trường hợp thiếu ảnh",
    "góp ý cách trực mùa mưa: mỗi ca nên có một đồng chí biết máy bơm",
    "đề nghị chuyển chuyên đề sang đầu tháng để có thời gian chuẩn bị",
)
WORK = (
    "Gửi số liệu hồ chứa cho chi bộ",
    "Dự thảo chuyên đề quý sau",
    "Rà soát hồ sơ đảng viên còn thiếu",
    "Lập lịch trực mùa mưa",
    "Chuẩn bị nội dung kiểm điểm cuối năm",
)
AGREED = (
    "Chi bộ thống nhất đánh giá kết quả tháng {before} và nhiệm vụ tháng {month}.\n"
    "Mỗi đồng chí nhận một việc có thời hạn; bí thư báo kết quả ở buổi sau."
)
EMPTY = "Chi bộ thống nhất triển khai các nhiệm vụ theo chỉ đạo của cấp trên."


def tell(year: Year) -> None:
    """The main cell in full, then a few others; all through services."""
    user = year.logins["secretary"]
    code = next((code for code, held in year.holders.items() if held.pk == user.pk), None)
    main = Organisation.objects.filter(code=code).first()
    if main is None:
        return
    for month in range(2, 12):
        meeting = _plan(year, main, user, month)
        _hold(year, meeting, user, minutes=90 + 5 * (month % 4), hollow=False)
    _prepare_next(year, main, user)
    _by_groups(year, main, user)
    _conference(year)
    for index, (cell, keeper) in enumerate(_others(year, main)):
        for month in (10, 11):
            if index == 3 and month == 11:
                continue  # a month without a meeting
            meeting = _plan(year, cell, keeper, month)
            short = index == 5
            _hold(year, meeting, keeper, minutes=60 if short else 95, hollow=index in (1, 7))


def _others(year: Year, main: Organisation) -> list[tuple[Organisation, User]]:
    cells = (
        Profile.objects.as_of(year.today)
        .filter(kind__holds_members=True, organisation__code__in=year.holders)
        .exclude(organisation=main)
        .select_related("organisation")
        .order_by("organisation__code")
    )
    return [(one.organisation, year.holders[one.organisation.code]) for one in cells[:OTHERS]]


def _moment(day: date, at: time = AT, minutes: int = 0) -> datetime:
    return timezone.make_aware(datetime.combine(day, at)) + timedelta(minutes=minutes)


def _plan(year: Year, cell: Organisation, user: User, month: int) -> Meeting:
    day = date(2026, month, 3)
    while day.weekday() > 4:
        day += timedelta(days=1)
    actor = year.on(day - timedelta(days=6), user)
    return services.plan_meeting(
        organisation=cell,
        kind="ordinary",
        starts_at=_moment(day),
        place=PLACE,
        is_combined=month in (3, 6, 9),
        theme="Nêu gương trong việc hằng ngày" if month in (3, 6, 9) else "",
        actor=actor,
    )


def _hold(year: Year, meeting: Meeting, user: User, *, minutes: int, hollow: bool) -> None:
    day = meeting.day
    services.invite(meeting=meeting, actor=year.on(day - timedelta(days=5), user))
    if meeting.is_combined:
        minutes += 35
    actor = year.on(day, user)
    end = _moment(day, minutes=minutes)
    services.receive_changes(
        meeting=meeting,
        changes=_changes(year, meeting, minutes, hollow),
        sent_at=end,
        moment=end,
        actor=actor,
    )
    sealed = year.on(day + timedelta(days=1), user)
    number = f"{day.month:02d}-NQ/CB" if not hollow else ""
    services.seal_minutes(
        meeting=Meeting.objects.get(pk=meeting.pk),
        actor=sealed,
        moment=end + timedelta(days=1),
        number=number,
    )
    _finish(year, meeting, user)


def _finish(year: Year, meeting: Meeting, user: User) -> None:
    """What earlier meetings gave is done, reported and verified; the last month's is under way."""
    officer = year.logins["officer"]
    for task in Task.objects.filter(source_type__model="meeting", source_id=meeting.pk):
        due = task.due_on or year.today
        if due > year.today - timedelta(days=8):
            continue
        progress = followups.report_progress(
            task=task,
            note="Đã làm xong, báo chi bộ ở buổi sau.",
            reported_on=due - timedelta(days=1),
            actor=year.on(due - timedelta(days=1), user),
        )
        later = due + timedelta(days=2)
        followups.accept_progress(
            progress=progress, actor=year.on(later, officer), at=_moment(later)
        )


def _changes(year: Year, meeting: Meeting, minutes: int, hollow: bool) -> Sequence[services.Wanted]:
    day, draw = meeting.day, year.draw
    seats = list(Invitation.objects.filter(meeting=meeting))
    items = {part.kind: part.id for part in Happened(meeting).items}
    made: list[services.Wanted] = []

    def put(path: str, value: object, at: int = 0) -> None:
        key = uuid5(_SPACE, f"{meeting.pk}:{path}:{len(made)}")
        made.append(services.Wanted(key, path, value, 0, _moment(day, minutes=at)))

    def thing(kind: str, value: Mapping[str, object], at: int) -> None:
        put(f"{kind}/{uuid5(_SPACE, f'{meeting.pk}:{kind}:{len(made)}')}", value, at)

    put("meeting/opened_at", _moment(day).isoformat())
    for seat in seats:
        chance = draw.random()
        state = "present" if chance > 0.07 else "excused" if chance > 0.02 else "absent"
        mark = {"state": state, "how": "list"}
        put(
            f"roll/{seat.person}", {**mark, "reason": "đi công tác"} if state == "excused" else mark
        )
    here = [seat for seat in seats if seat.standing != 2] or seats
    put("meeting/chair", str(here[0].person))
    put("meeting/secretary", str(here[1 % len(here)].person))
    if not hollow:
        for at, words in enumerate(draw.sample(SAID, 4)):
            who = draw.choice(here)
            talk = {"item": items.get("discussion"), "member": str(who.person), "gist": words}
            thing("speech", talk, 45 + at)
        votes = sum(seat.standing == 0 and not seat.is_guest for seat in seats)
        agree = max(votes - draw.randrange(0, 3), 0)
        asked = f"Thông qua nghị quyết tháng {day.month}"
        counted = {"agree": agree, "against": 0, "other": 0}
        thing("motion", {"item": items.get("vote"), "words": asked, **counted}, 80)
        for words in draw.sample(WORK, 2):
            due = day + timedelta(days=draw.randrange(8, 24))
            who = draw.choice(here)
            given = {"title": words, "member": str(who.person), "due_on": due.isoformat()}
            thing("task", given, 85)
        for part, most in Happened(meeting).limits.sheet.value.items():
            put(f"score/{part}", max(most - draw.randrange(0, 2), 0), 88)
    agreed = AGREED.format(before=day.month - 1 or 12, month=day.month)
    put("resolution/text", EMPTY if hollow else agreed, 86)
    put("meeting/closed_at", _moment(day, minutes=minutes).isoformat(), minutes)
    return made


def _prepare_next(year: Year, cell: Organisation, user: User) -> None:
    actor = year.on(year.today, user)
    meeting = _plan_next(year, cell, user)
    services.keep_step(meeting=meeting, what="draft", who=user.full_name, is_done=True, actor=actor)
    services.invite(meeting=meeting, actor=actor)
    moment = _moment(year.today, time(9, 30))
    for title, words in (
        ("Báo cáo tháng 11, nhiệm vụ tháng 12", "Dự thảo báo cáo của bí thư.\n" + EMPTY),
        ("Dự thảo nghị quyết tháng 12", AGREED.format(before=11, month=12)),
    ):
        services.publish_paper(
            meeting=meeting, title=title, words=words, actor=actor, moment=moment
        )


def _by_groups(year: Year, cell: Organisation, user: User) -> None:
    """A thematic meeting to come in two party groups, the roll dealt out between them."""
    actor = year.on(year.today, user)
    for name in ("Tổ đảng khối văn phòng", "Tổ đảng khối chuyên môn"):
        tree.form_party_group(organisation=cell, name=name, on=date(2026, 1, 5), actor=actor)
    meeting = services.plan_meeting(
        organisation=cell,
        kind="thematic",
        form="by_groups",
        starts_at=_moment(date(2026, 12, 17)),
        place=PLACE,
        theme="Nêu gương trong phòng, chống lãng phí",
        actor=actor,
    )
    services.invite(meeting=meeting, actor=actor)
    moment = _moment(year.today, time(10))
    services.split_into_groups(meeting=meeting, actor=actor, moment=moment)
    happened = Happened(meeting)
    groups = [one.part.id for one in happened.groups]
    people = [str(row.invitation.person) for row in happened.roll]
    services.arrange_groups(
        meeting=meeting,
        leaders=dict(zip(groups, people, strict=False)),
        seats={person: groups[place % len(groups)] for place, person in enumerate(people)},
        actor=actor,
        moment=moment,
    )


def _conference(year: Year) -> None:
    """A conference of the whole bloc to come: two delegates of each organisation called."""
    actor = year.on(year.today, year.logins["officer"])
    meeting = services.plan_meeting(
        organisation=year.top,
        kind="conference",
        starts_at=_moment(date(2026, 12, 22), time(8)),
        place="Hội trường tầng 1, Sông Vân",
        theme="Tổng kết công tác xây dựng Đảng năm 2026",
        actor=actor,
    )
    called = Organisation.objects.filter(code__in=year.holders).exclude(pk=year.top.pk)
    services.call_organisations(
        meeting=meeting, organisations=list(called.order_by("code")[:12]), delegates=2, actor=actor
    )
    services.invite(meeting=meeting, actor=actor)


def _plan_next(year: Year, cell: Organisation, user: User) -> Meeting:
    return services.plan_meeting(
        organisation=cell,
        kind="ordinary",
        starts_at=_moment(date(2026, 12, 3)),
        place=PLACE,
        is_combined=True,
        theme="Tiết kiệm điện ở trụ sở",
        actor=year.on(year.today, user),
    )
