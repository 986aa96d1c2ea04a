"""The file to fill in: the cell's payers with what each owes, the column of money left empty."""

import io

import xlsxwriter
from django.utils.translation import gettext as _

from sotay.dues.importing.ground import codes_of
from sotay.dues.rules import months
from sotay.dues.services.rights import require_keeper
from sotay.dues.sheets import Sheet
from sotay.organisations.access import Actor

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def headings() -> list[tuple[str, int]]:
    """Each heading with the width of its column; those that are read back stand in ``headings``."""
    return [
        (_("Mã nộp"), 10),
        (_("Họ và tên"), 28),
        (_("Đóng từ tháng"), 13),
        (_("Đến hết tháng"), 13),
        (_("Phải đóng"), 14),
        (_("Số tiền đã nộp"), 16),
        (_("Ngày nộp"), 12),
        (_("Cách đóng"), 14),
    ]


def template(sheet: Sheet, actor: Actor) -> bytes:
    """An Excel file of those who still owe in the month, or whose figure is unknown.

    What is owed counts the months in arrears in, from the first of which the row is.

    :raises PermissionDenied: not a keeper of this cell
    """
    require_keeper(actor, sheet.collection.organisation)
    month = sheet.collection.month
    lines = [one for one in sheet.lines if one.left is None or one.left or one.arrears]
    lines.sort(key=lambda one: (one.due.sort_key, one.due.member_id))
    codes = codes_of({one.due.member_id for one in lines}, actor)
    out = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(out, options) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "border": 1})
        money = book.add_format({"num_format": "#,##0"})
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        page = book.add_worksheet(_("Đã thu"))
        page.freeze_panes(1, 2)
        for column, (words, width) in enumerate(headings()):
            page.set_column(column, column, width, {5: money, 6: day}.get(column))
            page.write_string(0, column, words, head)
        for number, line in enumerate(lines, 1):
            first = min(line.arrears, default=month)
            page.write_string(number, 0, codes.get(line.due.member_id, ""))
            page.write_string(number, 1, line.due.member_name)
            page.write_string(number, 2, months.written(first))
            page.write_string(number, 3, months.written(month))
            if line.left is None:
                page.write_string(number, 4, _("chưa rõ mức"))
            else:
                page.write_number(number, 4, line.left + line.arrears_total, money)
        page.data_validation(
            1, 7, max(len(lines), 1), 7,
            {"validate": "list", "source": [_("tiền mặt"), _("chuyển khoản")]},
        )  # fmt: skip
    return out.getvalue()


def file_name(sheet: Sheet) -> str:
    return f"dang-phi-{months.key(sheet.collection.month)}.xlsx"
