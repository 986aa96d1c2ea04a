"""Papers of the small world, invented: a plan of the bloc and what one of its cells made of it."""

from sotay.directives.reader import Reading, read_text

BLOC_PLAN = """TỈNH ỦY SÔNG VÂN
ĐẢNG ỦY KHỐI SÔNG VÂN
*
Số 27-KH/ĐUK
ĐẢNG CỘNG SẢN VIỆT NAM
Sông Vân, ngày 14 tháng 10 năm 2026

KẾ HOẠCH
nâng cao chất lượng sinh hoạt chi bộ quý IV năm 2026
-----
Thực hiện Hướng dẫn số 42-HD/BTCTW, ngày 28-10-2025 và Chương trình số 02-CTr/ĐUK của Đảng ủy \
Khối; căn cứ Quy định số 19-CT/TU của Tỉnh ủy, Ban Thường vụ Đảng ủy Khối ban hành kế hoạch như sau:
I. Mục tiêu
Hết quý IV, 100 % chi bộ giữ đúng chế độ sinh hoạt thường kỳ; tỷ lệ đảng viên dự sinh hoạt đạt \
trên 90 %; thời gian sinh hoạt thường kỳ không dưới 90 phút.
II. Nhiệm vụ
1. Các đảng ủy, chi ủy cơ sở rà soát quy chế làm việc, báo cáo Đảng ủy trước ngày 15-11-2026.
2. Ban Tổ chức Đảng ủy tập huấn cho bí thư chi bộ xong trong tháng 10-2026, ưu tiên chi bộ không \
có cán bộ chuyên trách.
3. Mỗi chi bộ tổ chức ít nhất 01 kỳ sinh hoạt chuyên đề trong quý IV, có trên 90 % đảng viên dự.
4. Tăng cường đổi mới nội dung, hình thức sinh hoạt; phát huy vai trò nêu gương của người đứng đầu.

T/M BAN THƯỜNG VỤ
PHÓ BÍ THƯ

Vũ Đình Khải
"""

CELL_PLAN = """ĐẢNG ỦY KHỐI SÔNG VÂN
CHI BỘ CƠ SỞ ĐỒNG BẰNG
*
Số 09-KH/CB
ĐẢNG CỘNG SẢN VIỆT NAM
Sông Vân, ngày 20 tháng 10 năm 2026

KẾ HOẠCH
nâng cao chất lượng sinh hoạt chi bộ quý IV năm 2026
-----
Thực hiện Kế hoạch số 27-KH/ĐUK, ngày 14-10-2026 của Ban Thường vụ Đảng ủy Khối, chi bộ ban hành \
kế hoạch như sau:
1. Chi bộ rà soát quy chế làm việc, báo cáo Đảng ủy theo quy định.
2. Quan tâm tổ chức sinh hoạt chuyên đề trong quý.
3. Tăng cường đổi mới nội dung, hình thức sinh hoạt; phát huy vai trò nêu gương của người đứng đầu.
4. Đồng chí Hà Văn Lộc chủ trì chuyên đề “An toàn hồ chứa mùa khô”, ngày 20-11-2026.

T/M CHI BỘ
BÍ THƯ

Hà Văn Lộc
"""

CENTRAL = """BAN CHẤP HÀNH TRUNG ƯƠNG
*
Số 42-HD/BTCTW
ĐẢNG CỘNG SẢN VIỆT NAM
Hà Nội, ngày 28 tháng 10 năm 2025

HƯỚNG DẪN
về sinh hoạt chi bộ, văn bản dựng để thử
-----
1. Chi bộ sinh hoạt mỗi tháng một kỳ.
"""


def reading(text: str) -> Reading:
    return read_text(text)
