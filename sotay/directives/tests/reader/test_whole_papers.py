"""Whole papers of the kind that reach an office, invented: what they cite, aim at and ask for."""

import unicodedata

import pytest

from sotay.directives.reader import Reading, read_text

RESOLUTION = """TỈNH ỦY ĐÔNG HÀ GIANG\t\t\tĐẢNG CỘNG SẢN VIỆT NAM
*
Số 12 -NQ/TU\t\t\tĐông Hà Giang, ngày 5 tháng 2 năm 2026

NGHỊ QUYẾT
CỦA BAN CHẤP HÀNH ĐẢNG BỘ TỈNH
về chuyển đổi số và sắp xếp bộ máy giai đoạn 2026 - 2030
-----

I. TÌNH HÌNH
Sau 5 năm thực hiện Nghị quyết số 52-NQ/TW, ngày 27/9/2019 của Bộ Chính trị, tỷ lệ hồ sơ trực \
tuyến toàn trình đạt 61,5%, tăng 22 điểm phần trăm so với năm 2021; đã số hóa 1,2 triệu trang tài \
liệu với kinh phí 45,6 tỷ đồng. Tuy nhiên, còn 17/124 xã, phường chưa có tổ công nghệ số cộng \
đồng; tổng đài 1900 6868 hoạt động 24/7.

II. QUAN ĐIỂM, MỤC TIÊU
1. Quan điểm
Quán triệt sâu sắc các Nghị quyết số 18-NQ/TW, 19-NQ/TW (khóa XII), Nghị quyết Trung ương 4 khóa \
XII, Nghị quyết Đại hội XIII và Văn kiện Đại hội đại biểu toàn quốc lần thứ XIV của Đảng.
2. Mục tiêu cụ thể đến năm 2030
- Phấn đấu đến năm 2030, kinh tế số chiếm 30 % GRDP.
- Trên 80 % người dân trưởng thành có tài khoản định danh điện tử.
- 100% cơ quan đảng, đoàn thể dùng chung nền tảng văn bản; ít nhất 90% hồ sơ công việc được xử lý \
trên môi trường mạng.
- Giảm tối thiểu 15 % đầu mối bên trong; tinh giản 10% biên chế so với năm 2025.
- Cắt giảm ít nhất 30% thời gian giải quyết thủ tục hành chính.
- Bình quân mỗi năm kết nạp từ 1.200 đảng viên mới trở lên.
- Tỷ lệ chi bộ hoàn thành tốt nhiệm vụ đạt từ 85% đến 90%.

III. NHIỆM VỤ, GIẢI PHÁP
1. Các cơ quan tham mưu, giúp việc Tỉnh ủy cắt giảm 30% số cuộc họp, hoàn thành trong quý II/2026.
2. Các tổ chức cơ sở đảng số hóa hồ sơ đảng viên xong trước ngày 30/9/2026.
3. Ban Thường vụ Tỉnh ủy ban hành đề án sắp xếp các đơn vị sự nghiệp trong quý I/2026.
4. Văn phòng Tỉnh ủy rà soát, loại bỏ các chế độ báo cáo trùng lặp, báo cáo Thường trực Tỉnh ủy \
trước 15-4-2026.
5. Đảng ủy Ủy ban nhân dân tỉnh lãnh đạo xây dựng nền tảng dữ liệu dùng chung, đưa vào vận hành \
từ ngày 01/7/2026.
6. Mặt trận Tổ quốc và các tổ chức chính trị - xã hội vận động 70% hội viên cài đặt ứng dụng \
trong năm 2026.
7. Sở Khoa học và Công nghệ đào tạo 500 cán bộ chuyên trách công nghệ thông tin đến hết năm 2027.
8. Trường Chính trị tỉnh mở 12 lớp bồi dưỡng kỹ năng số cho cấp ủy viên cơ sở.
9. Sáp nhập, giải thể các ban chỉ đạo hoạt động kém hiệu quả, chậm nhất 31/3/2026.

IV. TỔ CHỨC THỰC HIỆN
1. Các huyện ủy, thành ủy, đảng ủy trực thuộc quán triệt Nghị quyết, xây dựng chương trình hành \
động thực hiện, hoàn thành trước ngày 15 tháng 3 năm 2026.
2. Đảng ủy các cơ quan Đảng tỉnh, Đảng ủy Quân sự tỉnh, Đảng ủy Công an tỉnh căn cứ chức năng, \
nhiệm vụ cụ thể hóa Nghị quyết.
3. Ban Tuyên giáo và Dân vận Tỉnh ủy chủ trì, phối hợp với các cơ quan liên quan hướng dẫn việc \
học tập, tuyên truyền Nghị quyết.
4. Ủy ban Kiểm tra Tỉnh ủy xây dựng kế hoạch kiểm tra, giám sát việc thực hiện Nghị quyết.
5. Giao Văn phòng Tỉnh ủy theo dõi, đôn đốc; định kỳ 6 tháng, hằng năm báo cáo Ban Thường vụ Tỉnh \
ủy.
Nghị quyết này thay thế Nghị quyết số 03-NQ/TU, ngày 15-8-2021 và được phổ biến đến chi bộ./.

Nơi nhận:
- Bộ Chính trị, Ban Bí thư (báo cáo),
- Các đảng ủy trực thuộc,
- Lưu Văn phòng Tỉnh ủy.

T/M TỈNH ỦY
BÍ THƯ
(đã ký)
Hoàng Minh Lượng
"""

