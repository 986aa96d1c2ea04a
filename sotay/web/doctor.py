"""Everything that can be wrong with an installation, looked at one thing after another."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import ProgrammingError, connection
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy

from sotay.core.days import decimal, grouped
from sotay.core.models import AuditEntry, AuditLeaf, StoredFile
from sotay.members import totals

PERSONAL = {  # tables about people, by app: each is locked by row-level security
    "members": (
        *("member", "membership", "status", "temporarystay", "transfer", "correction"),
        "importrun",
    ),
    "directives": ("pin",),
    "notices": ("notice", "choice", "pushsubscription"),
    "dues": (
        *("basis", "relief", "due", "receipt", "payment", "advice", "bankaccount"),
        *("credit", "paymentlist", "listedpayment"),
    ),
    "library": ("reading", "bookmark"),
    "meetings": ("invitation", "field", "change", "minutes", "meetingpaper"),
    "proposals": (
        "proposal",
        "word",
        "part",
        "published",
        "attachment",
        "representation",
        "attendee",
    ),
    "contests": ("entry", "origin", "author", "juror", "conflict", "score", "result"),
    "handbook": (),
}
FREE_DISK_BYTES = 2 * 1024**3
QUEUE_ALARM_ROWS = 200


@dataclass(frozen=True)
class Finding:
    """One thing looked at: whether it is well, and a sentence with the figure seen."""

    what: str
    is_well: bool
    says: str


def _role() -> Finding:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper OR rolbypassrls"
            " FROM pg_roles WHERE rolname = current_user"
        )
        name, is_privileged = cursor.fetchone()
    if is_privileged:
        says = _("vai trò %(role)s vượt được khóa dữ liệu; đổi sang sotay_web") % {"role": name}
        return Finding(_("Vai trò cơ sở dữ liệu"), False, says)
    return Finding(_("Vai trò cơ sở dữ liệu"), True, name)


def _policies() -> Finding:
    names = [f"{app}_{table}" for app, tables in PERSONAL.items() for table in tables]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_class WHERE relname = ANY(%s)"
            " AND relrowsecurity AND relforcerowsecurity",
            [names],
        )
        locked = cursor.fetchone()[0]
    return Finding(_("Khóa dữ liệu cá nhân"), locked == len(names), f"{locked} / {len(names)}")


def _migrations() -> Finding:
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connection)
    waiting = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    return Finding(
        _("Bảng dữ liệu"),
        waiting == 0,
        _("đủ") if not waiting else _("còn %(n)s bước; chạy sotay migrate") % {"n": waiting},
    )


def _queue() -> Finding:
    waiting = totals.queue_state().rows
    return Finding(
        _("Số tổng hợp chờ cộng"),
        waiting <= QUEUE_ALARM_ROWS,
        grouped(waiting)
        if waiting <= QUEUE_ALARM_ROWS
        else _("%(n)s dòng; xem sotay worker có chạy không") % {"n": grouped(waiting)},
    )


def _audit() -> Finding:
    behind = AuditEntry.objects.count() - AuditLeaf.objects.count()
    return Finding(
        _("Nhật ký chưa đánh số"),
        behind <= QUEUE_ALARM_ROWS * 10,
        grouped(behind)
        if behind <= QUEUE_ALARM_ROWS * 10
        else _("%(n)s dòng; xem sotay worker có chạy không") % {"n": grouped(behind)},
    )


def _assets() -> Finding:
    folder = settings.BASE_DIR / "sotay/ui/static/ui/vendor"
    return Finding(
        _("Phông chữ và kịch bản"),
        folder.is_dir() and any(folder.iterdir()),
        _("đủ") if folder.is_dir() else _("thiếu; chạy make env"),
    )


def _evidence() -> Finding:
    kept = StoredFile.objects.count()
    missing = [
        row.digest[:12] for row in StoredFile.objects.order_by("-id")[:500] if not _is_there(row)
    ]
    return Finding(
        _("Tệp minh chứng"),
        not missing,
        grouped(kept)
        if not missing
        else _("thiếu %(n)s tệp, ví dụ %(one)s") % {"n": len(missing), "one": missing[0]},
    )


def _is_there(row: StoredFile) -> bool:
    from sotay.core import files

    return files.path_of(row).exists()


def _disk() -> Finding:
    settings.DATA_DIR.mkdir(parents=True, exist_ok=True)
    free = shutil.disk_usage(settings.DATA_DIR).free
    return Finding(_("Đĩa còn trống"), free >= FREE_DISK_BYTES, f"{decimal(free / 1024**3)} GB")


CHECKS: tuple[Callable[[], Finding], ...] = (
    _role,
    _policies,
    _migrations,
    _queue,
    _audit,
    _assets,
    _evidence,
    _disk,
)


_NEEDING_TABLES: dict[Callable[[], Finding], Any] = {
    _queue: _lazy("Số tổng hợp chờ cộng"),
    _audit: _lazy("Nhật ký chưa đánh số"),
    _evidence: _lazy("Tệp minh chứng"),
}


def examine() -> list[Finding]:
    """Run every check; one that fails to run is itself a finding."""
    found = []
    for check in CHECKS:
        try:
            found.append(check())
        except ProgrammingError:  # a table is not there
            says = _("chưa xem được vì bảng dữ liệu chưa đủ; chạy sotay migrate")
            found.append(Finding(str(_NEEDING_TABLES.get(check, check.__name__)), False, says))
        except Exception as wrong:  # a check that breaks must not hide the others
            found.append(
                Finding(check.__name__.strip("_"), False, f"{type(wrong).__name__}: {wrong}")
            )
    return found
