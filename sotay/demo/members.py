"""The invented members, brought in as an office would: one Excel list, taken in by the importer."""

import io
from datetime import date

import xlsxwriter

from sotay.accounts.models import User
from sotay.core.days import written
from sotay.demo.blocs import BlocSpec
from sotay.demo.offices import main_cell
from sotay.demo.people import Crowd, Person
from sotay.demo.tree import CellToFill
from sotay.members.importing import import_file
from sotay.members.models import Member
from sotay.organisations.access import Actor
from sotay.organisations.models import Organisation

HEADINGS = (
    "STT", "Họ và tên khai sinh", "Giới tính", "Ngày sinh", "Dân tộc", "Quê quán", "Nghề nghiệp",
    "Số thẻ đảng viên", "Ngày quyết định kết nạp", "Ngày kết nạp", "Ngày chính thức", "Trình độ",
    "Lý luận chính trị", "Mã chi bộ", "Ngày về chi bộ",
)  # fmt: skip


def _row(number: int, person: Person, cell: str, since: date) -> list[str]:
    return [
        str(number),
        person.full_name,
        "Nữ" if person.is_woman else "Nam",
        written(person.born_on),
        person.ethnicity,
        person.home_place,
        person.occupation,
        person.card_number,
        written(person.decided_on),
        written(person.admitted_on),
        written(person.recognised_on) if person.recognised_on else "",
        person.education,
        person.theory,
        cell,
        written(since),
    ]


def list_of_members(bloc: BlocSpec, cells: list[CellToFill], actor: Actor) -> bytes:
    """The Excel list: every cell has as many members as it has today."""
    crowd = Crowd(bloc.key, actor.today)
    kept = io.BytesIO()
    book = xlsxwriter.Workbook(kept, {"in_memory": True, "constant_memory": False})
    sheet = book.add_worksheet("Danh sách")
    sheet.write_row(0, 0, [f"DANH SÁCH ĐẢNG VIÊN {bloc.name.upper()}"])
    sheet.write_row(2, 0, HEADINGS)
    number = 0
    for cell in cells:
        for _member in range(cell.members):
            number += 1
            person = crowd.person()
            since = max(person.admitted_on, bloc.founded_on)
            sheet.write_row(2 + number, 0, _row(number, person, cell.code, since))
    book.close()
    return kept.getvalue()


def enter_members(
    bloc: BlocSpec, cells: list[CellToFill], logins: dict[str, User], actor: Actor
) -> None:
    """Take the list in; the two members who sign in belong to the same cell."""
    import_file(
        actor=actor,
        organisation=Organisation.objects.get(code=bloc.code),
        data=list_of_members(bloc, cells, actor),
        file_name=f"danh-sach-{bloc.key}.xlsx",
        as_of=actor.today,
    )
    own = Member.objects.filter(cell__code=main_cell(bloc, cells)).order_by("sort_key", "id")
    for member, login in zip(own, (logins["secretary"], logins["member"]), strict=False):
        login.full_name = member.full_name
        login.clean()
        login.save()
        Member.objects.filter(pk=member.pk).update(user=login)