PROGRAMME = """THÀNH ỦY LAM SƠN
ĐẢNG ỦY KHỐI CÁC CƠ QUAN VÀ DOANH NGHIỆP
*
Số 07-CTr/ĐUK
ĐẢNG CỘNG SẢN VIỆT NAM
Lam Sơn, ngày 18 tháng 3 năm 2026

CHƯƠNG TRÌNH HÀNH ĐỘNG
thực hiện Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIV của Đảng
-----
Thực hiện Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIV của Đảng, Nghị quyết Đại hội Đảng bộ \
thành phố lần thứ XVII, Kế hoạch số 15 -KH/TU ngày 02/3/2026 của Ban Thường vụ Thành ủy; căn cứ \
Nghị định số 30/2020/NĐ-CP ngày 05 tháng 3 năm 2020 của Chính phủ, Luật Cán bộ, công chức và \
Quyết định số 204-QĐ/TW, Đảng ủy Khối xây dựng Chương trình hành động như sau:

A. CHỈ TIÊU CHỦ YẾU
(1) 100 % chi bộ sử dụng sổ tay đảng viên điện tử trước ngày 30/6/2026.
(2) Ít nhất 95 % đảng viên được học tập nghị quyết.
(3) Hằng năm, kết nạp từ 3% đến 4% đảng viên mới so với tổng số đảng viên.
(4) Trên 25% chi bộ có mô hình “dân vận khéo”.
(5) Không quá 20% tổ chức đảng được xếp loại hoàn thành xuất sắc nhiệm vụ.
(6) Phấn đấu đến năm 2028 không còn chi bộ sinh hoạt ghép.
(7) Tối thiểu 3/4 số chi bộ được kiểm tra trong nhiệm kỳ.

B. NHIỆM VỤ VÀ PHÂN CÔNG
I. Công tác xây dựng Đảng
1. Ban Thường vụ Đảng ủy Khối
a) Chỉ đạo sơ kết giữa nhiệm kỳ xong trong quý III năm 2028.
b) Ban hành quy định về trách nhiệm người đứng đầu trước 01/6/2026.
2. Các ban xây dựng Đảng và Văn phòng Đảng ủy Khối rà soát, bổ sung quy chế phối hợp; hoàn thành \
trước ngày 31 tháng 5 năm 2026.
3. Đảng ủy Sở Tài chính thí điểm đánh giá cán bộ theo sản phẩm từ quý II/2026.
4. Đảng bộ Ngân hàng Nhà nước chi nhánh Lam Sơn, Đảng bộ Bưu điện thành phố nhân rộng mô hình chi \
bộ bốn tốt, mỗi năm thêm ít nhất 5 chi bộ.
5. Đoàn Thanh niên Khối đảm nhận ít nhất 10 công trình thanh niên, hoàn thành trước 26-3-2027.
6. Công đoàn viên chức thành phố vận động ủng hộ 500 triệu đồng xây nhà tình nghĩa.
II. Công tác kiểm tra
7. UBKT Đảng ủy Khối kiểm tra ít nhất 06 tổ chức đảng, giám sát chuyên đề 04 chi bộ trong năm \
2026.
8. Yêu cầu các cấp ủy trực thuộc khắc phục dứt điểm các vi phạm sau kiểm tra theo Kết luận số \
34-KL/TW, Hướng dẫn số 02-HD/UBKTTW ngày 9-12-2021 của UBKT Trung ương và Quy định số 22-QĐ/TW.

C. TỔ CHỨC THỰC HIỆN
- Cấp ủy trực thuộc cụ thể hóa Chương trình này thành kế hoạch hằng năm, gửi về Đảng ủy Khối (qua \
Văn phòng, điện thoại 0237 3852 116) trước ngày 15/4/2026.
- Các đồng chí Ủy viên Ban Chấp hành phụ trách địa bàn theo dõi, nắm tình hình, báo cáo mỗi quý \
một lần.
- Định kỳ 6 tháng, các chi bộ, đảng bộ cơ sở tự đánh giá kết quả, gửi báo cáo trước ngày 20 của \
tháng cuối kỳ.
- Văn phòng Đảng ủy Khối tham mưu tổng kết thực hiện Chương trình vào cuối nhiệm kỳ.

T/M ĐẢNG ỦY KHỐI
BÍ THƯ

Trịnh Văn Bách
"""

