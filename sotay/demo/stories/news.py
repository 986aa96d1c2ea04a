"""What an invented bloc told its levels: a good model, a practice, a draft that waits."""

from datetime import date, datetime, time, timedelta

from django.utils import timezone

from sotay.demo.working import Year
from sotay.news import services
from sotay.news.models import News
from sotay.news.services import Change, NewNews

MODEL = """Chi bộ Phòng Kế hoạch đặt lịch sinh hoạt cả năm ngay từ tháng 01, gửi tài liệu trước 3 \
ngày và giao mỗi đồng chí chuẩn bị một ý kiến.

Sau hai quý, tỷ lệ đảng viên dự họp tăng, buổi họp ngắn hơn và việc sau họp đều có người làm, \
có ngày xong.

Điều làm được ngay: lấy lịch năm làm mẫu, ghi rõ ai chuẩn bị phần nào."""
PRACTICE = """Mỗi minh chứng chỉ cần một ảnh và một con số. Ảnh chụp ngay tại buổi họp, con số lấy \
từ danh sách điểm danh.

Báo cáo gửi trong ngày thì cán bộ thẩm định đỡ phải hỏi lại."""
NEWS = """Đảng ủy họp phiên thường kỳ, bàn việc học tập các nghị quyết mới và chuẩn bị đánh giá \
cuối năm.

Các tổ chức trực thuộc rà lại nhiệm vụ còn mở trước ngày 10 của tháng cuối quý."""
DRAFT = """Sơ kết phong trào dân vận khéo: ba mô hình được đề nghị nhân rộng. Phần số liệu chờ \
bổ sung."""


def tell(year: Year) -> None:
    """Three pieces on three days, one for the cells alone and corrected; and a draft."""
    user = year.logins["officer"]
    pieces = [
        (40, NewNews("Họp trọn giờ, rõ việc: cách của một chi bộ phòng", MODEL, "model")),
        (17, NewNews("Báo cáo kèm minh chứng: một ảnh, một con số", PRACTICE, "practice",
                     kinds=["cell", "grassroots_cell"])),
        (4, NewNews("Phiên họp thường kỳ của Đảng ủy", NEWS)),
    ]  # fmt: skip
    for days, given in pieces:
        day = year.today - timedelta(days=days)
        actor = year.on(day, user)
        news = services.write_news(committee=year.top, given=given, actor=actor)
        moment = timezone.make_aware(datetime.combine(day, time(9, 20)))
        services.publish_news(news=news, actor=actor, moment=moment)
        if given.column == "practice":
            _put_right(year, news, day + timedelta(days=1))
    services.write_news(
        committee=year.top,
        given=NewNews("Dân vận khéo: ba mô hình nên nhân rộng", DRAFT, "model"),
        actor=year.on(year.today, user),
    )


def _put_right(year: Year, news: News, day: date) -> None:
    services.correct_news(
        news=news,
        change=Change(words=news.words.replace("gửi trong ngày", "gửi trong 3 ngày")),
        said="Báo cáo gửi trong 3 ngày, không phải trong ngày",
        reason="Chép nhầm quy chế báo cáo.",
        known=0,
        actor=year.on(day, year.logins["officer"]),
        moment=timezone.make_aware(datetime.combine(day, time(8, 5))),
    )
