"""The content of a bank-transfer QR code in the national form: EMVCo fields with a checksum.

Each field is two digits of number, two digits of length, then its text. The last is a CRC-16
(polynomial 1021, start FFFF, nothing reflected) over all before it, its own number and length
included. The code asks for a transfer and says nothing of whether the money came.
"""

import re

from django.utils.translation import gettext as _

from sotay.core.errors import BadInput

NAPAS, TO_ACCOUNT = "A000000727", "QRIBFTTA"
DONG = "704"
NOTE_LENGTH = 25
_BIN = re.compile(r"\d{6}")
_ACCOUNT = re.compile(r"[0-9A-Za-z]{4,19}")
_NOTE = re.compile(r"[A-Za-z0-9 ]{1,25}")


def crc16(content: str) -> str:
    """Checksum as four hexadecimal digits.

    >>> crc16("123456789")
    '29B1'
    """
    register = 0xFFFF
    for byte in content.encode("ascii"):
        register ^= byte << 8
        for _bit in range(8):
            carry = register & 0x8000
            register = (register << 1) & 0xFFFF
            if carry:
                register ^= 0x1021
    return f"{register:04X}"


def field(number: int, text: str) -> str:
    """One field: number, length, text."""
    if not 1 <= len(text) <= 99:
        raise ValueError(f"field {number} cannot hold {len(text)} characters")
    return f"{number:02d}{len(text):02d}{text}"


def check_bank_code(text: str) -> str:
    """The bank's code of six digits.

    :raises BadInput: it is none
    """
    if not _BIN.fullmatch(text):
        raise BadInput(_("Mã ngân hàng gồm đúng 6 chữ số, ví dụ 970436. Đồng chí xem lại."))
    return text


def check_account(text: str) -> str:
    """An account number: 4 to 19 letters and digits without marks.

    :raises BadInput: it is none
    """
    if not _ACCOUNT.fullmatch(text):
        raise BadInput(
            _("Số tài khoản gồm 4 đến 19 chữ số hoặc chữ cái không dấu, viết liền. Đồng chí sửa.")
        )
    return text


def content(bank_code: str, account: str, amount: int | None = None, note: str = "") -> str:
    """The whole content for one transfer; without an amount the payer types it.

    :raises BadInput: a code, number or note that the form cannot hold, or an amount not above 0
    """
    check_bank_code(bank_code)
    check_account(account)
    if amount is not None and not 0 < amount < 10**13:
        raise BadInput(_("Số tiền phải lớn hơn 0."))
    if note and not _NOTE.fullmatch(note):
        raise BadInput(_("Lời ghi chuyển tiền chỉ gồm chữ không dấu, chữ số, tối đa 25 ký tự."))
    receiver = field(0, bank_code) + field(1, account)
    body = [
        field(0, "01"),
        field(1, "11" if amount is None else "12"),
        field(38, field(0, NAPAS) + field(1, receiver) + field(2, TO_ACCOUNT)),
        field(53, DONG),
        *([field(54, str(amount))] if amount is not None else []),
        field(58, "VN"),
        *([field(62, field(8, note))] if note else []),
        "6304",
    ]
    whole = "".join(body)
    return whole + crc16(whole)


def decode(text: str) -> dict[int, str]:
    """The fields of a content by number, in one level.

    :raises BadInput: lengths that do not come out
    """
    found: dict[int, str] = {}
    at = 0
    while at < len(text):
        head = text[at : at + 4]
        if len(head) < 4 or not (head.isascii() and head.isdigit()):
            raise BadInput(_("Nội dung mã chuyển tiền bị hỏng."))
        end = at + 4 + int(head[2:])
        if end > len(text):
            raise BadInput(_("Nội dung mã chuyển tiền bị hỏng."))
        found[int(head[:2])] = text[at + 4 : end]
        at = end
    return found


def is_sound(text: str) -> bool:
    """Whether the checksum at the end is the one of what stands before it."""
    return len(text) > 8 and text[-8:-4] == "6304" and crc16(text[:-4]) == text[-4:]