CELL_PLAN = """ĐẢNG ỦY XÃ HÒA AN
CHI BỘ THÔN ĐỒNG MƯỚP
*
Số 04-KH/CB
Hòa An, ngày 09/01/2026

KẾ HOẠCH
CÔNG TÁC NĂM 2026

Căn cứ Kế hoạch 01 - KH/ĐU ngày 05/01/2026 của Đảng ủy xã; thực hiện NQ TW 8 (khóa XIII), Nghị
quyết Trung ương 4 khoá XI, XII và Chỉ thị 05 -CT/TƯ của Bộ
Chính trị, Chi bộ xây dựng kế hoạch như sau:

1/ Chỉ tiêu:
STT\tNội dung\tChỉ tiêu\tThời gian
1\tKết nạp đảng viên mới\t02 đảng viên\tTrong năm
2\tĐảng viên dự sinh hoạt\t≥ 92 %\tHằng tháng
3\tHộ đạt gia đình văn hóa\ttrên 95%\tQuý IV
4\tSinh hoạt chuyên đề\t04 kỳ\tMỗi quý

2/ Nhiệm vụ:
+ Chi ủy phân công đảng viên phụ trách 10 hộ
nghèo, cận nghèo, hoàn thành trước ngày
31/3/2026.
+ Đồng chí Bí thư chi bộ chịu trách nhiệm chuẩn bị nội dung sinh hoạt, gửi tài liệu chậm nhất
03 ngày trước khi họp.
+ Mỗi đảng viên đăng ký ít nhất 01 việc làm theo Bác trước 15/02/2026.
+ Chi đoàn thanh niên phối hợp Ban công tác Mặt trận ra quân dọn vệ sinh đường làng mỗi
tháng 1 lần.
+ Trưởng thôn vận động nhân dân hiến 300 m2 đất mở rộng đường trong tháng 5/2026.
+ CHI BỘ TỔ CHỨC KIỂM TRA 02 ĐẢNG VIÊN TRONG QUÝ III/2026.
+ Thu nộp đảng phí đầy đủ, đúng hạn trước ngày 10 hằng tháng.
3/ Liên hệ: đ/c Bí thư, ĐT 0987.654.321; tài khoản 1234-5678-90, số tiền 12.500.000 đồng, tỷ lệ \
3/4, phòng 12/5 nhà A1, QL 1A, biển số 36A-123.45, mẫu 2-KNĐ.

TM. CHI BỘ
BÍ THƯ
Lê Thị Mơ
"""

DIRECTIVE = """ĐẢNG BỘ TỈNH BẮC SÔNG CẢ
BAN THƯỜNG VỤ
*
Số 21 - CT/TU
Bắc Sông Cả, ngày 05/02/2026

CHỈ THỊ
VỀ TĂNG CƯỜNG LÃNH ĐẠO CÔNG TÁC TIẾP CÔNG DÂN

Thời gian qua, các cấp ủy đã tiếp 3.412 lượt công dân, giải quyết 96,3% đơn thư; so với năm 2024 \
giảm 12%. Thực hiện Chỉ thị số 35 - CT/TW ngày 26-5-2014 của Bộ Chính trị khóa XI, Kết luận số \
107-KL/TƯ ngày 24 tháng 12 năm 2024, Luật Tiếp công dân, Luật Phòng, chống tham nhũng năm 2018, \
Nghị định 64/2014/NĐ-CP và Thông tư 04/2021/TT-TTCP, Ban Thường vụ Tỉnh ủy yêu cầu:
1. Cấp ủy, tổ chức đảng, người đứng đầu các cấp nghiêm túc thực hiện chế độ tiếp dân ít nhất 02 \
ngày/tháng; đối thoại trực tiếp tối thiểu 1 lần/năm.
2. Đảng ủy UBND tỉnh chỉ đạo giải quyết dứt điểm 100% vụ việc tồn đọng, kéo dài, hoàn thành trước \
ngày 01 tháng 9 năm 2026.
3. Ban Nội chính Tỉnh ủy chủ trì, phối hợp với Thanh tra tỉnh kiểm tra việc thực hiện Chỉ thị; \
thời gian hoàn thành: quý IV/2026.
4. Đảng ủy Công an tỉnh, Đảng ủy Tòa án nhân dân tỉnh đẩy nhanh tiến độ xử lý tin báo, tố giác; \
không để quá 5% vụ việc quá hạn.
5. Các cơ quan báo chí tuyên truyền Chỉ thị này.
6. Chỉ thị này phổ biến đến chi bộ. Quyết định số 45 - QĐ/TU hết hiệu lực kể từ ngày ký.
Trong thời hạn 30 ngày kể từ ngày ký, các huyện ủy, thành ủy, đảng ủy trực thuộc báo cáo kết quả \
quán triệt về Tỉnh ủy (qua Ban Nội chính, số máy 0238.3844.567).

Nơi nhận:
- Ban Bí thư (để báo cáo),
- Các huyện ủy, thành ủy, đảng ủy trực thuộc.
T/M BAN THƯỜNG VỤ
PHÓ BÍ THƯ THƯỜNG TRỰC
Đặng Quốc Thịnh
"""


