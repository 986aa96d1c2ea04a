"""What each of the three invented blocs is made of: organisations, sizes, cells."""

import random
from dataclasses import dataclass, field
from datetime import date

CELL_NAMES = (
    "Văn phòng|Phòng Kế hoạch|Phòng Tổ chức|Phòng Nghiệp vụ 1|Phòng Nghiệp vụ 2|Phòng Tài chính|"
    "Thanh tra|Phòng Kỹ thuật|Trung tâm Dịch vụ|Phòng Pháp chế|Phòng Công nghệ|Phòng Quản lý|"
    "Trạm Số 1|Trạm Số 2|Xưởng Thực hành|Phòng Đào tạo|Phòng Hành chính|Ban Quản lý dự án"
).split("|")


@dataclass
class CellSpec:
    name: str
    members: int


@dataclass
class UnitSpec:
    """One organisation under the bloc, with its cells; a grassroots cell has none."""

    code: str
    name: str
    agency_type: str
    members: int
    cells: list[CellSpec] = field(default_factory=list)
    units: list["UnitSpec"] = field(default_factory=list)  # committees under an upper organisation


@dataclass
class BlocSpec:
    key: str
    code: str
    name: str
    old_name: str
    symbol: str
    place: str
    founded_on: date
    units: list[UnitSpec]

    @property
    def members(self) -> int:
        return sum(unit.members for unit in self.units)


STATE = (
    "Sở Nông nghiệp và Môi trường|Sở Xây dựng|Sở Giao thông|Sở Giáo dục và Đào tạo|Sở Y tế|"
    "Sở Tài chính|Sở Nội vụ|Sở Tư pháp|Sở Công Thương|Sở Khoa học và Công nghệ|"
    "Sở Văn hóa và Thể thao|Sở Du lịch|Sở Ngoại vụ|Thanh tra thành phố|"
    "Văn phòng Ủy ban nhân dân|Văn phòng Hội đồng nhân dân|Ban Dân tộc và Tôn giáo|"
    "Ban Quản lý khu công nghiệp|Kho bạc khu vực|Thuế khu vực|Hải quan khu vực|"
    "Thống kê thành phố|Bảo hiểm xã hội khu vực|Ngân hàng Nhà nước khu vực|Tòa án nhân dân|"
    "Viện Kiểm sát nhân dân|Thi hành án dân sự|Chi cục Thủy lợi|Chi cục Kiểm lâm|Chi cục Thú y|"
    "Chi cục Đo lường"
).split("|")
PARTY = (
    "Văn phòng Thành ủy|Ban Tổ chức Thành ủy|Cơ quan Ủy ban Kiểm tra|Ban Tuyên giáo và Dân vận|"
    "Ban Nội chính Thành ủy|Trường Chính trị|Báo Sông Vân"
).split("|")
MASS = (
    "Ủy ban Mặt trận Tổ quốc|Liên đoàn Lao động|Thành đoàn|Hội Phụ nữ|Hội Nông dân|"
    "Hội Cựu chiến binh"
).split("|")
SERVICE = (
    "Trường Cao đẳng Nghề|Trường Cao đẳng Y|Bệnh viện Đa khoa Vân Khê|Bệnh viện Phụ sản|"
    "Bệnh viện Mắt|Trung tâm Kiểm soát bệnh tật|Thư viện thành phố|Bảo tàng thành phố|"
    "Nhà hát Sông Vân|Đài Phát thanh và Truyền hình|Trung tâm Khuyến nông|Trung tâm Lưu trữ"
).split("|")
ENTERPRISE = (
    "Công ty Cấp nước|Công ty Thoát nước|Công ty Chiếu sáng|Công ty Cây xanh|Công ty Xe buýt|"
    "Công ty Bến xe|Công ty Thủy nông|Quỹ Đầu tư phát triển"
).split("|")
PROVINCE_PLACES = (
    "Hạ Lĩnh|Thượng Lĩnh|Cồn Tiên|Núi Trà|Bến Lở|Đồng Gạo|Khe Đá|Bãi Dài|Vườn Dâu"
).split("|")
PROVINCE_KINDS = (
    "Trường|Bệnh viện|Trung tâm|Công ty|Trạm|Xí nghiệp|Lâm trường|Ban Quản lý|Đội"
).split("|")


def _cells(total: int, draw: random.Random, mean: int) -> list[CellSpec]:
    """Cut ``total`` members into cells of 5 or more, about ``mean`` each."""
    count = max(2, round(total / mean))
    weights = [draw.uniform(0.6, 1.5) for _ in range(count)]
    sizes = [max(5, int(total * weight / sum(weights))) for weight in weights]
    sizes[0] += total - sum(sizes)
    if sizes[0] < 5:
        sizes[sizes.index(max(sizes))] += sizes[0] - 5
        sizes[0] = 5
    names = [
        f"Chi bộ {CELL_NAMES[i % len(CELL_NAMES)]}"
        + (f" {i // len(CELL_NAMES) + 1}" if i >= len(CELL_NAMES) else "")
        for i in range(count)
    ]
    return [CellSpec(name, size) for name, size in zip(names, sizes, strict=True)]


