"""Why a volume is not taken, in sentences for who offers it: what, where, what to do."""

from django.utils.translation import gettext as _

from sotay.core import files
from sotay.core.errors import BadInput


def too_long(name: str, limit: int) -> BadInput:
    """The refusal of a file longer than ``limit`` bytes."""
    return BadInput(
        _(
            "Tệp “%(name)s” dài quá %(limit)s MB nên không nhận. Đồng chí chia làm nhiều phần, "
            "hoặc nén ảnh trong tệp rồi gửi lại."
        )
        % {"name": files.shown_name(name), "limit": max(limit // (1024 * 1024), 1)}
    )


def unknown(name: str) -> BadInput:
    return BadInput(
        _(
            "Không nhận ra dạng của tệp “%(name)s”. Thư viện nhận PDF, EPUB, trang chữ (HTML), chữ "
            "thường ở bảng mã UTF-8, và âm thanh MP3, M4A, OGG, WAV. Đồng chí lưu lại ở một "
            "dạng ấy."
        )
        % {"name": name}
    )


def broken(name: str) -> BadInput:
    return BadInput(
        _("Tệp “%(name)s” bị hỏng hoặc chưa tải hết. Đồng chí mở thử, rồi chọn lại tệp.")
        % {"name": name}
    )


def locked(name: str) -> BadInput:
    return BadInput(
        _(
            "Tệp “%(name)s” có mật khẩu hoặc bị khóa bản quyền nên không đọc được. Đồng chí lấy "
            "bản không khóa."
        )
        % {"name": name}
    )


def acting(name: str) -> BadInput:
    return BadInput(
        _(
            "Tệp “%(name)s” chứa nội dung tự chạy (kịch bản, biểu mẫu hoặc lệnh) nên không nhận. "
            "Đồng chí lấy bản chỉ có chữ và ảnh."
        )
        % {"name": name}
    )


def carrying(name: str) -> BadInput:
    return BadInput(
        _(
            "Tệp “%(name)s” có tệp khác đính kèm bên trong nên không nhận. Đồng chí lưu lại bản "
            "không đính kèm, rồi gửi riêng tệp kia nếu cần."
        )
        % {"name": name}
    )


def named_otherwise(name: str) -> BadInput:
    return BadInput(
        _(
            "Tên của tệp “%(name)s” nói một dạng, bên trong lại là dạng khác nên không nhận. Đồng "
            "chí mở thử xem có đúng tệp cần gửi không, rồi chọn lại tệp."
        )
        % {"name": name}
    )


def swelling(name: str) -> BadInput:
    return BadInput(
        _(
            "Tệp “%(name)s” khi mở ra quá lớn so với một cuốn sách thường nên không nhận. Đồng chí "
            "chia nhỏ rồi gửi lại."
        )
        % {"name": name}
    )


def not_a_book(name: str) -> BadInput:
    return BadInput(
        _(
            "Tệp nén “%(name)s” không phải sách EPUB. Đồng chí gửi từng tệp: PDF, EPUB, trang chữ "
            "hoặc âm thanh."
        )
        % {"name": name}
    )
