"""A list of members in a spreadsheet taken into an empty register, in a process of its own.

The spreadsheet has the columns that offices use, in Vietnamese, and as many rows as the size has
members, 77,000 at most. The process reports its own peak of memory.
"""

import json
import os
import random
import resource
import subprocess
import sys
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

import xlsxwriter
from django.conf import settings

from sotay.bench.inventing import CELL, NAMES, invent_tree
from sotay.bench.loading import Bench, empty_register
from sotay.bench.sizes import SIZES

MOST_ROWS: Final = 77_000
AS_OF: Final = date(2026, 11, 1)
HEADINGS: Final = (
    "STT", "Họ và tên", "Ngày sinh", "Giới tính", "Dân tộc", "Chi bộ", "Ngày vào Đảng",
    "Ngày chính thức", "Số thẻ đảng viên", "Trình độ học vấn", "Lý luận chính trị",
)  # fmt: skip
_CHILD: Final = """
import json, pathlib, sys
import django
django.setup()
from sotay.bench.parts.importing import import_here
print(json.dumps(import_here(pathlib.Path(sys.argv[1]))))
"""


def measure(bench: Bench) -> dict[str, Any]:
    """Seconds and peak megabytes of reading, checking and writing the whole list once."""
    size = bench.size if bench.size.members <= MOST_ROWS else SIZES["central"]
    rows = min(size.members, MOST_ROWS)
    tree = invent_tree(size)
    standing = [int(cell) for cell in tree.cells if tree.cell_end[cell] > 10**6]
    codes = [f"D{cell + 1}" for cell in standing if tree.level[cell] == CELL]
    file = bench.folder / "members.xlsx"
    write_list(file, rows, codes)
    with empty_register(size) as database:
        done = subprocess.run(
            [sys.executable, "-c", _CHILD, str(file)],
            env={
                **os.environ,
                "SOTAY_DATABASE": database,
                "DJANGO_SETTINGS_MODULE": "sotay.settings",
            },
            cwd=settings.BASE_DIR,
            capture_output=True,
            text=True,
            check=False,
        )
    file.unlink()
    if done.returncode:
        raise RuntimeError(f"the import failed:\n{done.stderr[-3000:]}")
    return {"rows": rows, **json.loads(done.stdout.splitlines()[-1])}


def write_list(file: Path, rows: int, codes: list[str]) -> None:
    draw = random.Random(77)
    with xlsxwriter.Workbook(file, {"constant_memory": True}) as book:
        sheet = book.add_worksheet("Danh sách")
        sheet.write_row(0, 0, HEADINGS)
        for number in range(1, rows + 1):
            born = date(1950, 1, 1) + timedelta(days=draw.randrange(52 * 365))
            joined = born + timedelta(days=365 * 19 + draw.randrange(6 * 365))
            joined = min(joined, date(2024, 12, 1))
            sheet.write_row(
                number,
                0,
                (
                    number, draw.choice(NAMES), f"{born:%d/%m/%Y}", draw.choice(("Nam", "Nữ")),
                    draw.choice(("Kinh", "Kinh", "Kinh", "Tày", "Mường")), draw.choice(codes),
                    f"{joined:%d/%m/%Y}", f"{joined + timedelta(days=366):%d/%m/%Y}",
                    f"{number:08d}", draw.choice(("Đại học", "12/12", "Thạc sĩ")),
                    draw.choice(("Sơ cấp", "Trung cấp", "Cao cấp")),
                ),
            )  # fmt: skip


def import_here(file: Path) -> dict[str, Any]:
    """Take the list in, in the database this process is set to; what it cost."""
    from sotay.bench.people import officer
    from sotay.members.importing import import_file
    from sotay.members.models import Member
    from sotay.organisations.access import acting_for
    from sotay.organisations.models import Organisation

    actor = officer()
    began = time.perf_counter()
    with acting_for(actor):
        import_file(
            actor=actor,
            organisation=Organisation.objects.get(code="D1"),
            data=file.read_bytes(),
            file_name=file.name,
            as_of=AS_OF,
        )
    seconds = time.perf_counter() - began
    with acting_for(actor):
        written = Member.objects.count()
    return {
        "written": written,
        "seconds": round(seconds, 1),
        "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }
