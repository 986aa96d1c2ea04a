"""A paper is offered: its words are read, and only then is the file kept."""

from django.utils.translation import gettext as _

from sotay.core import files
from sotay.core.errors import BadInput
from sotay.core.models import StoredFile
from sotay.directives import secrecy
from sotay.directives.reader import Reading, UnreadableFile, read_file, read_text

KEPT_KINDS = (".docx", ".pdf", ".txt")  # a web page is read, but could act when opened again
MOST_CHARACTERS = 2_000_000


class MarkedPaper(BadInput):
    """The paper carries a secrecy mark: its words and its file stay out, by policy."""

    def __init__(self) -> None:
        super().__init__(
            _(
                "Văn bản có dấu mật nên không đưa nội dung và tệp lên đây. Đồng chí chọn độ mật "
                "rồi chỉ ghi số, ký hiệu và ngày."
            )
        )


def read_offered(text: str = "", content: bytes | None = None, name: str = "") -> Reading:
    """Read pasted words, or the bytes of a file sent under ``name``. Nothing is kept.

    :raises MarkedPaper: a secrecy mark stands in its head
    :raises BadInput: empty, too long, or a file that cannot be read; the message says what to do
    """
    if content is None:
        if not text.strip():
            raise BadInput(_("Đồng chí chọn tệp hoặc dán nội dung văn bản."))
        if len(text) > MOST_CHARACTERS:
            raise BadInput(
                _("Nội dung dán vào dài quá 2.000.000 chữ. Đồng chí tách văn bản thành từng phần.")
            )
        reading = read_text(plain(text))
    else:
        try:
            reading = read_file(content, name or None)
        except UnreadableFile as refusal:
            raise BadInput(str(refusal)) from refusal
        if len(reading.text) > MOST_CHARACTERS:
            raise BadInput(
                _("Tệp này dài quá 2.000.000 chữ. Đồng chí tách văn bản thành từng phần.")
            )
        if "\x00" in reading.text:
            reading = read_text(plain(reading.text))
    if secrecy.mark_of(reading.text):
        raise MarkedPaper
    return reading


def plain(text: str) -> str:
    """Line ends made one, and the one character that the database cannot hold made a space."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x00", " ")


def keep_file(content: bytes, name: str) -> StoredFile | None:
    """Keep the bytes of a paper that was read; a kind that is only read gives ``None``.

    :raises BadInput: a file that can act when opened, or swells
    """
    if not name.lower().endswith(KEPT_KINDS):
        return None
    return files.store(content, name=name)
