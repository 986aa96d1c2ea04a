"""What people asked, proposed and reported in the year, with names and without, and the answers."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from sotay.demo.working import Year
from sotay.organisations.access import Actor, actor_for
from sotay.proposals import services
from sotay.proposals.models import MassOrganisation, Proposal, WorkingSession

# kind, subject, words, days ago, what became of it
SAID = (
    ("ask", "party_life", "Chi bộ ít đảng viên thì họp chuyên đề chung với chi bộ bên cạnh được "
     "không?", 150, "published"),
    ("propose", "living", "Nhà để xe dột, mùa mưa xe ướt hết. Đề nghị sửa mái.", 140, "published"),
    ("report", "conduct", "Bộ phận tiếp nhận hồ sơ hay mở cửa muộn 15 phút vào thứ hai.", 133,
     "published"),
    ("propose", "ideas", "Đề nghị gửi tài liệu học nghị quyết trước buổi học ba ngày.", 126,
     "published"),
    ("ask", "personnel", "Đảng viên chuyển công tác giữa tháng đóng đảng phí ở đâu?", 118, "rated"),
    ("propose", "work", "Đề nghị gộp hai mẫu báo cáo tháng đang trùng nhau.", 110, "rated"),
    ("report", "living", "Bếp ăn hết suất sớm, người trực ca sau không có cơm.", 104, "rated"),
    ("ask", "party_life", "Biên bản ký trên máy có phải in ra giấy nữa không?", 97, "rated"),
    ("propose", "mass", "Đề nghị tổ chức hội thao chung các chi bộ dịp cuối năm.", 90, "closed"),
    ("report", "work", "Hệ thống gửi công văn chậm vào đầu giờ sáng.", 84, "closed"),
    ("ask", "ideas", "Bài thu hoạch viết tay hay gõ máy đều được phải không?", 76, "closed"),
    ("propose", "conduct", "Đề nghị công khai lịch tiếp đảng viên của cấp ủy.", 70, "answered"),
    ("report", "work", "Phòng họp tầng ba thiếu ổ điện, họp trực tuyến hay bị ngắt.", 63,
     "answered"),
    ("ask", "living", "Chế độ khám sức khỏe năm nay khi nào thực hiện?", 56, "answered"),
    ("propose", "personnel", "Đề nghị mở lớp bồi dưỡng cho bí thư chi bộ mới.", 49, "answered"),
    ("report", "party_life", "Giấy mời họp gửi sát giờ, nhiều đồng chí không sắp xếp kịp.", 42,
     "asked"),
    ("ask", "work", "Việc nào phải xin ý kiến cấp trên trước khi làm?", 35, "asked"),
    ("propose", "ideas", "Đề nghị có tủ sách chung ở hội trường.", 30, "withdrawn"),
    ("report", "living", "Đèn hành lang nhà B hỏng đã lâu.", 28, "taken"),
    ("ask", "mass", "Đoàn viên ưu tú đủ tuổi đề nghị xét kết nạp thì gửi hồ sơ về đâu?", 21,
     "taken"),
    ("propose", "work", "Đề nghị giao ban theo cụm, không họp toàn khối hằng tuần.", 14, "taken"),
    ("report", "conduct", "Có nơi yêu cầu nộp lại tài liệu đã gửi qua mạng.", 9, "sent"),
    ("ask", "party_life", "Đảng viên đi công tác dài ngày sinh hoạt tạm thời thế nào?", 4, "sent"),
    ("propose", "living", "Đề nghị có phòng nghỉ trưa cho chị em nuôi con nhỏ.", 2, "sent"),
)  # fmt: skip
NAMELESS = (
    ("report", "conduct", "Trong giờ làm có nhóm hay bỏ đi lâu.", 60, "answered"),
    ("propose", "personnel", "Nên lấy ý kiến rộng hơn trước khi phân công lại việc.", 25, "taken"),
    ("report", "work", "Hồ sơ bị trả lại nhiều lần mà không ghi lý do.", 12, "sent"),
)  # fmt: skip
MASS = (("union", "Công đoàn Khối"), ("youth", "Đoàn Thanh niên Khối"),
        ("veterans", "Hội Cựu chiến binh Khối"))  # fmt: skip
ANSWER = "Cấp ủy đã xem xét. Việc này được giao bộ phận phụ trách làm ngay trong tháng, "
ANSWER += "kết quả báo tại kỳ sinh hoạt tới."


def tell(year: Year) -> None:
    authors = [user for user in year.holders.values() if user != year.logins["secretary"]]
    for place, (kind, subject, words, ago, became) in enumerate(SAID):
        day = year.today - timedelta(days=ago)
        user = year.logins["secretary"] if place % 4 == 0 else authors[place % len(authors)]
        proposal = services.submit(
            organisation=year.top,
            kind=kind,
            subject=subject,
            words=words,
            actor=_author(year, day, user),
        )
        _handle(year, proposal, became, day, _author(year, day + timedelta(days=14), user))
    _members_own(year)
    _nameless(year)
    _mass(year)


def _author(year: Year, day: date, user: Any) -> Actor:
    return replace(year.on(day, user), home=actor_for(user, year.today).home)


def _handle(year: Year, proposal: Proposal, became: str, day: date, author: Actor) -> None:
    """Take the proposal as far on its way as it came."""
    if became == "sent":
        return
    if became == "withdrawn":
        services.withdraw(proposal=proposal, actor=author)
        return
    after = year.on(day + timedelta(days=3), year.logins["officer"])
    services.take_in(proposal=proposal, actor=after)
    if became == "taken":
        return
    if became == "asked":
        services.ask_back(proposal=proposal, words="Đồng chí cho biết rõ nơi nào.", actor=after)
        return
    # Every fifth answer comes when its last day is past.
    wait = 40 if proposal.received_on.day % 5 == 0 else 12
    answered = year.on(day + timedelta(days=wait), year.logins["officer"])
    services.answer(proposal=proposal, words=ANSWER, actor=answered)
    if became == "answered":
        return
    if became == "published":
        services.publish(proposal=proposal, question=proposal.words, words=ANSWER, actor=answered)
    if proposal.author is not None:
        mark = 3 if proposal.received_on.day % 3 else 2
        services.rate(proposal=proposal, satisfaction=mark, actor=author)
    if became == "closed":
        services.close(proposal=proposal, actor=answered)


def _members_own(year: Year) -> None:
    """Two of the member who may sign in to look around."""
    member = year.logins["member"]
    for words, ago, became in (
        ("Tôi muốn chuyển buổi sinh hoạt sang chiều để kịp đón con.", 33, "answered"),
        ("Sách ở tủ sách chi bộ đã cũ, đề nghị bổ sung.", 6, "sent"),
    ):
        day = year.today - timedelta(days=ago)
        author = _author(year, day, member)
        to = year.top
        proposal = services.submit(
            organisation=to, kind="propose", subject="party_life", words=words, actor=author
        )
        _handle(year, proposal, became, day, author)


def _nameless(year: Year) -> None:
    for kind, subject, words, ago, became in NAMELESS:
        day = year.today - timedelta(days=ago)
        services.nameless.submit(
            organisation=year.top, kind=kind, subject=subject, words=words, today=day
        )
        proposal = Proposal.objects.get(words=words)
        _handle(year, proposal, became, day, year.on(day, year.logins["officer"]))


def _mass(year: Year) -> None:
    """Three mass organisations: sessions of last year and this one, one not held yet."""
    officer = year.on(year.today, year.logins["officer"])
    speakers = [year.logins["member"], *list(year.holders.values())[1:3]]
    for place, ((kind, name), speaker) in enumerate(zip(MASS, speakers, strict=True)):
        mass = services.mass.register(
            organisation=year.top,
            kind=kind,
            name=name,
            representative=speaker,
            actor=year.on(date(2025, 9, 1), officer.user),
        )
        _last_year(year, mass, speaker, place)
        day = (date(2026, 6, 18), date(2026, 9, 10), date(2026, 12, 10))[place]
        session = services.mass.plan_session(
            mass_organisation=mass, planned_on=day, actor=year.on(date(2026, 3, 2), officer.user)
        )
        if day <= year.today:
            _brought_up(year, mass, session, speaker, place)
            services.mass.hold_session(
                session=session,
                held_on=day,
                place="Phòng họp tầng 2, Sông Vân",
                conclusion="Cấp ủy ghi nhận kết quả và các kiến nghị, giao việc có hạn.",
                actor=year.on(day, officer.user),
            )
            services.attend(
                session=session,
                chair=f"{year.logins['leader'].full_name}, thường trực cấp ủy",
                clerk=f"{year.logins['officer'].full_name}, chuyên viên",
                committee=("Ban Dân vận: trưởng ban và hai chuyên viên",),
                mass=(f"{speaker.full_name}, người đại diện", "Ủy viên ban thường vụ"),
                actor=year.on(day, officer.user),
            )


ASKED = (
    ("Công đoàn đề nghị sửa sân thể thao trước hội thao.", "Sửa xong trước tháng 11.",
     "Sửa sân thể thao cơ quan Khối"),
    ("Đoàn Thanh niên đề nghị giới thiệu thêm đoàn viên học lớp nhận thức về Đảng.", "",
     "Rà soát danh sách đoàn viên ưu tú"),
)  # fmt: skip


def _brought_up(
    year: Year, mass: MassOrganisation, session: WorkingSession, speaker: Any, place: int
) -> None:
    """What was asked at this year's session, its answer where there is one, and the task given."""
    words, answer, task = ASKED[place]
    day = session.planned_on
    officer = year.on(day, year.logins["officer"])
    proposal = services.submit(
        organisation=year.top,
        kind="propose",
        subject="mass",
        words=words,
        mass_organisation=mass,
        session=session,
        actor=_author(year, day, speaker),
    )
    if answer:
        services.answer(proposal=proposal, words=answer, actor=officer)
    services.mass.give_task(
        session=session, owner=year.top, title=task, due_on=date(2026, 12, 15), actor=officer
    )


def _last_year(year: Year, mass: MassOrganisation, speaker: Any, place: int) -> None:
    day = date(2025, 9, 8 + place)
    officer = year.on(day, year.logins["officer"])
    session = services.mass.plan_session(mass_organisation=mass, planned_on=day, actor=officer)
    services.mass.hold_session(
        session=session,
        held_on=day,
        conclusion="Hỗ trợ kinh phí hoạt động và nơi sinh hoạt.",
        actor=officer,
    )
    proposal = services.submit(
        organisation=year.top,
        kind="propose",
        subject="mass",
        words=f"{mass.name} đề nghị bố trí nơi sinh hoạt và kinh phí hoạt động năm.",
        mass_organisation=mass,
        session=session,
        actor=_author(year, day, speaker),
    )
    if place < 2:
        _handle(year, proposal, "answered", day, officer)
    services.mass.give_task(
        session=session,
        owner=year.top,
        title=f"Bố trí nơi sinh hoạt cho {mass.name}",
        due_on=date(2026, 12, 25),
        actor=officer,
    )
