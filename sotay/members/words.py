"""What acts on a record are called when its owner asks who looked."""

from django.utils.translation import gettext_lazy as _

ACTS = {
    "members.view": _("xem hồ sơ"),
    "members.register": _("ghi vào sổ"),
    "members.admit": _("ghi kết nạp"),
    "members.correct": _("sửa hồ sơ"),
    "members.recognise": _("ghi công nhận chính thức"),
    "members.exempt": _("ghi miễn sinh hoạt"),
    "members.change_status": _("ghi thay đổi diện, trình độ"),
    "members.transfer": _("giới thiệu chuyển sinh hoạt"),
    "members.confirm_transfer": _("xác nhận tiếp nhận"),
    "members.stay": _("ghi sinh hoạt tạm thời"),
    "members.end": _("ghi ra khỏi sổ"),
    "members.answer_correction": _("trả lời đề nghị sửa"),
    "members.ask_correction": _("đề nghị sửa"),
    "members.link_account": _("nối tài khoản với hồ sơ"),
    "members.export": _("xuất danh sách"),
}


def said(act: str) -> str:
    return str(ACTS.get(act, _("thao tác khác")))
