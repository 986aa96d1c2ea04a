"""The text layer of a PDF. Its scripts, forms and attachments are not looked at."""

from __future__ import annotations

import threading

import pypdfium2 as pdfium

from sotay.directives.reader.files.refusals import refusal

MAX_PAGES = 3_000
MAX_CHARACTERS = 20_000_000
# Scanned pages carry at most a stamp or a page number as letters.
_LETTERS_OF_A_SCAN = 10

# PDFium is not made for several threads at once.
_ONE_AT_A_TIME = threading.Lock()


def text_of_pdf(data: bytes, name: str) -> str:
    """The text of a PDF, pages in order, one line a printed line.

    :raises UnreadableFile: damaged, locked, too many pages, or pictures of pages only
    """
    with _ONE_AT_A_TIME:
        try:
            document = pdfium.PdfDocument(data)
        except pdfium.PdfiumError as error:
            if "password" in str(error).lower() or "security" in str(error).lower():
                raise refusal(
                    name, "có đặt mật khẩu nên không đọc được", "bỏ mật khẩu của tệp rồi gửi lại"
                ) from error
            raise refusal(
                name, "bị hỏng, không mở được ở dạng PDF", "xuất lại tệp từ bản gốc rồi gửi lại"
            ) from error
        try:
            pages = _pages(document, name)
        finally:
            document.close()
    text = "\n".join(pages)
    letters = sum(map(str.isalpha, text))
    if letters < _LETTERS_OF_A_SCAN * max(1, len(pages) // 2):
        raise refusal(
            name,
            "là bản chụp, chưa có lớp chữ",
            "nhận dạng chữ (OCR) rồi gửi lại, hoặc gửi bản Word của văn bản",
        )
    return text


def _pages(document: pdfium.PdfDocument, name: str) -> list[str]:
    if len(document) > MAX_PAGES:
        raise refusal(
            name,
            f"có {len(document)} trang, quá giới hạn {MAX_PAGES} trang",
            "tách văn bản thành từng phần rồi gửi lại",
        )
    pages: list[str] = []
    size = 0
    for number in range(len(document)):
        try:
            page = document[number]
            layer = page.get_textpage()
            text = layer.get_text_bounded()
            layer.close()
            page.close()
        except pdfium.PdfiumError as error:
            raise refusal(
                name,
                f"bị hỏng ở trang {number + 1}",
                "xuất lại tệp từ bản gốc rồi gửi lại",
            ) from error
        size += len(text)
        if size > MAX_CHARACTERS:
            raise refusal(
                name, "có lượng chữ lớn bất thường", "tách văn bản thành từng phần rồi gửi lại"
            )
        # PDFium gives a hyphen at the end of a printed line as a noncharacter.
        pages.append(text.replace("\r\n", "\n").replace("\ufffe\n", "-").replace("\ufffe", "-"))
    return pages
