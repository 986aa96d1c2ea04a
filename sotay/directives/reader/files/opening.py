"""The one door for files: size, kind, then the reader of that kind."""

from __future__ import annotations

from pathlib import Path

from sotay.directives.reader.files.kinds import kind_of
from sotay.directives.reader.files.markup import text_of_page
from sotay.directives.reader.files.plain import decode, from_abc
from sotay.directives.reader.files.portable import text_of_pdf
from sotay.directives.reader.files.refusals import refusal
from sotay.directives.reader.files.word import text_of_word

MAX_FILE_BYTES = 20 * 1024 * 1024


def text_of_file(source: str | Path | bytes, name: str | None = None) -> str:
    """The text of a txt, html, docx or pdf file, given by path or as its bytes.

    ``name`` is the name it was sent under; its ending is compared with the content.

    :raises UnreadableFile: with a sentence for the person who sent it
    """
    if isinstance(source, bytes):
        shown = name or "văn bản"
        size = len(source)
    else:
        shown = name or Path(source).name
        try:
            size = Path(source).stat().st_size
        except OSError as error:
            raise refusal(shown, "không mở được", "kiểm tra đường dẫn rồi chọn lại tệp") from error
    if size > MAX_FILE_BYTES:
        raise refusal(
            shown,
            f"lớn quá {MAX_FILE_BYTES // 1024 // 1024} MB",
            "giảm ảnh trong tệp hoặc tách thành từng phần rồi gửi lại",
        )
    try:
        data = source if isinstance(source, bytes) else Path(source).read_bytes()
    except OSError as error:
        raise refusal(shown, "không mở được", "kiểm tra đường dẫn rồi chọn lại tệp") from error
    if not data.strip(b"\x00 \t\r\n\xef\xbb\xbf\xff\xfe"):
        raise refusal(shown, "không có nội dung", "kiểm tra rồi chọn lại tệp")
    text = _text(data, shown)
    if not text.strip():
        raise refusal(shown, "không có chữ nào", "kiểm tra rồi chọn lại tệp")
    return text


def _text(data: bytes, name: str) -> str:
    kind = kind_of(data, name)
    if kind == "pdf":
        return from_abc(text_of_pdf(data, name))
    if kind == "docx":
        return from_abc(text_of_word(data, name))
    text = text_of_page(data) if kind == "html" else decode(data)
    if text is None:
        raise refusal(
            name, "dùng bảng mã không nhận ra được", "lưu lại tệp với bảng mã UTF-8 rồi gửi lại"
        )
    return text.replace("\r\n", "\n").replace("\r", "\n")