def cited(reading: Reading) -> list[tuple[str | None, str | None, str | None, str]]:
    """What each citation is known by, its day, its issuer, its relation."""
    return [
        (each.symbol or each.named, each.date, each.issuer, each.relation)
        for each in reading.citations
    ]


def aimed(reading: Reading) -> list[tuple[str, str, float]]:
    """The goals, without figures that are only told."""
    return [
        (" ".join(each.text.split()), each.comparator, each.quantity)
        for each in reading.targets
        if each.kind == "target"
    ]


def told(reading: Reading) -> list[str]:
    return [each.text for each in reading.targets if each.kind == "figure"]


def asked(reading: Reading) -> list[tuple[str | None, str, str | None]]:
    """Who is to do what, by which day."""
    return [(each.who, each.what, each.due) for each in reading.tasks]


class TestResolution:
    """A resolution of a province: goals, duties by name of organ, figures told of the past."""

    def test_cites_these_and_no_other(self) -> None:
        assert cited(read_text(RESOLUTION)) == [
            ("52-NQ/TW", "2019-09-27", "Bộ Chính trị", "implements"),
            ("18-NQ/TW", None, None, "cites"),
            ("19-NQ/TW", None, None, "cites"),
            ("Nghị quyết Trung ương 4 khóa XII", None, None, "cites"),
            ("Nghị quyết Đại hội XIII", None, None, "cites"),
            ("03-NQ/TU", "2021-08-15", None, "replaces"),
        ]

    def test_aims_at_these(self) -> None:
        assert aimed(read_text(RESOLUTION)) == [
            ("30 % GRDP", "=", 30),
            ("Trên 80 % người dân trưởng thành", ">", 80),
            ("100% cơ quan đảng", "=", 100),
            ("ít nhất 90% hồ sơ công việc", "≥", 90),
            ("tối thiểu 15 % đầu mối bên trong", "≥", 15),
            ("10% biên chế", "=", 10),
            ("ít nhất 30% thời gian giải quyết thủ tục hành chính", "≥", 30),
            ("từ 1.200 đảng viên mới trở lên", "≥", 1200),
            ("từ 85% đến 90%", "–", 85),
            ("30% số cuộc họp", "=", 30),
            ("70% hội viên", "=", 70),
            ("500 cán bộ chuyên trách công nghệ thông tin", "=", 500),
        ]

    def test_asks_for_these(self) -> None:
        assert asked(read_text(RESOLUTION)) == [
            (
                None,
                "Quán triệt sâu sắc các Nghị quyết số 18-NQ/TW, 19-NQ/TW (khóa XII), Nghị "
                "quyết Trung ương 4 khóa XII, Nghị quyết Đại hội XIII và Văn kiện Đại hội "
                "đại biểu toàn quốc lần thứ XIV của Đảng",
                None,
            ),
            (None, "Phấn đấu đến năm 2030, kinh tế số chiếm 30 % GRDP", "2030-12-31"),
            (None, "Giảm tối thiểu 15 % đầu mối bên trong", None),
            (None, "Cắt giảm ít nhất 30% thời gian giải quyết thủ tục hành chính", None),
            ("Các cơ quan tham mưu, giúp việc Tỉnh ủy", "cắt giảm 30% số cuộc họp", "2026-06-30"),
            ("Các tổ chức cơ sở đảng", "số hóa hồ sơ đảng viên", "2026-09-29"),
            ("Ban Thường vụ Tỉnh ủy", "ban hành đề án sắp xếp các đơn vị sự nghiệp", "2026-03-31"),
            ("Văn phòng Tỉnh ủy", "rà soát, loại bỏ các chế độ báo cáo trùng lặp", "2026-04-14"),
            (
                "Đảng ủy Ủy ban nhân dân tỉnh",
                "lãnh đạo xây dựng nền tảng dữ liệu dùng chung, đưa vào vận hành từ ngày 01/7/2026",
                None,
            ),
            (
                "Mặt trận Tổ quốc và các tổ chức chính trị - xã hội",
                "vận động 70% hội viên cài đặt ứng dụng",
                "2026-12-31",
            ),
            (
                "Sở Khoa học và Công nghệ",
                "đào tạo 500 cán bộ chuyên trách công nghệ thông tin",
                "2027-12-31",
            ),
            ("Trường Chính trị tỉnh", "mở 12 lớp bồi dưỡng kỹ năng số cho cấp ủy viên cơ sở", None),
            (None, "Sáp nhập, giải thể các ban chỉ đạo hoạt động kém hiệu quả", "2026-03-31"),
            (
                "Các huyện ủy, thành ủy, đảng ủy trực thuộc",
                "quán triệt Nghị quyết, xây dựng chương trình hành động thực hiện",
                "2026-03-14",
            ),
            (
                "Đảng ủy các cơ quan Đảng tỉnh, Đảng ủy Quân sự tỉnh, Đảng ủy Công an tỉnh",
                "căn cứ chức năng, nhiệm vụ cụ thể hóa Nghị quyết",
                None,
            ),
            (
                "Ban Tuyên giáo và Dân vận Tỉnh ủy",
                "chủ trì, phối hợp với các cơ quan liên quan hướng dẫn việc học tập, tuyên "
                "truyền Nghị quyết",
                None,
            ),
            (
                "Ủy ban Kiểm tra Tỉnh ủy",
                "xây dựng kế hoạch kiểm tra, giám sát việc thực hiện Nghị quyết",
                None,
            ),
            ("Văn phòng Tỉnh ủy", "theo dõi, đôn đốc", None),
            ("Văn phòng Tỉnh ủy", "định kỳ 6 tháng, hằng năm báo cáo Ban Thường vụ Tỉnh ủy", None),
        ]

    def test_what_was_reached_is_only_told(self) -> None:
        assert told(read_text(RESOLUTION)) == ["61,5%", "22 điểm phần trăm"]