def _unit(code: str, name: str, agency: str, members: int, draw: random.Random) -> UnitSpec:
    """A committee with cells from 30 members up, a grassroots cell below (rule of sizes)."""
    if members < 30:
        return UnitSpec(code, f"Chi bộ cơ sở {name}", agency, members)
    return UnitSpec(code, f"Đảng bộ {name}", agency, members, _cells(members, draw, 14))


def _spread(total: int, parts: int, draw: random.Random, low: int) -> list[int]:
    """``parts`` whole numbers of at least ``low`` that add up to ``total`` exactly."""
    weights = [draw.uniform(0.15, 2.2) for _ in range(parts)]
    free = total - low * parts
    sizes = [low + int(free * weight / sum(weights)) for weight in weights]
    sizes[sizes.index(max(sizes))] += total - sum(sizes)
    return sizes


def city() -> BlocSpec:
    """64 organisations, nearly 7,000 members."""
    draw = random.Random("sotay city")
    names = [
        *((name, "state") for name in STATE),
        *((name, "party") for name in PARTY),
        *((name, "mass") for name in MASS),
        *((name, "service") for name in SERVICE),
        *((name, "enterprise") for name in ENTERPRISE),
    ]
    sizes = _spread(6_960, len(names), draw, 9)
    units = [
        _unit(f"SV-{index:02d}", name, agency, size, draw)
        for index, ((name, agency), size) in enumerate(zip(names, sizes, strict=True), 1)
    ]
    return BlocSpec(
        "city",
        "SV",
        "Đảng bộ Khối các cơ quan thành phố Sông Vân",
        "Đảng bộ khối Dân - Chính - Đảng thành phố Sông Vân",
        "ĐUK",
        "Sông Vân",
        date(2001, 10, 10),
        units,
    )


def province() -> BlocSpec:
    """152 organisations: 31 of state agencies with 2,020 members, 13 party and mass with 320."""
    draw = random.Random("sotay province")
    others = [f"{kind} {place}" for kind in PROVINCE_KINDS for place in PROVINCE_PLACES]
    others += [f"{kind} số 2 {place}" for kind in PROVINCE_KINDS[:3] for place in PROVINCE_PLACES]
    groups = [
        ([(name.replace("thành phố", "tỉnh"), "state") for name in STATE], 2_020),
        ([(name.replace("Thành ủy", "Tỉnh ủy"), "party") for name in PARTY], 187),
        ([(name, "mass") for name in MASS], 133),
        ([(name, "service" if i % 2 else "enterprise") for i, name in enumerate(others)], 4_620),
    ]
    units: list[UnitSpec] = []
    for names, total in groups:
        for (name, agency), size in zip(names, _spread(total, len(names), draw, 7), strict=True):
            units.append(_unit(f"HL-{len(units) + 1:03d}", name, agency, size, draw))
    return BlocSpec(
        "province",
        "HL",
        "Đảng bộ Khối các cơ quan và doanh nghiệp tỉnh Hạ Lĩnh",
        "Đảng bộ Khối các cơ quan tỉnh Hạ Lĩnh",
        "ĐUK",
        "Hạ Lĩnh",
        date(2003, 3, 3),
        units,
    )


def central() -> BlocSpec:
    """63 direct organisations, nearly 70,000 members in some 5,000 cells."""
    draw = random.Random("sotay central")
    heads = "Bộ|Ban|Ủy ban|Viện|Cơ quan|Học viện|Tổng cục".split("|")
    tails = ("Thủy văn|Đường bộ|Đô thị|Ánh sáng|Dệt may|Lưu trữ|Đo đạc|Giống cây|Nguồn nước").split(
        "|"
    )
    names = [f"{head} {tail}" for head in heads for tail in tails]
    units = []
    for index, (name, size) in enumerate(
        zip(names, _spread(69_600, len(names), draw, 60), strict=True), 1
    ):
        agency = ("state", "party", "mass", "service")[index % 4]
        code = f"TW-{index:02d}"
        if size < 300:
            units.append(_unit(code, name, agency, size, draw))
            continue
        count = max(2, round(size / 110))
        committees = [
            _unit(f"{code}-{number:02d}", f"Vụ, Cục số {number} {name}", agency, part, draw)
            for number, part in enumerate(_spread(size, count, draw, 12), 1)
        ]
        units.append(UnitSpec(code, f"Đảng bộ {name}", agency, size, units=committees))
    return BlocSpec(
        "central",
        "TW",
        "Đảng bộ Khối các cơ quan Trung ương (giả định)",
        "Liên chi các cơ quan (giả định)",
        "ĐUK",
        "Thủ đô",
        date(2001, 11, 7),
        units,
    )


BLOCS = {"city": city, "central": central, "province": province}
