"""Invented people: names put together from common parts, always the same for the same seed."""

import random
from dataclasses import dataclass
from datetime import date, timedelta

PASSWORD = "so-tay-2026"  # noqa: S105 - of the demonstration, printed on its first page

LOGINS = {
    "leader": "lãnh đạo: Phó Bí thư Thường trực của khối",
    "officer": "cán bộ: chuyên viên cơ quan tham mưu của khối",
    "secretary": "bí thư chi bộ, dùng điện thoại",
    "member": "đảng viên, dùng điện thoại",
    "inspector": "cán bộ kiểm tra",
    "admin": "quản trị máy chủ",
}

FAMILY = (
    "Nguyễn Trần Lê Phạm Hoàng Huỳnh Phan Vũ Võ Đặng Bùi Đỗ Hồ Ngô Dương Lý Đinh Trịnh Đoàn Mai"
    " Cao Lương Tạ Hà Quách La Tống Triệu Chu Kiều"
).split()
MIDDLE_WOMEN = "Thị Ngọc Thu Thanh Bích Minh Hồng Kim Phương Mai Quỳnh Diệu Khánh Thùy".split()
MIDDLE_MEN = "Văn Đức Hữu Quang Minh Công Xuân Ngọc Thanh Duy Tiến Trọng Quốc Đình Bá".split()
GIVEN_WOMEN = (
    "An Anh Ánh Bình Châu Chi Cúc Dung Duyên Giang Hà Hạnh Hằng Hiền Hoa Hòa Hồng Huệ Hương "
    "Lan Liên Linh Loan Mai My Nga Ngân Nhàn Nhung Oanh Phương Quyên Tâm Thảo Thu Thủy Trang "
    "Tuyết Vân Xuân Yến"
).split()
GIVEN_MEN = (
    "An Bảo Bình Cường Dũng Dương Đạt Điền Đông Đức Giang Hà Hải Hào Hậu Hiếu Hòa Hoàng Huy "
    "Hùng Khải Khánh Khoa Kiên Lâm Lộc Long Mạch Mạnh Minh Nam Nghĩa Phong Phú Phúc Quân Quang "
    "Sáng Sơn Tài Tân Thành Thắng Thịnh Tiến Toàn Trí Trung Tuấn Tùng Việt Vinh"
).split()
PLACES = (
    "Vân Khê, Sông Vân|Bến Lở, Sông Vân|Đồng Gạo, Sông Vân|Núi Trà, Hạ Lĩnh|Cồn Tiên, Hạ Lĩnh"
).split("|")
POSTS = (
    "Chuyên viên|Chuyên viên chính|Trưởng phòng|Phó Trưởng phòng|Kế toán|Văn thư|Kỹ sư|Bác sĩ|"
    "Giáo viên"
).split("|")


@dataclass(frozen=True)
class Person:
    """What an office's list says of one member."""

    full_name: str
    is_woman: bool
    born_on: date
    ethnicity: str
    decided_on: date
    admitted_on: date
    recognised_on: date | None
    education: str
    theory: str
    card_number: str
    home_place: str
    occupation: str


class Crowd:
    """An endless, repeatable row of invented members."""

    def __init__(self, seed: str, today: date) -> None:
        self.draw = random.Random(f"sotay {seed}")
        self.today = today
        self.cards = 0
        self.prefix = self.draw.randrange(10, 99)
        self.seen: set[tuple[str, int]] = set()  # nobody shares a name and a year of birth

    def name(self, is_woman: bool) -> str:
        draw = self.draw
        middle, given = (MIDDLE_WOMEN, GIVEN_WOMEN) if is_woman else (MIDDLE_MEN, GIVEN_MEN)
        return f"{draw.choice(FAMILY)} {draw.choice(middle)} {draw.choice(given)}"

    def person(self, *, full_only: bool = False) -> Person:
        """One member: admitted between 20 and 45, a few still on probation."""
        draw = self.draw
        is_woman = draw.random() < 0.46
        year = min(2002, max(1938, int(draw.gauss(1979, 10))))
        born_on = date(year, 1, 1) + timedelta(days=draw.randrange(365))
        age = draw.randrange(20, max(21, min(46, self.today.year - 2 - year)))
        latest = self.today - timedelta(days=500 if full_only else 40)
        admitted_on = min(
            latest - timedelta(days=draw.randrange(200)),
            date(year + age, 1, 1) + timedelta(days=draw.randrange(365)),
        )
        if not full_only and draw.random() < 0.02:
            admitted_on = self.today - timedelta(days=draw.randrange(45, 330))
        recognised_on = date(admitted_on.year + 1, admitted_on.month, min(admitted_on.day, 28))
        recognised_on += timedelta(days=draw.randrange(3, 25))
        self.cards += 1
        full_name = self.name(is_woman)
        while (full_name, year) in self.seen:
            full_name = self.name(is_woman)
        self.seen.add((full_name, year))
        return Person(
            full_name=full_name,
            is_woman=is_woman,
            born_on=born_on,
            ethnicity=draw.choices(["Kinh", "Tày", "Mường", "Thái", "Hoa"], [90, 4, 3, 2, 1])[0],
            decided_on=admitted_on - timedelta(days=draw.randrange(5, 25)),
            admitted_on=admitted_on,
            recognised_on=recognised_on if recognised_on <= self.today else None,
            education=draw.choices(
                ["Trung học phổ thông", "Cao đẳng", "Đại học", "Thạc sĩ", "Tiến sĩ"],
                [4, 8, 62, 22, 4],
            )[0],
            theory=draw.choices(["Sơ cấp", "Trung cấp", "Cao cấp"], [50, 38, 12])[0],
            card_number=f"{self.prefix}{self.cards:010d}",
            home_place=draw.choice(PLACES),
            occupation=draw.choice(POSTS),
        )