class TestProgramme:
    """A programme of a bloc: numbered goals, orders under the owner that a heading names."""

    def test_cites_these_and_no_other(self) -> None:
        assert cited(read_text(PROGRAMME)) == [
            ("Nghị quyết Đại hội XIV", None, None, "implements"),
            ("Nghị quyết Đại hội XIV", None, None, "implements"),
            ("Nghị quyết Đại hội Đảng bộ thành phố lần thứ XVII", None, None, "implements"),
            ("15-KH/TU", "2026-03-02", "Ban Thường vụ Thành ủy", "implements"),
            ("30/2020/NĐ-CP", "2020-03-05", "Chính phủ", "based_on"),
            ("Luật Cán bộ, công chức", None, None, "based_on"),
            ("204-QĐ/TW", None, None, "based_on"),
            ("34-KL/TW", None, None, "cites"),
            ("02-HD/UBKTTW", "2021-12-09", "UBKT Trung ương", "cites"),
            ("22-QĐ/TW", None, None, "cites"),
        ]

    def test_aims_at_these(self) -> None:
        assert aimed(read_text(PROGRAMME)) == [
            ("100 % chi bộ", "=", 100),
            ("Ít nhất 95 % đảng viên", "≥", 95),
            ("từ 3% đến 4% đảng viên mới", "–", 3),
            ("Trên 25% chi bộ", ">", 25),
            ("Không quá 20% tổ chức đảng", "≤", 20),
            ("Tối thiểu 3/4 số chi bộ", "≥", 0.75),
            ("ít nhất 5 chi bộ", "≥", 5),
            ("ít nhất 10 công trình thanh niên", "≥", 10),
            ("ít nhất 06 tổ chức đảng", "≥", 6),
            ("04 chi bộ", "=", 4),
        ]

    def test_asks_for_these(self) -> None:
        assert asked(read_text(PROGRAMME)) == [
            (None, "Phấn đấu đến năm 2028 không còn chi bộ sinh hoạt ghép", "2028-12-31"),
            ("Ban Thường vụ Đảng ủy Khối", "Chỉ đạo sơ kết giữa nhiệm kỳ", "2028-09-30"),
            (
                "Ban Thường vụ Đảng ủy Khối",
                "Ban hành quy định về trách nhiệm người đứng đầu",
                "2026-05-31",
            ),
            (
                "Các ban xây dựng Đảng và Văn phòng Đảng ủy Khối",
                "rà soát, bổ sung quy chế phối hợp",
                "2026-05-30",
            ),
            ("Đảng ủy Sở Tài chính", "thí điểm đánh giá cán bộ theo sản phẩm từ quý II/2026", None),
            (
                "Đảng bộ Ngân hàng Nhà nước chi nhánh Lam Sơn, Đảng bộ Bưu điện thành phố",
                "nhân rộng mô hình chi bộ bốn tốt, mỗi năm thêm ít nhất 5 chi bộ",
                None,
            ),
            ("Đoàn Thanh niên Khối", "đảm nhận ít nhất 10 công trình thanh niên", "2027-03-25"),
            (
                "Công đoàn viên chức thành phố",
                "vận động ủng hộ 500 triệu đồng xây nhà tình nghĩa",
                None,
            ),
            (
                "UBKT Đảng ủy Khối",
                "kiểm tra ít nhất 06 tổ chức đảng, giám sát chuyên đề 04 chi bộ",
                "2026-12-31",
            ),
            (
                "các cấp ủy trực thuộc",
                "khắc phục dứt điểm các vi phạm sau kiểm tra theo Kết luận số 34-KL/TW, "
                "Hướng dẫn số 02-HD/UBKTTW ngày 9-12-2021 của UBKT Trung ương và Quy định số "
                "22-QĐ/TW",
                None,
            ),
            (
                "Cấp ủy trực thuộc",
                "cụ thể hóa Chương trình này thành kế hoạch hằng năm",
                "2026-04-14",
            ),
            (
                "Các đồng chí Ủy viên Ban Chấp hành phụ trách địa bàn",
                "theo dõi, nắm tình hình",
                None,
            ),
            ("các chi bộ, đảng bộ cơ sở", "tự đánh giá kết quả", None),
            (
                "Văn phòng Đảng ủy Khối",
                "tham mưu tổng kết thực hiện Chương trình vào cuối nhiệm kỳ",
                None,
            ),
        ]


