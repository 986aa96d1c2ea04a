"""What the scripts of the device say, in the language of the page; words in braces are slots."""

from django.utils.translation import gettext as _


def waiting_words() -> dict[str, str]:
    """The sentences of the page of what waits."""
    return {
        "an_act": _("Một việc đã ghi"),
        "made": _("Ghi lúc {at}."),
        "copy": _("Chép lời"),
        "copied": _("Đã chép lời, đồng chí dán vào nơi cần."),
        "drop": _("Bỏ"),
        "drop_sure": _("Bỏ hẳn, không gửi"),
        "keep_it": _("Giữ lại"),
        "dropped": _("Đã bỏ, không gửi nữa."),
        "open": _("Mở buổi họp"),
        "changes": _("{n} chỗ ghi chưa gửi; mở buổi họp khi có mạng thì gửi."),
        "others": _(
            "Máy này còn giữ kín việc chưa gửi hoặc bài viết dở của {n} đồng chí khác; chỉ mở, gửi "
            "khi chính đồng chí ấy đăng nhập."
        ),
        "nothing_waits": _("Không có việc nào chờ gửi."),
        "cannot": _("Trình duyệt này không giữ được gì trên máy."),
        "nobody": _("Chưa có ai đăng nhập trên máy này."),
        "edit": _("Sửa"),
        "again": _("Gửi lại"),
        "not_yours": _(
            "Không tìm thấy, hoặc đồng chí không còn ở nơi này, chẳng hạn đã chuyển sinh hoạt. "
            "Chép lời gửi bí thư chi bộ nếu vẫn cần."
        ),
        "no_reason": _("Máy chủ không nhận và không nói lý do (mã {code})."),
        "unpin_act": _("Bỏ ghim văn bản"),
        "unpin": _("Bỏ ghim"),
        "unpin_sure": _("Bỏ ghim trên mọi máy"),
        "remove": _("Bỏ khỏi máy"),
        "remove_sure": _("Bỏ khỏi máy này"),
        "gone": _("Đã bỏ khỏi máy."),
        "pack": _("Sổ tay của đồng chí"),
        "fetched": _("Lấy lúc {at}."),
        "pinned": _("Văn bản đã ghim, {size}."),
        "book": _("Sách, {n} trang, {size}."),
        "recording": _("Bản đọc, {size}."),
        "meeting": _("Buổi họp, {size}, lưu lúc {at}."),
        "pages": _("{n} trang đã mở"),
        "drafts": _("{n} chỗ viết dở"),
        "nothing_kept": _("Máy này chưa giữ gì."),
        "space": _("Đã dùng {used}, còn trống khoảng {free}."),
        "clock": _("Đồng hồ của máy này sai; theo máy chủ bây giờ là {at}. Giờ ở đây đã tính lại."),
        "sent_all": _("Đã gửi hết những gì gửi được."),
        "sent_later": _("Chưa gửi được. Có mạng thì máy tự gửi."),
        "sent_some": _("Đã gửi những việc gửi được. Việc chưa qua được có ghi lý do ở dưới."),
        "sent_not": _("Chưa gửi được việc nào, không việc nào mất. Lý do ghi ở dưới."),
        "another_answers": _(
            "Từ {at}, mạng đang dùng trả lời thay máy chủ (mã {code}) nên chưa gửi được việc nào. "
            "Không việc nào mất. Đồng chí đăng nhập vào mạng ấy nếu nó yêu cầu, hoặc đổi sang mạng "
            "khác (chẳng hạn 4G), rồi bấm Gửi ngay."
        ),
        "no_server": _(
            "Từ {at}, máy chủ chưa nhận được việc nào (mã {code}). Không việc nào mất; máy tự thử "
            "lại mỗi khi đồng chí mở một trang, hoặc bấm Gửi ngay."
        ),
        "barred": _(
            "Từ {at}, mạng đang dùng trả lời thay máy chủ riêng với việc này (mã {code}); các việc "
            "khác vẫn gửi. Đồng chí đổi sang mạng khác rồi bấm Gửi ngay; hoặc bấm Sửa để làm lại, "
            "xong thì bỏ việc này."
        ),
        "too_big": _(
            "Từ {at}, việc này không qua được vì tệp kèm theo lớn quá mức cho qua (mã {code}); các "
            "việc khác vẫn gửi. Đồng chí bấm Sửa để làm lại với ảnh hoặc tệp nhỏ hơn, xong thì bỏ "
            "việc này."
        ),
        "fails": _(
            "Từ {at}, máy chủ gặp lỗi khi nhận việc này (mã {code}); các việc khác vẫn gửi. Máy "
            "còn thử lại; nếu vẫn vậy, đồng chí chép lời và báo người quản trị."
        ),
        "cut_off": _(
            "Từ {at}, đường truyền bị ngắt khi gửi việc này; các việc khác vẫn gửi. Máy còn thử "
            "lại; đồng chí có thể đổi sang mạng khác rồi bấm Gửi ngay."
        ),
    }


