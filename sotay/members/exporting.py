"""The register as a file, under headings that an import knows again."""

import csv
import io
from collections.abc import Iterator
from datetime import date
from typing import Any

import xlsxwriter
from django.db import transaction
from django.utils.translation import gettext as _

from sotay.core import audit
from sotay.members.ethnicities import name_of
from sotay.members.listing import cell_names
from sotay.members.models import Education, Gender, Member, Membership, Standing, Status, Theory
from sotay.members.rules.records import FIELDS
from sotay.organisations.access import Actor, require
from sotay.organisations.models import Organisation

MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}
# Headings stay Vietnamese whatever the language of the screen: they are for the import of others.
HEADINGS = (
    ("full_name", "Họ và tên khai sinh"),
    ("other_name", "Họ và tên đang dùng"),
    ("gender", "Giới tính"),
    ("born_on", "Ngày sinh"),
    ("birth_year", "Năm sinh"),
    ("ethnicity", "Dân tộc"),
    ("religion", "Tôn giáo"),
    ("home_place", "Quê quán"),
    ("residence", "Nơi thường trú"),
    ("occupation", "Nghề nghiệp, chức vụ"),
    ("phone", "Điện thoại"),
    ("citizen_id", "Số căn cước"),
    ("card_number", "Số thẻ đảng viên"),
    ("record_number", "Số lý lịch"),
    ("decided_on", "Ngày quyết định kết nạp"),
    ("admitted_on", "Ngày kết nạp"),
    ("recognised_on", "Ngày chính thức"),
    ("education", "Trình độ học vấn"),
    ("theory", "Lý luận chính trị"),
    ("standing", "Loại đảng viên"),
    ("cell_code", "Mã chi bộ"),
    ("cell", "Tên gọi chi bộ"),
    ("since", "Ngày về chi bộ"),
)
_RISKY = ("=", "+", "-", "@", "\t", "\r")  # a program of tables would take these for a formula


@transaction.atomic
def export(*, actor: Actor, organisation: Organisation, day: date, kind: str) -> bytes:
    """All members of ``organisation`` and under it on ``day``, as ``xlsx`` or ``csv``.

    :raises PermissionDenied: no office held today lets ``actor`` take the list out
    """
    require(actor, "members.export", organisation)
    rows = list(_rows(actor, organisation, day))
    audit.record(
        actor,
        "members.export",
        organisation,
        organisation=organisation,
        members=len(rows),
        day=day,
        kind=kind,
    )
    return _csv(rows) if kind == "csv" else _xlsx(rows)


def _rows(actor: Actor, organisation: Organisation, day: date) -> Iterator[list[Any]]:
    members = (
        Member.objects.in_reach(actor)
        .entered()
        .of(organisation, day)
        .order_by("cell__lft", "sort_key", "id")
    )
    held = {
        row["member"]: row
        for row in Membership.objects.as_of(day)
        .filter(member__in=members.values("pk"))
        .values("member", "organisation", "organisation__code", "valid_from")
    }
    statuses = {
        row["member"]: row
        for row in Status.objects.as_of(day)
        .filter(member__in=members.values("pk"))
        .values("member", "standing", "education", "theory")
    }
    names = cell_names({row["organisation"] for row in held.values()}, day)
    for member in members.values("id", *FIELDS):
        place, status = held[member["id"]], statuses.get(member["id"], {})
        told = {
            **member,
            "gender": str(Gender(member["gender"]).label),
            "ethnicity": name_of(member["ethnicity"]),
            "education": _label(Education, status.get("education")),
            "theory": _label(Theory, status.get("theory")),
            "standing": _label(Standing, status.get("standing")),
            "cell_code": place["organisation__code"],
            "cell": names.get(place["organisation"], ""),
            "since": place["valid_from"],
        }
        yield [told[name] for name, _heading in HEADINGS]


def _label(choices: Any, value: int | None) -> str:
    return str(choices(value).label) if value else "" if value is None else _zero(choices)


def _zero(choices: Any) -> str:
    """Unknown levels are left empty; the standing of number 0 is a full member."""
    return str(choices(0).label) if choices is Standing else ""


def _xlsx(rows: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "default_date_format": "dd/mm/yyyy",
    }
    with xlsxwriter.Workbook(out, options) as book:
        head = book.add_format({"bold": True, "text_wrap": True, "border": 1})
        sheet = book.add_worksheet(_("Đảng viên"))
        sheet.freeze_panes(1, 1)
        for column, (name, heading) in enumerate(HEADINGS):
            sheet.set_column(column, column, 28 if name in ("full_name", "cell") else 16)
            sheet.write_string(0, column, heading, head)
        for number, row in enumerate(rows, 1):
            for column, value in enumerate(row):
                if isinstance(value, str) and value:
                    sheet.write_string(number, column, value)
                elif value not in (None, ""):
                    sheet.write(number, column, value)
    return out.getvalue()


def _csv(rows: list[list[Any]]) -> bytes:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow([heading for _name, heading in HEADINGS])
    for row in rows:
        writer.writerow([_plain(value) for value in row])
    return out.getvalue().encode("utf-8-sig")  # the mark lets the office program see the marks


def _plain(value: Any) -> str:
    """A cell of text; numbers with leading zeros are kept as text, formulas are made harmless."""
    if value is None:
        return ""
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    text = str(value)
    if text.startswith("0") and text.isdigit():
        return f'="{text}"'
    return f"'{text}" if text.startswith(_RISKY) else text