class TestCellPlan:
    """A plan of a cell as it comes from a scanner: lines broken in dates, a table, capitals."""

    def test_cites_these_and_no_other(self) -> None:
        assert cited(read_text(CELL_PLAN)) == [
            ("01-KH/ĐU", "2026-01-05", "Đảng ủy xã", "based_on"),
            ("Nghị quyết Trung ương 8 khóa XIII", None, None, "implements"),
            ("Nghị quyết Trung ương 4 khóa XI", None, None, "implements"),
            ("Nghị quyết Trung ương 4 khóa XII", None, None, "implements"),
            ("05-CT/TW", None, "Bộ Chính trị", "implements"),
        ]

    def test_aims_at_these(self) -> None:
        assert aimed(read_text(CELL_PLAN)) == [
            ("02 đảng viên", "=", 2),
            ("≥ 92 %", "≥", 92),
            ("trên 95%", ">", 95),
            ("04 kỳ", "=", 4),
            ("10 hộ nghèo", "=", 10),
            ("ít nhất 01 việc làm", "≥", 1),
            ("02 ĐẢNG VIÊN", "=", 2),
        ]

    def test_asks_for_these(self) -> None:
        assert asked(read_text(CELL_PLAN)) == [
            (None, "Kết nạp đảng viên mới 02 đảng viên Trong năm", None),
            ("Chi ủy", "phân công đảng viên phụ trách 10 hộ nghèo, cận nghèo", "2026-03-30"),
            ("Đồng chí Bí thư chi bộ", "chịu trách nhiệm chuẩn bị nội dung sinh hoạt", None),
            ("Mỗi đảng viên", "đăng ký ít nhất 01 việc làm theo Bác", "2026-02-14"),
            (
                "Chi đoàn thanh niên",
                "phối hợp Ban công tác Mặt trận ra quân dọn vệ sinh đường làng mỗi tháng 1 lần",
                None,
            ),
            ("Trưởng thôn", "vận động nhân dân hiến 300 m2 đất mở rộng đường", "2026-05-31"),
            ("CHI BỘ", "TỔ CHỨC KIỂM TRA 02 ĐẢNG VIÊN", "2026-09-30"),
            (None, "Thu nộp đảng phí đầy đủ, đúng hạn", None),
        ]