def pack_words() -> dict[str, str]:
    """The sentences of the handbook that the device keeps."""
    return {
        "title": _("Sổ tay của tôi"),
        "pack_offline": _("Không có mạng. Đây là bản lấy từ máy chủ lúc {at}."),
        "pack_online": _("Bản giữ trên máy, lấy từ máy chủ lúc {at}."),
        "no_pack": _(
            "Máy chưa giữ sổ tay của đồng chí. Mở Sổ tay một lần khi có mạng rồi dùng được mọi nơi."
        ),
        "cannot": _("Trình duyệt này không giữ được gì trên máy."),
        "nobody": _("Chưa có ai đăng nhập trên máy này."),
        "cell": _("Chi bộ"),
        "admitted": _("Vào Đảng"),
        "recognised": _("Chính thức"),
        "probation": _("Hết dự bị"),
        "meetings": _("Sinh hoạt"),
        "no_meetings": _("Chưa có buổi họp nào mời đồng chí."),
        "answer_coming": _("Đồng chí đã trả lời: sẽ dự."),
        "answer_excused": _("Đồng chí đã xin vắng."),
        "answer_none": _("Đồng chí chưa trả lời."),
        "open_meeting": _("Mở trang buổi họp"),
        "lead_meeting": _("Chủ trì trên máy này"),
        "agenda": _("Chương trình họp"),
        "minutes": _("{n} ph"),
        "tasks": _("Việc của tôi"),
        "no_tasks": _("Không có việc nào đang chờ."),
        "due": _("Hạn {day}."),
        "lines": _("Cần đọc, đảng phí và các mục khác"),
        "lines_at": _("Theo trang Sổ tay lúc {at}."),
        "dues": _("Đảng phí"),
        "pinned_texts": _("Văn bản đã ghim"),
        "no_documents": _("Đồng chí chưa ghim văn bản nào. Ghim thì đọc được khi không có mạng."),
        "notices": _("Tin nhắc"),
        "no_notices": _("Không có tin nào."),
        "more_notices": _("Xem tiếp {n} tin"),
        "unread": _("chưa đọc"),
        "guidance": _("Hướng dẫn theo tình huống"),
        "not_here": _("Máy không giữ phần chữ vì dài quá; có mạng thì mở."),
        "no_text": _("Máy không giữ văn bản này. Có mạng thì mở."),
        "issued": _("ban hành {day}"),
        "back": _("Về sổ tay"),
    }


