"""The words that duties are told in: who acts, what is to be done, which paper proves it done."""

from __future__ import annotations


def _phrases(written: str) -> tuple[str, ...]:
    """A list that is written with strokes between its phrases."""
    return tuple(" ".join(phrase.split()) for phrase in written.split("|"))


# Who is laid under a duty; a name goes on behind the last of these words.
ACTORS = _phrases(
    """
    ban | ban chấp hành | ban chỉ đạo | ban cán sự đảng | ban công tác mặt trận | ban dân vận |
    ban giám hiệu | ban giám đốc | ban kinh tế | ban lãnh đạo | ban nội chính | ban quản lý |
    ban thường vụ | ban tuyên giáo | ban tuyên giáo và dân vận | ban tổ chức | ban xây dựng đảng |
    bch | btv | báo cáo viên | bí thư | bảo hiểm xã hội | bệnh viện | bộ chỉ huy quân sự |
    bộ phận | chi bộ | chi cục | chi hội | chi đoàn | chi ủy | chánh văn phòng | chính quyền |
    chủ tịch | cán bộ | công an | công ty | công đoàn | cơ quan | cơ quan tham mưu |
    cơ quan tham mưu, giúp việc | cơ quan, đơn vị | cơ sở đảng | cấp ủy | cấp ủy viên | cục |
    doanh nghiệp | huyện ủy | hđnd | học viện | hội chữ thập đỏ | hội cựu chiến binh |
    hội khuyến học | hội liên hiệp phụ nữ | hội người cao tuổi | hội nông dân | hội phụ nữ |
    hội đồng nhân dân | kho bạc | liên đoàn lao động | mttq | mặt trận tổ quốc | ngành |
    ngân hàng | người đứng đầu | nhà trường | phòng | phó bí thư | phường, xã | sở |
    sở, ban, ngành | sở, ngành | thành viên | thành ủy | thường trực | thường vụ | thủ trưởng |
    trung tâm | trường cao đẳng | trường chính trị | trường mầm non | trường tiểu học |
    trường trung học | trường đại học | trưởng ban | trưởng phòng | trưởng thôn | trưởng đoàn |
    tuyên truyền viên | tòa án | tập thể | tỉnh ủy | tổ chức chính trị - xã hội |
    tổ chức cơ sở đảng | tổ chức đảng | tổ công tác | tổ giúp việc | tổ trưởng | tổ đảng |
    tổng công ty | ubkt | ubnd | viện kiểm sát | văn phòng | xã, phường | đ/c | đoàn khối |
    đoàn thanh niên | đoàn thể | đơn vị | đảng bộ | đảng viên | đảng đoàn | đảng ủy | địa phương |
    đồng chí | ủy ban kiểm tra | ủy ban mặt trận tổ quốc | ủy ban nhân dân | ủy viên
    """
)

# Before a deed these leave no doubt that it is asked for.
OBLIGING = _phrases(
    """
    chú trọng | chịu trách nhiệm | chủ động | có nhiệm vụ | có trách nhiệm | cần | hàng năm |
    hàng quý | hàng tháng | hằng năm | hằng quý | hằng tháng | khẩn trương | phải | sẽ |
    thường xuyên | tiếp tục | tập trung | định kỳ
    """
)

# What is asked for.
DEEDS = _phrases(
    """
    ban hành | biên soạn | biểu dương | bàn giao | bám sát | báo cáo | bảo đảm | bố trí |
    bồi dưỡng | bổ nhiệm | bổ sung | cam kết | chi trả | chia sẻ | chuyển đổi | chuẩn bị |
    chăm lo | chấn chỉnh | chấp hành | chỉ đạo | chủ trì | cung cấp | cài đặt | công bố |
    công khai | công nhận | căn cứ | cải cách | cải tiến | cập nhật | cắt giảm | cụ thể hóa |
    củng cố | cử | duy trì | giao | giám sát | giúp | giải quyết | giải thể | giảm | giới thiệu |
    giữ | giữ gìn | góp ý | gắn | gửi | hoàn chỉnh | hoàn thiện | hoàn thành | hướng dẫn |
    hạn chế | học tập | hỗ trợ | hợp nhất | khai thác | khen thưởng | khơi dậy | khảo sát |
    khắc phục | kiên quyết | kiến nghị | kiểm tra | kiểm điểm | kiện toàn | kê khai | ký kết |
    kết nạp | kết nối | kết thúc | kịp thời | loại bỏ | luân chuyển | làm rõ | làm tốt |
    lãnh đạo | lập | lắng nghe | lồng ghép | lựa chọn | mở | mở rộng | nghiêm túc | nghiên cứu |
    ngăn chặn | nhân rộng | nhận diện | niêm yết | nâng cao | nêu gương | nắm | nộp | phát hiện |
    phát huy | phát triển | phát động | phân công | phê duyệt | phòng ngừa | phòng, chống |
    phản ánh | phấn đấu | phối hợp | phổ biến | quan tâm | quyết liệt | quán triệt | quản lý |
    ra quân | rà soát | rèn luyện | rút ngắn | sinh hoạt | siết chặt | sáp nhập | sơ kết |
    sắp xếp | số hóa | sử dụng | sửa đổi | tham gia | tham mưu | theo dõi | thu hút | thu nộp |
    thành lập | thí điểm | thông báo | thúc đẩy | thăm hỏi | thẩm tra | thẩm định | thống kê |
    thực hiện | tinh giản | tinh gọn | tiếp nhận | tiếp thu | tiếp xúc | trang bị | triển khai |
    trình | tuyên dương | tuyên truyền | tuyển chọn | tuân thủ | tích cực | tích hợp | tăng |
    tăng cường | tạo | tập huấn | tổ chức | tổng hợp | tổng kết | tự kiểm tra | tự phê bình |
    tự đánh giá | vận hành | vận động | xem xét | xác minh | xác định | xây dựng | xóa | xử lý |
    áp dụng | điều tra | điều động | đào tạo | đánh giá | đôn đốc | đăng ký | đơn giản hóa | đưa |
    đảm bảo | đảm nhận | đấu tranh | đẩy lùi | đẩy mạnh | đẩy nhanh | đề cao | đề xuất |
    đối thoại | đổi mới | ưu tiên | ủng hộ | ứng dụng
    """
)

# Deeds that open a sentence as an order; the others also open plain narration.
ORDERS = _phrases(
    """
    ban hành | báo cáo | bảo đảm | chuẩn bị | chú trọng | chấn chỉnh | chủ động | cập nhật |
    củng cố | duy trì | giữ | hoàn thiện | hoàn thành | khắc phục | kiên quyết | kiểm tra |
    kiện toàn | kết nạp | kịp thời | lãnh đạo | nghiêm túc | nâng cao | phát huy | phát động |
    phấn đấu | quan tâm | quán triệt | rà soát | sơ kết | thường xuyên | thực hiện | tiếp tục |
    triển khai | tuyên truyền | tăng cường | tập huấn | tập trung | tổ chức | tổng kết |
    xây dựng | đảm bảo | đẩy mạnh | định kỳ | đổi mới | ứng dụng
    """
)

# Deeds that open a sentence of a plain report too: an order where a measure or an item says so.
FURTHER_ORDERS = _phrases(
    """
    biên soạn | bàn giao | bám sát | bố trí | bồi dưỡng | bổ sung | chăm lo | chỉ đạo | chủ trì |
    công bố | công khai | cải cách | cải tiến | cắt giảm | cụ thể hóa | cử | giám sát |
    giải quyết | giải thể | giảm | giới thiệu | gắn | hoàn chỉnh | hướng dẫn | hạn chế | hỗ trợ |
    hợp nhất | khai thác | khen thưởng | khơi dậy | khảo sát | ký kết | kết nối | luân chuyển |
    làm tốt | lấy ý kiến | lập | lồng ghép | lựa chọn | mở | mở rộng | nghiên cứu | ngăn chặn |
    nhân rộng | phát triển | phân công | phòng ngừa | phối hợp | phổ biến | quyết liệt | quản lý |
    rút ngắn | siết chặt | sáp nhập | sắp xếp | số hóa | sửa đổi | tham mưu | theo dõi | thu hút |
    thu nộp | thành lập | thí điểm | thúc đẩy | tinh giản | tinh gọn | tiếp nhận | tiếp thu |
    trang bị | tuyên dương | tuyển chọn | tích cực | tích hợp | tăng | tạo | tổng hợp | vận hành |
    vận động | xem xét | xóa | xử lý | điều động | đào tạo | đánh giá | đôn đốc | đơn giản hóa |
    đấu tranh | đẩy lùi | đẩy nhanh | đề cao | đề xuất | ưu tiên
    """
)

# What is done to a paper that proves a deed done.
DRAWN_UP = _phrases(
    """
    ban hành | biên soạn | dự thảo | gửi | hoàn chỉnh | hoàn thiện | ký | lập | nộp | soạn thảo |
    tham mưu | trình | xây dựng
    """
)

# Papers that prove a deed done.
PAPERS = _phrases(
    """
    biên bản | báo cáo | bản cam kết | chương trình | chương trình hành động | cơ sở dữ liệu |
    danh sách | hướng dẫn | kế hoạch | nghị quyết | phương án | quy chế | quy định | quyết định |
    thông báo | tài liệu | tờ trình | đề cương | đề án
    """
)