class TestDirective:
    """A directive: laws by name, symbols with spaces, a deadline in a sentence of its own."""

    def test_cites_these_and_no_other(self) -> None:
        assert cited(read_text(DIRECTIVE)) == [
            ("35-CT/TW", "2014-05-26", "Bộ Chính trị", "implements"),
            ("107-KL/TW", "2024-12-24", None, "implements"),
            ("Luật Tiếp công dân", None, None, "implements"),
            ("Luật Phòng, chống tham nhũng năm 2018", None, None, "implements"),
            ("64/2014/NĐ-CP", None, None, "implements"),
            ("04/2021/TT-TTCP", None, None, "implements"),
            ("45-QĐ/TU", None, None, "repeals"),
        ]

    def test_aims_at_these(self) -> None:
        assert aimed(read_text(DIRECTIVE)) == [
            ("ít nhất 02 ngày/tháng", "≥", 2),
            ("tối thiểu 1 lần/năm", "≥", 1),
            ("100% vụ việc tồn đọng", "=", 100),
            ("không để quá 5% vụ việc quá hạn", "≤", 5),
        ]

    def test_asks_for_these(self) -> None:
        assert asked(read_text(DIRECTIVE)) == [
            (
                "Cấp ủy, tổ chức đảng, người đứng đầu các cấp",
                "nghiêm túc thực hiện chế độ tiếp dân ít nhất 02 ngày/tháng",
                None,
            ),
            (
                "Đảng ủy UBND tỉnh",
                "chỉ đạo giải quyết dứt điểm 100% vụ việc tồn đọng, kéo dài",
                "2026-08-31",
            ),
            (
                "Ban Nội chính Tỉnh ủy",
                "chủ trì, phối hợp với Thanh tra tỉnh kiểm tra việc thực hiện Chỉ thị",
                "2026-12-31",
            ),
            (
                "Đảng ủy Công an tỉnh, Đảng ủy Tòa án nhân dân tỉnh",
                "đẩy nhanh tiến độ xử lý tin báo, tố giác",
                None,
            ),
            ("Các cơ quan báo chí", "tuyên truyền Chỉ thị này", None),
            (
                "các huyện ủy, thành ủy, đảng ủy trực thuộc",
                "báo cáo kết quả quán triệt về Tỉnh ủy (qua Ban Nội chính, số máy 0238.3844.567)",
                None,
            ),
        ]

    def test_what_was_reached_is_only_told(self) -> None:
        assert told(read_text(DIRECTIVE)) == ["96,3% đơn thư", "12%"]


@pytest.mark.parametrize("paper", [RESOLUTION, PROGRAMME, CELL_PLAN, DIRECTIVE])
def test_spelling_and_letters_of_the_file_change_nothing(paper: str) -> None:
    as_it_is = read_text(paper)

    for other in (
        unicodedata.normalize("NFD", paper),
        paper.replace("\n", "\r\n"),
        paper.replace("ủy", "uỷ").replace("hóa", "hoá").replace("Đ", "\u00d0"),
        paper.replace(" - ", " \u2013 ").replace("TW", "TƯ"),
    ):
        found = read_text(other)
        assert [each[0] for each in cited(found)] == [each[0] for each in cited(as_it_is)]
        assert [each[1:] for each in aimed(found)] == [each[1:] for each in aimed(as_it_is)]
        assert [each[2] for each in asked(found)] == [each[2] for each in asked(as_it_is)]


@pytest.mark.parametrize(
    ("text", "who", "what", "due"),
    [
        (
            "Ban Quản lý khu công nghiệp rà soát quy hoạch xong trước ngày 30/6/2026.",
            "Ban Quản lý khu công nghiệp",
            "rà soát quy hoạch",
            "2026-06-29",
        ),
        (
            "Các chi bộ tổ chức hội nghị chuyên đề trước ngày 30/6/2026.",
            "Các chi bộ",
            "tổ chức hội nghị chuyên đề",
            "2026-06-29",
        ),
        (
            "Sở Giáo dục và Đào tạo sắp xếp lại 45 trường học, hoàn thành trong quý III/2026.",
            "Sở Giáo dục và Đào tạo",
            "sắp xếp lại 45 trường học",
            "2026-09-30",
        ),
        (
            "Các cơ quan, đơn vị cắt giảm 25 % thủ tục; xong trong tháng 9 năm 2026.",
            "Các cơ quan, đơn vị",
            "cắt giảm 25 % thủ tục",
            "2026-09-30",
        ),
    ],
)
def test_an_owner_is_told_from_the_deed(text: str, who: str, what: str, due: str) -> None:
    assert asked(read_text(text)) == [(who, what, due)]