def meeting_words() -> dict[str, str]:
    """The sentences that the script of a meeting says."""
    return {
        "minutes_of": _("phút trên {n}"),
        "minutes": _("phút"),
        "pause": _("Tạm nghỉ"),
        "resume": _("Họp tiếp"),
        "begin": _("Bắt đầu họp"),
        "end": _("Kết thúc cuộc họp"),
        "unopened": _("Đã trả về chưa họp. Những gì đã ghi vẫn giữ."),
        "next": _("Sang mục: {title}"),
        "present": _("Có mặt"),
        "online": _("Trực tuyến"),
        "excused": _("Có lý do"),
        "absent": _("Không"),
        "n_present": _("có mặt"),
        "n_excused": _("vắng có lý do"),
        "n_absent": _("không lý do"),
        "enough": _("đủ điều kiện họp"),
        "not_enough": _("Có mặt {here}, cần {needed} trên {base} đảng viên có quyền biểu quyết."),
        "not_enough_members": _("Có mặt {here}, cần {needed} trên {base} cấp ủy viên."),
        "too_few": _("Chi bộ có {base} đảng viên chính thức, dưới {fewest}: không họp được."),
        "agree": _("Đồng ý"),
        "against": _("Không đồng ý"),
        "other": _("Ý kiến khác"),
        "carried": _("{agree} ÷ {base} = {share} %. Cần từ {needed} phiếu: được thông qua."),
        "not_carried": _(
            "{agree} ÷ {base} = {share} %. Cần từ {needed} phiếu: chưa được thông qua."
        ),
        "base": _("Tính trên {base} đảng viên có quyền biểu quyết, không phải trên số có mặt."),
        "saved": _("Đã lưu trên máy lúc {at}."),
        "sent": _("Đã gửi lúc {at}."),
        "sending": _("Đang gửi…"),
        "offline": _("Không có mạng. Buổi họp vẫn ghi bình thường; đã lưu trên máy lúc {at}."),
        "no_sheet": _(
            "Máy chưa giữ buổi họp này. Đồng chí mở một lần khi có mạng rồi dùng được mọi nơi."
        ),
        "no_roll": _(
            "Máy chưa giữ danh sách của chi bộ nên chưa bắt đầu được. Khi có mạng, đồng chí mở "
            "trang Sinh hoạt một lần rồi họp được ở mọi nơi."
        ),
        "joined": _(
            "Tháng này đã có buổi họp ghi trên máy chủ. Những gì ghi ở đây đã nhập vào buổi ấy; "
            "chỗ nào hai máy ghi khác nhau thì hỏi ở dưới."
        ),
        "kept_here": _("{why} Những gì đã ghi còn nguyên trên máy, chép lại được ở Việc chờ gửi."),
        "was_held": _(
            "Tháng này chi bộ đã họp thường kỳ xong. Buổi ghi ở đây còn nguyên trên máy, chưa gửi; "
            "nếu đây là một buổi khác thì ghi thành sinh hoạt chuyên đề."
        ),
        "as_thematic": _("Ghi thành sinh hoạt chuyên đề"),
        "to_sign_in": _("Đăng nhập"),
        "barred": _(
            "Chưa gửi được: từ {at}, mạng đang dùng trả lời thay máy chủ (mã {code}). Buổi họp vẫn "
            "ghi bình thường, máy tự thử lại; đổi được sang mạng khác thì nên đổi."
        ),
        "no_server": _(
            "Chưa gửi được: từ {at}, máy chủ chưa nhận được (mã {code}). Buổi họp vẫn ghi bình "
            "thường, máy tự thử lại."
        ),
        "sign_in": _(
            "Phiên đăng nhập đã hết. Những gì đã ghi còn nguyên trên máy; đồng chí đăng nhập lại "
            "để gửi."
        ),
        "full": _(
            "Bộ nhớ của máy đã đầy nên chưa lưu được. Đồng chí xóa bớt sách đã tải rồi ghi lại; "
            "trang này vẫn giữ những gì đang thấy."
        ),
        "keep_theirs": _("Giữ bản đang ghi"),
        "take_mine": _("Lấy bản của máy này"),
        "nobody": _("Chưa chọn người"),
        "due": _("hạn {day}"),
        "probationary": _("dự bị"),
        "exempt": _("được miễn"),
        "guest": _("sinh hoạt tạm thời"),
        "done": _("xong"),
        "minutes_short": _("{n} ph"),
        "less": _("Bớt một: {what}"),
        "more": _("Thêm một: {what}"),
        "closed": _("Cuộc họp đã kết thúc. Có mạng là biên bản tự lập."),
        "group_leader": _("Chủ trì tổ: đồng chí {name}."),
        "group_here": _("Có mặt {here} trên {all}."),
        "group_note": _("Nội dung trao đổi của tổ"),
        "group_conclusion": _("Ý kiến của tổ"),
        "spoke": _("Đồng chí {name}: {gist}"),
        "bad_day": _("Ngày viết như 10-12-2026."),
        "refused": _("Không ghi được: {why}"),
    }