@pytest.mark.parametrize(
    "text",
    [
        "Sở Y tế đã cắt giảm 25 % thủ tục trong năm 2025.",
        "Trường hợp vi phạm thì xử lý theo quy định.",
        "Tăng trưởng kinh tế đạt 8,2 % so với cùng kỳ.",
        "Hội nghị thống nhất các nội dung của chương trình.",
        "Sáp nhập các chi bộ là việc khó.",
        "STT\tNội dung\n1\tĐảng viên dự sinh hoạt\t92 %\n",
    ],
)
def test_what_is_told_is_no_task(text: str) -> None:
    assert asked(read_text(text)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Hotline 1800-1090, nhà 12/4B ngõ 5, trực 24/7, khoản 2 Điều 5, mẫu số 3-HSĐV.",
        "Nhiệt độ 36.5-37.2, ISO 9001:2015, TCVN 5687-2010, biển số 36A-123.45, mã 12-34-56.",
        "Số tiền 12.500.000 đồng, 45,6 tỷ đồng, tỷ lệ 3/4, ĐT 0987.654.321, phòng 5/TW.",
        "Luật sư, luật chơi, luật lưu trữ, đúng pháp luật đất đai, kỷ luật xây dựng.",
        "Điều lệ Đảng do Đại hội XI thông qua; Văn kiện Đại hội; nghị quyết đại hội các cấp.",
    ],
)
def test_numbers_and_words_that_cite_nothing(text: str) -> None:
    assert cited(read_text(text)) == []


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("các Nghị quyết số 18-NQ/TW, 19-NQ/TW và 28-NQ/TW", ["18-NQ/TW", "19-NQ/TW", "28-NQ/TW"]),
        ("các Quy định 22-QĐ/TW, số 69 -QĐ/TƯ", ["22-QĐ/TW", "69-QĐ/TW"]),
        ("Nghị quyết số 12\n-NQ/TW ngày 5 tháng 2 năm\n2026", ["12-NQ/TW"]),
        (
            "Luật Đất đai năm 2024, Bộ luật Lao động và Hiến pháp năm 2013",
            ["Luật Đất đai năm 2024", "Bộ luật Lao động", "Hiến pháp năm 2013"],
        ),
        ("Luật Cán bộ, công chức số 80/2025/QH15", ["80/2025/QH15"]),
        (
            "Nghị định 178/2024/NĐ-CP, được sửa đổi tại Nghị định số 67/2025/NĐ-CP",
            ["178/2024/NĐ-CP", "67/2025/NĐ-CP"],
        ),
        (
            "Nghị quyết Đại hội đại biểu toàn quốc lần thứ XIV, Nghị quyết TW 8 (khóa XIII)",
            ["Nghị quyết Đại hội XIV", "Nghị quyết Trung ương 8 khóa XIII"],
        ),
    ],
)
def test_each_of_a_list_is_cited(text: str, known: list[str]) -> None:
    assert [each[0] for each in cited(read_text(f"Thực hiện {text}, chi bộ họp."))] == known
    assert {each[3] for each in cited(read_text(f"Căn cứ {text}."))} <= {"based_on", "cites"}


class TestGoalsUnderAHeading:
    def test_a_count_without_a_goal_word_is_a_goal_there(self) -> None:
        text = "\nI. CHỈ TIÊU\n- Kết nạp 12 đảng viên.\nII. TÌNH HÌNH\n- Có 15 chi bộ họp đều.\n"

        assert aimed(read_text(text)) == [("12 đảng viên", "=", 12)]

    def test_what_is_past_stays_told_even_there(self) -> None:
        text = "\nI. Mục tiêu\n- Đã đạt 81 % chi bộ.\n"

        assert (aimed(read_text(text)), told(read_text(text))) == ([], ["81 % chi bộ"])


class TestOwnersInHeadings:
    TEXT = (
        "KẾ HOẠCH\n1. Văn phòng Đảng ủy\na) Rà soát quy chế, xong trước 30/6/2026.\n"
        "b) Số hóa 300 hồ sơ trong năm 2026.\n2. Nội dung khác\n"
        "a) Rà soát quỹ, xong trước 30/7/2026.\n"
    )

    def test_hold_for_the_orders_under_them_and_no_further(self) -> None:
        assert [each.who for each in read_text(self.TEXT).tasks] == [
            "Văn phòng Đảng ủy",
            "Văn phòng Đảng ủy",
            None,
        ]
